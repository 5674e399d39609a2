"""What a window shows of a channel and lets people do in it, live and by keyboard."""

from __future__ import annotations

import base64

import pytest
from playwright.async_api import expect
from slack_sdk.errors import SlackApiError

from slack_sandbox import Sandbox
from tests.browser.windows import PHONE, Windows
from tests.slack_sandbox.conftest import client_of

ACME, DESK = "C0LUMACME1", "C0DESK0001"
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


async def test_two_windows_are_live(windows: Windows, sandbox: Sandbox) -> None:
    dana, nora = await windows.open("dana", ACME), await windows.open("nora", ACME)
    await dana.write("first line")
    await expect(nora.message("first line")).to_be_visible()
    message = nora.message("first line")
    await message.hover()
    await message.get_by_role("button", name="Reply in thread").click()
    await nora.write("an inner reply", where="#thread")
    await dana.message("first line").get_by_role("button", name="1 reply").click()
    await expect(dana.thread.get_by_text("an inner reply")).to_be_visible()
    await dana.menu(dana.message("first line"), "Edit message")
    await dana.main.locator("textarea").fill("changed line")
    await dana.page.keyboard.press("Enter")
    await expect(nora.message("changed line")).to_contain_text("(edited)")
    await dana.menu(dana.message("changed line"), "Delete message")
    await dana.modal.get_by_role("button", name="Delete").click()
    await expect(nora.message("This message was deleted.")).to_be_visible()
    assert [m["subtype"] for m in sandbox.messages(ACME)] == ["tombstone"]


async def test_reactions_are_added_counted_and_taken_away(windows: Windows, sandbox: Sandbox) -> None:
    posted = await sandbox.drive.post("dana", ACME, "react to me")
    await sandbox.drive.react("omar", ACME, posted["ts"], "eyes")
    nora = await windows.open("nora", ACME)
    pill = nora.at(posted["ts"]).locator(".pill").first
    await expect(pill).to_contain_text("1")
    await pill.click()
    await expect(pill).to_have_attribute("aria-pressed", "true")
    await expect(pill).to_contain_text("2")
    await pill.click()
    await expect(pill).to_contain_text("1")
    await nora.at(posted["ts"]).hover()
    await nora.at(posted["ts"]).locator(".tools").get_by_role("button", name="Add a reaction").click()
    await nora.page.keyboard.type("no_such_emoji_x")
    await nora.page.keyboard.press("Escape")
    await nora.at(posted["ts"]).locator(".tools").get_by_role("button", name="Add a reaction").click()
    await nora.page.get_by_role("button", name="tada").click()
    await expect(nora.at(posted["ts"])).to_contain_text("🎉")


async def test_what_is_unread_is_marked_until_it_is_looked_at(windows: Windows, sandbox: Sandbox) -> None:
    nora = await windows.open("nora", DESK)
    place = nora.page.locator(f'[data-place="{ACME}"]')
    await expect(place).to_be_visible()
    await sandbox.drive.post("dana", ACME, "one")
    await sandbox.drive.post("dana", ACME, "two")
    await expect(place).to_contain_text("2 unread")
    await place.click()
    await expect(nora.main.get_by_role("separator", name="New")).to_be_visible()
    await nora.page.locator(f'[data-place="{DESK}"]').click()
    await expect(place).not_to_contain_text("unread")


async def test_a_click_counts_though_a_message_comes_while_the_button_is_down(
    windows: Windows, sandbox: Sandbox
) -> None:
    nora = await windows.open("nora", ACME)
    place = nora.page.locator('[data-place="C0BILLING1"]')
    await place.hover()
    await nora.page.mouse.down()
    await sandbox.drive.post("statusbot", "team-billing", "the bank file is in")
    await sandbox.drive.post("dana", ACME, "and now this one is here too")
    await expect(nora.main).to_contain_text("and now this one is here too")
    await nora.page.mouse.up()
    await expect(nora.main).to_contain_text("the bank file is in")


async def test_a_reply_in_ones_own_thread_is_unread_too(windows: Windows, sandbox: Sandbox) -> None:
    asked = await sandbox.drive.post("dana", ACME, "a question")
    dana = await windows.open("dana", "C0COMMUN01")
    await expect(dana.main.get_by_role("log")).to_be_visible()
    await client_of(sandbox).chat_postMessage(channel=ACME, text="an answer", thread_ts=asked["ts"])
    place = dana.page.locator(f'[data-place="{ACME}"]')
    await expect(place).to_contain_text("1 unread")
    await place.click()
    bar = dana.at(asked["ts"]).get_by_role("button", name="1 reply")
    await expect(bar).to_contain_text("unread")
    await bar.click()
    await expect(bar).not_to_contain_text("unread")


