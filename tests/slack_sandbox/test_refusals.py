"""What the Web API refuses, with Slack's code for it: docs/slack.md, Refused blocks."""

from dataclasses import replace
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from slack_sandbox import Options, Sandbox
from tests.slack_sandbox.conftest import client_of

Json = dict[str, Any]
ACME, DESK, OUTSIDE, NOWHERE = "C0LUMACME1", "C0DESK0001", "C0ANNOUNC1", "C0NOWHERE1"
WIDE = frozenset({"channels:join", "files:read", "files:write", "chat:write.customize"})
GOOD_BLOCKS = [{"type": "divider"}]
UNKNOWN_TS = "1700000000.000001"


class Stage:
    """A sandbox with messages to point at; `{name}` in a case stands for their ts."""

    def __init__(self, sandbox: Sandbox, client: AsyncWebClient, marks: Json) -> None:
        self.sandbox = sandbox
        self.client = client
        self.marks = marks

    def filled(self, args: Json) -> Json:
        return {key: self.marks.get(value, value) if isinstance(value, str) else value for key, value in args.items()}


@pytest_asyncio.fixture
async def stage(sandbox: Sandbox) -> Stage:
    grants = sandbox.workspace.grants
    sandbox.workspace.grants = replace(grants, scopes=grants.scopes | WIDE, messages_tab=False)
    client = client_of(sandbox)
    parent = await sandbox.drive.post("dana", "lumio-acme", "question")
    reply = await sandbox.drive.post("nora", "lumio-acme", "answer", thread_ts=parent["ts"])
    ours = await client.chat_postMessage(channel=ACME, text="ours")
    rich = [
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "r"}]}]}
    ]
    rich_post = await client.chat_postMessage(channel=ACME, text="rich", blocks=rich)
    await client.reactions_add(channel=ACME, timestamp=ours["ts"], name="eyes")
    ephemeral = await client.chat_postEphemeral(channel=ACME, user="U0DANA0001", text="psst")
    closed = sandbox.drive.new_channel("closed", members=["nora"])
    in_closed = await client.chat_postMessage(channel=closed.id, text="ours")
    await sandbox.drive.archive("closed")
    marks = {"{theirs}": parent["ts"], "{reply}": reply["ts"], "{ours}": ours["ts"], "{rich}": rich_post["ts"]}
    marks |= {"{ephemeral}": ephemeral["message_ts"], "{closed}": closed.id, "{in_closed}": in_closed["ts"]}
    return Stage(sandbox, client, marks)


