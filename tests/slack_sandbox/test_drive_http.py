"""The drive over HTTP, and who may not use it."""

import asyncio
import inspect
import re
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

import slack_sandbox
from slack_sandbox import Sandbox, serve
from slack_sandbox.drive.drive import Drive
from slack_sandbox.drive_http import ACTS, FAULTS
from slack_sandbox.faults import Faults
from tests.slack_sandbox.app import bolt
from tests.slack_sandbox.conftest import client_of


async def call(sandbox: Sandbox, path: str, body: Any = None, **more: Any) -> tuple[int, Any]:
    """POST with a body, GET without."""
    async with aiohttp.ClientSession() as session:
        verb = session.get if body is None else session.post
        extra = {} if body is None else {"json": body}
        async with verb(f"{sandbox.url}/drive/{path}", **extra, **more) as response:
            return response.status, await response.json() if response.content_type == "application/json" else None


async def test_people_act_and_look_over_http(sandbox: Sandbox) -> None:
    async with bolt(sandbox) as app:
        body = {"user": "dana", "channel": "lumio-acme", "text": "hello", "files": [{"name": "a.png"}]}
        status, posted = await call(sandbox, "act/post", body)
        await sandbox.wait_for(lambda: app.bodies)
    _, seen = await call(sandbox, "look/messages?channel=lumio-acme")
    _, envelopes = await call(sandbox, "look/envelopes?last=5")
    assert status == 200
    assert seen["result"][0]["ts"] == posted["result"]["ts"]
    assert envelopes["result"][0]["type"] == "events_api"


async def test_fresh_places_can_be_made_over_http(sandbox: Sandbox) -> None:
    _, made = await call(sandbox, "act/new_shared_channel", {"org": "Acme Facilities", "name": "fresh"})
    _, world = await call(sandbox, "look/world")
    assert world["result"]["channels"][made["result"]["id"]]["connected"] == ["T0ACME001"]


async def test_faults_can_be_planned_over_http(sandbox: Sandbox) -> None:
    await call(sandbox, "fault/call", {"method": "auth.test", "kind": "error", "code": "fatal_error"})
    answer = await client_of(sandbox).api_call("team.info")
    assert answer["ok"]
    async with (
        aiohttp.ClientSession(headers={"Authorization": f"Bearer {sandbox.bot_token}"}) as session,
        session.post(f"{sandbox.api_url}auth.test") as response,
    ):
        assert (await response.json())["error"] == "fatal_error"


async def test_a_post_is_held_lost_events_are_seen_and_a_refusal_is_planned_over_http(sandbox: Sandbox) -> None:
    acme = "C0LUMACME1"
    await call(sandbox, "fault/lose", {"kind": "message", "channel": acme})
    await call(sandbox, "act/post", {"user": "dana", "channel": acme, "text": "unheard"})
    _, dropped = await call(sandbox, "look/dropped")
    assert [body["event"]["text"] for body in dropped["result"]] == ["unheard"]
    await call(sandbox, "fault/refuse", {"method": "chat.postMessage", "code": "is_archived", "times": None})
    await call(sandbox, "fault/hold", {"method": "chat.postMessage", "channel": "C0DESK0001"})
    posting = asyncio.create_task(client_of(sandbox).chat_postMessage(channel="C0DESK0001", text="x"))
    with pytest.raises(SlackApiError, match="is_archived"):
        await posting
    await call(sandbox, "fault/allow", {"method": "chat.postMessage"})
    await call(sandbox, "fault/hold", {"method": "chat.postMessage", "channel": "C0DESK0001"})
    posting = asyncio.create_task(client_of(sandbox).chat_postMessage(channel="C0DESK0001", text="x"))
    await sandbox.wait_for(lambda: sandbox.faults.held)
    _, held = await call(sandbox, "look/held")
    assert held["result"] == ["chat.postMessage"]
    await call(sandbox, "fault/let_go", {})
    assert (await posting)["ok"]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("act/post", {"user": "dana", "channel": "support-desk", "text": "not a member"}, 409),
        ("act/post", {"user": "dana"}, 400),
        ("act/post", [], 400),
        ("act/__init__", {}, 404),
        ("fault/in_order", {}, 404),
        ("fault/call", {"method": "*", "kind": "tired"}, 409),
        ("look/secrets", None, 404),
        ("look/messages?channel=nowhere", None, 400),
        ("look/messages", None, 400),
    ],
)
async def test_what_cannot_be_done_is_refused_with_a_reason(
    sandbox: Sandbox, path: str, body: Any, status: int
) -> None:
    got, answer = await call(sandbox, path, body)
    assert got == status
    assert answer["error"]


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Host": "evil.example"}, {"Host": ""}],
)
@pytest.mark.parametrize("path", ["/drive/look/world", "/api/auth.test", "/link/"])
async def test_a_page_of_another_origin_drives_nothing(sandbox: Sandbox, headers: dict[str, str], path: str) -> None:
    async with aiohttp.ClientSession() as session, session.get(f"{sandbox.url}{path}", headers=headers) as response:
        assert response.status in (400, 403)


async def test_a_plain_form_drives_nothing(sandbox: Sandbox) -> None:
    async with aiohttp.ClientSession() as session:
        body = {"user": "dana", "channel": "lumio-acme", "text": "x"}
        async with session.post(f"{sandbox.url}/drive/act/post", data=body) as response:
            assert response.status == 415
    assert sandbox.messages("lumio-acme") == []


async def test_its_own_page_may_drive_it(sandbox: Sandbox) -> None:
    status, _ = await call(sandbox, "look/world", headers={"Origin": sandbox.url})
    assert status == 200


async def test_it_listens_on_loopback_only() -> None:
    from slack_sandbox import Options

    with pytest.raises(ValueError, match="loopback only"):
        await serve(Options(host="0.0.0.0"))  # noqa: S104


def public(kind: type) -> set[str]:
    return {name for name, _ in inspect.getmembers(kind, inspect.isfunction) if not name.startswith("_")}


def test_whatever_people_and_faults_can_do_can_be_done_over_http() -> None:
    asked_by_the_server = {"take_call", "take_copy", "take_lost", "take_ignored_ack", "in_order", "gate", "on_the_way"}
    assert public(Drive) == ACTS
    assert public(Faults) - asked_by_the_server == FAULTS


def test_the_readme_names_what_is_there() -> None:
    readme = (Path(slack_sandbox.__file__).parent / "README.md").read_text(encoding="utf-8")
    for place, kind in (("drive", Drive), ("faults", Faults), ("sandbox", Sandbox)):
        named = set(re.findall(rf"\b{place}\.(\w+)\(", readme))
        assert named <= public(kind), place
    files = set(re.findall(r"`([\w/]+\.(?:py|js))`", readme))
    folder = Path(slack_sandbox.__file__).parent
    assert [name for name in files if not list(folder.rglob(Path(name).name))] == []
