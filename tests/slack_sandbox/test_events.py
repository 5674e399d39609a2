"""Payloads field by field: docs/slack.md, Events."""

from typing import Any

import pytest

from slack_sandbox import NewFile, Sandbox
from tests.slack_sandbox.app import BoltApp, bolt

Json = dict[str, Any]
HOST, ACME, BOT = "T0LUMIO01", "T0ACME001", "U0EARNEST1"
OUTER = {
    *("token", "team_id", "context_team_id", "context_enterprise_id", "api_app_id", "event", "type", "event_id"),
    *("event_time", "authorizations", "is_ext_shared_channel", "event_context"),
}
PROFILE = {
    *("name", "first_name", "real_name", "display_name", "team", "is_restricted", "is_ultra_restricted"),
    *("avatar_hash", "image_72"),
}


async def bodies(sandbox: Sandbox, app: BoltApp, count: int) -> list[Json]:
    """The next `count` payloads, once all is quiet."""
    await sandbox.wait_for(lambda: len(app.bodies) >= count and not sandbox.delivery.under_way)
    taken, app.bodies = app.bodies, []
    assert len(taken) == count, [body["event"] for body in taken]
    return taken


async def test_the_outer_payload_names_the_installing_team_in_authorizations(sandbox: Sandbox) -> None:
    async with bolt(sandbox) as app:
        await sandbox.drive.post("dana", "lumio-acme", "hello")
        (body,) = await bodies(sandbox, app, 1)
    assert set(body) == OUTER
    assert body["authorizations"] == [
        {"enterprise_id": None, "team_id": HOST, "user_id": BOT, "is_bot": True, "is_enterprise_install": False}
    ]
    assert (body["context_team_id"], body["team_id"], body["is_ext_shared_channel"]) == (HOST, ACME, True)


@pytest.mark.parametrize(
    ("user", "channel", "kind", "team"),
    [
        ("dana", "lumio-acme", "channel", ACME),
        ("kenji", "lumio-globex", "group", "T0GLOBEX1"),
        ("nora", "lumio-acme", "channel", HOST),
        ("sam", "support-desk", "group", HOST),
    ],
)
async def test_a_message_carries_its_authors_team(
    sandbox: Sandbox, user: str, channel: str, kind: str, team: str
) -> None:
    async with bolt(sandbox) as app:
        await sandbox.drive.post(user, channel, "hello")
        (body,) = await bodies(sandbox, app, 1)
    event = body["event"]
    plain = {"type", "channel", "ts", "event_ts", "channel_type", "user", "text", "team", "blocks", "client_msg_id"}
    assert set(event) == plain
    assert (event["channel_type"], event["team"], body["team_id"]) == (kind, team, team)
    assert event["blocks"][0]["type"] == "rich_text"


async def test_a_mention_comes_as_two_events_that_differ_in_their_teams(sandbox: Sandbox) -> None:
    async with bolt(sandbox) as app:
        await sandbox.drive.post("dana", "lumio-acme", f"<@{BOT}> are you there?")
        both = {body["event"]["type"]: body for body in await bodies(sandbox, app, 2)}
    mention, message = both["app_mention"], both["message"]
    assert mention["event"]["ts"] == message["event"]["ts"]
    assert (mention["team_id"], message["team_id"]) == (HOST, ACME)
    assert (mention["event"]["user_team"], mention["event"]["source_team"]) == (ACME, ACME)
    assert set(mention["event"]["user_profile"]) == PROFILE
    assert "channel_type" not in mention["event"]


async def test_the_order_of_the_twins_is_not_fixed(sandbox: Sandbox) -> None:
    async with bolt(sandbox):
        for number in range(12):
            await sandbox.drive.post("dana", "lumio-acme", f"<@{BOT}> {number}")
        await sandbox.wait_for(lambda: len(sandbox.envelopes) == 24)
    first = {envelope.payload["event"]["type"] for envelope in sandbox.envelopes[::2]}
    assert first == {"app_mention", "message"}