REFUSALS: list[tuple[str, Json, str]] = [
    ("chat.postMessage", {"channel": NOWHERE, "text": "x"}, "channel_not_found"),
    ("chat.postMessage", {"channel": "#nowhere", "text": "x"}, "channel_not_found"),
    ("chat.postMessage", {"channel": OUTSIDE, "text": "x"}, "not_in_channel"),
    ("chat.postMessage", {"channel": "{closed}", "text": "x"}, "is_archived"),
    ("chat.postMessage", {"channel": "U0NORA0001", "text": "x"}, "messages_tab_disabled"),
    ("chat.postMessage", {"text": "x"}, "invalid_arguments"),
    ("chat.postMessage", {"channel": ACME}, "no_text"),
    ("chat.postMessage", {"channel": ACME, "text": "  \n"}, "no_text"),
    ("chat.postMessage", {"channel": ACME, "text": "", "blocks": []}, "no_text"),
    ("chat.postMessage", {"channel": ACME, "blocks": "[{"}, "invalid_blocks_format"),
    ("chat.postMessage", {"channel": ACME, "blocks": {"type": "divider"}}, "invalid_blocks_format"),
    ("chat.postMessage", {"channel": ACME, "blocks": [{"type": "section"}]}, "invalid_blocks"),
    ("chat.postMessage", {"channel": ACME, "text": "x", "markdown_text": "y"}, "markdown_text_conflict"),
    ("chat.postMessage", {"channel": ACME, "blocks": GOOD_BLOCKS, "markdown_text": "y"}, "markdown_text_conflict"),
    ("chat.postMessage", {"channel": ACME, "text": "x", "thread_ts": "{reply}"}, "cannot_reply_to_message"),
    ("chat.postMessage", {"channel": ACME, "text": "x", "thread_ts": UNKNOWN_TS}, "cannot_reply_to_message"),
    ("chat.postMessage", {"channel": ACME, "text": "x", "metadata": "nonsense"}, "invalid_metadata_format"),
    ("chat.postMessage", {"channel": ACME, "text": "x", "metadata": {"event_type": "e"}}, "invalid_metadata_schema"),
    (
        "chat.postMessage",
        {"channel": ACME, "text": "x", "metadata": {"event_type": "e", "event_payload": {"x": "y" * 20_000}}},
        "metadata_too_large",
    ),
    ("chat.postMessage", {"channel": ACME, "attachments": [{"text": "x"}] * 101}, "too_many_attachments"),
    ("chat.update", {"channel": ACME, "ts": "{theirs}", "text": "x"}, "cant_update_message"),
    ("chat.update", {"channel": ACME, "ts": UNKNOWN_TS, "text": "x"}, "message_not_found"),
    ("chat.update", {"channel": ACME, "ts": "{ephemeral}", "text": "x"}, "cant_update_message"),
    ("chat.update", {"channel": ACME, "ts": "{ours}", "text": "x" * 4001}, "msg_too_long"),
    ("chat.update", {"channel": ACME, "ts": "{ours}"}, "no_text"),
    ("chat.update", {"channel": ACME, "ts": "{rich}", "text": "x", "blocks": GOOD_BLOCKS}, "block_mismatch"),
    ("chat.update", {"channel": "{closed}", "ts": "{in_closed}", "text": "x"}, "is_inactive"),
    ("chat.delete", {"channel": ACME, "ts": "{theirs}"}, "cant_delete_message"),
    ("chat.delete", {"channel": ACME, "ts": UNKNOWN_TS}, "message_not_found"),
    ("chat.postEphemeral", {"channel": ACME, "user": "U0TOM00001", "text": "x"}, "user_not_in_channel"),
    ("chat.postEphemeral", {"channel": ACME, "user": "U0DANA0001"}, "no_text"),
    ("chat.getPermalink", {"channel": ACME, "message_ts": UNKNOWN_TS}, "message_not_found"),
    ("conversations.info", {"channel": NOWHERE}, "channel_not_found"),
    ("conversations.history", {"channel": OUTSIDE}, "not_in_channel"),
    ("conversations.history", {"channel": ACME, "cursor": "nonsense"}, "invalid_cursor"),
    ("conversations.history", {"channel": ACME, "oldest": "yesterday"}, "invalid_ts_oldest"),
    ("conversations.history", {"channel": ACME, "latest": "tomorrow"}, "invalid_ts_latest"),
    ("conversations.replies", {"channel": ACME, "ts": UNKNOWN_TS}, "thread_not_found"),
    ("conversations.list", {"types": "public_channel,secret"}, "invalid_types"),
    ("users.conversations", {"types": "public_channel,secret"}, "invalid_types"),
    ("users.conversations", {"user": "U0NOBODY99"}, "user_not_found"),
    ("conversations.members", {"channel": ACME, "limit": -1}, "invalid_limit"),
    ("conversations.join", {"channel": DESK}, "method_not_supported_for_channel_type"),
    ("conversations.join", {"channel": "{closed}"}, "is_archived"),
    ("users.info", {"user": "U0NOBODY99"}, "user_not_found"),
    ("team.info", {"team": "T0NOBODY9"}, "team_not_found"),
    ("bots.info", {"bot": "B0NOBODY9"}, "bot_not_found"),
    ("files.info", {"file": "F0NOTHING"}, "file_not_found"),
    ("reactions.add", {"channel": ACME, "timestamp": "{ours}", "name": "eyes"}, "already_reacted"),
    ("reactions.add", {"channel": ACME, "timestamp": "{ours}", "name": ":eyes:"}, "invalid_name"),
    ("reactions.add", {"channel": ACME, "timestamp": "{ours}", "name": "eyez"}, "invalid_name"),
    ("reactions.add", {"channel": ACME, "timestamp": "today", "name": "eyes"}, "bad_timestamp"),
    ("reactions.add", {"channel": ACME, "timestamp": UNKNOWN_TS, "name": "eyes"}, "message_not_found"),
    ("reactions.add", {"name": "eyes"}, "no_item_specified"),
    ("reactions.remove", {"channel": ACME, "timestamp": "{ours}", "name": "heart"}, "no_reaction"),
    ("views.open", {"trigger_id": "1.2.3", "view": {"type": "modal"}}, "invalid_arguments"),
    ("views.publish", {"user_id": "U0DANA0001", "view": {"type": "home", "blocks": []}}, "invalid_arguments"),
    ("views.update", {"view_id": "V0NOTHING", "view": {"type": "home", "blocks": []}}, "not_found"),
    ("assistant.threads.setStatus", {"channel_id": ACME, "thread_ts": "{reply}", "status": "x"}, "invalid_thread_ts"),
    ("assistant.threads.setStatus", {"channel_id": NOWHERE, "thread_ts": "1.2", "status": "x"}, "channel_not_found"),
    ("chat.scheduleMessage", {"channel": ACME}, "unknown_method"),
]


@pytest.mark.parametrize(("method", "args", "code"), REFUSALS, ids=lambda v: v if isinstance(v, str) else "")
async def test_slack_refuses_it_with_its_own_code(stage: Stage, method: str, args: Json, code: str) -> None:
    before = len(stage.sandbox.bot_posts("lumio-acme"))
    shape = "json" if _writes(method) else "params"
    with pytest.raises(SlackApiError) as refused:
        await stage.client.api_call(method, **{shape: stage.filled(args)})
    assert refused.value.response["error"] == code
    assert refused.value.response.status_code == 200
    assert stage.sandbox.calls[-1].error == code
    assert len(stage.sandbox.bot_posts("lumio-acme")) == before


