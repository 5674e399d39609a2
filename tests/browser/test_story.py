"""The story's button plays scenes, tells how they ended, and a customer's window goes where it happens."""

from __future__ import annotations

import asyncio
from functools import partial

from playwright.async_api import Browser, expect

from slack_sandbox import Options, Sandbox
from slack_sandbox.web import add_page
from tests.browser.windows import Windows

GLOBEX = "C0LUMGLOB1"


class Tale:
    """Three scenes; each waits until the test lets it go on, and the second ends badly."""

    titles = ("A question", "A mishap", "A thank-you")

    def __init__(self) -> None:
        self.sandbox: Sandbox | None = None
        self.go_on = asyncio.Event()
        self.played: list[int] = []

    async def play(self, index: int, pace_s: float) -> None:
        assert self.sandbox is not None
        assert pace_s > 0
        said = await self.sandbox.drive.post("kenji", GLOBEX, f"scene {index} begins")
        await self.sandbox.drive.post("sam", GLOBEX, "a reply", thread_ts=said["ts"])
        await self.go_on.wait()
        self.played.append(index)
        if index == 1:
            raise AssertionError("it ended otherwise")


async def test_scenes_are_played_followed_and_judged(browser: Browser) -> None:
    tale = Tale()
    async with Sandbox(Options(rate_limits=False), extra=partial(add_page, scenes=tale)) as sandbox:  # type: ignore[arg-type]
        tale.sandbox = sandbox
        windows = Windows(browser, sandbox.url)
        dana = await windows.open("dana", "C0LUMACME1")
        await dana.page.get_by_role("button", name="Play the story").click()
        box = dana.page.get_by_role("dialog", name="The story")
        await box.get_by_role("button", name="Play all").click()
        await expect(dana.main.get_by_text("scene 0 begins")).to_be_visible()
        await expect(dana.thread.get_by_text("a reply")).to_be_visible()
        await expect(dana.toasts).to_contain_text("Scene 1: A question")
        tale.go_on.set()
        await expect(dana.main.get_by_text("scene 2 begins")).to_be_visible()
        await dana.page.get_by_role("button", name="Play the story").click()
        marks = dana.page.locator(".scenes li small")
        await expect(marks).to_have_text(["✓ as it should", "✗ otherwise", "✓ as it should"])
        assert tale.played == [0, 1, 2]
        await windows.close()


async def test_a_scene_can_be_broken_off(browser: Browser) -> None:
    tale = Tale()
    async with Sandbox(Options(rate_limits=False), extra=partial(add_page, scenes=tale)) as sandbox:  # type: ignore[arg-type]
        tale.sandbox = sandbox
        windows = Windows(browser, sandbox.url)
        nora = await windows.open("nora", "C0DESK0001")
        await nora.page.get_by_role("button", name="Play the story").click()
        await nora.page.get_by_role("button", name="2. A mishap").click()
        await expect(nora.page.get_by_role("button", name="1. A question")).to_be_disabled()
        await nora.page.get_by_role("button", name="Stop").click()
        await expect(nora.page.get_by_role("button", name="1. A question")).to_be_enabled()
        assert tale.played == []
        await windows.close()


async def test_without_scenes_there_is_no_button(windows: Windows) -> None:
    nora = await windows.open("nora", "C0DESK0001")
    await expect(nora.main.get_by_role("log")).to_be_visible()
    await expect(nora.page.get_by_role("button", name="Play the story")).to_have_count(0)
