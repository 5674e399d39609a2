"""Channels that close, lose the app, or change their name or id, and direct messages from the app."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
import pytest_asyncio
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from slack_sandbox import DriveError, NewFile, Options, Sandbox
from tests.slack_sandbox.app import bolt
from tests.slack_sandbox.conftest import client_of, everything
from tests.slack_sandbox.test_drive_http import call

ACME_ID, DESK_ID, NORA, DANA = "C0LUMACME1", "C0DESK0001", "U0NORA0001", "U0DANA0001"


@pytest_asyncio.fixture
async def reading() -> AsyncIterator[Sandbox]:
    """A sandbox whose app may write direct messages that people cannot answer."""
    granted = replace(everything(), messages_tab=True, messages_tab_read_only=True)
    async with Sandbox(Options(rate_limits=False, grants=granted)) as running:
        yield running


async def code(client: AsyncWebClient, channel: str) -> str:
    """What Slack says to a post there, empty when it takes it."""
    try:
        await client.chat_postMessage(channel=channel, text="x")
    except SlackApiError as error:
        return str(error.response["error"])
    return ""


async def test_an_archived_channel_takes_nothing_until_it_is_opened_again(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    async with bolt(sandbox) as app:
        await sandbox.drive.archive("lumio-acme", user="nora")
        assert await code(client, ACME_ID) == "is_archived"
        with pytest.raises(DriveError, match="archived"):
            await sandbox.drive.post("dana", "lumio-acme", "hello?")
        await sandbox.drive.archive("lumio-acme", archived=False, user="nora")
        assert await code(client, ACME_ID) == ""
        await sandbox.wait_for(lambda: len(app.events("message")) == 3)
    assert [event.get("subtype") for event in app.events("message")][:2] == ["channel_archive", "channel_unarchive"]


async def test_an_app_that_was_removed_hears_and_says_nothing(sandbox: Sandbox, client: AsyncWebClient) -> None:
    async with bolt(sandbox) as app:
        await sandbox.drive.remove_app("lumio-acme")
        await sandbox.drive.remove_app("support-desk")
        assert await code(client, ACME_ID) == "not_in_channel"
        assert await code(client, DESK_ID) == "channel_not_found"
        await sandbox.drive.post("dana", "lumio-acme", "unheard")
        assert not app.bodies
        await sandbox.drive.join("earnest", "lumio-acme", inviter="nora")
        assert await code(client, ACME_ID) == ""
    with pytest.raises(DriveError, match="not in"):
        await sandbox.drive.remove_app("support-desk")


async def test_a_renamed_channel_keeps_its_id(sandbox: Sandbox, client: AsyncWebClient) -> None:
    async with bolt(sandbox) as app:
        await sandbox.drive.rename("lumio-acme", "acme-support")
        await sandbox.wait_for(lambda: app.bodies)
    event = app.events("message")[0]
    assert (event["subtype"], event["old_name"], event["name"]) == ("channel_name", "lumio-acme", "acme-support")
    seen = (await client.conversations_info(channel=ACME_ID))["channel"]
    assert (seen["name"], seen["previous_names"]) == ("acme-support", ["lumio-acme"])
    assert await code(client, "#lumio-acme") == "channel_not_found"
    with pytest.raises(DriveError, match="already"):
        await sandbox.drive.rename("acme-support", "support-desk")


async def test_a_channel_that_changes_its_id_keeps_its_messages(sandbox: Sandbox, client: AsyncWebClient) -> None:
    shot = NewFile("shot.png", content=b"x")
    parent = await sandbox.drive.post("dana", "lumio-acme", "question", files=[shot])
    await sandbox.drive.post("omar", "lumio-acme", "me too", thread_ts=parent["ts"])
    gone = await sandbox.drive.post("dana", "lumio-acme", "oops")
    await sandbox.drive.delete("dana", "lumio-acme", gone["ts"])
    async with bolt(sandbox) as app:
        moved = await sandbox.drive.change_id("lumio-acme")
        await sandbox.wait_for(lambda: app.bodies)
    event = app.events("channel_id_changed")[0]
    assert (event["old_channel_id"], event["new_channel_id"]) == (ACME_ID, moved.id)
    assert await code(client, ACME_ID) == "channel_not_found"
    thread = await client.conversations_replies(channel=moved.id, ts=parent["ts"])
    assert [message["text"] for message in thread["messages"]] == ["question", "me too"]
    grants = sandbox.workspace.grants
    sandbox.workspace.grants = replace(grants, scopes=grants.scopes | {"files:read"})
    file = (await client.files_info(file=parent["files"][0]["id"]))["file"]
    assert file["channels"] == [moved.id]
    answer = await client.chat_postMessage(channel=moved.id, text="late", thread_ts=gone["ts"])
    assert "thread_ts" not in answer["message"]


async def test_a_click_can_be_answered_after_the_channel_changed_its_id(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    button = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}}
    blocks = [{"type": "actions", "elements": [button]}]
    posted = await client.chat_postMessage(channel=ACME_ID, text="x", blocks=blocks)
    urls: list[str] = []

    async def clicked(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        urls.append(body["response_url"])

    async with bolt(sandbox) as app:
        app.app.action("go")(clicked)
        assert (await sandbox.drive.click("dana", "lumio-acme", posted["ts"], "go")).ok
        await sandbox.wait_for(lambda: urls)
    moved = await sandbox.drive.change_id("lumio-acme")
    answer = await AsyncWebhookClient(urls[0]).send(text="only for you")
    assert answer.status_code == 200
    assert [(seen.text, seen.channel) for seen in sandbox.ephemerals("dana")] == [("only for you", moved.id)]


async def test_a_post_to_a_person_opens_their_direct_message(reading: Sandbox) -> None:
    client = client_of(reading)
    first = await client.chat_postMessage(channel=NORA, text="the desk is archived")
    second = await client.chat_postMessage(channel=NORA, text="still")
    assert first["channel"].startswith("D")
    assert second["channel"] == first["channel"]
    assert [seen["text"] for seen in reading.direct_messages("nora")] == ["the desk is archived", "still"]
    assert reading.direct_messages("sam") == []
    await client.chat_update(channel=first["channel"], ts=first["ts"], text="the desk is open again")
    assert reading.direct_messages("nora")[0]["text"] == "the desk is open again"
    with pytest.raises(DriveError, match="turned off"):
        await reading.drive.post("nora", first["channel"], "thanks")


async def test_people_answer_where_the_messages_tab_is_theirs_too(reading: Sandbox) -> None:
    reading.workspace.grants = replace(reading.workspace.grants, messages_tab_read_only=False)
    posted = await client_of(reading).chat_postMessage(channel=NORA, text="hello")
    await reading.drive.post("nora", posted["channel"], "thanks")
    assert [seen["text"] for seen in reading.direct_messages("nora")] == ["hello", "thanks"]


async def test_nobody_else_gets_a_direct_message(reading: Sandbox, sandbox: Sandbox, client: AsyncWebClient) -> None:
    reader = client_of(reading)
    far = reading.drive.new_user("Globex Property", "far")
    assert await code(reader, DANA) == ""
    assert await code(reader, far.id) == "channel_not_found"
    assert await code(reader, "U0STATUS01") == "channel_not_found"
    assert await code(reader, reading.world.bot.id) == "channel_not_found"
    sandbox.workspace.grants = replace(sandbox.workspace.grants, messages_tab=False)
    assert await code(client, NORA) == "messages_tab_disabled"


async def test_places_change_over_http(reading: Sandbox) -> None:
    _, moved = await call(reading, "act/change_id", {"channel": "lumio-acme"})
    _, renamed = await call(reading, "act/rename", {"channel": moved["result"]["id"], "name": "acme"})
    assert renamed["result"]["previous_names"] == ["lumio-acme"]
    await client_of(reading).chat_postMessage(channel=NORA, text="hello")
    _, seen = await call(reading, "look/direct_messages?user=nora")
    assert [message["text"] for message in seen["result"]] == ["hello"]
    status, _ = await call(reading, "act/remove_app", {"channel": "acme"})
    assert status == 200
