"""Slack's payload shapes become the right records."""

from __future__ import annotations

from typing import Any

import pytest

from bot.domain import inbound
from bot.domain.inbound import (
    Click,
    Command,
    MessageDeleted,
    MessageEdited,
    MessagePosted,
    ReactionChanged,
    Shortcut,
    ViewSubmitted,
)
from bot.listen.parse import parse, parse_history

OURS, THEIRS, BOT = "T0OURS", "T0THEIRS", "U0BOT"


def event(inner: dict[str, Any], team_id: str = OURS) -> dict[str, Any]:
    """An events_api payload around an event, for an app installed in OURS."""
    return {
        "type": "event_callback",
        "team_id": team_id,
        "context_team_id": OURS,
        "authorizations": [{"team_id": OURS, "enterprise_id": "E0OURS", "user_id": BOT, "is_bot": True}],
        "event_id": "Ev1",
        "event": inner,
    }


def post(**more: Any) -> dict[str, Any]:
    """A message event by an external person."""
    return {"type": "message", "channel": "C1", "ts": "1700000000.000100", "user": "U1", "text": "Hello", **more}


def posted(body: dict[str, Any]) -> MessagePosted:
    """The parsed message."""
    record = parse(body)
    assert isinstance(record, MessagePosted)
    return record


def test_a_message_by_an_external_author_carries_their_team():
    assert posted(event(post(team=THEIRS), team_id=THEIRS)).team == THEIRS
    assert posted(event(post(), team_id=THEIRS)).team == THEIRS


def test_the_team_is_unknown_where_the_payload_does_not_tell_it():
    assert posted(event(post())).team is None


def test_a_mention_never_takes_the_installing_team_for_its_authors():
    mention = post(type="app_mention", team=OURS)
    assert posted(event(mention)).team is None
    assert posted(event({**mention, "user_team": THEIRS, "source_team": THEIRS})).team == THEIRS
    assert posted(event({**mention, "user_profile": {"team": THEIRS}})).team == THEIRS


def test_our_own_organisation_counts_as_the_installing_team():
    assert posted(event(post(user_team="E0OURS"))).team == OURS


def test_a_message_and_its_mention_twin_share_one_key():
    text = f"<@{BOT}> hello"
    plain, mention = posted(event(post(text=text))), posted(event(post(type="app_mention", text=text)))
    assert plain.key == mention.key == "C1:1700000000.000100"
    assert plain.mentions_bot and mention.mentions_bot
    assert plain.text == "hello"


def test_text_is_what_the_author_saw():
    raw = "&lt;b&gt; &amp;amp; <@U7|ada> <@U8> <#C2|general> <https://a.example/x|the docs> <https://b.example> <!here>"
    assert posted(event(post(text=raw))).text == (
        "<b> &amp; @ada @U8 #general the docs (https://a.example/x) https://b.example @here"
    )


def test_a_message_without_text_is_read_from_its_rich_text():
    inner = [
        {
            "type": "rich_text_section",
            "elements": [{"type": "text", "text": "Export "}, {"type": "emoji", "name": "x"}],
        },
        {
            "type": "rich_text_list",
            "style": "ordered",
            "elements": [{"type": "rich_text_section", "elements": [{"type": "link", "url": "https://a.example"}]}],
        },
    ]
    record = posted(event(post(text=None, blocks=[{"type": "rich_text", "elements": inner}])))
    assert record.text == "Export :x:\n1. https://a.example"


def test_a_screenshot_without_text_is_a_message_with_a_file():
    record = posted(event(post(text="", subtype="file_share", files=[{"id": "F1", "mode": "file_access"}])))
    assert (record.text, record.files) == ("", 1)


@pytest.mark.parametrize("more", [{"bot_id": "B1"}, {"app_id": "A1"}, {"subtype": "bot_message", "bot_id": "B1"}])
def test_posts_by_apps_are_marked_as_bots(more: dict[str, Any]):
    assert posted(event(post(**more))).bot
    assert not posted(event(post())).bot


