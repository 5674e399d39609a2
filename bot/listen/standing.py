"""Compares what stands in Slack with what we stored: what was edited, deleted or said unheard goes into the inbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields

from bot.domain import ChannelId, MessageTs
from bot.domain.inbound import Inbound, MessageDeleted, MessageEdited, MessagePosted
from bot.listen.parse import parse_history
from bot.platform.slack.facts import RawMessage
from bot.store.records import Message, Role

Found = Mapping[str, RawMessage]
TOMBSTONE = "tombstone"


def by_ts(found: Sequence[RawMessage]) -> Found:
    """Raw messages by their ts."""
    return {str(raw.get("ts")): raw for raw in found}


def is_gone(found: Found, ts: str) -> bool:
    """Whether no message stands at a place, or only the marker of a deleted one."""
    raw = found.get(ts)
    return raw is None or raw.get("subtype") == TOMBSTONE


def changed(channel: ChannelId, known: Sequence[Message], found: Found, bot_user: str) -> list[Inbound]:
    """What happened to customers' messages since they were stored. `found` must hold all that stands at their places:
    one that is not there counts as deleted."""
    news: list[Inbound] = []
    for message in known:
        if message.role is not Role.CUSTOMER or message.deleted:
            continue
        raw = found.get(message.ts, {})
        if is_gone(found, message.ts):
            news.append(MessageDeleted(channel, message.ts, message.thread_ts, tombstone=bool(raw)))
            continue
        edit = _edit(channel, message, raw, bot_user)
        news += [edit] if edit else []
    return news


def unheard(
    channel: ChannelId, known: Sequence[MessageTs], found: Found, since: MessageTs, bot_user: str
) -> list[Inbound]:
    """What people wrote after `since` and nobody told us of."""
    said = (parse_history(channel, raw, bot_user=bot_user) for ts, raw in found.items() if ts > since)
    return [each for each in said if each and not each.bot and each.user != bot_user and each.ts not in set(known)]


def _edit(channel: ChannelId, message: Message, raw: RawMessage, bot_user: str) -> MessageEdited | None:
    """Only what says of itself that it was edited: Slack adds link previews to a message later on."""
    edited = raw.get("edited")
    at = str(edited.get("ts") or "") if isinstance(edited, dict) else ""
    if at <= (message.edited_ts or message.ts):
        return None
    now = parse_history(channel, raw, bot_user=bot_user)
    if now is None or now.text == message.text:
        return None
    return as_edit(now, MessageTs(at))


def as_edit(now: MessagePosted, edited_ts: MessageTs) -> MessageEdited:
    """A message as it stands now, as the event of its last edit."""
    shared = {field.name for field in fields(MessageEdited)} & {field.name for field in fields(MessagePosted)}
    return MessageEdited(**{name: getattr(now, name) for name in shared - {"kind"}}, edited_ts=edited_ts)
