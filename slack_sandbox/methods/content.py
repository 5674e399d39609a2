"""The content of a message an app sends: text, blocks, attachments, metadata, and what Slack refuses in them."""

from __future__ import annotations

import json

from slack_sandbox.checks.message import checked_blocks
from slack_sandbox.jsonlike import Json
from slack_sandbox.methods.base import Args
from slack_sandbox.methods.lookup import need_scope
from slack_sandbox.refusal import SlackRefusal
from slack_sandbox.workspace import Workspace

TEXT_KEPT = 40_000
UPDATE_TEXT_MAX = 4_000
MARKDOWN_TEXT_MAX = 12_000
ATTACHMENTS_MAX = 100
# Slack names no size; this is far above what an id and a few words need.
METADATA_MAX = 16_000
CUSTOMIZE = ("username", "icon_emoji", "icon_url")


def content_of(ws: Workspace, args: Args) -> Json:
    """text, blocks, attachments as they will be stored. Raises SlackRefusal."""
    if any(name in args for name in CUSTOMIZE):
        need_scope(ws, "chat:write.customize")
    markdown = args.text("markdown_text")
    if markdown and ("text" in args or "blocks" in args):
        raise SlackRefusal("markdown_text_conflict")
    if len(markdown) > MARKDOWN_TEXT_MAX:
        raise SlackRefusal("msg_too_long")
    blocks = checked_blocks(args.values["blocks"], ws.ids.block_id) if "blocks" in args else []
    if markdown:
        blocks = checked_blocks([{"type": "markdown", "text": markdown}], ws.ids.block_id)
    attachments = checked_attachments(ws, args.decoded("attachments")) if "attachments" in args else []
    text = args.text("text") or markdown
    if not text.strip() and not blocks and not attachments:
        raise SlackRefusal("no_text")
    content: Json = {"text": text[:TEXT_KEPT]}
    if blocks:
        content["blocks"] = blocks
    if attachments:
        content["attachments"] = attachments
    return content


def truncated(args: Args) -> Json:
    """The warning that goes with a text that was cut."""
    if len(args.text("text")) <= TEXT_KEPT:
        return {}
    return {"warning": "message_truncated", "response_metadata": {"warnings": ["message_truncated"]}}


def metadata_of(args: Args) -> Json | None:
    """The message's metadata; `{}` stands for none. Raises SlackRefusal."""
    if "metadata" not in args:
        return None
    raw = args.decoded("metadata")
    if not isinstance(raw, dict):
        raise SlackRefusal("invalid_metadata_format")
    if not raw:
        return {}
    if not isinstance(raw.get("event_type"), str) or not isinstance(raw.get("event_payload"), dict):
        raise SlackRefusal("invalid_metadata_schema")
    if len(json.dumps(raw)) > METADATA_MAX:
        raise SlackRefusal("metadata_too_large")
    return {"event_type": raw["event_type"], "event_payload": raw["event_payload"]}


def checked_attachments(ws: Workspace, raw: object) -> list[Json]:
    """Attachments with their blocks checked. Raises SlackRefusal."""
    if not isinstance(raw, list) or not all(isinstance(item, dict) for item in raw):
        raise SlackRefusal("invalid_attachments")
    if len(raw) > ATTACHMENTS_MAX:
        raise SlackRefusal("too_many_attachments")
    return [
        {**item, "blocks": checked_blocks(item["blocks"], ws.ids.block_id)} if "blocks" in item else item
        for item in raw
    ]