async def test_what_a_person_types_arrives_escaped_with_control_forms_only_for_real_mentions(sandbox: Sandbox) -> None:
    text = f"<!channel> & <@U0NOBODY99> <b>x</b> <@{BOT}> see https://example.com/?a=1&b=2 or me@example.com @here"
    posted = await sandbox.drive.post("dana", "lumio-acme", text)
    assert posted["text"] == (
        "&lt;!channel&gt; &amp; &lt;@U0NOBODY99&gt; &lt;b&gt;x&lt;/b&gt; <@U0EARNEST1> see "
        "<https://example.com/?a=1&amp;b=2> or <mailto:me@example.com|me@example.com> <!here>"
    )
    kinds = [element["type"] for element in posted["blocks"][0]["elements"][0]["elements"]]
    assert kinds == ["text", "user", "text", "link", "text", "link", "text", "broadcast"]


async def test_a_typed_emoji_arrives_by_its_name(sandbox: Sandbox) -> None:
    posted = await sandbox.drive.post("dana", "lumio-acme", "👍")
    assert posted["text"] == ":+1:"
    assert posted["blocks"][0]["elements"][0]["elements"] == [{"type": "emoji", "name": "+1", "unicode": "1f44d"}]


async def test_a_reply_names_its_parents_author_and_the_parent_its_thread(sandbox: Sandbox) -> None:
    async with bolt(sandbox) as app:
        parent = await sandbox.drive.post("dana", "lumio-acme", "question")
        await sandbox.drive.post("nora", "lumio-acme", "answer", thread_ts=parent["ts"])
        reply = next(b["event"] for b in await bodies(sandbox, app, 2) if b["event"]["text"] == "answer")
    assert (reply["thread_ts"], reply["parent_user_id"]) == (parent["ts"], parent["user"])
    shown = sandbox.messages("lumio-acme")[-1]
    figures = (shown["thread_ts"], shown["reply_count"], shown["reply_users"], shown["latest_reply"])
    assert figures == (parent["ts"], 1, ["U0NORA0001"], reply["ts"])


async def test_a_thread_broadcast_brings_its_root_and_stands_in_the_channel(sandbox: Sandbox) -> None:
    async with bolt(sandbox) as app:
        parent = await sandbox.drive.post("dana", "lumio-acme", "question")
        said = await sandbox.drive.post("dana", "lumio-acme", "for all", thread_ts=parent["ts"], broadcast=True)
        event = next(b["event"] for b in await bodies(sandbox, app, 2) if b["event"]["ts"] == said["ts"])
    assert (event["subtype"], event["root"]["ts"], event["thread_ts"]) == (
        "thread_broadcast",
        parent["ts"],
        parent["ts"],
    )
    assert [message["ts"] for message in sandbox.messages("lumio-acme")] == [parent["ts"], said["ts"]]


async def test_an_edit_keeps_the_ts_and_shows_before_and_after(sandbox: Sandbox) -> None:
    async with bolt(sandbox) as app:
        posted = await sandbox.drive.post("dana", "lumio-acme", "one")
        await sandbox.drive.edit("dana", "lumio-acme", posted["ts"], "two")
        event = (await bodies(sandbox, app, 2))[1]["event"]
    assert (event["subtype"], event["hidden"], event["message"]["ts"]) == ("message_changed", True, posted["ts"])
    assert (event["previous_message"]["text"], event["message"]["text"]) == ("one", "two")
    assert event["message"]["edited"]["user"] == posted["user"]
    assert event["ts"] == event["event_ts"] != posted["ts"]
    assert event["message"]["user_team"] == ACME
    assert "user" not in event


async def test_an_unfurl_is_a_change_that_nobody_edited(sandbox: Sandbox) -> None:
    async with bolt(sandbox) as app:
        posted = await sandbox.drive.post("dana", "lumio-acme", "see https://example.com/")
        await sandbox.drive.unfurl("lumio-acme", posted["ts"])
        event = (await bodies(sandbox, app, 2))[1]["event"]
    assert event["message"]["text"] == event["previous_message"]["text"]
    assert "edited" not in event["message"]
    assert event["message"]["attachments"]


