"""Text from customers is text, whatever it looks like."""

from __future__ import annotations

from playwright.async_api import expect

from slack_sandbox import NewFile, Sandbox
from tests.browser.windows import Windows
from tests.slack_sandbox.conftest import client_of

HOSTILE = (
    "<script>document.title='owned'</script>",
    "<img src=x onerror=\"document.title='owned'\">",
    "<a href=\"javascript:document.title='owned'\">press</a>",
    "<svg/onload=document.title='owned'>",
    "</textarea><iframe srcdoc='<script>parent.document.title=1</script>'>",
    "{{7*7}} ${7*7} &lt;b&gt; \u202egnihton\u202c 👩‍👩‍👧 Z͑ͫ̓a̴l",
)

ATTEMPTS = """() => [
  () => { document.body.innerHTML = "x"; },
  () => { document.body.setAttribute("onclick", "document.title = 1"); },
  () => { document.createElement("script").src = "https://elsewhere.example/x.js"; },
].map((attempt) => { try { attempt(); return "done"; } catch { return "refused"; } })"""


async def test_hostile_words_are_shown_as_they_are(windows: Windows, sandbox: Sandbox) -> None:
    for text in HOSTILE:
        await sandbox.drive.post("dana", "lumio-acme", text)
    nora = await windows.open("nora", "C0LUMACME1")
    for text in HOSTILE:
        await expect(nora.main.get_by_text(text, exact=True)).to_be_visible()
    assert await nora.page.locator("#main :is(script, iframe, img)").count() == 0
    assert await nora.page.title() == "Sandbox · Earnest"


async def test_hostile_names_blocks_and_addresses_do_nothing(windows: Windows, sandbox: Sandbox) -> None:
    evil = HOSTILE[1]
    sandbox.drive.new_user("Acme Facilities", "mallory", evil)
    place = sandbox.drive.new_shared_channel("Acme Facilities", "evil")
    blocks = [
        {"type": "header", "text": {"type": "plain_text", "text": evil}},
        {"type": "section", "text": {"type": "mrkdwn", "text": "<javascript:alert(1)|press> <data:text/html,x|me>"}},
        {"type": "markdown", "text": f"{evil} [press](javascript:alert(1)) ![x](https://elsewhere.example/p.png)"},
        {"type": "image", "alt_text": evil, "image_url": "https://elsewhere.example/p.png"},
    ]
    client = client_of(sandbox)
    await client.chat_postMessage(channel=place.id, text="x", blocks=blocks, unfurl_links=False, unfurl_media=False)
    await sandbox.drive.post("mallory", place.id, "hi", files=[NewFile(f"{evil}.svg", "image/svg+xml", b"<svg/>")])
    nora = await windows.open("nora", place.id)
    await expect(nora.main.get_by_text(evil).first).to_be_visible()
    addresses = await nora.page.eval_on_selector_all("#main a", "links => links.map((a) => a.href)")
    assert addresses
    assert all(address.startswith(("http://", "https://")) for address in addresses)
    assert await nora.page.locator("#main :is(script, iframe, img)").count() == 0
    assert await nora.page.title() == "Sandbox · Earnest"


async def test_the_page_takes_nothing_from_elsewhere_and_no_inline_code(windows: Windows, sandbox: Sandbox) -> None:
    windows.expected.append("has been blocked")
    nora = await windows.open("nora", "C0LUMACME1")
    await expect(nora.main.get_by_role("log")).to_be_visible()
    assert await nora.page.evaluate(ATTEMPTS) == ["refused", "refused", "refused"]
    assert await nora.page.title() == "Sandbox · Earnest"
