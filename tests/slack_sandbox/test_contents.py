"""Posts that hold more than typed text: attachments, forwards, tables, workflows, half an emoji."""

import json
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from slack_sandbox import DriveError, NewFile, Sandbox
from tests.slack_sandbox.app import bare_socket, bolt
from tests.slack_sandbox.test_drive_http import call

ACME, ACME_ID = "lumio-acme", "C0LUMACME1"
HALF = "half an emoji \ud83d here"
Json = dict[str, Any]
TABLE = {"type": "table", "rows": [[{"type": "raw_text", "text": "plan"}, {"type": "raw_text", "text": "price"}]]}
CONTEXT = {"type": "context", "elements": [{"type": "mrkdwn", "text": "from the status page"}]}


async def events_of(sandbox: Sandbox, *acts: Any) -> list[Json]:
    """The messages an app gets while these are awaited."""
    async with bolt(sandbox) as app:
        for act in acts:
            await act
        await sandbox.wait_for(lambda: len(app.events("message")) >= len(acts))
    return app.events("message")


async def test_a_bots_blocks_and_attachments_arrive_as_slack_keeps_them(sandbox: Sandbox) -> None:
    attachments = [{"title": "Alert", "text": "disk full", "fields": [{"title": "host", "value": "db1"}]}]
    post = sandbox.drive.post("statusbot", "team-billing", "x", blocks=[TABLE, CONTEXT], attachments=attachments)
    (event,) = await events_of(sandbox, post)
    assert [block["type"] for block in event["blocks"]] == ["table", "context"]
    assert all(block["block_id"] for block in event["blocks"])
    assert event["attachments"] == attachments
    assert "subtype" not in event
    assert event["bot_profile"]["name"] == "Statusbot"


@pytest.mark.parametrize(
    "content",
    [
        {"blocks": [{"type": "table", "rows": []}]},
        {"blocks": [{"type": "hologram"}]},
        {"attachments": [{"blocks": [{"type": "section"}]}]},
        {"attachments": ["words"]},
    ],
)
async def test_what_slack_refuses_nobody_can_post(sandbox: Sandbox, content: Json) -> None:
    with pytest.raises(DriveError, match="Slack refuses"):
        await sandbox.drive.post("statusbot", "team-billing", "x", **content)


async def test_a_forward_carries_the_original_as_an_attachment(sandbox: Sandbox) -> None:
    drive = sandbox.drive
    original = await drive.post("kenji", "lumio-globex", "Refund me <@U0EARNEST1>", files=[NewFile("proof.png")])
    forward = drive.forward("nora", ACME, "lumio-globex", original["ts"], "does this hold here too?")
    (event,) = await events_of(sandbox, forward)
    assert event["text"] == "does this hold here too?"
    (shared,) = event["attachments"]
    assert (shared["is_share"], shared["is_msg_unfurl"]) == (True, True)
    assert (shared["author_id"], shared["channel_id"], shared["ts"]) == ("U0KENJI001", "C0LUMGLOB1", original["ts"])
    assert shared["text"] == "Refund me <@U0EARNEST1>"
    assert shared["message_blocks"][0]["message"]["blocks"] == original["blocks"]
    assert shared["files"][0]["name"] == "proof.png"
    assert shared["from_url"].endswith(f"/archives/C0LUMGLOB1/p{original['ts'].replace('.', '')}")
    named = [e.payload["event"] for e in sandbox.envelopes if e.payload["event"]["type"] == "app_mention"]
    assert {event["channel"] for event in named} == {"C0LUMGLOB1"}


async def test_only_what_one_sees_can_be_forwarded(sandbox: Sandbox) -> None:
    original = await sandbox.drive.post("kenji", "lumio-globex", "secret")
    with pytest.raises(DriveError, match="not a member"):
        await sandbox.drive.forward("dana", ACME, "lumio-globex", original["ts"])


async def test_a_workflow_posts_with_and_without_a_subtype(sandbox: Sandbox, client: AsyncWebClient) -> None:
    bot = sandbox.drive.new_bot("Lumio", "intake", "Intake form", workflow=True)
    modern = sandbox.drive.post("intake", ACME, "New request", blocks=[CONTEXT])
    legacy = sandbox.drive.post("intake", ACME, "New request", legacy=True)
    first, second = await events_of(sandbox, modern, legacy)
    assert (first["user"], first["bot_id"], first["app_id"]) == (bot.id, bot.bot_id, bot.app_id)
    assert "subtype" not in first
    assert (second["subtype"], second["bot_id"], second["username"]) == ("bot_message", bot.bot_id, "Intake form")
    assert "user" not in second
    seen = (await client.users_info(user=bot.id))["user"]
    assert (seen["is_bot"], seen["is_workflow_bot"]) == (True, True)
    assert (await client.bots_info(bot=bot.bot_id))["bot"]["user_id"] == bot.id


async def test_an_app_posts_for_a_person(sandbox: Sandbox) -> None:
    sandbox.drive.new_bot("Acme Facilities", "relay", "Relay")
    (event,) = await events_of(sandbox, sandbox.drive.post("dana", ACME, "sent by my tool", via="relay"))
    assert event["user"] == "U0DANA0001"
    assert event["bot_profile"]["name"] == "Relay"
    assert "client_msg_id" not in event


@pytest.mark.parametrize("how", [{"via": "omar"}, {"legacy": True}])
async def test_people_are_no_apps(sandbox: Sandbox, how: Json) -> None:
    with pytest.raises(DriveError, match="is a person"):
        await sandbox.drive.post("dana", ACME, "x", **how)


async def test_half_an_emoji_travels_to_the_app_and_back(sandbox: Sandbox, client: AsyncWebClient) -> None:
    async with bare_socket(sandbox) as socket:
        posted = await sandbox.drive.post("dana", ACME, HALF)
        envelope = await socket.next()
        await socket.ack(envelope)
    assert envelope["payload"]["event"]["text"] == HALF
    page = await client.conversations_history(channel=ACME_ID)
    assert page["messages"][0]["text"] == HALF
    answer = await client.chat_postMessage(channel=ACME_ID, text=HALF, blocks=[{"type": "markdown", "text": HALF}])
    assert answer["message"]["text"] == HALF
    assert sandbox.message(ACME, posted["ts"])["text"] == HALF
    _, seen = await call(sandbox, f"look/messages?channel={ACME}")
    assert seen["result"][0]["text"] == HALF
    json.dumps(seen).encode()


async def test_forwards_and_workflow_posts_are_made_over_http(sandbox: Sandbox) -> None:
    _, bot = await call(sandbox, "act/new_bot", {"org": "Lumio", "name": "intake", "workflow": True})
    _, posted = await call(sandbox, "act/post", {"user": "intake", "channel": ACME, "text": HALF, "blocks": [CONTEXT]})
    assert posted["result"]["bot_id"] == bot["result"]["bot_id"]
    body = {"user": "nora", "channel": "support-desk", "from_channel": ACME, "from_ts": posted["result"]["ts"]}
    status, forwarded = await call(sandbox, "act/forward", body)
    assert status == 200
    assert forwarded["result"]["attachments"][0]["text"] == HALF
