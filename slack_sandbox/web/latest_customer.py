"""Where a customer wrote last, so that a window can follow the story."""

from __future__ import annotations

from slack_sandbox.jsonlike import Json
from slack_sandbox.workspace import Workspace
from slack_sandbox.world import Channel

LOOKED_AT = 30


def latest_customer_message(ws: Workspace) -> Json | None:
    """`user`, `channel` and `thread` of the newest message by a person of another organisation, None before any."""
    found = [message for channel in ws.world.channels.values() if (message := _in(ws, channel))]
    return max(found, key=lambda message: str(message["ts"]), default=None)


def _in(ws: Workspace, channel: Channel) -> Json | None:
    newest = list(ws.messages.in_order(channel.id))[-LOOKED_AT:]
    for raw in reversed(newest):
        author = ws.world.users.get(str(raw.get("user")))
        if author is not None and not author.is_bot and ws.world.is_external(author):
            thread = raw.get("thread_ts") or raw["ts"]
            return {"user": author.id, "channel": channel.id, "thread": thread, "ts": raw["ts"]}
    return None
