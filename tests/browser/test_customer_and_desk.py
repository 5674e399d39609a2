"""Both sides of the product, as people at two windows see them, with the real bot between."""

from __future__ import annotations

from playwright.async_api import Locator, expect

from tests.browser.windows import Window, Windows
from tests.scenarios.conftest import Running

TRUSTED = "How do I reset my password?"
DRAFTED = "How do I change the billing email for our invoices?"
DESK = "C0DESK0001"


async def ask_for_a_draft(staffed: Windows, earnest: Running, staff: str) -> tuple[Window, Window, Locator]:
    """A customer's window, one of the desk's, and the card of the draft on it."""
    channel = earnest.channel()
    dana, desk = await staffed.open("dana", channel), await staffed.open(staff, DESK)
    cards = desk.main.locator("article.msg")
    await expect(desk.main.get_by_role("log")).to_be_visible()
    await dana.write(DRAFTED)
    thread = await earnest.sandbox.wait_for(lambda: [m["ts"] for m in earnest.sandbox.messages(channel)])
    card = cards.filter(has=desk.page.locator(f'a[href*="{thread[0].replace(".", "")}"]'))
    await expect(card.get_by_role("button", name="Approve")).to_be_visible()
    return dana, desk, card


async def test_a_customer_asks_and_gets_an_answer_with_sources(staffed: Windows, earnest: Running) -> None:
    dana = await staffed.open("dana", earnest.channel())
    await dana.write(TRUSTED)
    asked = dana.message(TRUSTED)
    await asked.get_by_role("button", name="1 reply").click()
    answer = dana.message("Answered by Earnest (AI)", where="#thread")
    await expect(answer).to_contain_text("Forgot password?")
    await expect(answer.get_by_role("link", name="reset-your-password")).to_have_attribute("rel", "noopener noreferrer")
    await expect(asked.locator(".reactions")).to_contain_text("👀")


async def test_who_wants_a_person_is_seen_at_the_desk_without_a_reload(staffed: Windows, earnest: Running) -> None:
    channel = earnest.channel()
    dana, nora = await staffed.open("dana", channel), await staffed.open("nora", DESK)
    await dana.write(TRUSTED)
    await dana.message(TRUSTED).get_by_role("button", name="1 reply").click()
    cards = nora.main.locator("article.msg")
    before = await cards.count()
    await dana.thread.get_by_role("button", name="Talk to a person").click()
    await expect(cards).to_have_count(before + 1)
    await expect(cards.last).to_contain_text(TRUSTED)
    await expect(dana.thread.locator("article.msg")).to_have_count(3)


async def test_staff_edit_a_draft_and_the_customer_sees_their_words(staffed: Windows, earnest: Running) -> None:
    dana, priya, card = await ask_for_a_draft(staffed, earnest, "priya")
    await card.get_by_role("button", name="Edit", exact=True).click()
    draft = priya.modal.get_by_label("What the customer will read")
    await expect(draft).to_be_focused()
    assert len(await draft.input_value()) > 20
    await draft.fill("Open *Billing*, then <b>Contacts</b> & save.")
    await priya.modal.get_by_role("button", name="Send").click()
    await expect(priya.modal).to_have_count(0)
    await dana.message(DRAFTED).get_by_role("button", name="1 reply").click()
    await expect(dana.thread).to_contain_text("<b>Contacts</b> & save.")
    await expect(dana.thread).to_contain_text("Priya Nair")


async def test_an_empty_draft_is_refused_under_its_field_and_can_be_corrected(
    staffed: Windows, earnest: Running
) -> None:
    _, sam, card = await ask_for_a_draft(staffed, earnest, "sam")
    await card.get_by_role("button", name="Edit", exact=True).click()
    draft = sam.modal.get_by_label("What the customer will read")
    await draft.fill("")
    await sam.modal.get_by_role("button", name="Send").click()
    await expect(sam.modal.locator(".error")).to_contain_text("required")
    await draft.fill("   ")
    await sam.modal.get_by_role("button", name="Send").click()
    await expect(sam.modal.locator(".error")).not_to_contain_text("Please complete")
    await expect(draft).to_have_attribute("aria-invalid", "true")
    assert await draft.input_value() == "   "
    await sam.page.keyboard.press("Escape")
    await expect(sam.modal).to_have_count(0)