async def test_deleting_a_message_tells_what_it_was(sandbox: Sandbox) -> None:
    async with bolt(sandbox) as app:
        posted = await sandbox.drive.post("dana", "lumio-acme", "oops")
        await sandbox.drive.delete("dana", "lumio-acme", posted["ts"])
        event = (await bodies(sandbox, app, 2))[1]["event"]
    assert (event["subtype"], event["deleted_ts"], event["hidden"]) == ("message_deleted", posted["ts"], True)
    assert event["previous_message"]["text"] == "oops"
    assert sandbox.message("lumio-acme", posted["ts"]) is None


async def test_a_deleted_parent_with_replies_leaves_a_tombstone_until_its_last_reply_goes(sandbox: Sandbox) -> None:
    async with bolt(sandbox) as app:
        parent = await sandbox.drive.post("dana", "lumio-acme", "question")
        reply = await sandbox.drive.post("nora", "lumio-acme", "answer", thread_ts=parent["ts"])
        await sandbox.drive.delete("dana", "lumio-acme", parent["ts"])
        event = (await bodies(sandbox, app, 3))[2]["event"]
        await sandbox.drive.delete("nora", "lumio-acme", reply["ts"])
    stone = event["message"]
    assert (event["subtype"], stone["subtype"], stone["user"]) == ("message_changed", "tombstone", "USLACKBOT")
    assert (stone["text"], stone["hidden"], stone["reply_count"]) == ("This message was deleted.", True, 1)
    assert event["previous_message"]["text"] == "question"
    assert sandbox.messages("lumio-acme") == []


async def test_an_externals_file_comes_as_a_stub_and_our_own_in_full(sandbox: Sandbox) -> None:
    async with bolt(sandbox) as app:
        await sandbox.drive.post("dana", "lumio-acme", files=[NewFile("shot.png", content=b"123")])
        await sandbox.drive.post("nora", "lumio-acme", "here", files=[NewFile("log.txt", "text/plain")])
        theirs, ours = (body["event"] for body in await bodies(sandbox, app, 2))
    assert (theirs["subtype"], theirs["text"], "blocks" in theirs) == ("file_share", "", False)
    stub = {"mode": "file_access", "file_access": "check_file_info", "created": 0, "timestamp": 0, "user": ""}
    assert theirs["files"] == [{"id": theirs["files"][0]["id"], **stub}]
    assert ours["files"][0]["name"] == "log.txt"
    assert sandbox.messages("lumio-acme")[0]["files"][0]["name"] == "shot.png"


async def test_an_apps_post_has_no_subtype_and_a_webhooks_no_user(sandbox: Sandbox) -> None:
    async with bolt(sandbox) as app:
        await sandbox.drive.post("statusbot", "team-billing", "all well")
        await sandbox.drive.post("statusbot", "team-billing", "from a webhook", legacy=True)
        modern, legacy = (body["event"] for body in await bodies(sandbox, app, 2))
    assert (modern["bot_id"], modern["app_id"], modern["user"]) == ("B0STATUS01", "A0STATUS01", "U0STATUS01")
    assert set(modern["bot_profile"]) >= {"id", "app_id", "name", "team_id", "icons", "deleted", "updated"}
    assert "subtype" not in modern
    assert "client_msg_id" not in modern
    assert (legacy["subtype"], legacy["username"], "user" in legacy) == ("bot_message", "Statusbot", False)


async def test_a_reaction_tells_no_team_and_no_thread(sandbox: Sandbox) -> None:
    async with bolt(sandbox) as app:
        posted = await sandbox.drive.post("nora", "lumio-acme", "hello")
        await sandbox.drive.react("dana", "lumio-acme", posted["ts"], ":thumbsup::skin-tone-3:")
        await sandbox.drive.unreact("dana", "lumio-acme", posted["ts"], "thumbsup::skin-tone-3")
        _, added, removed = await bodies(sandbox, app, 3)
    assert set(added["event"]) == {"type", "user", "reaction", "item", "item_user", "event_ts"}
    assert added["event"]["item"] == {"type": "message", "channel": "C0LUMACME1", "ts": posted["ts"]}
    assert (added["event"]["reaction"], added["team_id"]) == ("thumbsup::skin-tone-3", HOST)
    assert removed["event"]["type"] == "reaction_removed"


