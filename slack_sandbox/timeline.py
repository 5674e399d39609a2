"""Changes to the messages and members of channels, with the events they raise."""

from __future__ import annotations

from slack_sandbox import events
from slack_sandbox.jsonlike import Json
from slack_sandbox.messages import is_reply, tombstone
from slack_sandbox.shapes import by_app
from slack_sandbox.workspace import Workspace
from slack_sandbox.world import Channel, User


def post_message(
    ws: Workspace, channel: Channel, author: User | None, content: Json, *, broadcast: bool = False
) -> Json:
    """A new message; `content` has its text, blocks, thread_ts and the like. Returns the stored message.

    Without an author it is a legacy integration's post, which has no user."""
    raw: Json = {"type": "message", "ts": ws.ids.ts(), **content}
    if author is not None:
        raw |= {"user": author.id} | ({"team": author.event_team} if author.event_team else {})
        if author.is_bot:
            raw |= by_app(author)
    root = None
    if raw.get("thread_ts"):
        root = ws.messages.get(channel.id, raw["thread_ts"])
        if root is not None and root.get("user"):
            raw["parent_user_id"] = root["user"]
        if broadcast:
            raw["subtype"] = "thread_broadcast"
    ws.messages.add(channel.id, raw)
    shown_root = ws.messages.shown(channel.id, raw["thread_ts"]) if broadcast and root is not None else None
    twins = [events.message_posted(ws.world, channel, raw, shown_root)]
    if f"<@{ws.world.bot.id}>" in str(raw.get("text") or "") and raw.get("user") != ws.world.bot.id:
        twins.append(events.app_mention(ws.world, channel, raw))
        ws.rng.shuffle(twins)
    for twin in twins:
        ws.publish(twin)
    return raw


def edit_message(ws: Workspace, channel: Channel, raw: Json, new: Json, editor: User | None) -> Json:
    """Replace a message's content. Without an editor nothing says `edited` (an unfurl)."""
    old = ws.messages.shown(channel.id, raw["ts"]) or raw
    ts = ws.ids.ts()
    if editor is not None:
        new["edited"] = {"user": editor.id, "ts": ts}
    ws.messages.replace(channel.id, raw["ts"], new)
    shown = ws.messages.shown(channel.id, raw["ts"]) or new
    ws.publish(events.message_changed(ws.world, channel, shown, old, ts))
    return new


def delete_message(ws: Workspace, channel: Channel, raw: Json) -> None:
    """Delete a message; one with replies leaves a tombstone."""
    ts = ws.ids.ts()
    if ws.messages.reply_ts(channel.id, raw["ts"]):
        ws.messages.replace(channel.id, raw["ts"], tombstone(raw))
        shown = ws.messages.shown(channel.id, raw["ts"]) or {}
        ws.publish(events.message_changed(ws.world, channel, shown, raw, ts))
        return
    ws.messages.remove(channel.id, raw["ts"])
    ws.publish(events.message_deleted(ws.world, channel, raw, ts))
    parent = ws.messages.get(channel.id, raw["thread_ts"]) if is_reply(raw) else None
    emptied = parent is not None and not ws.messages.reply_ts(channel.id, parent["ts"])
    if parent is not None and emptied and parent.get("subtype") == "tombstone":
        ws.messages.remove(channel.id, parent["ts"])


def add_reaction(ws: Workspace, channel: Channel, raw: Json, user: User, name: str) -> bool:
    """Add a reaction; False when it was there."""
    reactions = raw.setdefault("reactions", [])
    entry = next((r for r in reactions if r["name"] == name), None)
    if entry is None:
        entry = {"name": name, "users": [], "count": 0}
        reactions.append(entry)
    if user.id in entry["users"]:
        return False
    entry["users"].append(user.id)
    entry["count"] += 1
    ws.publish(events.reaction(ws.world, channel, raw, user, name, ws.ids.ts(), added=True))
    return True


def remove_reaction(ws: Workspace, channel: Channel, raw: Json, user: User, name: str) -> bool:
    """Remove a reaction; False when it was not there."""
    reactions = raw.get("reactions", [])
    entry = next((r for r in reactions if r["name"] == name and user.id in r["users"]), None)
    if entry is None:
        return False
    entry["users"].remove(user.id)
    entry["count"] -= 1
    if not entry["users"]:
        reactions.remove(entry)
    if not reactions:
        raw.pop("reactions", None)
    ws.publish(events.reaction(ws.world, channel, raw, user, name, ws.ids.ts(), added=False))
    return True


def add_member(ws: Workspace, channel: Channel, user: User, inviter: User | None = None) -> None:
    """Make somebody a member: the system line and the event."""
    channel.members.append(user.id)
    line: Json = {
        "subtype": "group_join" if channel.private else "channel_join",
        "text": f"<@{user.id}> has joined the channel",
    }
    if inviter is not None:
        line["inviter"] = inviter.id
    post_message(ws, channel, user, line)
    ws.publish(events.member_joined(channel, user, inviter, ws.ids.ts()))
