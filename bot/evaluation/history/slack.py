"""Slack's exports: a folder a channel with a file a day, or one channel's messages as JSON."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from bot.errors import ConfigError
from bot.evaluation.history.files import Opened
from bot.evaluation.history.found import Found, Row, id_of
from bot.evaluation.history.objects import values_of
from bot.listen.parse_text import blocks_text

_DAY = re.compile(r"(?:(?P<channel>.*)/)?\d{4}-\d\d-\d\d\.json")
_BESIDE = frozenset(
    ("users.json", "channels.json", "groups.json", "dms.json", "mpims.json", "integration_logs.json", "canvases.json")
) | {"org_users.json", "file_conversations.json", "huddle_transcripts.json", "lists.json"}
_SAID = frozenset(("", "file_share", "me_message", "thread_broadcast", "reply_broadcast", "file_comment"))
_NAME = ("real_name", "display_name", "first_name", "last_name", "real_name_normalized", "display_name_normalized")


def is_export(opened: Opened) -> bool:
    """Whether the files are a workspace's, or one channel's."""
    return any(_DAY.fullmatch(name) for name in opened.names)


def read_export(opened: Opened, staff: frozenset[str], found: Found) -> None:
    """All threads of all channels. Files that cannot be read are told, and the others read."""
    messages: dict[str, list[Row]] = {}
    people: list[Row] = []
    others = 0
    for name in opened.names:
        day, last = _DAY.fullmatch(name), name.rpartition("/")[2]
        if not day and last not in ("users.json", "org_users.json"):
            others += last not in _BESIDE and not last.startswith(".")
            continue
        try:
            values = values_of(opened.text(name), opened.where(name), found.problems)
        except ConfigError as error:
            found.problems.append(str(error))
            continue
        rows = [value for _, value in values if isinstance(value, dict)]
        if day:
            messages.setdefault(day["channel"] or opened.path.name, []).extend(rows)
            found.left_out["entries that are no message"] += len(values) - len(rows)
        else:
            people += rows
    found.left_out["files that are none of Slack's days"] += others
    if not people:
        found.notes.append(
            f"{opened.path}: no users.json: people's names in texts are replaced only where messages tell them"
        )
    for channel, said in messages.items():
        read_channel(channel, said, staff, found, people)


def channel_of(value: object) -> tuple[str, list[Row]] | None:
    """Name and messages where a value is one channel's history as Slack's API or a tool gives it."""
    if not isinstance(value, dict) or not isinstance(value.get("messages"), list):
        return None
    said = [message for message in value["messages"] if isinstance(message, dict)]
    if not any(is_message(message) for message in said):
        return None
    channel = value.get("name") or value.get("channel_id") or value.get("channel") or "channel"
    answers = [message.get("slackdump_thread_replies") for message in said]
    found = (reply for own in answers if isinstance(own, list) for reply in own)
    return str(channel), [*said, *(reply for reply in found if isinstance(reply, dict))]


def is_message(value: object) -> bool:
    """Whether a value is a message as Slack has it."""
    return isinstance(value, dict) and "ts" in value and ("type" in value or "user" in value or "bot_id" in value)


def read_channel(
    channel: str, messages: Iterable[Row], staff: frozenset[str], found: Found, people: Iterable[Row] = ()
) -> None:
    """One channel's threads. Without `staff`, whoever began a thread is the customer."""
    threads: dict[str, dict[float, Row]] = {}
    names = {word for person in people for word in _names(person)}
    for message in messages:
        reason = _left_out(message)
        names |= set(_names({"profile": message.get("user_profile")}))
        if reason:
            found.left_out[reason] += 1
            continue
        thread = str(message.get("thread_ts") or message["ts"])
        threads.setdefault(thread, {})[float(message["ts"])] = message
    if not staff and threads:
        note = "without --staff, whoever began a thread is taken for the customer and everybody else for your staff"
        found.notes += [note] if note not in found.notes else []
    for thread, by_time in threads.items():
        said = [by_time[ts] for ts in sorted(by_time)]
        asker = id_of(said[0].get("user")) if str(said[0]["ts"]) == thread else _asker(said)
        if not staff and asker is None:
            found.left_out["threads without their first message, of whom nobody knows who asked (--staff tells)"] += 1
            continue
        roles = [
            ("staff" if id_of(one.get("user")) in staff else "customer") if staff else
            ("customer" if id_of(one.get("user")) == asker else "staff") for one in said
        ]  # fmt: skip
        found.add(f"{channel}/{thread}", zip(roles, map(_words, said), strict=True), names)


def _asker(said: Iterable[Row]) -> str | None:
    """Who began a thread whose first message is not there: its answers name them."""
    return next((id_of(one["parent_user_id"]) for one in said if one.get("parent_user_id")), None)


def _left_out(message: Mapping[str, Any]) -> str:
    if not is_message(message) or message.get("type", "message") != "message":
        return "entries that are no message"
    try:
        float(message["ts"])
    except (TypeError, ValueError, OverflowError):
        return "messages without a time"
    subtype = message.get("subtype")
    if subtype == "tombstone":
        return "deleted messages"
    if subtype == "bot_message" or message.get("bot_id") or message.get("user") == "USLACKBOT":
        return "messages of apps"
    return "" if str(subtype or "") in _SAID else "notes of Slack's (joined, left, pinned and the like)"


def _words(message: Row) -> str:
    """What was written, and a mark for each file."""
    text = str(message.get("text") or "") or blocks_text(message.get("blocks"), "")
    files = (
        message.get("files")
        if isinstance(message.get("files"), list)
        else [message["file"]]
        if message.get("file")
        else []
    )
    return " ".join([text, *(["[file]"] * len(files or ()))]).strip()


def _names(user: object) -> list[str]:
    if not isinstance(user, dict):
        return []
    own = user.get("profile")
    profile = own if isinstance(own, dict) else {}
    whole = {str(one.get(key) or "") for one in (user, profile) for key in _NAME}
    return [word for name in whole for word in (name, *name.split()) if word]