async def test_a_reaction_to_a_webhooks_post_names_no_item_user(sandbox: Sandbox) -> None:
    async with bolt(sandbox) as app:
        posted = await sandbox.drive.post("statusbot", "team-billing", "from a webhook", legacy=True)
        await sandbox.drive.react("nora", "team-billing", posted["ts"], "eyes")
        _, added = await bodies(sandbox, app, 2)
    assert "item_user" not in added["event"]


async def test_joining_is_a_line_in_the_channel_and_an_event(sandbox: Sandbox) -> None:
    channel = sandbox.new_shared_channel("Acme Facilities", private=True)
    visitor = sandbox.drive.new_user("Acme Facilities", "petra")
    async with bolt(sandbox) as app:
        await sandbox.drive.join("petra", channel.id, inviter="dana")
        line, joined = (body["event"] for body in await bodies(sandbox, app, 2))
    assert (line["subtype"], line["user"], line["inviter"]) == ("group_join", visitor.id, "U0DANA0001")
    assert (joined["type"], joined["channel_type"], joined["team"]) == ("member_joined_channel", "G", ACME)
    assert (joined["channel"], joined["inviter"]) == (channel.id, "U0DANA0001")


async def test_opening_the_home_brings_the_view_once_there_is_one(sandbox: Sandbox) -> None:
    async with bolt(sandbox) as app:
        await sandbox.drive.open_home("nora")
        (first,) = await bodies(sandbox, app, 1)
        await app.app.client.views_publish(user_id="U0NORA0001", view={"type": "home", "blocks": [{"type": "divider"}]})
        await sandbox.drive.open_home("nora")
        (second,) = await bodies(sandbox, app, 1)
    assert set(first["event"]) == {"type", "user", "channel", "tab", "event_ts"}
    assert first["event"]["channel"].startswith("D")
    assert second["event"]["view"]["blocks"][0]["type"] == "divider"


async def test_sharing_a_private_channel_changes_its_id_first(sandbox: Sandbox) -> None:
    channel = sandbox.drive.new_channel(members=["nora"], private=True)
    old = channel.id
    async with bolt(sandbox) as app:
        await sandbox.drive.share(old, "Globex Property")
        changed, shared = (body["event"] for body in await bodies(sandbox, app, 2))
        await sandbox.drive.unshare(channel.id, "Globex Property")
        (unshared,) = (body["event"] for body in await bodies(sandbox, app, 1))
    assert (changed["type"], changed["old_channel_id"], changed["new_channel_id"]) == (
        "channel_id_changed",
        old,
        channel.id,
    )
    assert (shared["type"], shared["connected_team_id"]) == ("channel_shared", "T0GLOBEX1")
    assert (unshared["previously_connected_team_id"], unshared["is_ext_shared"]) == ("T0GLOBEX1", False)


async def test_the_apps_own_posts_edits_and_reactions_raise_events_too(sandbox: Sandbox) -> None:
    async with bolt(sandbox) as app:
        said = await app.app.client.chat_postMessage(channel="C0LUMACME1", text="hello")
        await app.app.client.chat_update(channel="C0LUMACME1", ts=said["ts"], text="hello again")
        await app.app.client.reactions_add(channel="C0LUMACME1", timestamp=said["ts"], name="eyes")
        kinds = [(b["event"]["type"], b["event"].get("subtype")) for b in await bodies(sandbox, app, 3)]
    assert kinds == [("message", None), ("message", "message_changed"), ("reaction_added", None)]


async def test_a_message_can_be_given_shapes_that_only_slack_makes(sandbox: Sandbox) -> None:
    async with bolt(sandbox) as app:
        await sandbox.drive.post("dana", "lumio-acme", "x", patch={"text": None}, drop=["blocks", "client_msg_id"])
        (body,) = await bodies(sandbox, app, 1)
    assert body["event"]["text"] is None
    assert "blocks" not in body["event"]