def test_a_webhook_post_without_user_is_known_by_its_bot_id():
    body = event(
        {"type": "message", "subtype": "bot_message", "channel": "C1", "ts": "1.2", "bot_id": "B1", "text": "x"}
    )
    assert posted(body).user == "B1"


@pytest.mark.parametrize("subtype", ["channel_join", "channel_topic", "ekm_access_denied", "tombstone"])
def test_system_lines_are_not_ours(subtype: str):
    assert parse(event(post(subtype=subtype))) is None


def test_a_parent_is_not_in_a_thread_and_a_reply_is():
    assert not posted(event(post(thread_ts="1700000000.000100"))).in_thread
    assert posted(event(post(thread_ts="1699999999.000100"))).in_thread


def test_an_edit_says_whether_the_words_changed():
    body = event({
        "type": "message",
        "subtype": "message_changed",
        "channel": "C1",
        "ts": "1700000009.0",
        "message": post(text="New", edited={"user": "U1", "ts": "1700000009.000200"}),
        "previous_message": post(text="Old"),
    })  # fmt: skip
    record = parse(body)
    assert isinstance(record, MessageEdited)
    assert record.key == "C1:1700000000.000100:edit:1700000009.000200"
    assert record.text_changed and record.text == "New"
    body["event"]["previous_message"]["text"] = "New"
    unfurl = parse(body)
    assert isinstance(unfurl, MessageEdited) and not unfurl.text_changed


def test_a_deleted_parent_with_replies_leaves_a_tombstone():
    stone = {"type": "message", "subtype": "tombstone", "ts": "1.5", "user": "USLACKBOT", "thread_ts": "1.5"}
    body = event({"type": "message", "subtype": "message_changed", "channel": "C1", "message": stone})
    assert parse(body) == MessageDeleted("C1", "1.5", "1.5", tombstone=True)
    gone = event({"type": "message", "subtype": "message_deleted", "channel": "C1", "deleted_ts": "1.5"})
    assert parse(gone) == MessageDeleted("C1", "1.5")


def test_a_reaction_loses_its_skin_tone():
    inner = {"type": "reaction_added", "user": "U1", "reaction": "wave::skin-tone-3", "event_ts": "2.0"}
    record = parse(event({**inner, "item": {"type": "message", "channel": "C1", "ts": "1.5"}}))
    assert record == ReactionChanged(True, "C1", "1.5", "U1", "wave", "2.0")


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        (
            {"type": "app_home_opened", "user": "U1", "tab": "home", "event_ts": "2.0"},
            inbound.HomeOpened("U1", "home", "2.0"),
        ),
        (
            {"type": "member_joined_channel", "user": "U1", "channel": "C1", "team": THEIRS, "event_ts": "2.0"},
            inbound.MemberJoined("C1", "U1", "2.0", THEIRS),
        ),
        (
            {"type": "channel_shared", "channel": "C1", "connected_team_id": THEIRS, "event_ts": "2.0"},
            inbound.ChannelChanged("shared", "C1", "2.0"),
        ),
        (
            {"type": "channel_unshared", "channel": "C1", "is_ext_shared": False, "event_ts": "2.0"},
            inbound.ChannelChanged("unshared", "C1", "2.0"),
        ),
        (
            {"type": "channel_id_changed", "old_channel_id": "C1", "new_channel_id": "C2", "event_ts": "2.0"},
            inbound.ChannelChanged("id_changed", "C1", "2.0", "C2"),
        ),
    ],
)  # fmt: skip
def test_other_events(inner: dict[str, Any], expected: inbound.Inbound):
    assert parse(event(inner)) == expected


def test_a_rate_limit_notice_has_no_inner_event():
    body = {"type": "app_rate_limited", "team_id": OURS, "minute_rate_limited": 1518467820, "api_app_id": "A1"}
    assert parse(body) == inbound.RateLimited(OURS, 1518467820)


