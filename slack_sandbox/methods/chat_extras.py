"""chat.postEphemeral, chat.getPermalink, assistant.threads.setStatus."""

from __future__ import annotations

from slack_sandbox.journal import Ephemeral
from slack_sandbox.jsonlike import Json
from slack_sandbox.messages import is_reply
from slack_sandbox.methods.base import Args, Method, names
from slack_sandbox.methods.chat import CONTENT, LOOKS, thread_root
from slack_sandbox.methods.content import content_of, metadata_of
from slack_sandbox.methods.lookup import channel_of, channel_to_write, message_of
from slack_sandbox.rate import Tier
from slack_sandbox.refusal import SlackRefusal, invalid_arguments
from slack_sandbox.workspace import Workspace
from slack_sandbox.world import Channel

LOADING_MESSAGES_MAX = 10
LOADING_MESSAGE_MAX = 50


def post_ephemeral(ws: Workspace, args: Args) -> Json:
    """A message one member sees; it is not stored and cannot be updated."""
    channel = channel_to_write(ws, args.text("channel"), by_name=True)
    user = args.text("user")
    if user not in channel.members or ws.world.users[user].deleted:
        raise SlackRefusal("user_not_in_channel")
    content = content_of(ws, args)
    metadata_of(args)
    thread_ts = thread_root(ws, channel, args.text("thread_ts")) or None
    ts = show_ephemeral(ws, channel, user, content, "postEphemeral", thread_ts)
    return {"message_ts": ts}


def show_ephemeral(
    ws: Workspace, channel: Channel, user: str, content: Json, source: str, thread_ts: str | None = None
) -> str:
    """Put it before one person; its ts."""
    ts = ws.ids.ts()
    blocks = content.get("blocks", [])
    ws.journal.ephemerals.append(Ephemeral(ts, channel.id, user, content["text"], blocks, thread_ts, source))
    ws.changes.notify()
    return ts


def permalink(ws: Workspace, channel: Channel, raw: Json) -> str:
    """A message's address."""
    link = f"https://{ws.world.host.domain}.slack.com/archives/{channel.id}/p{raw['ts'].replace('.', '')}"
    return f"{link}?thread_ts={raw['thread_ts']}&cid={channel.id}" if is_reply(raw) else link


def get_permalink(ws: Workspace, args: Args) -> Json:
    """A message's address, also for replies."""
    channel = channel_of(ws, args.text("channel"))
    raw = message_of(ws, channel, args.text("message_ts"))
    return {"channel": channel.id, "permalink": permalink(ws, channel, raw)}


def set_status(ws: Workspace, args: Args) -> Json:
    """The line under a thread that says what the app is doing; empty text clears it."""
    channel = channel_of(ws, args.text("channel_id"))
    if not ws.bot_in(channel):
        raise SlackRefusal("channel_not_found")
    thread_ts = args.text("thread_ts")
    parent = ws.messages.get(channel.id, thread_ts)
    if parent is None or is_reply(parent):
        raise SlackRefusal("invalid_thread_ts")
    lines = args.decoded("loading_messages")
    if lines is not None:
        _check_loading(lines)
    if args.text("status"):
        ws.statuses[(channel.id, thread_ts)] = args.text("status")
    else:
        ws.statuses.pop((channel.id, thread_ts), None)
    ws.changes.notify()
    return {}


def _check_loading(lines: object) -> None:
    if not isinstance(lines, list) or not 1 <= len(lines) <= LOADING_MESSAGES_MAX:
        raise invalid_arguments("no more than 10 items allowed [json-pointer:/loading_messages]")
    if any(not isinstance(line, str) or len(line) > LOADING_MESSAGE_MAX for line in lines):
        raise invalid_arguments("must be less than 51 characters [json-pointer:/loading_messages]")


METHODS = (
    Method("chat.postEphemeral", post_ephemeral, Tier.T4, ("chat:write",), ("channel", "user"), CONTENT | LOOKS),
    Method("chat.getPermalink", get_permalink, Tier.SPECIAL, (), ("channel", "message_ts"), reads_json=False),
    Method(
        "assistant.threads.setStatus",
        set_status,
        Tier.SPECIAL,
        ("chat:write", "assistant:write"),
        ("channel_id", "thread_ts", "status"),
        LOOKS | names("loading_messages"),
    ),
)
