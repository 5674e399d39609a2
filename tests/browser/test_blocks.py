"""Every block and element: drawn, used, and refused loudly when it cannot be drawn."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import expect

from slack_sandbox import Sandbox
from tests.browser.gallery import FORM, OPTIONS, READING, USING, plain
from tests.browser.windows import Window, Windows
from tests.slack_sandbox.app import BoltApp, bolt

Json = dict[str, Any]
DESK = "C0DESK0001"


class Bench:
    """An app that shows blocks and remembers what was done to them."""

    def __init__(self, sandbox: Sandbox, app: BoltApp) -> None:
        self.sandbox = sandbox
        self.app = app.app
        self.said: list[Json] = []
        self.answers: list[Json] = [{}]

    async def show(self, blocks: list[Json], channel: str = DESK) -> str:
        client = self.app.client
        posted = await client.chat_postMessage(
            channel=channel, text="blocks", blocks=blocks, unfurl_links=False, unfurl_media=False
        )
        return str(posted["ts"])

    def listen(self) -> None:
        async def acted(ack: Any, body: Json) -> None:
            await ack()
            self.said.append(body["actions"][0])
            if body["actions"][0].get("action_id") == "go":
                await self.app.client.views_open(trigger_id=body["trigger_id"], view=FORM)
            self.sandbox.workspace.changes.notify()

        async def suggest(ack: Any, body: Json) -> None:
            await ack(options=[o for o in OPTIONS if body["value"].lower() in o["text"]["text"].lower()])

        async def submitted(ack: Any, body: Json) -> None:
            self.said.append(body["view"]["state"]["values"])
            await ack(**self.answers.pop(0))

        async def closed(ack: Any, body: Json) -> None:
            await ack()
            self.said.append({"closed": body["is_cleared"]})
            self.sandbox.workspace.changes.notify()

        self.app.action({"type": "block_actions"})(acted)
        for action in ("go", "drop", "static", "users", "external", "many", "overflow", "thumbs", "radio", "checks"):
            self.app.action(action)(acted)
        self.app.options("external")(suggest)
        self.app.view("form")(submitted)
        self.app.view_closed("form")(closed)

    async def last(self, action_id: str) -> Json:
        return (await self.sandbox.wait_for(lambda: [s for s in self.said if s.get("action_id") == action_id]))[-1]


@pytest_asyncio.fixture
async def bench(sandbox: Sandbox) -> AsyncIterator[Bench]:
    async with bolt(sandbox) as app:
        made = Bench(sandbox, app)
        made.listen()
        yield made


async def test_everything_to_read_is_drawn(windows: Windows, bench: Bench) -> None:
    nora = await windows.open("nora", DESK)
    card = nora.at(await bench.show(READING))
    for text in (
        *("A header 🚀", "left field", "right field", "small grey words", "a rising line", "pre  formatted", "quoted"),
        *(
            "Business",
            "250",
            "Starter",
            "x = 1",
            "@Nora Lindqvist",
            "#lumio-acme",
            "@here",
            "@channel",
            "🪓",
            "on 2026-",
        ),
        *("a < b & c", "pre <x>", "Acme Facilities", "#0c6b56", "Tickets by tier", "Handed over", "Tickets a day"),
    ):
        await expect(card).to_contain_text(text)
    assert await card.locator(".cannot").count() == 0
    for tag, text in (
        ("b", "bold"),
        ("i", "italic"),
        ("s", "gone"),
        ("code", "code"),
        ("a", "a label"),
        ("a", "a page"),
    ):
        assert await card.locator(tag).filter(has_text=text).count(), f"{tag} {text}"
    assert await card.locator(".markdown ol > li > ul > li").inner_text() == "inner"
    assert await card.locator('[data-chart="pie"] svg path').count() == 2
    assert await card.locator('[data-chart="bar"] svg rect').count() == 4
    await card.locator('[data-chart="bar"] summary').click()
    assert await card.locator('[data-chart="bar"] td').all_inner_texts() == ["4", "3", "2", "5"]
    assert await card.locator('[data-block="rich_text"] ol').first.get_attribute("start") == "3"


@pytest.mark.parametrize("kind", ["video", "constructor", ""])
async def test_a_block_that_cannot_be_drawn_is_an_error_to_see(windows: Windows, sandbox: Sandbox, kind: str) -> None:
    blocks = [{"type": kind, "block_id": "odd"}, {"type": "section", "text": plain("still here")}]
    await sandbox.drive.post("statusbot", "team-billing", "x", patch={"blocks": blocks})
    nora = await windows.open("nora", "C0BILLING1")
    message = nora.message("still here")
    await expect(message.locator(".cannot")).to_contain_text("cannot draw")
    await expect(message.locator(".cannot")).to_contain_text("odd")


async def test_buttons_menus_and_thumbs_say_what_was_chosen(windows: Windows, bench: Bench) -> None:
    nora = await windows.open("nora", DESK)
    card = nora.at(await bench.show(USING))
    page = nora.page
    await card.get_by_role("combobox", name="Pick one").click()
    await page.keyboard.type("tw")
    await page.keyboard.press("Enter")
    assert (await bench.last("static"))["selected_option"]["value"] == "2"
    await card.get_by_role("combobox", name="Pick a person").click()
    await page.get_by_role("option", name="Tom Becker").click()
    assert (await bench.last("users"))["selected_user"] == "U0TOM00001"
    await card.get_by_role("combobox", name="Find one").click()
    await page.keyboard.type("thr")
    await page.get_by_role("option", name="Three").click()
    assert (await bench.last("external"))["selected_option"]["value"] == "3"
    await card.get_by_role("combobox", name="Pick some").click()
    await page.get_by_role("option", name="One").click()
    await page.get_by_role("option", name="Three").click()
    await page.keyboard.press("Escape")
    await bench.sandbox.wait_for(lambda: [s for s in bench.said if len(s.get("selected_options", [])) == 2])
    await card.get_by_role("button", name="More choices").click()
    await page.get_by_role("menuitem", name="Two").click()
    assert (await bench.last("overflow"))["selected_option"]["value"] == "2"
    await card.get_by_role("radio").nth(1).check()
    assert (await bench.last("radio"))["selected_option"]["value"] == "2"
    await card.get_by_role("checkbox").first.check()
    assert [o["value"] for o in (await bench.last("checks"))["selected_options"]] == ["1"]
    await card.get_by_role("button", name="Bad").click()
    assert (await bench.last("thumbs"))["value"] == "down"
    await expect(card.get_by_role("button", name="Bad")).to_have_attribute("aria-pressed", "true")


async def test_a_confirm_dialog_comes_before_the_click(windows: Windows, bench: Bench) -> None:
    nora = await windows.open("nora", DESK)
    card = nora.at(await bench.show(USING))
    await card.get_by_role("button", name="Drop").click()
    await expect(nora.modal).to_contain_text("It cannot be undone.")
    await nora.page.keyboard.press("Escape")
    await expect(nora.modal).to_have_count(0)
    assert bench.said == []
    await card.get_by_role("button", name="Drop").click()
    await nora.modal.get_by_role("button", name="Do it").click()
    assert (await bench.last("drop"))["type"] == "button"


async def opened_form(windows: Windows, bench: Bench, **options: Any) -> Window:
    nora = await windows.open("nora", DESK, **options)
    await nora.at(await bench.show(USING)).get_by_role("button", name="Go", exact=True).click()
    await expect(nora.modal).to_contain_text("A form")
    return nora


async def fill_form(nora: Window, name: str) -> None:
    await nora.modal.get_by_label("Name").fill(name)
    await nora.modal.get_by_role("combobox", name="Kind").click()
    await nora.page.get_by_role("option", name="Two").click()


async def test_a_form_sends_what_was_entered_and_closes(windows: Windows, bench: Bench) -> None:
    nora = await opened_form(windows, bench)
    await fill_form(nora, "Ada")
    await nora.modal.get_by_label("Size").fill("7")
    await nora.modal.get_by_role("radio").first.check()
    await nora.modal.get_by_role("checkbox").nth(1).check()
    await nora.modal.get_by_label("When").fill("2026-12-01")
    await nora.modal.get_by_role("button", name="Send").click()
    await expect(nora.modal).to_have_count(0)
    values = {block: next(iter(state.values())) for block, state in bench.said[-1].items()}
    assert values["name"]["value"] == "Ada"
    assert values["kind"]["selected_option"]["value"] == "2"
    assert values["size"]["value"] == "7"
    assert values["mood"]["selected_option"]["value"] == "1"
    assert [o["value"] for o in values["parts"]["selected_options"]] == ["2"]
    assert values["when"]["selected_date"] == "2026-12-01"


async def test_errors_stand_under_their_fields_and_nothing_typed_is_lost(windows: Windows, bench: Bench) -> None:
    bench.answers = [{"response_action": "errors", "errors": {"name": "Taken already"}}, {}]
    nora = await opened_form(windows, bench)
    await nora.modal.get_by_role("button", name="Send").click()
    await expect(nora.modal.locator('[data-field="kind"] .error')).to_contain_text("required")
    assert [s for s in bench.said if "name" in s] == []
    await fill_form(nora, "Ada")
    await nora.modal.get_by_role("button", name="Send").click()
    await expect(nora.modal.locator('[data-field="name"] .error')).to_have_text("Taken already")
    await expect(nora.modal.get_by_label("Name")).to_have_value("Ada")
    await expect(nora.modal.get_by_label("Name")).to_be_focused()
    await expect(nora.modal.get_by_role("combobox", name="Kind")).to_contain_text("Two")
    await nora.modal.get_by_label("Name").fill("Bea")
    await nora.page.keyboard.press("Enter")
    await expect(nora.modal).to_have_count(0)


async def test_views_are_pushed_updated_and_gone_back_from(windows: Windows, bench: Bench) -> None:
    second = {**FORM, "title": plain("Second"), "blocks": FORM["blocks"][:1]}
    third = {**second, "title": plain("Second, again")}
    bench.answers = [{"response_action": "push", "view": second}, {"response_action": "update", "view": third}]
    nora = await opened_form(windows, bench)
    await fill_form(nora, "Ada")
    await nora.modal.get_by_role("button", name="Send").click()
    await expect(nora.modal.get_by_role("heading", name="Second")).to_be_visible()
    await nora.modal.get_by_label("Name").fill("Bea")
    await nora.modal.get_by_role("button", name="Send").click()
    await expect(nora.modal.get_by_role("heading", name="Second, again")).to_be_visible()
    await expect(nora.modal.get_by_label("Name")).to_have_value("Bea")
    await nora.modal.get_by_role("button", name="Back").click()
    await expect(nora.modal.get_by_role("heading", name="A form")).to_be_visible()
    await expect(nora.modal.get_by_label("Name")).to_have_value("Ada")
    await nora.page.keyboard.press("Escape")
    await expect(nora.modal).to_have_count(0)
    await bench.sandbox.wait_for(lambda: [s for s in bench.said if s.get("closed") is True])