def _writes(method: str) -> bool:
    return (
        method.startswith(("chat.", "views.", "assistant.", "reactions.a", "conversations.j")) and "get" not in method
    )


SCOPES = [
    ("chat.postMessage", {"channel": ACME, "text": "x"}, "chat:write"),
    ("chat.postMessage", {"channel": ACME, "text": "x", "username": "Boss"}, "chat:write.customize"),
    ("conversations.history", {"channel": ACME}, "channels:history"),
    ("conversations.history", {"channel": DESK}, "groups:history"),
    ("conversations.replies", {"channel": DESK, "ts": UNKNOWN_TS}, "groups:history"),
    ("conversations.info", {"channel": ACME}, "channels:read"),
    ("conversations.members", {"channel": DESK}, "groups:read"),
    ("conversations.list", {"types": "private_channel"}, "groups:read"),
    ("conversations.list", {"types": "im"}, "im:read"),
    ("users.conversations", {"types": "private_channel"}, "groups:read"),
    ("conversations.join", {"channel": OUTSIDE}, "channels:join"),
    ("users.info", {"user": "U0DANA0001"}, "users:read"),
    ("users.list", {}, "users:read"),
    ("team.info", {}, "team:read"),
    ("files.info", {"file": "F0NOTHING"}, "files:read"),
    ("files.getUploadURLExternal", {"filename": "x", "length": 1}, "files:write"),
    ("reactions.add", {"channel": ACME, "timestamp": UNKNOWN_TS, "name": "eyes"}, "reactions:write"),
    ("reactions.get", {"channel": ACME, "timestamp": UNKNOWN_TS}, "reactions:read"),
]


@pytest.mark.parametrize(("method", "args", "needed"), SCOPES, ids=lambda v: v if isinstance(v, str) else "")
async def test_a_missing_scope_is_named(method: str, args: Json, needed: str) -> None:
    granted = Options().grants
    without = replace(granted, scopes=granted.scopes - {needed})
    async with Sandbox(Options(grants=without)) as sandbox:
        with pytest.raises(SlackApiError) as refused:
            await client_of(sandbox).api_call(method, params=args)
    answer = refused.value.response
    assert (answer["error"], answer["needed"]) == ("missing_scope", needed)
    assert answer["provided"].split(",") == sorted(without.scopes)


@pytest.mark.parametrize(
    ("token", "code"),
    [("", "not_authed"), ("xoxb-forged", "invalid_auth"), ("{app}", "not_allowed_token_type")],
)
async def test_a_token_that_is_not_the_bots_is_refused(sandbox: Sandbox, token: str, code: str) -> None:
    headers = {"Authorization": f"Bearer {token.replace('{app}', sandbox.app_token)}"} if token else {}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.post(f"{sandbox.api_url}auth.test") as response,
    ):
        assert (await response.json())["error"] == code


async def test_a_revoked_token_says_so(sandbox: Sandbox, client: AsyncWebClient) -> None:
    sandbox.faults.revoke_token()
    with pytest.raises(SlackApiError) as refused:
        await client.auth_test()
    assert refused.value.response["error"] == "token_revoked"


@pytest.mark.parametrize(
    ("kind", "body", "code"),
    [
        ("application/json", b"{", "invalid_form_data"),
        ("application/json", b"[]", "invalid_form_data"),
        ("application/xml", b"<x/>", "invalid_post_type"),
    ],
)
async def test_a_body_that_cannot_be_read_is_refused(sandbox: Sandbox, kind: str, body: bytes, code: str) -> None:
    headers = {"Authorization": f"Bearer {sandbox.bot_token}", "Content-Type": kind}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.post(f"{sandbox.api_url}chat.postMessage", data=body) as response,
    ):
        assert (await response.json())["error"] == code


async def test_a_reading_method_does_not_read_json(sandbox: Sandbox) -> None:
    headers = {"Authorization": f"Bearer {sandbox.bot_token}"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.post(f"{sandbox.api_url}conversations.info", json={"channel": ACME}) as response,
    ):
        answer = await response.json()
    assert answer["error"] == "invalid_arguments"
    assert answer["response_metadata"]["messages"] == ["[ERROR] missing required field: channel"]


async def test_an_unknown_argument_is_passed_over_but_noted(sandbox: Sandbox, client: AsyncWebClient) -> None:
    await client.api_call("auth.test", params={"team_id": "T0LUMIO01"})
    assert sandbox.oddities == []
    await client.chat_postMessage(channel=ACME, text="x", threadts="1.2")
    assert sandbox.oddities == ["chat.postMessage: unknown argument threadts"]
