"""Message payloads, from events and from history: posts, edits, deletions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.domain.ids import ChannelId, MessageTs, TeamId, UserId
from bot.domain.inbound import MessageDeleted, MessageEdited, MessagePosted
from bot.listen.parse_json import as_id, as_items, as_map, as_ts, clean, first_str
from bot.listen.parse_parts import words_and_parts
from bot.listen.parse_text import asked, mentions

SPOKEN = {"", "thread_broadcast", "file_share", "me_message", "bot_message"}  # other subtypes are system lines
_SLACKBOT = "USLACKBOT"


@dataclass(frozen=True, slots=True)
class Envelope:
    """What surrounds an event: the installing team and organisation, the outer team, and our own user id."""

    installed: str = ""
    enterprise: str = ""
    outer_team: str = ""
    bot_user: str = ""


def parse_history(channel: str, message: object, *, bot_user: str = "") -> MessagePosted | None:
    """A message as conversations.history and .replies return it; None for system lines and tombstones."""
    return parse_posted(channel, as_map(message), Envelope(bot_user=bot_user), source_is_history=True)


def parse_message_event(
    event: dict[str, Any], around: Envelope
) -> MessagePosted | MessageEdited | MessageDeleted | None:
    """The record for an event of type `message`."""
    channel, subtype = as_id(event.get("channel")), as_id(event.get("subtype"))
    if subtype == "message_changed":
        return _parse_changed(channel, event, around)
    if subtype == "message_deleted":
        return _parse_deleted(channel, event)
    return parse_posted(channel, event, around)


def parse_posted(
    channel: str, message: dict[str, Any], around: Envelope, *, mention: bool = False, source_is_history: bool = False
) -> MessagePosted | None:
    """A post, or None where it is a system line or lacks what identifies it."""
    ts, subtype = as_ts(message.get("ts")), as_id(message.get("subtype"))
    user = first_str(message.get("user"), message.get("bot_id"), message.get("app_id"))
    if not (channel and ts and user) or subtype not in SPOKEN:
        return None
    teams = author_teams(message, around, mention=mention)
    text, parts = words_and_parts(message, around.bot_user)
    return MessagePosted(
        channel=ChannelId(channel),
        ts=MessageTs(ts),
        user=UserId(user),
        text=text,
        thread_ts=_ts_or_none(message.get("thread_ts")),
        team=next(iter(teams), None),
        user_name=_author_name(message),
        files=len(as_items(message.get("files"))),
        bot=is_bot(message),
        mentions_bot=mention or mentions(message, around.bot_user),
        subtype=subtype,
        source="history" if source_is_history else "event",
        teams=teams,
        guest=is_guest(message),
        mentions=asked(message, around.bot_user),
        bot_ids=bot_ids(message),
        parts=parts,
    )


def is_bot(message: dict[str, Any]) -> bool:
    """Apps, workflows and webhooks; modern app posts carry no subtype, so their ids tell."""
    if as_id(message.get("subtype")) == "bot_message" or message.get("user") == _SLACKBOT:
        return True
    return bool(first_str(message.get("bot_id"), message.get("app_id")) or as_map(message.get("bot_profile")))


def author_teams(message: dict[str, Any], around: Envelope, *, mention: bool = False) -> tuple[TeamId, ...]:
    """All teams and organisations that the payload names for the author, surest first; empty where it tells none.

    The `team` of a mention may be the installing one though the author is external (platform reference 2.1); so is the
    outer team of a mention always. Our own organisation's id stands for the installing team."""
    own = as_id(message.get("team"))
    named = [message.get("user_team"), message.get("source_team")]
    profile = as_map(message.get("user_profile")).get("team")
    if mention:
        told = [*named, profile, own if own != around.installed else ""]
    else:
        told = [*named, own, profile, around.outer_team if around.outer_team != around.installed else ""]
    own_org = around.enterprise
    found = (around.installed if own_org and each == own_org else each for each in map(as_id, told))
    return tuple(dict.fromkeys(TeamId(each) for each in found if each))


def is_guest(message: dict[str, Any]) -> bool:
    """Whether the author's profile in the payload says so."""
    profile = as_map(message.get("user_profile"))
    return profile.get("is_restricted") is True or profile.get("is_ultra_restricted") is True


def bot_ids(message: dict[str, Any]) -> tuple[str, ...]:
    """The ids of the bot and the app that posted it."""
    profile = as_map(message.get("bot_profile"))
    found = (message.get("bot_id"), message.get("app_id"), profile.get("id"), profile.get("app_id"))
    return tuple(dict.fromkeys(each for each in map(as_id, found) if each))


def _parse_changed(channel: str, event: dict[str, Any], around: Envelope) -> MessageEdited | MessageDeleted | None:
    message, before = as_map(event.get("message")), as_map(event.get("previous_message"))
    ts, subtype = as_ts(message.get("ts")), as_id(message.get("subtype"))
    if not (channel and ts):
        return None
    if subtype == "tombstone":
        return MessageDeleted(ChannelId(channel), MessageTs(ts), _ts_or_none(message.get("thread_ts")), tombstone=True)
    user = first_str(message.get("user"), message.get("bot_id"), message.get("app_id"), before.get("user"))
    if subtype not in SPOKEN:
        return None
    edited = as_ts(as_map(message.get("edited")).get("ts")) or as_ts(event.get("event_ts")) or as_ts(event.get("ts"))
    (text, parts), files = words_and_parts(message, around.bot_user), len(as_items(message.get("files")))
    was = (*words_and_parts(before, around.bot_user), len(as_items(before.get("files"))))
    teams = author_teams(message, Envelope(around.installed, around.enterprise, "", around.bot_user))
    return MessageEdited(
        channel=ChannelId(channel),
        ts=MessageTs(ts),
        edited_ts=MessageTs(edited),
        user=UserId(user),
        text=text,
        thread_ts=_ts_or_none(message.get("thread_ts")),
        team=next(iter(teams), None),
        files=files,
        bot=is_bot(message),
        mentions_bot=mentions(message, around.bot_user),
        text_changed=not before or was != (text, parts, files),
        teams=teams,
        guest=is_guest(message),
        mentions=asked(message, around.bot_user),
        bot_ids=bot_ids(message),
        parts=parts,
    )


def _parse_deleted(channel: str, event: dict[str, Any]) -> MessageDeleted | None:
    before = as_map(event.get("previous_message"))
    ts = as_ts(event.get("deleted_ts")) or as_ts(before.get("ts"))
    if not (channel and ts):
        return None
    return MessageDeleted(ChannelId(channel), MessageTs(ts), _ts_or_none(before.get("thread_ts")))


def _author_name(message: dict[str, Any]) -> str:
    profile = as_map(message.get("user_profile"))
    bot = as_map(message.get("bot_profile")).get("name")
    return clean(first_str(profile.get("display_name"), profile.get("real_name"), profile.get("name"), bot))


def _ts_or_none(value: object) -> MessageTs | None:
    ts = as_ts(value)
    return MessageTs(ts) if ts else None
