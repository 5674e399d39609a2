"""chat.postMessage, chat.update, chat.delete."""

from __future__ import annotations

from copy import deepcopy

from slack_sandbox import timeline
from slack_sandbox.checks.message import texts_in
from slack_sandbox.jsonlike import Json
from slack_sandbox.messages import is_reply
from slack_sandbox.methods.base import Args, Method, names
from slack_sandbox.methods.content import UPDATE_TEXT_MAX, content_of, metadata_of, truncated
from slack_sandbox.methods.lookup import channel_of, channel_to_write, message_of
from slack_sandbox.rate import Tier
from slack_sandbox.refusal import SlackRefusal
from slack_sandbox.workspace import Workspace
from slack_sandbox.world import Channel

CONTENT = names("text blocks attachments markdown_text metadata mrkdwn parse link_names thread_ts")
LOOKS = names("username icon_emoji icon_url")


def post_message(ws: Workspace, args: Args) -> Json:
    """A new message by the app."""
    channel = _target(ws, args.text("channel"))
    content = content_of(ws, args)
    metadata = metadata_of(args)
    if metadata:
        content["metadata"] = metadata
    thread_ts = thread_root(ws, channel, args.text("thread_ts"))
    if thread_ts:
        content["thread_ts"] = thread_ts
    _note_unfurls(ws, args, content)
    broadcast = bool(thread_ts) and args.flag("reply_broadcast")
    raw = timeline.post_message(ws, channel, ws.world.bot, content, broadcast=broadcast)
    clear_status(ws, channel, thread_ts)
    return {"channel": channel.id, "ts": raw["ts"], "message": deepcopy(raw), **truncated(args)}


def update(ws: Workspace, args: Args) -> Json:
    """Replace the app's own message. Blocks that are not sent again are gone; metadata stays unless sent."""
    channel = channel_of(ws, args.text("channel"))
    if not ws.bot_in(channel):
        raise SlackRefusal("channel_not_found")
    if channel.archived:
        raise SlackRefusal("is_inactive")
    if any(seen.ts == args.text("ts") for seen in ws.journal.ephemerals):
        raise SlackRefusal("cant_update_message")
    raw = message_of(ws, channel, args.text("ts"))
    if raw.get("user") != ws.world.bot.id or raw.get("subtype") in ("tombstone", "channel_join", "group_join"):
        raise SlackRefusal("cant_update_message")
    if len(args.text("text")) > UPDATE_TEXT_MAX:
        raise SlackRefusal("msg_too_long")
    content = content_of(ws, args)
    if _only_rich_text(raw) and content.get("blocks") and not _only_rich_text(content):
        raise SlackRefusal("block_mismatch")
    kept = {key: value for key, value in raw.items() if key not in ("blocks", "text", "attachments", "edited")}
    metadata = metadata_of(args)
    if metadata is not None:
        kept.pop("metadata", None)
        content |= {"metadata": metadata} if metadata else {}
    new = timeline.edit_message(ws, channel, raw, {**kept, **content}, ws.world.bot)
    return {"channel": channel.id, "ts": new["ts"], "text": new["text"], "message": deepcopy(new)}


def delete(ws: Workspace, args: Args) -> Json:
    """Take the app's own message away."""
    channel = channel_of(ws, args.text("channel"))
    if not ws.bot_in(channel):
        raise SlackRefusal("channel_not_found")
    raw = message_of(ws, channel, args.text("ts"))
    if raw.get("user") != ws.world.bot.id:
        raise SlackRefusal("cant_delete_message")
    timeline.delete_message(ws, channel, raw)
    return {"channel": channel.id, "ts": raw["ts"]}


def thread_root(ws: Workspace, channel: Channel, thread_ts: str) -> str:
    """The thread a reply lands in; empty for the channel itself.

    A reply to a parent deleted meanwhile lands in the channel root (docs/slack.md, Deleted parents)."""
    if not thread_ts:
        return ""
    parent = ws.messages.get(channel.id, thread_ts)
    if parent is None and ws.messages.was_deleted(channel.id, thread_ts):
        return ""
    if parent is None or is_reply(parent):
        raise SlackRefusal("cannot_reply_to_message")
    return thread_ts


def clear_status(ws: Workspace, channel: Channel, thread_ts: str) -> None:
    """The app has answered, so its status line goes."""
    ws.statuses.pop((channel.id, thread_ts), None)


def _note_unfurls(ws: Workspace, args: Args, content: Json) -> None:
    links = any("http://" in text or "https://" in text for text in texts_in(content))
    if links and (args.flag("unfurl_links", True) or args.flag("unfurl_media", True)):
        ws.note_oddity("chat.postMessage: links in it may unfurl; set unfurl_links and unfurl_media to false")


def _target(ws: Workspace, wanted: str) -> Channel:
    """A user id stands for the direct message with that person, which opens now."""
    person = ws.world.users.get(wanted)
    if person is not None:
        if person.is_bot or person.deleted or not ws.world.sees(person):
            raise SlackRefusal("channel_not_found")
        return channel_to_write(ws, ws.dm(person).id)
    return channel_to_write(ws, wanted, by_name=True)


def _only_rich_text(raw: Json) -> bool:
    blocks = raw.get("blocks") or []
    return bool(blocks) and all(block["type"] == "rich_text" for block in blocks)


METHODS = (
    Method(
        "chat.postMessage",
        post_message,
        Tier.SPECIAL,
        ("chat:write",),
        ("channel",),
        CONTENT | LOOKS | names("reply_broadcast unfurl_links unfurl_media as_user"),
        per_channel=True,
    ),
    Method(
        "chat.update",
        update,
        Tier.T3,
        ("chat:write",),
        ("channel", "ts"),
        CONTENT - {"thread_ts", "mrkdwn"} | names("reply_broadcast file_ids as_user"),
    ),
    Method("chat.delete", delete, Tier.T3, ("chat:write",), ("channel", "ts"), names("as_user")),
)
