"""Event envelopes: who they are for, and the events that are no plain messages."""

from __future__ import annotations

from typing import Any, Literal

from bot.domain.ids import ChannelId, MessageTs, TeamId, UserId
from bot.domain.inbound import ChannelChanged, HomeOpened, Inbound, MemberJoined, ReactionChanged
from bot.listen.parse_json import as_id, as_items, as_map, as_str, as_ts, first_str
from bot.listen.parse_message import Envelope, parse_message_event, parse_posted

_CHANGES: dict[str, Literal["shared", "unshared", "id_changed"]] = {
    "channel_shared": "shared",
    "channel_unshared": "unshared",
    "channel_id_changed": "id_changed",
}


def parse_event(payload: dict[str, Any], bot_user: str = "", fresh_id: str = "") -> Inbound | None:
    """The record for an event_callback payload, None where we do not handle its event."""
    event, around = as_map(payload.get("event")), envelope(payload, bot_user)
    kind = as_str(event.get("type"))
    if kind == "message":
        return parse_message_event(event, around)
    if kind == "app_mention":
        return parse_posted(as_id(event.get("channel")), event, around, mention=True)
    if kind in {"reaction_added", "reaction_removed"}:
        return _reaction(event, added=kind == "reaction_added")
    if kind == "app_home_opened":
        return _home(event, first_str(event.get("event_ts"), payload.get("event_id"), fresh_id))
    if kind == "member_joined_channel":
        return _joined(event)
    return _channel(event, _CHANGES[kind]) if kind in _CHANGES else None


def envelope(payload: dict[str, Any], bot_user: str = "") -> Envelope:
    """What surrounds the event; the installing team is never the outer team_id (platform reference 2.1)."""
    first = as_map(next(iter(as_items(payload.get("authorizations"))), None))
    own = as_id(first.get("user_id")) if first.get("is_bot") is not False else ""
    return Envelope(
        installed=first_str(first.get("team_id"), payload.get("context_team_id")),
        enterprise=first_str(first.get("enterprise_id"), payload.get("context_enterprise_id")),
        outer_team=as_id(payload.get("team_id")),
        bot_user=bot_user or own,
    )


def _reaction(event: dict[str, Any], *, added: bool) -> ReactionChanged | None:
    item = as_map(event.get("item"))
    channel, ts, user = as_id(item.get("channel")), as_ts(item.get("ts")), as_id(event.get("user"))
    name = as_str(event.get("reaction")).strip(":").split("::", 1)[0]
    if not (channel and ts and user and name) or as_str(item.get("type")) not in {"message", ""}:
        return None
    return ReactionChanged(
        added=added,
        channel=ChannelId(channel),
        ts=MessageTs(ts),
        user=UserId(user),
        name=name,
        event_ts=_event_ts(event),
        team=_team(event.get("user_team")),
    )


def _home(event: dict[str, Any], nonce: str) -> HomeOpened | None:
    user = as_id(event.get("user"))
    return HomeOpened(UserId(user), as_str(event.get("tab")) or "home", nonce) if user else None


def _joined(event: dict[str, Any]) -> MemberJoined | None:
    channel, user = as_id(event.get("channel")), as_id(event.get("user"))
    if not (channel and user):
        return None
    return MemberJoined(ChannelId(channel), UserId(user), _event_ts(event), _team(event.get("team")))


def _channel(event: dict[str, Any], change: Literal["shared", "unshared", "id_changed"]) -> ChannelChanged | None:
    channel = first_str(event.get("channel"), event.get("old_channel_id"))
    new = as_id(event.get("new_channel_id"))
    if not channel:
        return None
    return ChannelChanged(
        change=change,
        channel=ChannelId(channel),
        event_ts=_event_ts(event),
        new_channel=ChannelId(new) if new else None,
    )


def _event_ts(event: dict[str, Any]) -> MessageTs:
    return MessageTs(as_ts(event.get("event_ts")))


def _team(value: object) -> TeamId | None:
    found = as_id(value)
    return TeamId(found) if found else None
