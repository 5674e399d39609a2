"""Finding channels, people and messages for a call, refusing what Slack refuses."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from typing import TypeVar

from slack_sandbox.jsonlike import Json
from slack_sandbox.methods.base import Args
from slack_sandbox.refusal import SlackRefusal
from slack_sandbox.workspace import Workspace
from slack_sandbox.world import Channel, User

T = TypeVar("T")
_TS = re.compile(r"\d{1,10}(\.\d{1,6})?$")
_FULL_TS = re.compile(r"\d{10}\.\d{6}$")


def need_scope(ws: Workspace, *scopes: str) -> None:
    """Raises `missing_scope` unless one of them was granted."""
    if scopes and not ws.grants.scopes.intersection(scopes):
        raise SlackRefusal("missing_scope", needed=scopes[0], provided=",".join(sorted(ws.grants.scopes)))


def channel_of(ws: Workspace, wanted: str, *, by_name: bool = False) -> Channel:
    """A channel the app may know of. Private ones it is not in do not exist for it."""
    channel = ws.world.channels.get(wanted)
    if channel is None and by_name and not wanted.startswith(("C", "D", "G")):
        name = wanted.removeprefix("#")
        channel = next((c for c in ws.world.channels.values() if c.name == name and not c.im_user), None)
    if channel is None or (channel.kind != "channel" and not ws.bot_in(channel)):
        raise SlackRefusal("channel_not_found")
    return channel


def channel_to_read(ws: Workspace, wanted: str) -> Channel:
    """A channel whose messages the app may read, by membership and by the scope of its kind."""
    channel = channel_of(ws, wanted)
    need_scope(ws, f"{channel.scope_family}:history")
    if not ws.bot_in(channel):
        raise SlackRefusal("not_in_channel")
    return channel


def channel_to_write(ws: Workspace, wanted: str, *, by_name: bool = False) -> Channel:
    """A channel the app may post to."""
    channel = channel_of(ws, wanted, by_name=by_name)
    if not ws.bot_in(channel) and not (channel.kind == "channel" and "chat:write.public" in ws.grants.scopes):
        raise SlackRefusal("not_in_channel")
    if channel.archived:
        raise SlackRefusal("is_archived")
    if channel.im_user and not ws.grants.messages_tab:
        raise SlackRefusal("messages_tab_disabled")
    return channel


def user_of(ws: Workspace, wanted: str) -> User:
    """A person or bot the app may know of."""
    user = ws.world.users.get(ws.world.aliases.get(wanted, wanted))
    if user is None:
        raise SlackRefusal("user_not_found")
    return user


def message_of(ws: Workspace, channel: Channel, ts: str, *, error: str = "message_not_found") -> Json:
    """A message that still stands."""
    raw = ws.messages.get(channel.id, ts)
    if raw is None:
        raise SlackRefusal(error)
    return raw


def is_ts(text: str) -> bool:
    """Whether it is a message's timestamp in full."""
    return bool(_FULL_TS.match(text))


def bound(args: Args, name: str, default: float) -> float:
    """`oldest` or `latest` as a number. Raises `invalid_ts_oldest` or `invalid_ts_latest`."""
    text = args.text(name)
    if text in ("", "now"):
        return default
    if not _TS.match(text):
        raise SlackRefusal(f"invalid_ts_{name}")
    return float(text)


def page(args: Args, rows: Sequence[T], default: int, maximum: int) -> tuple[Sequence[T], str]:
    """One page of rows and the next cursor. Raises `invalid_cursor`, `invalid_limit`."""
    start = int(_cursor(args, "at", r"\d+") or 0)
    end = start + _limit(args, default, maximum)
    return rows[start:end], _encoded("at", str(end)) if end < len(rows) else ""


def page_of_ts(args: Args, rows: list[str], default: int, maximum: int, *, newest_first: bool) -> tuple[list[str], str]:
    """One page of timestamps; the cursor names the last one seen, so that new messages shift no page."""
    seen = _cursor(args, "next_ts", r"\d{10}\.\d{6}")
    if seen:
        rows = [ts for ts in rows if (ts < seen if newest_first else ts > seen)]
    shown = rows[: _limit(args, default, maximum)]
    return shown, _encoded("next_ts", shown[-1]) if len(shown) < len(rows) else ""


def _limit(args: Args, default: int, maximum: int) -> int:
    limit = args.number("limit", default) or default
    if limit < 0:
        raise SlackRefusal("invalid_limit")
    return min(limit, maximum)


def _encoded(word: str, value: str) -> str:
    return base64.b64encode(f"{word}:{value}".encode()).decode()


def _cursor(args: Args, word: str, pattern: str) -> str:
    cursor = args.text("cursor")
    if not cursor:
        return ""
    try:
        found, _, value = base64.b64decode(cursor, validate=True).decode().partition(":")
    except ValueError:
        raise SlackRefusal("invalid_cursor") from None
    if found != word or not re.fullmatch(pattern, value):
        raise SlackRefusal("invalid_cursor")
    return value
