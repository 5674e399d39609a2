"""Every payload of a long story held against Slack's field lists, every refusal against Slack's error codes."""

from typing import Any

import pytest

from slack_sandbox import NewFile, Sandbox
from slack_sandbox.methods.registry import REGISTRY
from tests.slack_sandbox.app import bolt
from tests.slack_sandbox.test_refusals import REFUSALS

Json = dict[str, Any]


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# docs/slack.md, Events: what must be there, and what may.
OUTER = words("token team_id context_team_id api_app_id event type event_id event_time authorizations event_context")
OUTER_MAY = words("context_enterprise_id enterprise_id is_ext_shared_channel authed_users authed_teams")
MESSAGE_MUST = words("type channel ts event_ts channel_type")
MESSAGE_MAY = words(
    "user text team blocks client_msg_id thread_ts parent_user_id bot_id app_id bot_profile metadata edited files "
    "upload display_as_bot attachments subtype hidden message previous_message deleted_ts root inviter username "
    "name old_name"
)
FIELDS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "message": (MESSAGE_MUST, MESSAGE_MAY),
    "app_mention": (
        words("type user text ts channel team event_ts"),
        words("thread_ts parent_user_id blocks user_team source_team user_profile client_msg_id files attachments"),
    ),
    "reaction_added": (words("type user reaction item event_ts"), words("item_user")),
    "reaction_removed": (words("type user reaction item event_ts"), words("item_user")),
    "app_home_opened": (words("type user channel tab event_ts"), words("view context")),
    "member_joined_channel": (words("type user channel channel_type team event_ts"), words("inviter enterprise")),
    "channel_shared": (words("type connected_team_id channel event_ts"), frozenset()),
    "channel_unshared": (words("type previously_connected_team_id channel is_ext_shared event_ts"), frozenset()),
    "channel_id_changed": (words("type old_channel_id new_channel_id event_ts"), frozenset()),
}


async def tell_the_story(sandbox: Sandbox, client: Any) -> None:
    """Something of everything that raises an event."""
    drive, acme = sandbox.drive, "lumio-acme"
    first = await drive.post("dana", acme, "hello <@U0EARNEST1>", files=[NewFile("a.png")])
    await drive.post("nora", acme, "reply", thread_ts=first["ts"])
    await drive.post("dana", acme, "to all", thread_ts=first["ts"], broadcast=True)
    await drive.edit("dana", acme, first["ts"], "hello again")
    await drive.unfurl(acme, first["ts"])
    await drive.react("omar", acme, first["ts"], "eyes")
    await drive.unreact("omar", acme, first["ts"], "eyes")
    await drive.delete("dana", acme, first["ts"])
    gone = await drive.post("dana", acme, "oops")
    await drive.delete("dana", acme, gone["ts"])
    await drive.post("statusbot", "team-billing", "down", legacy=True)
    await drive.open_home("nora")
    await drive.leave("rosa", acme)
    await drive.join("rosa", acme, inviter="dana")
    fresh = drive.new_channel(members=["nora"], private=True)
    await drive.share(fresh.id, "Acme Facilities")
    await drive.unshare(fresh.id, "Acme Facilities")
    metadata = {"event_type": "e", "event_payload": {}}
    said = await client.chat_postMessage(channel="C0LUMACME1", text="x", metadata=metadata)
    await client.chat_update(channel="C0LUMACME1", ts=said["ts"], text="y")


async def test_no_event_lacks_a_field_or_has_one_the_reference_does_not_know(sandbox: Sandbox) -> None:
    async with bolt(sandbox) as app:
        await tell_the_story(sandbox, app.app.client)
        await sandbox.wait_for(lambda: not sandbox.delivery.under_way)
    seen = set()
    for body in app.bodies:
        event = body["event"]
        seen.add(event["type"])
        must, may = FIELDS[event["type"]]
        assert set(body) >= OUTER
        assert set(body) <= OUTER | OUTER_MAY
        assert set(event) >= must, event
        assert set(event) <= must | may, event
    assert seen == set(FIELDS)
    assert {e["subtype"] for e in app.events("message") if "subtype" in e} == {
        *("file_share", "thread_broadcast", "message_changed", "message_deleted", "bot_message"),
        *("channel_leave", "channel_join"),
    }
    assert sandbox.oddities == []


# docs/slack.md, Methods. What most methods can answer, then what each adds.
COMMON = words(
    "access_denied account_inactive fatal_error internal_error invalid_arg_name invalid_arguments invalid_array_arg "
    "invalid_auth invalid_charset invalid_form_data invalid_post_type missing_post_type missing_scope no_permission "
    "not_allowed_token_type not_authed ratelimited request_timeout service_unavailable token_expired token_revoked "
    "unknown_method channel_not_found not_in_channel"
)
CODES = {
    "chat.postMessage": "is_archived no_text invalid_blocks invalid_blocks_format msg_blocks_too_long "
    "metadata_too_large markdown_text_conflict cannot_reply_to_message invalid_metadata_format invalid_metadata_schema "
    "too_many_attachments messages_tab_disabled",
    "chat.update": "cant_update_message message_not_found msg_too_long no_text block_mismatch is_inactive",
    "chat.delete": "message_not_found cant_delete_message",
    "chat.postEphemeral": "user_not_in_channel is_archived no_text invalid_blocks cannot_reply_to_message",
    "chat.getPermalink": "message_not_found",
    "conversations.history": "invalid_cursor invalid_ts_latest invalid_ts_oldest",
    "conversations.replies": "thread_not_found invalid_cursor",
    "conversations.members": "fetch_members_failed invalid_limit invalid_cursor",
    "conversations.list": "invalid_types invalid_limit invalid_cursor",
    "users.conversations": "user_not_found invalid_types invalid_limit invalid_cursor",
    "conversations.join": "is_archived method_not_supported_for_channel_type",
    "users.info": "user_not_found user_not_visible",
    "team.info": "team_not_found",
    "bots.info": "bot_not_found",
    "files.info": "file_not_found file_deleted not_visible",
    "reactions.add": "already_reacted message_not_found invalid_name bad_timestamp no_item_specified is_archived",
    "reactions.remove": "no_reaction message_not_found invalid_name",
    "views.open": "expired_trigger_id exchanged_trigger_id invalid_trigger_id duplicate_external_id view_too_large",
    "views.update": "not_found hash_conflict view_too_large duplicate_external_id",
    "views.publish": "not_enabled hash_conflict missing_profile_id",
    "assistant.threads.setStatus": "invalid_thread_ts reserved_username",
}


@pytest.mark.parametrize(("method", "code"), sorted({(method, code) for method, _, code in REFUSALS}))
def test_every_refusal_is_one_the_reference_lists(method: str, code: str) -> None:
    assert code in COMMON | words(CODES.get(method, ""))


def test_the_methods_are_those_the_product_may_call() -> None:
    wanted = words(
        "apps.connections.open auth.test team.info bots.info users.info users.list conversations.info "
        "conversations.list users.conversations conversations.members conversations.history conversations.replies "
        "conversations.join "
        "chat.postMessage chat.update chat.delete chat.postEphemeral chat.getPermalink reactions.add reactions.get "
        "reactions.remove views.open views.update views.push views.publish assistant.threads.setStatus files.info "
        "files.getUploadURLExternal files.completeUploadExternal"
    )
    assert set(REGISTRY) == wanted
