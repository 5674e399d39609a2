"""axe-core finds nothing to fix, light and dark, wide and narrow."""

from __future__ import annotations

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from slack_sandbox import NewFile, Sandbox
from tests.browser.gallery import READING, USING, plain
from tests.browser.test_blocks import Bench, bench, opened_form
from tests.browser.windows import DESKTOP, PHONE, Window, Windows
from tests.slack_sandbox.conftest import client_of

__all__ = ["bench"]
ACME, DESK = "C0LUMACME1", "C0DESK0001"
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}
SCHEMES = pytest.mark.parametrize("scheme", ["light", "dark"])


async def faults(window: Window) -> list[str]:
    """What axe-core objects to: rule, element and why."""
    found = await Axe().run(window.page, options=RULES)
    return [
        f"{fault['id']}: {node['target']} {node['failureSummary']}"
        for fault in found.response["violations"]
        for node in fault["nodes"]
    ]


async def furnish(sandbox: Sandbox) -> str:
    """A channel with a bit of everything; the ts of its thread."""
    drive, client = sandbox.drive, client_of(sandbox)
    parent = await drive.post("dana", ACME, "a question with https://help.example/x")
    await drive.react("omar", ACME, parent["ts"], "eyes")
    await drive.post("nora", ACME, "hello <@U0DANA0001>", thread_ts=parent["ts"])
    gone = await drive.post("omar", ACME, "gone")
    await drive.post("rosa", ACME, "why?", thread_ts=gone["ts"])
    await drive.delete("omar", ACME, gone["ts"])
    await drive.post("rosa", ACME, "with a file", files=[NewFile("a.pdf", "application/pdf", b"x")])
    quiet = {"unfurl_links": False, "unfurl_media": False}
    await client.chat_postMessage(channel=ACME, text="blocks", blocks=READING, **quiet)
    await client.chat_postMessage(channel=ACME, text="blocks", blocks=USING, **quiet)
    await client.chat_postEphemeral(channel=ACME, user="U0DANA0001", text="only you")
    await client.assistant_threads_setStatus(channel_id=ACME, thread_ts=parent["ts"], status="is thinking")
    return str(parent["ts"])


@SCHEMES
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["wide", "narrow"])
async def test_a_channel_and_a_thread(
    windows: Windows, sandbox: Sandbox, scheme: str, viewport: dict[str, int]
) -> None:
    ts = await furnish(sandbox)
    dana = await windows.open("dana", ACME, color_scheme=scheme, viewport=viewport, bypass_csp=True)
    await expect(dana.main.locator("article.ephemeral")).to_be_attached()
    assert await faults(dana) == []
    await dana.at(ts).get_by_role("button", name="1 reply").click()
    await expect(dana.thread).to_be_visible()
    assert await faults(dana) == []


@SCHEMES
async def test_what_opens_over_the_window(windows: Windows, sandbox: Sandbox, scheme: str) -> None:
    ts = await furnish(sandbox)
    nora = await windows.open("nora", ACME, color_scheme=scheme, bypass_csp=True)
    await nora.at(ts).hover()
    await nora.at(ts).get_by_role("button", name="More actions").click()
    assert await faults(nora) == []
    await nora.page.keyboard.press("Escape")
    await nora.page.get_by_role("button", name="You are Nora").click()
    assert await faults(nora) == []
    await nora.page.keyboard.press("Escape")
    await nora.main.get_by_role("combobox", name="Pick one").click()
    assert await faults(nora) == []
    await nora.page.keyboard.press("Escape")
    await nora.main.locator("textarea").fill("/earnest ")
    await nora.main.locator("textarea").press("End")
    assert await faults(nora) == []
    await nora.page.keyboard.press("Escape")
    await nora.button("Inspector").click()
    await nora.page.locator("#inspector .entry").first.click()
    await nora.main.locator("textarea").fill("/nothing here")
    await nora.page.keyboard.press("Enter")
    await expect(nora.toasts).to_contain_text("not a valid command")
    assert await faults(nora) == []


@SCHEMES
async def test_a_form_with_errors(windows: Windows, bench: Bench, scheme: str) -> None:
    nora = await opened_form(windows, bench, color_scheme=scheme, bypass_csp=True)
    await nora.modal.get_by_role("button", name="Send").click()
    await expect(nora.modal.locator(".error").first).to_be_visible()
    assert await faults(nora) == []


@SCHEMES
async def test_the_home_and_what_cannot_be_drawn(windows: Windows, sandbox: Sandbox, scheme: str) -> None:
    view = {
        "type": "home",
        "blocks": [b for b in [*READING, *USING] if b["type"] not in ("markdown", "context_actions")],
    }
    await client_of(sandbox).views_publish(user_id="U0NORA0001", view=view)
    nora = await windows.open("nora", "home", color_scheme=scheme, bypass_csp=True)
    await expect(nora.page.get_by_role("region", name="App Home")).to_contain_text("left field")
    assert await faults(nora) == []
    await sandbox.drive.post(
        "statusbot", "team-billing", "x", patch={"blocks": [{"type": "video", "title": plain("v")}]}
    )
    await nora.page.locator('[data-place="C0BILLING1"]').click()
    await expect(nora.main.locator(".cannot")).to_be_visible()
    assert await faults(nora) == []


async def test_the_two_windows_page(windows: Windows, sandbox: Sandbox) -> None:
    page = (await windows.open("dana", ACME, bypass_csp=True)).page
    await page.goto(f"{sandbox.url}/both")
    await expect(page.frame_locator("#left").get_by_role("log")).to_be_visible()
    await expect(page.frame_locator("#right").get_by_role("log")).to_be_visible()
    assert await faults(Window(page)) == []
