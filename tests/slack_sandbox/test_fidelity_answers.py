"""Interactive payloads and Web API answers held against Slack's field lists, field by field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from slack_sandbox import NewFile, Sandbox
from slack_sandbox.methods.registry import REGISTRY
from slack_sandbox.stage import Said
from tests.slack_sandbox.app import BoltApp, bolt
from tests.slack_sandbox.conftest import client_of
from tests.slack_sandbox.test_fidelity import words
from tests.slack_sandbox.test_interactions import BLOCKS, MODAL

Json = dict[str, Any]
Lists = tuple[frozenset[str], frozenset[str]]
ACME, NORA = "C0LUMACME1", "U0NORA0001"


def fields(must: str, may: str = "") -> Lists:
    return words(must), words(may)


# docs/slack.md, Interaction payloads: what all payloads carry, then what each kind adds.
FRAME = words("type token api_app_id team enterprise is_enterprise_install user")
PAYLOADS: dict[str, Lists] = {
    "block_actions message": fields("container channel message state response_url trigger_id actions"),
    "block_actions ephemeral": fields("container channel state response_url trigger_id actions"),
    "block_actions view": fields("container view trigger_id actions"),
    "block_suggestion": fields("action_id block_id value container", "view message channel"),
    "message_action": fields("callback_id trigger_id action_ts message_ts message channel response_url"),
    "view_submission": fields("view trigger_id response_urls"),
    "view_closed": fields("view is_cleared"),
}
COMMAND = words(
    "command text user_id user_name channel_id channel_name team_id team_domain api_app_id is_enterprise_install "
    "response_url trigger_id token"
)
VIEW = words(
    "id team_id type callback_id external_id title submit close blocks private_metadata state hash clear_on_close "
    "notify_on_close root_view_id previous_view_id app_id app_installed_team_id bot_id"
)
CONTAINERS = {
    "message": fields("type message_ts channel_id is_ephemeral", "thread_ts"),
    "view": fields("type view_id"),
}
ACTION = fields(
    "type action_id block_id action_ts",
    "text style placeholder value selected_option selected_options selected_user initial_option",
)

# docs/slack.md, Objects, beside `ok` and the general keys.
GENERAL = words("ok warning response_metadata")
ANSWERS: dict[str, Lists] = {
    "auth.test": fields("url team user team_id user_id bot_id is_enterprise_install", "enterprise_id app_id app_name"),
    "chat.postMessage": fields("channel ts message", "is_duplicate"),
    "chat.update": fields("channel ts text message"),
    "chat.delete": fields("channel ts"),
    "chat.postEphemeral": fields("message_ts"),
    "chat.getPermalink": fields("permalink channel"),
    "conversations.info": fields("channel"),
    "conversations.list": fields("channels"),
    "users.conversations": fields("channels"),
    "conversations.members": fields("members"),
    "conversations.history": fields("messages has_more", "pin_count channel_actions_ts channel_actions_count"),
    "conversations.replies": fields("messages has_more"),
    "users.info": fields("user"),
    "users.list": fields("members cache_ts"),
    "team.info": fields("team"),
    "bots.info": fields("bot"),
    "reactions.add": fields(""),
    "reactions.get": fields("type channel message"),
    "reactions.remove": fields(""),
    "views.open": fields("view"),
    "views.publish": fields("view"),
    "assistant.threads.setStatus": fields(""),
    "apps.connections.open": fields("url"),
}
MESSAGE = fields(
    "type ts text",
    "user team bot_id app_id bot_profile blocks thread_ts metadata parent_user_id reply_count reply_users "
    "reply_users_count latest_reply subscribed is_locked reactions client_msg_id edited files upload display_as_bot "
    "subtype permalink attachments inviter hidden root",
)
OBJECTS: dict[str, Lists] = {
    "message": MESSAGE,
    "user": fields(
        "id team_id name deleted real_name profile is_admin is_owner is_primary_owner is_restricted "
        "is_ultra_restricted is_bot is_app_user updated",
        "tz tz_label tz_offset is_stranger locale enterprise_user who_can_share_contact_card color is_email_confirmed",
    ),
    "channel": fields(
        "id name name_normalized is_channel is_group is_im is_mpim is_private is_archived is_general is_shared "
        "is_ext_shared is_org_shared is_pending_ext_shared pending_shared shared_team_ids internal_team_ids "
        "conversation_host_id context_team_id creator created updated topic purpose previous_names "
        "properties",
        "connected_team_ids num_members pending_connected_team_ids connected_limited_team_ids unlinked is_member",
    ),
    "team": fields("id name domain icon", "email_domain url"),
    "bot": fields("id app_id user_id name icons deleted updated"),
    "view": (VIEW, frozenset()),
}


def hold(found: Json, lists: Lists, what: str) -> None:
    must, may = lists
    assert must <= set(found), f"{what} lacks {sorted(must - set(found))}"
    assert set(found) <= must | may, f"{what} has {sorted(set(found) - must - may)}, which Slack does not list"


async def act_the_story(sandbox: Sandbox, app: BoltApp) -> None:
    """Every kind of interaction once or more, by people of both organisations."""
    drive, client = sandbox.drive, app.app.client

    async def ack_only(ack: Any) -> None:
        await ack()

    async def open_modal(ack: Any, body: Json) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=MODAL)

    async def suggest(ack: Any) -> None:
        await ack(options=[{"text": {"type": "plain_text", "text": "One"}, "value": "1"}])

    app.app.action("go")(open_modal)
    for action in ("pick", "who", "more", "thumbs"):
        app.app.action(action)(ack_only)
    app.app.options("article")(suggest)
    app.app.view("edit")(ack_only)
    app.app.view_closed("edit")(ack_only)
    app.app.command("/earnest")(ack_only)
    app.app.shortcut("flag_answer")(ack_only)
    ts = (await client.chat_postMessage(channel=ACME, text="card", blocks=BLOCKS))["ts"]
    for user, action, value in (("dana", "pick", "1"), ("nora", "who", NORA), ("dana", "thumbs", "good")):
        assert (await drive.click(user, ACME, ts, action, value)).ok
    await drive.suggest("nora", "article", "one", channel=ACME, ts=ts)
    assert (await drive.command("nora", ACME, "/earnest", "help")).ok
    assert (await drive.message_shortcut("nora", "flag_answer", ACME, ts)).ok
    for finish in (drive.submit, drive.close_view):
        await drive.click("dana", ACME, ts, "go")
        await sandbox.wait_for(lambda: sandbox.view_of("dana"))
        await finish("dana")
    await client.chat_postEphemeral(channel=ACME, user=NORA, text="only you", blocks=BLOCKS)
    await drive.click("nora", ACME, sandbox.ephemerals("nora")[-1].ts, "more", "hide")
    await client.views_publish(user_id=NORA, view={"type": "home", "blocks": BLOCKS[:1]})
    await drive.click_view("nora", "pick", "2", home=True)


def kind_of(payload: Json) -> str:
    if payload["type"] != "block_actions":
        return str(payload["type"])
    container = payload["container"]
    surface = "ephemeral" if container.get("is_ephemeral") else container["type"]
    return f"block_actions {surface}"


async def test_no_interactive_payload_lacks_a_field_or_has_one_the_reference_does_not_know(sandbox: Sandbox) -> None:
    async with bolt(sandbox) as app:
        await act_the_story(sandbox, app)
    seen = set()
    for envelope in sandbox.envelopes:
        payload = envelope.payload
        if envelope.type == "slash_commands":
            hold(payload, (COMMAND, frozenset()), "the command")
            assert payload["is_enterprise_install"] == "false"
        if envelope.type != "interactive":
            continue
        kind = kind_of(payload)
        seen.add(kind)
        must, may = PAYLOADS[kind]
        hold(payload, (must | FRAME, may), kind)
        for action in payload.get("actions", []):
            hold(action, ACTION, f"the action of {kind}")
        if "container" in payload:
            hold(payload["container"], CONTAINERS[payload["container"]["type"]], f"the container of {kind}")
        if "view" in payload:
            hold(payload["view"], (VIEW, frozenset()), f"the view of {kind}")
    assert seen == set(PAYLOADS)


async def call_everything(sandbox: Sandbox, client: AsyncWebClient) -> None:
    """Each method that answers with something, over a channel that holds all sorts of messages."""
    drive = sandbox.drive
    asked = await drive.post("dana", ACME, "a question", files=[NewFile("a.png")])
    said = Said("dana", ACME, asked["ts"], asked["ts"])
    await drive.post("nora", ACME, "reply", thread_ts=said.ts)
    await drive.edit("dana", ACME, said.ts, "a better question")
    posted = await client.chat_postMessage(channel=ACME, text="hello", blocks=BLOCKS)
    await client.chat_update(channel=ACME, ts=posted["ts"], text="hello", blocks=BLOCKS)
    await client.reactions_add(channel=ACME, timestamp=said.ts, name="eyes")
    await client.reactions_get(channel=ACME, timestamp=said.ts)
    await client.reactions_remove(channel=ACME, timestamp=said.ts, name="eyes")
    await client.chat_postEphemeral(channel=ACME, user=NORA, text="psst")
    await client.chat_getPermalink(channel=ACME, message_ts=posted["ts"])
    await client.assistant_threads_setStatus(channel_id=ACME, thread_ts=said.ts, status="is thinking")
    await client.conversations_info(channel=ACME, include_num_members=True)
    await client.conversations_list(types="public_channel,private_channel")
    await client.users_conversations(types="public_channel,private_channel")
    await client.conversations_members(channel=ACME)
    await client.conversations_history(channel=ACME, include_all_metadata=True)
    await client.conversations_replies(channel=ACME, ts=said.ts)
    await client.users_info(user="U0DANA0001")
    await client.users_list()
    await client.team_info()
    await client.bots_info(bot="B0EARNEST1")
    await client.auth_test()
    await client.views_publish(user_id=NORA, view={"type": "home", "blocks": BLOCKS[:1]})
    await client.chat_delete(channel=ACME, ts=posted["ts"])


def objects(response: Json) -> Iterator[tuple[str, Json]]:
    """The objects inside an answer, by what they are."""
    for key in ("message", "user", "channel", "team", "bot", "view"):
        if isinstance(response.get(key), dict):
            yield key, response[key]
    for key, kind in (("messages", "message"), ("channels", "channel")):
        yield from ((kind, item) for item in response.get(key, []))
    yield from (("user", item) for item in response.get("members", []) if isinstance(item, dict))


async def test_no_answer_lacks_a_field_or_has_one_the_reference_does_not_know(sandbox: Sandbox) -> None:
    async with bolt(sandbox) as app:
        await act_the_story(sandbox, app)
        await call_everything(sandbox, client_of(sandbox))
    answered = set()
    for call in sandbox.calls:
        assert call.ok, f"{call.method}: {call.error}"
        must, may = ANSWERS[call.method]
        hold({k: v for k, v in call.response.items() if k not in GENERAL}, (must, may), call.method)
        answered.add(call.method)
        for kind, found in objects(call.response):
            hold(found, OBJECTS[kind], f"the {kind} of {call.method}")
    assert answered == set(ANSWERS)
    assert set(ANSWERS) <= set(REGISTRY)