def click(**action: Any) -> dict[str, Any]:
    """A click on a message's button by an external person."""
    return {
        "type": "block_actions",
        "team": {"id": OURS},
        "user": {"id": "U1", "name": "ada", "team_id": THEIRS},
        "trigger_id": "1.2.3",
        "response_url": "https://hooks.example/1",
        "container": {"type": "message", "message_ts": "1.5", "channel_id": "C1", "thread_ts": "1.1"},
        "actions": [{"type": "button", "action_id": "approve", "block_id": "b", "action_ts": "9.9", **action}],
    }


def test_a_click_carries_the_clickers_team_and_the_place():
    record = parse(click(value="D1"))
    assert record == Click(
        action_id="approve",
        user="U1",
        value="D1",
        user_team=THEIRS,
        user_name="ada",
        channel="C1",
        message_ts="1.5",
        thread_ts="1.1",
        trigger_id="1.2.3",
        response_url="https://hooks.example/1",
        nonce="9.9",
    )
    assert record.key != parse(click(value="D1", action_ts="9.8")).key


def test_two_clicks_without_times_differ_by_the_fresh_id():
    body = click(value="D1")
    del body["actions"][0]["action_ts"], body["trigger_id"]
    first, second = parse(body, fresh_id="one"), parse(body, fresh_id="two")
    assert first is not None and second is not None and first.key != second.key


def test_what_was_chosen_in_a_menu():
    assert parse(click(selected_option={"value": "billing"})).selected == "billing"
    assert parse(click(selected_user="U9")).selected == "U9"
    assert parse(click(selected_option=None)).selected is None


def test_a_submitted_modal_gives_values_by_block():
    body = {
        "type": "view_submission",
        "team": {"id": THEIRS},
        "user": {"id": "U1", "team_id": THEIRS},
        "trigger_id": "1.2",
        "view": {
            "id": "V1",
            "callback_id": "edit_draft",
            "private_metadata": '{"decision":"D1"}',
            "app_installed_team_id": OURS,
            "state": {
                "values": {
                    "text": {"input": {"type": "plain_text_input", "value": "New words"}},
                    "note": {"input": {"type": "plain_text_input", "value": None}},
                    "team": {"input": {"type": "static_select", "selected_option": {"value": "billing"}}},
                    "owner": {"input": {"type": "users_select", "selected_user": None}},
                }
            },
        },
    }
    record = parse(body)
    assert isinstance(record, ViewSubmitted)
    assert record.values == {"text": "New words", "note": None, "team": "billing", "owner": None}
    assert record.private_metadata == '{"decision":"D1"}'


def test_a_command_and_a_shortcut():
    command = {"command": "/earnest", "text": " ask  why? ", "user_id": "U1", "channel_id": "C9", "trigger_id": "7.8"}
    assert parse(command) == Command("/earnest", "ask  why?", "U1", "C9", trigger_id="7.8", nonce="7.8")
    body = {
        "type": "message_action",
        "callback_id": "flag_answer",
        "user": {"id": "U1", "team_id": OURS},
        "channel": {"id": "C1"},
        "message_ts": "1.5",
        "message": {"ts": "1.5", "thread_ts": "1.1"},
        "trigger_id": "7.8",
    }
    assert parse(body) == Shortcut("flag_answer", "U1", "C1", "1.5", "1.1", OURS, trigger_id="7.8", nonce="7.8")


def test_history_is_parsed_as_events_are():
    message = {"type": "message", "ts": "1.5", "user": "U1", "text": "a &amp; b", "team": THEIRS, "reply_count": 2}
    record = parse_history("C1", message, bot_user=BOT)
    assert record is not None and record.source == "history"
    assert (record.key, record.text, record.team) == ("C1:1.5", "a & b", THEIRS)
    assert parse_history("C1", {**message, "subtype": "channel_join"}) is None
