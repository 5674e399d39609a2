"""conversations.* and users.conversations: channels, their members, what was said in them."""

from __future__ import annotations

from slack_sandbox.jsonlike import Json
from slack_sandbox.messages import is_reply
from slack_sandbox.methods.base import Args, Method, names
from slack_sandbox.methods.lookup import bound, channel_of, channel_to_read, need_scope, page, page_of_ts
from slack_sandbox.rate import Tier
from slack_sandbox.refusal import SlackRefusal
from slack_sandbox.shapes import channel_object
from slack_sandbox.timeline import add_member
from slack_sandbox.workspace import Workspace
from slack_sandbox.world import Channel

_TYPES = {"public_channel": "channels", "private_channel": "groups", "im": "im", "mpim": "mpim"}
_FOREVER = 1e12
_RANGE = names("cursor limit oldest latest inclusive include_all_metadata")


def info(ws: Workspace, args: Args) -> Json:
    """One channel."""
    channel = channel_of(ws, args.text("channel"))
    need_scope(ws, f"{channel.scope_family}:read")
    return {"channel": channel_object(ws.world, channel, with_members=args.flag("include_num_members"))}


def listing(ws: Workspace, args: Args) -> Json:
    """Channels of the wanted types; private ones and DMs only where the app is in."""
    rows = [c for c in _of_types(ws, args) if c.kind == "channel" or ws.bot_in(c)]
    return _listed(ws, args, rows)


def ours(ws: Workspace, args: Args) -> Json:
    """Channels of the wanted types that the app itself is in; `is_member`, which would be true of all, is left out."""
    if args.text("user") not in ("", ws.world.bot.id):
        raise SlackRefusal("user_not_found")
    found = _listed(ws, args, [channel for channel in _of_types(ws, args) if ws.bot_in(channel)])
    for channel in found["channels"]:
        channel.pop("is_member", None)
    return found


def _of_types(ws: Workspace, args: Args) -> list[Channel]:
    types = [word.strip() for word in (args.text("types") or "public_channel").split(",")]
    if any(word not in _TYPES for word in types):
        raise SlackRefusal("invalid_types")
    families = [_TYPES[word] for word in types]
    for family in families:
        need_scope(ws, f"{family}:read")
    live = (c for c in ws.world.channels.values() if not (args.flag("exclude_archived") and c.archived))
    return [channel for channel in live if channel.scope_family in families]


def _listed(ws: Workspace, args: Args, rows: list[Channel]) -> Json:
    shown, cursor = page(args, rows, 100, 1000)
    channels = [channel_object(ws.world, channel, listing=not channel.im_user) for channel in shown]
    return {"channels": channels, "response_metadata": {"next_cursor": cursor}}


def members(ws: Workspace, args: Args) -> Json:
    """Ids of everybody in a channel, other organisations' people too."""
    channel = channel_of(ws, args.text("channel"))
    need_scope(ws, f"{channel.scope_family}:read")
    shown, cursor = page(args, channel.members, 100, 1000)
    return {"members": list(shown), "response_metadata": {"next_cursor": cursor}}


def history(ws: Workspace, args: Args) -> Json:
    """What stands in the channel itself, newest first."""
    channel = channel_to_read(ws, args.text("channel"))
    rows = _in_range(args, list(ws.messages.history(channel.id)))
    shown, cursor = page_of_ts(args, rows, 100, 999, newest_first=True)
    metadata = args.flag("include_all_metadata")
    found: Json = {
        "messages": [ws.messages.shown(channel.id, ts, metadata=metadata) for ts in shown],
        "has_more": bool(cursor),
        "pin_count": 0,
        "channel_actions_ts": None,
        "channel_actions_count": 0,
    }
    if cursor:
        found["response_metadata"] = {"next_cursor": cursor}
    return found


def replies(ws: Workspace, args: Args) -> Json:
    """A thread, oldest first, its parent first on every page; by a reply's ts that reply alone."""
    channel = channel_to_read(ws, args.text("channel"))
    ts = args.text("ts")
    first = ws.messages.get(channel.id, ts)
    if first is None:
        raise SlackRefusal("thread_not_found")
    rows = [] if is_reply(first) else _in_range(args, list(ws.messages.reply_ts(channel.id, ts)))
    shown, cursor = page_of_ts(args, rows, 1000, 1000, newest_first=False)
    metadata = args.flag("include_all_metadata")
    found: Json = {
        "messages": [ws.messages.shown(channel.id, each, metadata=metadata) for each in (ts, *shown)],
        "has_more": bool(cursor),
    }
    if cursor:
        found["response_metadata"] = {"next_cursor": cursor}
    return found


def join(ws: Workspace, args: Args) -> Json:
    """The app enters a public channel."""
    channel = channel_of(ws, args.text("channel"))
    if channel.archived:
        raise SlackRefusal("is_archived")
    if channel.kind != "channel":
        raise SlackRefusal("method_not_supported_for_channel_type")
    if ws.bot_in(channel):
        found = channel_object(ws.world, channel)
        return {
            "channel": found,
            "warning": "already_in_channel",
            "response_metadata": {"warnings": ["already_in_channel"]},
        }
    add_member(ws, channel, ws.world.bot)
    return {"channel": channel_object(ws.world, channel)}


def _in_range(args: Args, rows: list[str]) -> list[str]:
    oldest, latest = bound(args, "oldest", 0.0), bound(args, "latest", _FOREVER)
    if args.flag("inclusive"):
        return [ts for ts in rows if oldest <= float(ts) <= latest]
    return [ts for ts in rows if oldest < float(ts) < latest]


_READ = ("channels:read", "groups:read", "im:read", "mpim:read")
_HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")

METHODS = (
    Method(
        "conversations.info",
        info,
        Tier.T3,
        _READ,
        ("channel",),
        names("include_locale include_num_members"),
        reads_json=False,
    ),
    Method(
        "conversations.list",
        listing,
        Tier.T2,
        _READ,
        optional=names("types exclude_archived limit cursor"),
        reads_json=False,
    ),
    Method(
        "users.conversations",
        ours,
        Tier.T3,
        _READ,
        optional=names("user types exclude_archived limit cursor"),
        reads_json=False,
    ),
    Method("conversations.members", members, Tier.T4, _READ, ("channel",), names("cursor limit"), reads_json=False),
    Method("conversations.history", history, Tier.T3, _HISTORY, ("channel",), _RANGE, reads_json=False),
    Method("conversations.replies", replies, Tier.T3, _HISTORY, ("channel", "ts"), _RANGE, reads_json=False),
    Method("conversations.join", join, Tier.T3, ("channels:join",), ("channel",)),
)
