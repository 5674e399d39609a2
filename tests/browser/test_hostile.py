"""Text from customers is text; other pages cannot drive this one."""

from __future__ import annotations

import aiohttp
import pytest
from playwright.async_api import expect
from yarl import URL

from bot.sandbox import NewFile, Sandbox
from tests.browser.windows import Windows
from tests.sandbox.conftest import client_of

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


@pytest.mark.parametrize("path", ["/", "/both", "/web/js/window/main.js", "/web/about", "/web/nothing"])
async def test_every_answer_carries_the_page_policy(sandbox: Sandbox, path: str) -> None:
    async with aiohttp.ClientSession() as session, session.get(f"{sandbox.url}{path}") as response:
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
        assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["/web/../page.py", "/web/%2e%2e/page.py", "/web/js/../../assets.py"])
async def test_only_the_page_own_files_are_served(sandbox: Sandbox, path: str) -> None:
    address = URL(f"{sandbox.url}{path}", encoded=True)
    async with aiohttp.ClientSession() as session, session.get(address) as response:
        assert response.status == 404


async def test_a_page_of_another_origin_gets_no_socket_and_no_story(sandbox: Sandbox) -> None:
    evil = {"Origin": "https://evil.example"}
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await session.ws_connect(f"{sandbox.url}/web/live", headers=evil)
        assert refused.value.status == 403
        async with session.post(f"{sandbox.url}/web/story", json={}, headers=evil) as response:
            assert response.status == 403
        async with session.post(f"{sandbox.url}/web/story", data={"first": "0"}) as response:
            assert response.status == 415


async def test_a_file_that_is_no_picture_is_only_downloaded(sandbox: Sandbox) -> None:
    page = NewFile("a.html", "text/html", b"<script>1</script>")
    posted = await sandbox.drive.post("dana", "lumio-acme", "x", files=[page, NewFile("a.png", "image/png", b"png")])
    html, picture = (file["id"] for file in posted["files"])
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{sandbox.url}/web/file/{html}") as response:
            assert response.content_type == "application/octet-stream"
            assert response.headers["Content-Disposition"] == "attachment"
        async with session.get(f"{sandbox.url}/web/file/{picture}") as response:
            assert response.content_type == "image/png"
            assert response.headers["X-Content-Type-Options"] == "nosniff"
