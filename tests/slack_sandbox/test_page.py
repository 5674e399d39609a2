"""The page's server side, without a browser: who may load it, what a window is sent, what is remembered."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from yarl import URL

from slack_sandbox import NewFile, Options, Sandbox
from slack_sandbox.journal import Call, Journal
from slack_sandbox.web import add_page
from slack_sandbox.web.inspector_log import KEPT, SHOWN, InspectorLog
from tests.slack_sandbox.conftest import client_of

Json = dict[str, Any]
ACME = "C0LUMACME1"


@pytest_asyncio.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(Options(rate_limits=False), extra=add_page) as opened:
        yield opened


class Glass:
    """A window's socket: `screen` is what it shows, `patches` what it was sent."""

    def __init__(self, ws: aiohttp.ClientWebSocketResponse) -> None:
        self.ws = ws
        self.screen: Json = {}
        self.patches: list[Json] = []

    async def look(self, **viewport: object) -> None:
        await self.ws.send_json({"type": "watch", **viewport})

    async def until(self, key: str) -> Json:
        """Follow until a key was set; the patch that did it."""
        async with asyncio.timeout(5):
            while True:
                patch = await self.ws.receive_json()
                self.patches.append(patch)
                for gone in patch["drop"]:
                    del self.screen[gone]
                self.screen |= patch["set"]
                if key in patch["set"]:
                    return dict(patch)


@asynccontextmanager
async def window(sandbox: Sandbox) -> AsyncIterator[Glass]:
    async with aiohttp.ClientSession() as session, session.ws_connect(f"{sandbox.url}/web/live") as ws:
        yield Glass(ws)


async def test_a_window_is_sent_what_it_looks_at_and_then_what_differs(sandbox: Sandbox) -> None:
    first = await sandbox.drive.post("dana", ACME, "one")
    async with window(sandbox) as glass:
        await glass.look(user="nora", channel=ACME)
        await glass.until(f"m/{ACME}/{first['ts']}")
        assert [place["unread"] for place in glass.screen["channels"] if place["id"] == ACME] == [1]
        await sandbox.drive.react("omar", ACME, first["ts"], "eyes")
        patch = await glass.until(f"m/{ACME}/{first['ts']}")
        assert list(patch["set"]) == [f"m/{ACME}/{first['ts']}"]
        assert patch["set"][f"m/{ACME}/{first['ts']}"]["reactions"][0]["name"] == "eyes"
        second = await sandbox.drive.post("dana", ACME, "two")
        patch = await glass.until(f"m/{ACME}/{second['ts']}")
        assert f"m/{ACME}/{first['ts']}" not in patch["set"]


async def test_a_window_sees_no_more_than_its_person(sandbox: Sandbox) -> None:
    await sandbox.drive.post("nora", "support-desk", "internal")
    async with window(sandbox) as glass:
        await glass.look(user="dana", channel="C0DESK0001")
        await glass.until("channels")
        assert not [key for key in glass.screen if key.startswith("m/")]
        assert {place["name"] for place in glass.screen["channels"]} == {"lumio-acme", "lumio-community"}


async def test_what_was_read_is_remembered_for_a_person_not_for_a_window(sandbox: Sandbox) -> None:
    said = await sandbox.drive.post("dana", ACME, "one")
    async with window(sandbox) as glass, window(sandbox) as other:
        for each in (glass, other):
            await each.look(user="nora", channel="C0DESK0001")
            await each.until("channels")
        await glass.ws.send_json({"type": "read", "user": "U0NORA0001", "place": ACME, "ts": said["ts"]})
        await other.until("channels")
        assert [place["unread"] for place in other.screen["channels"] if place["id"] == ACME] == [0]


async def test_a_long_channel_comes_in_pages_and_from_a_message_on(sandbox: Sandbox) -> None:
    said = [(await sandbox.drive.post("dana", ACME, f"line {n}"))["ts"] for n in range(30)]
    async with window(sandbox) as glass:
        await glass.look(user="nora", channel=ACME, rows=10)
        await glass.until("range")
        assert len([key for key in glass.screen if key.startswith("m/")]) == 10
        assert glass.screen["range"]["more"] is True
        await glass.look(user="nora", channel=ACME, rows=10, since=said[5])
        await glass.until(f"m/{ACME}/{said[5]}")
        assert f"m/{ACME}/{said[4]}" not in glass.screen
        await glass.look(user="nora", channel=ACME, rows=500)
        await glass.until("range")
        assert glass.screen["range"]["more"] is False


@pytest.mark.parametrize(
    "frame",
    ["no json", "[]", "{}", '{"type":"look","rows":"many"}', '{"type":"look","user":7}', '{"type":"read","user":"x"}'],
)
async def test_a_frame_that_makes_no_sense_is_passed_over(sandbox: Sandbox, frame: str) -> None:
    async with window(sandbox) as glass:
        await glass.ws.send_str(frame)
        await glass.look(user="nora", channel="C0NOWHERE", thread="1.2")
        await glass.until("channels")
        assert "range" not in glass.screen


async def test_the_inspector_gets_calls_and_their_errors(sandbox: Sandbox) -> None:
    await client_of(sandbox).auth_test()
    async with window(sandbox) as glass:
        await glass.look(user="nora", inspector=True)
        await glass.until("j/call/00000000")
        row = glass.screen["j/call/00000000"]
        assert (row["name"], row["bad"]) == ("auth.test", False)
        assert "xoxb" not in str(row)


async def test_the_inspector_shows_events_that_were_never_delivered(sandbox: Sandbox) -> None:
    sandbox.faults.lose("message")
    await sandbox.drive.post("dana", ACME, "unheard")
    async with window(sandbox) as glass:
        await glass.look(user="nora", inspector=True)
        await glass.until("j/undelivered/00000000")
        row = glass.screen["j/undelivered/00000000"]
    assert (row["name"], row["bad"], row["note"]) == ("message", True, "never delivered")
    assert row["raw"]["event"]["text"] == "unheard"


def test_the_journal_is_trimmed_and_its_rows_keep_their_numbers() -> None:
    journal = Journal()
    log = InspectorLog(journal)
    journal.calls.extend(Call(float(n), f"m{n}", {}, {"ok": True}) for n in range(2 * KEPT + 1))
    newest = [key for key, _, _ in log.rows()][-1]
    log.trim()
    rows = list(log.rows())
    assert len(journal.calls) == KEPT
    assert len(rows) == SHOWN
    assert rows[-1][0] == newest
    assert rows[-1][2]()["name"] == f"m{2 * KEPT}"


async def test_the_sandbox_stops_at_once_with_windows_open(sandbox: Sandbox) -> None:
    async with window(sandbox) as glass:
        await glass.look(user="nora", channel=ACME)
        await glass.until("channels")
        async with asyncio.timeout(3):
            await sandbox.stop()
            closed = await glass.ws.receive()
            while closed.type is aiohttp.WSMsgType.TEXT:
                closed = await glass.ws.receive()
        assert closed.type in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.CLOSING)


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
