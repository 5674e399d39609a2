"""Takes the README's pictures from the demo as it runs; `make pictures` calls it with a folder."""

from __future__ import annotations

import asyncio
import shutil
import sys
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser, Page, async_playwright, expect

from bot.demo.session import Demo, open_demo, prepare
from bot.settings import load_settings
from slack_sandbox.web import add_page
from tests.browser.windows import CHROMIUM_FLAGS, Window

ACME, GLOBEX, DESK = "C0LUMACME1", "C0LUMGLOB1", "C0DESK0001"
BYTES_MAX = 200_000
ASKED = (
    ("omar", ACME, "How do I change the billing email for our invoices?"),
    ("kenji", GLOBEX, "Does Lumio have a Gantt chart view?"),
    ("alice", GLOBEX, "Where do I find our invoices?"),
)


async def look(browser: Browser, demo: Demo, where: str, height: int = 800) -> Window:
    """A window at a place, `height` pixels high."""
    view = {"width": 1280, "height": height}
    page = await browser.new_page(viewport=view, color_scheme="light", reduced_motion="reduce")
    await page.goto(f"{demo.sandbox.url}/#{where}")
    return Window(page)


async def settled(page: Page) -> None:
    """Nothing pressed, nothing hovered, fonts there."""
    await page.mouse.move(640, 4)
    await page.evaluate("document.fonts.ready")
    await page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


async def shoot(page: Page, path: Path) -> None:
    """Write a picture."""
    await settled(page)
    keep(path, await page.screenshot())


def keep(path: Path, picture: bytes) -> None:
    """Write it down in 256 colours. Raises ValueError for one too big for a README."""
    small = BytesIO()
    Image.open(BytesIO(picture)).convert("RGB").quantize(256, dither=Image.Dither.NONE).save(
        small, "PNG", optimize=True
    )
    picture = small.getvalue()
    if len(picture) > BYTES_MAX:
        raise ValueError(f"{path} has {len(picture)} bytes; {BYTES_MAX} are the most a README should load")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(picture)
    sys.stdout.write(f"{path}  {len(picture) // 1000} kB\n")


async def customer_thread(browser: Browser, demo: Demo, path: Path) -> None:
    """A question, and its answer with sources and buttons."""
    dana = await look(browser, demo, f"dana/{ACME}")
    await dana.write("How do I reset my password?")
    await dana.main.get_by_role("button", name="1 reply").last.click()
    await dana.thread.get_by_role("button", name="Helpful", exact=True).click()
    await expect(dana.thread.get_by_role("button", name="Helpful", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    await dana.page.evaluate("document.activeElement.blur()")
    await shoot(dana.page, path)


async def desk_card(browser: Browser, demo: Demo, path: Path) -> Window:
    """A card with a draft, from its title on."""
    priya = await look(browser, demo, f"priya/{DESK}", 1080)
    await demo.stage.say(*ASKED[0])
    card = priya.main.locator("article.msg").last
    await expect(card.get_by_role("button", name="Approve")).to_be_visible(timeout=30_000)
    await shoot(priya.page, path)
    return priya


async def edit_modal(priya: Window, path: Path) -> None:
    """The draft in its form."""
    await priya.main.get_by_role("button", name="Edit", exact=True).last.click()
    await expect(priya.modal.locator("textarea")).to_be_visible(timeout=30_000)
    await shoot(priya.page, path)
    await priya.page.keyboard.press("Escape")


async def app_home(browser: Browser, demo: Demo, path: Path) -> None:
    """My open cards and the queues' counts."""
    for user, channel, text in ASKED[1:]:
        asked = await demo.stage.say(user, channel, text)
        await demo.stage.press("sam", await demo.stage.card_offers(asked, "take"), "take")
        await demo.stage.card_offers(asked, "give_back")
    sam = await look(browser, demo, f"sam/{DESK}", 520)
    await sam.page.locator("#sidebar").get_by_role("button", name="Earnest").click()
    await expect(sam.page.get_by_role("region", name="App Home").get_by_role("link").nth(1)).to_be_visible()
    await shoot(sam.page, path)


async def take(folder: Path) -> None:
    """All four."""
    data_dir = load_settings().data_dir / "demo"
    policy = await prepare(data_dir, lambda *_: None, hurried=True)
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    async with open_demo(data_dir, policy, extra=add_page) as demo, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found, args=CHROMIUM_FLAGS)
        await customer_thread(browser, demo, folder / "customer-thread.png")
        priya = await desk_card(browser, demo, folder / "desk-card.png")
        await edit_modal(priya, folder / "edit-modal.png")
        await app_home(browser, demo, folder / "app-home.png")
        await browser.close()


if __name__ == "__main__":
    asyncio.run(take(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/pictures")))
