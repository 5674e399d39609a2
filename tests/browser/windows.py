"""Windows of the page as tests open and read them; any error in a page's console fails the test that closes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, expect

expect.set_options(timeout=15_000)

CHROMIUM_FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 400, "height": 800}


class Window:
    """One window: a person looking at a channel."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def main(self) -> Locator:
        """The middle."""
        return self.page.locator("#main")

    @property
    def thread(self) -> Locator:
        """The panel at the right."""
        return self.page.locator("#thread")

    @property
    def modal(self) -> Locator:
        """The modal in front."""
        return self.page.locator("dialog.modal[open]")

    @property
    def toasts(self) -> Locator:
        """Notes at the foot."""
        return self.page.locator("#toasts")

    def message(self, text: str, *, where: str = "#main") -> Locator:
        """The last message that shows a text."""
        return self.page.locator(f"{where} article.msg").filter(has_text=text).last

    def at(self, ts: str, *, where: str = "#main") -> Locator:
        """The message of this ts."""
        return self.page.locator(f'{where} article.msg[data-ts="{ts}"]')

    def button(self, name: str) -> Locator:
        """The last button of this name."""
        return self.page.get_by_role("button", name=name, exact=True).last

    async def write(self, text: str, *, where: str = "#main") -> None:
        """Type into the composer and send."""
        box = self.page.locator(f"{where} .compose-box textarea")
        await box.fill(text)
        await box.press("Enter")

    async def menu(self, message: Locator, item: str) -> None:
        """Choose from a message's menu."""
        await message.hover()
        await message.get_by_role("button", name="More actions").click()
        await self.page.get_by_role("menuitem", name=item).click()


@dataclass
class Windows:
    """Opens windows on one sandbox; `expected` are parts of console errors a test provokes."""

    browser: Browser
    url: str
    expected: list[str] = field(default_factory=list)
    _contexts: list[BrowserContext] = field(default_factory=list)
    _errors: list[str] = field(default_factory=list)

    async def open(
        self, person: str, channel: str = "", *, thread: str = "", path: str = "/", **options: Any
    ) -> Window:
        """A window of its own, as another browser would have it."""
        context = await self.browser.new_context(**{"viewport": DESKTOP, **options})
        self._contexts.append(context)
        page = await context.new_page()
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self._errors.append(str(error)))
        where = "/".join(part for part in (person, channel, thread) if part)
        await page.goto(f"{self.url}/#{where}")
        return Window(page)

    async def close(self) -> None:
        """Close all; raises AssertionError when a page complained."""
        for context in self._contexts:
            await context.close()
        assert [e for e in self._errors if not any(part in e for part in self.expected)] == []

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._errors.append(message.text)
