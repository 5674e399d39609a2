"""What stands in a message beside its text: blocks, attachments, forwarded messages and files, as marked plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from bot.domain.message_parts import FileRef, Forward, Parts
from bot.listen.parse_json import as_id, as_items, as_map, as_str, first_str
from bot.listen.parse_text import MAX_TEXT, block_text, blocks_text, readable

_DEPTH = 3  # forwards within forwards that are read
_SILENT = frozenset({"divider", "actions", "context_actions", "file", "input"})
_READ = frozenset({"rich_text", "section", "header", "context", "markdown", "table"})


def words_and_parts(message: dict[str, Any], bot_user: str = "") -> tuple[str, Parts]:
    """All that can be read in a message, the author's own words first, and what came beside them. What somebody else
    wrote, or wrote elsewhere, is quoted line by line under a line that says what it is."""
    own = _own_words(message, bot_user)
    quoted: list[str] = []
    forwards: list[Forward] = []
    unread = list(_unread_blocks(message.get("blocks")))
    for attachment in map(as_map, as_items(message.get("attachments"))):
        _read_attachment(attachment, bool(own), quoted, forwards, unread)
    text = "\n".join(filter(None, (own, *quoted)))[:MAX_TEXT].strip()
    files = tuple(file for file in map(_file, as_items(message.get("files"))) if file is not None)
    return text, Parts(files, tuple(forwards), tuple(dict.fromkeys(unread)))


def _own_words(message: dict[str, Any], bot_user: str) -> str:
    """The text, and of the blocks what it does not say: for a person Slack writes both, an app may write either."""
    text = readable(as_str(message.get("text")), bot_user)
    blocks = [as_map(block) for block in as_items(message.get("blocks"))]
    if not text:
        return blocks_text(message.get("blocks"), bot_user)
    typed = bool(as_id(message.get("client_msg_id")))
    more = [block_text(b) for b in blocks if not (typed and as_str(b.get("type")) == "rich_text")]
    said = _bare(text)
    return "\n".join([text, *(line.strip() for line in more if _bare(line) and _bare(line) not in said)])


def _bare(text: str) -> str:
    """Letters and digits alone: markup and spaces tell no two texts apart."""
    return "".join(re.findall(r"\w+", text.lower()))


def _read_attachment(
    attachment: dict[str, Any], has_words: bool, quoted: list[str], forwards: list[Forward], unread: list[str]
) -> None:
    shared = attachment.get("is_share") is True or attachment.get("is_msg_unfurl") is True
    if not shared and first_str(attachment.get("from_url"), attachment.get("original_url")):
        return  # a preview of a web page is nobody's word here
    text = _attachment_words(attachment, _DEPTH)
    if shared:
        author = readable(first_str(attachment.get("author_name"), attachment.get("author_subname")))
        names = tuple(f.name or f.id for f in map(_file, as_items(attachment.get("files"))) if f is not None)
        url = first_str(attachment.get("from_url"), attachment.get("original_url"))
        forwards.append(Forward(author, url, names))
        quoted.append(_quote(f"Forwarded message by {author}" if author else "Forwarded message", text))
        if not text and not names:
            unread.append("a forwarded message without text")
    elif text:
        quoted.append(_quote("Attachment", text) if has_words else text)
    unread.extend(_unread_blocks(attachment.get("blocks")))
    if first_str(attachment.get("image_url")) and not shared:
        unread.append("a picture in an attachment")


def _quote(what: str, text: str) -> str:
    return "\n".join([f"[{what}:]", *(f"> {line}" for line in text.splitlines())]) if text else f"[{what}]"


def _attachment_words(attachment: dict[str, Any], depth: int) -> str:
    lines = [readable(as_str(attachment.get(name))) for name in ("pretext", "title", "text")]
    for field in map(as_map, as_items(attachment.get("fields"))):
        pair = [readable(as_str(field.get(name))) for name in ("title", "value")]
        lines.append(": ".join(filter(None, pair)))
    inner = [as_map(as_map(b).get("message")) for b in as_items(attachment.get("message_blocks"))]
    said = _bare("".join(lines))
    more = [blocks_text(attachment.get("blocks")), *(blocks_text(message.get("blocks")) for message in inner)]
    lines += [text for text in more if text and _bare(text) not in said]
    if depth > 0:
        nested = (as_map(each) for each in as_items(attachment.get("attachments")))
        lines += [_attachment_words(each, depth - 1) for each in nested]
    text = "\n".join(filter(None, lines))
    return text or readable(as_str(attachment.get("fallback")))


def _unread_blocks(blocks: object) -> Iterator[str]:
    for block in map(as_map, as_items(blocks)):
        kind = as_id(block.get("type"))
        if kind == "image":
            alt = readable(first_str(block.get("alt_text"), as_map(block.get("title")).get("text")))
            yield f"a picture ({alt})" if alt else "a picture"
        elif kind and kind not in _SILENT and kind not in _READ and not block_text(block):
            yield f"a block of type {kind}"


def _file(value: object) -> FileRef | None:
    found = as_map(value)
    file_id = as_id(found.get("id"))
    name = first_str(found.get("title"), found.get("name"))
    return FileRef(file_id, name, as_id(found.get("permalink"))) if file_id or name else None