async def test_a_command_is_completed_and_answered_to_one_person(staffed: Windows, earnest: Running) -> None:
    sam, nora = await staffed.open("sam", DESK), await staffed.open("nora", DESK)
    await sam.main.get_by_role("log").focus()
    await sam.page.keyboard.press("/")
    box = sam.main.locator("textarea")
    await expect(box).to_be_focused()
    await sam.page.keyboard.press("Tab")
    await expect(box).to_have_value("/earnest ")
    await sam.page.keyboard.type("he")
    await expect(sam.page.get_by_role("option", name="/earnest help")).to_be_visible()
    await sam.page.keyboard.press("Enter")
    await sam.page.keyboard.press("Enter")
    ephemeral = sam.main.locator("article.ephemeral").last
    await expect(ephemeral).to_contain_text("Only visible to you")
    await expect(ephemeral).to_contain_text("/earnest")
    await expect(nora.main.locator("article.ephemeral")).to_have_count(0)
    await ephemeral.get_by_role("button", name="Dismiss").click()
    await expect(sam.main.locator("article.ephemeral")).to_have_count(0)


async def test_staff_flag_an_answer_from_its_menu(staffed: Windows, earnest: Running) -> None:
    channel = earnest.channel()
    dana, nora = await staffed.open("dana", channel), await staffed.open("nora", channel)
    await dana.write("How do I export work orders to CSV?")
    await nora.message("export work orders").get_by_role("button", name="1 reply").click()
    answer = nora.message("Answered by Earnest", where="#thread")
    await nora.menu(answer, "Flag this answer")
    await expect(nora.modal).to_be_visible()
    for choice in await nora.modal.get_by_role("combobox").all():
        await choice.click()
        await nora.page.locator(".popup li.option").first.click()
    for radio in (await nora.modal.locator("fieldset").all())[:1]:
        await radio.get_by_role("radio").first.check()
    for box in await nora.modal.locator("textarea").all():
        await box.fill("It says too little.")
    await nora.modal.locator("button[type=submit]").click()
    await expect(nora.modal).to_have_count(0)


async def test_a_customer_cannot_flag_and_is_not_offered_it(staffed: Windows, earnest: Running) -> None:
    dana = await staffed.open("dana", earnest.channel())
    await dana.write("thanks all")
    message = dana.message("thanks all")
    await message.hover()
    await message.get_by_role("button", name="More actions").click()
    await expect(dana.page.get_by_role("menuitem", name="Edit message")).to_be_visible()
    await expect(dana.page.get_by_role("menuitem", name="Flag this answer")).to_have_count(0)


async def test_a_thumb_stays_pressed_and_is_heard(staffed: Windows, earnest: Running) -> None:
    dana = await staffed.open("dana", earnest.channel())
    await dana.write(TRUSTED)
    await dana.message(TRUSTED).get_by_role("button", name="1 reply").click()
    thumb = dana.thread.get_by_role("button", name="Helpful", exact=True)
    clicks = len(earnest.sandbox.envelopes)
    await thumb.click()
    await expect(thumb).to_have_attribute("aria-pressed", "true")
    said = [e.payload["actions"][0] for e in earnest.sandbox.envelopes[clicks:] if e.type == "interactive"]
    assert [action["value"].split(":")[0] for action in said] == ["up"]


async def test_app_home_shows_the_queues_and_leads_to_a_card(staffed: Windows, earnest: Running) -> None:
    _, tom, card = await ask_for_a_draft(staffed, earnest, "tom")
    await card.get_by_role("button", name="Take it").click()
    await expect(card.get_by_role("button", name="Give back to Earnest")).to_be_visible()
    await tom.page.locator("#sidebar").get_by_role("button", name="Earnest").click()
    home = tom.page.get_by_role("region", name="App Home")
    await expect(home).to_contain_text("Drafts to review")
    await expect(home.locator("table thead th").first).to_have_text("Intent")
    await expect(home.locator("table tbody")).to_contain_text("trusted (extractive)")
    await home.get_by_role("link").first.click()
    await expect(tom.page.locator("#main article.msg:focus")).to_contain_text(DRAFTED)