async def test_a_permalink_opens_its_message_even_far_up_and_in_a_thread(windows: Windows, sandbox: Sandbox) -> None:
    old = await sandbox.drive.post("dana", ACME, "the very first")
    reply = await sandbox.drive.post("omar", ACME, "deep reply", thread_ts=old["ts"])
    for number in range(150):
        await sandbox.drive.post("rosa", ACME, f"line {number}")
    link = f"https://lumio.slack.com/archives/{ACME}/p{old['ts'].replace('.', '')}"
    inner = f"https://lumio.slack.com/archives/{ACME}/p{reply['ts'].replace('.', '')}?thread_ts={old['ts']}&cid={ACME}"
    await sandbox.drive.post("nora", DESK, f"see {link} and {inner}")
    nora = await windows.open("nora", DESK)
    await nora.message("see").get_by_role("link").first.click()
    await expect(nora.at(old["ts"])).to_be_in_viewport()
    await nora.page.go_back()
    await nora.message("see").get_by_role("link").nth(1).click()
    await expect(nora.at(reply["ts"], where="#thread")).to_be_in_viewport()
    tom = await windows.open("tom", DESK)
    await tom.message("see").get_by_role("link").first.click()
    await expect(tom.toasts).to_contain_text("not a member")


async def test_keys_alone_are_enough(windows: Windows, sandbox: Sandbox) -> None:
    await sandbox.drive.post("omar", ACME, "upper")
    lower = await sandbox.drive.post("omar", ACME, "lower")
    dana = await windows.open("dana", ACME)
    page, box = dana.page, dana.main.locator("textarea")
    await box.focus()
    await page.keyboard.type("one")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("two")
    await page.keyboard.press("Enter")
    await expect(dana.message("one")).to_contain_text("two")
    await page.keyboard.press("ArrowUp")
    await expect(box).to_have_value("one\ntwo")
    await page.keyboard.press("Escape")
    await expect(box).to_have_value("")
    await dana.main.get_by_role("log").focus()
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("ArrowUp")
    await expect(dana.at(lower["ts"])).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(dana.thread.locator("textarea")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(dana.thread).to_be_hidden()
    await page.keyboard.press("Tab")
    await dana.main.get_by_role("log").focus()
    await page.keyboard.press("/")
    await expect(box).to_be_focused()


async def test_mentions_are_completed_and_sent_as_mentions(windows: Windows, sandbox: Sandbox) -> None:
    nora = await windows.open("nora", ACME)
    await nora.main.locator("textarea").focus()
    await nora.page.keyboard.type("hello @dan")
    await nora.page.get_by_role("option", name="Dana Whitfield").click()
    await nora.page.keyboard.press("Enter")
    await expect(nora.message("hello").locator(".mention")).to_have_text("@Dana Whitfield")
    assert sandbox.messages(ACME)[-1]["text"] == "hello <@U0DANA0001>"


async def test_files_and_pictures_are_attached_and_shown(windows: Windows, sandbox: Sandbox) -> None:
    dana, nora = await windows.open("dana", ACME), await windows.open("nora", ACME)
    chooser = dana.main.locator('input[type="file"]')
    await chooser.set_input_files(
        [
            {"name": "dot.png", "mimeType": "image/png", "buffer": PIXEL},
            {"name": "log.txt", "mimeType": "text/plain", "buffer": b"a line"},
        ]
    )
    await expect(dana.main.locator(".chip")).to_have_count(2)
    await dana.write("two files")
    message = nora.message("two files")
    await expect(message.get_by_role("img", name="dot.png")).to_be_visible()
    assert (
        await message.get_by_role("img", name="dot.png").evaluate("async (i) => (await i.decode(), i.naturalWidth)")
        == 1
    )
    await expect(message.get_by_role("link", name="log.txt")).to_be_visible()
    assert [f["size"] for f in sandbox.messages(ACME)[0]["files"]] == [len(PIXEL), 6]


async def test_the_inspector_lists_calls_and_envelopes_with_errors_in_red(windows: Windows, sandbox: Sandbox) -> None:
    posted = await sandbox.drive.post("dana", ACME, "look at my JSON")
    client = client_of(sandbox)
    await client.auth_test()
    with pytest.raises(SlackApiError, match="channel_not_found"):
        await client.chat_postMessage(channel="C0NOWHERE", text="x")
    nora = await windows.open("nora", ACME)
    await nora.button("Inspector").click()
    drawer = nora.page.locator("#inspector")
    await expect(drawer.get_by_role("option", name="auth.test")).to_be_visible()
    await expect(drawer.locator(".entry.bad").filter(has_text="channel_not_found")).to_be_visible()
    await expect(drawer.locator(".entry.bad").filter(has_text="no socket open")).not_to_have_count(0)
    await drawer.get_by_label("Search calls").fill("look at my json")
    await expect(drawer.get_by_role("option", name="auth.test")).to_have_count(0)
    await drawer.locator(".entry").first.click()
    await expect(drawer.locator(".detail")).to_contain_text("look at my JSON")
    await nora.at(posted["ts"]).locator(".msg-content").click()
    await expect(drawer.locator(".detail h3")).to_have_text(f"Message {posted['ts']}")
    sandbox.workspace.note_oddity("a thing no correct app does")
    await drawer.get_by_role("button", name="1 oddity").click()
    await expect(drawer.locator(".detail")).to_contain_text("a thing no correct app does")
    await nora.page.keyboard.press("Escape")
    await expect(drawer).to_be_hidden()


async def test_the_status_line_tells_what_the_app_does(windows: Windows, sandbox: Sandbox) -> None:
    posted = await sandbox.drive.post("dana", ACME, "slow one")
    dana = await windows.open("dana", ACME, thread=posted["ts"])
    client = client_of(sandbox)
    await client.assistant_threads_setStatus(channel_id=ACME, thread_ts=posted["ts"], status="is reading articles")
    await expect(dana.thread.locator(".composer .status-line")).to_contain_text("Earnest is reading articles")
    await client.assistant_threads_setStatus(channel_id=ACME, thread_ts=posted["ts"], status="")
    await expect(dana.thread.locator(".composer .status-line")).to_be_empty()


async def test_one_window_can_be_anybody_and_sees_what_they_see(windows: Windows, sandbox: Sandbox) -> None:
    dana = await windows.open("dana", ACME)
    await dana.page.get_by_role("button", name="You are Dana Whitfield").click()
    await dana.page.get_by_role("button", name="Statusbot").click()
    await expect(dana.page.locator("#sidebar .place")).to_have_count(2)
    await dana.write("all systems up")
    assert sandbox.messages("team-billing")[-1]["bot_id"] == "B0STATUS01"
    await dana.page.get_by_role("button", name="You are Statusbot").click()
    await dana.page.get_by_role("button", name="Kenji Mori").click()
    await expect(dana.page.locator("#sidebar")).to_contain_text("Globex Property")
    await expect(dana.page.locator("#sidebar .place")).to_have_count(2)
    await expect(dana.page.locator("#sidebar")).not_to_contain_text("support-desk")


async def test_what_slack_refuses_is_told_to_the_person(windows: Windows, sandbox: Sandbox) -> None:
    dana = await windows.open("dana", ACME)
    await dana.write("/earnest help")
    await expect(dana.toasts).to_contain_text("/earnest is not a valid command")
    await sandbox.drive.archive(ACME)
    await expect(dana.main.locator("textarea")).to_be_disabled()


async def test_a_window_connects_again_and_catches_up(windows: Windows, sandbox: Sandbox) -> None:
    windows.expected.append("WebSocket")
    dana = await windows.open("dana", ACME)
    await expect(dana.page.locator("#sidebar .lamp")).to_be_visible()
    await dana.page.context.set_offline(True)
    await sandbox.drive.post("omar", ACME, "while away")
    await dana.page.context.set_offline(False)
    await expect(dana.message("while away")).to_be_visible()


async def test_a_phone_shows_one_pane_at_a_time(windows: Windows, sandbox: Sandbox) -> None:
    posted = await sandbox.drive.post("dana", ACME, "small screen")
    await sandbox.drive.post("nora", ACME, "a reply", thread_ts=posted["ts"])
    dana = await windows.open("dana", ACME, viewport=PHONE)
    await expect(dana.page.locator("#sidebar")).not_to_be_in_viewport()
    await dana.at(posted["ts"]).get_by_role("button", name="1 reply").click()
    await expect(dana.thread.get_by_text("a reply")).to_be_in_viewport()
    await dana.page.get_by_role("button", name="Close the thread").click()
    await dana.page.get_by_role("button", name="You are Dana Whitfield. Channels").click()
    await dana.page.locator('[data-place="C0COMMUN01"]').click()
    await expect(dana.main.get_by_role("heading", name="lumio-community")).to_be_visible()
    overflow = await dana.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert overflow <= 0
