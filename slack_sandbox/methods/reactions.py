"""reactions.add, reactions.get, reactions.remove."""

from __future__ import annotations

import re

from slack_sandbox import timeline
from slack_sandbox.emoji import exists
from slack_sandbox.jsonlike import Json
from slack_sandbox.methods.base import Args, Method, names
from slack_sandbox.methods.chat_extras import permalink
from slack_sandbox.methods.lookup import channel_of, is_ts, message_of
from slack_sandbox.rate import Tier
from slack_sandbox.refusal import SlackRefusal
from slack_sandbox.workspace import Workspace
from slack_sandbox.world import Channel

EMOJI_NAME = re.compile(r"([a-z0-9_+'-]{1,100})(::skin-tone-[2-6])?")
DIFFERENT_EMOJI_MAX = 23


def add(ws: Workspace, args: Args) -> Json:
    """Put a reaction on a message."""
    name = _name(args)
    channel, raw = _item(ws, args)
    if channel.archived:
        raise SlackRefusal("is_archived")
    names_there = {reaction["name"] for reaction in raw.get("reactions", [])}
    if name not in names_there and len(names_there) >= DIFFERENT_EMOJI_MAX:
        raise SlackRefusal("too_many_emoji")
    if not timeline.add_reaction(ws, channel, raw, ws.world.bot, name):
        raise SlackRefusal("already_reacted")
    return {}


def remove(ws: Workspace, args: Args) -> Json:
    """Take the app's own reaction away."""
    name = _name(args)
    channel, raw = _item(ws, args)
    if not timeline.remove_reaction(ws, channel, raw, ws.world.bot, name):
        raise SlackRefusal("no_reaction")
    return {}


def get(ws: Workspace, args: Args) -> Json:
    """A message's reactions."""
    channel, raw = _item(ws, args)
    shown = ws.messages.shown(channel.id, raw["ts"], metadata=False) or {}
    return {
        "type": "message",
        "channel": channel.id,
        "message": {**shown, "permalink": permalink(ws, channel, raw)},
    }


def _name(args: Args) -> str:
    name = args.text("name")
    match = EMOJI_NAME.fullmatch(name)
    if match is None or not exists(match[1]):
        raise SlackRefusal("invalid_name")
    return name


def _item(ws: Workspace, args: Args) -> tuple[Channel, Json]:
    if "channel" not in args or "timestamp" not in args:
        raise SlackRefusal("no_item_specified")
    if not is_ts(args.text("timestamp")):
        raise SlackRefusal("bad_timestamp")
    channel = channel_of(ws, args.text("channel"))
    if not ws.bot_in(channel):
        raise SlackRefusal("not_in_channel")
    return channel, message_of(ws, channel, args.text("timestamp"))


_PLACE = names("channel timestamp")
METHODS = (
    Method("reactions.add", add, Tier.T3, ("reactions:write",), ("name",), _PLACE),
    Method("reactions.remove", remove, Tier.T2, ("reactions:write",), ("name",), _PLACE),
    Method("reactions.get", get, Tier.T3, ("reactions:read",), (), _PLACE | names("full"), reads_json=False),
)
