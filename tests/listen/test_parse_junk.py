"""Whatever arrives, parsing neither raises nor yields a record that cannot be stored."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.inbound import from_json, to_json
from bot.listen.parse import parse, parse_history
from tests.listen.test_parse import click, event, post

leaves = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20)
FIELDS = ("type", "event", "text", "ts", "channel", "user", "blocks", "elements", "files", "item", "message")
names = st.sampled_from((*FIELDS, "view", "state", "values", "actions", "team", "bot_profile"))
junk = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names | st.text(max_size=5), inner, max_size=4)
)
kinds = st.sampled_from(["message", "app_mention", "reaction_added", "app_home_opened", "channel_shared", "message_x"])


def check(body: object) -> None:
    """Parse, and where something comes out, store and read it again."""
    record = parse(body, fresh_id="f")
    if record is not None:
        assert from_json(to_json(record)) == record
        record.key.encode()


@settings(max_examples=80)
@given(junk)
def test_arbitrary_json_never_raises(body: object):
    check(body)
    parse_history("C1", body)


@settings(max_examples=80)
@given(kinds, st.dictionaries(names | st.sampled_from(["thread_ts", "subtype", "edited", "user_profile"]), junk))
def test_events_with_fields_of_the_wrong_type_never_raise(kind: str, fields: dict[str, Any]):
    check(event({**post(), **fields, "type": kind}))
    check(event({"type": "message", "subtype": "message_changed", "channel": "C1", "message": {**post(), **fields}}))


@settings(max_examples=80)
@given(
    st.dictionaries(names, junk), st.dictionaries(st.sampled_from(["value", "selected_option", "selected_users"]), junk)
)
def test_clicks_with_fields_of_the_wrong_type_never_raise(outer: dict[str, Any], action: dict[str, Any]):
    check({**click(**action), **outer})
    check({"type": "view_submission", "user": {"id": "U1"}, "view": {"callback_id": "c", "state": outer}})


@settings(max_examples=60)
@given(st.text())
def test_any_text_can_be_stored(text: str):
    record = parse(event(post(text=text + "\x00\ud800")))
    assert record is not None
    assert from_json(to_json(record)) == record
