"""files.info and the three steps of an upload."""

from __future__ import annotations

import mimetypes

from slack_sandbox import timeline
from slack_sandbox.files import StoredFile, file_object
from slack_sandbox.jsonlike import Json
from slack_sandbox.methods.base import Args, Method, names
from slack_sandbox.methods.chat import thread_root
from slack_sandbox.methods.lookup import channel_to_write
from slack_sandbox.rate import Tier
from slack_sandbox.refusal import SlackRefusal, invalid_arguments
from slack_sandbox.workspace import Workspace


def info(ws: Workspace, args: Args) -> Json:
    """A file in a channel the app is in, or one of its own."""
    file = ws.files.get(args.text("file"))
    if file is None or (file.content is None and not file.deleted):
        raise SlackRefusal("file_not_found")
    if file.deleted:
        raise SlackRefusal("file_deleted")
    seen = any(ws.bot_in(ws.world.channels[c]) for c in file.channels if c in ws.world.channels)
    if not seen and file.user != ws.world.bot.id:
        raise SlackRefusal("not_visible")
    return {"file": shown(ws, file), "comments": [], "response_metadata": {"next_cursor": ""}}


def get_upload_url(ws: Workspace, args: Args) -> Json:
    """An address to send a file's bytes to."""
    length = args.number("length", 0)
    if length <= 0:
        raise invalid_arguments("must be at least 1 [json-pointer:/length]")
    file = ws.files.reserve(ws.world.bot.id, args.text("filename"), length, int(ws.now()))
    return {"upload_url": f"{ws.base_url}/upload/v1/{file.upload_token}", "file_id": file.id}


def complete_upload(ws: Workspace, args: Args) -> Json:
    """Make uploaded files real and, with a channel, post them."""
    wanted = args.decoded("files")
    if not isinstance(wanted, list) or not wanted or not all(isinstance(item, dict) for item in wanted):
        raise invalid_arguments("must be a non-empty array [json-pointer:/files]")
    found = [_uploaded(ws, item) for item in wanted]
    if "channel_id" in args:
        channel = channel_to_write(ws, args.text("channel_id"))
        for file in found:
            file.channels.append(channel.id)
        content: Json = {
            "text": args.text("initial_comment"),
            "files": [shown(ws, file) for file in found],
            "upload": True,
            "display_as_bot": False,
            "subtype": "file_share",
        }
        thread_ts = thread_root(ws, channel, args.text("thread_ts"))
        if thread_ts:
            content["thread_ts"] = thread_ts
        timeline.post_message(ws, channel, ws.world.bot, content)
    return {"files": [shown(ws, file) for file in found]}


def shown(ws: Workspace, file: StoredFile) -> Json:
    """A file as Slack shows it."""
    owner = ws.world.users[file.user]
    return file_object(file, ws.files_url, owner.team_id, ws.world.host.domain)


def _uploaded(ws: Workspace, item: Json) -> StoredFile:
    file = ws.files.get(str(item.get("id")))
    if file is None or file.content is None:
        raise SlackRefusal("file_not_found")
    file.upload_token = ""
    file.title = str(item.get("title") or file.name)
    file.mimetype = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return file


METHODS = (
    Method("files.info", info, Tier.T4, ("files:read",), ("file",), names("cursor limit count page"), reads_json=False),
    Method(
        "files.getUploadURLExternal",
        get_upload_url,
        Tier.T4,
        ("files:write",),
        ("filename", "length"),
        names("alt_txt snippet_type"),
        reads_json=False,
    ),
    Method(
        "files.completeUploadExternal",
        complete_upload,
        Tier.T4,
        ("files:write",),
        ("files",),
        names("channel_id channels initial_comment thread_ts blocks"),
    ),
)
