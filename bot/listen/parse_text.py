"""Slack's escaped text and rich text blocks -> the plain text that the author saw."""

from __future__ import annotations

import re
from typing import Any

from bot.domain.ids import UserId
from bot.listen.parse_json import as_items, as_map, as_str, clean

MAX_TEXT = 40_000  # Slack cuts its own messages here

_FORM = re.compile(r"<([@#!](?:[^<>|]+)|(?:https?|mailto|tel|ftp):[^<>|]+)(?:\|([^<>]*))?>")
_ID = r"<?@((?-i:[UW][A-Z0-9]{2,}))(?:\|[^<>]*)?>?"
_USER = re.compile(_ID)
_OPENING = re.compile(
    rf"\s*(?:(?:hi|hey|hello|hallo|dear|morning|good (?:morning|afternoon))[\s,]+)?(?:{_ID}(?:[\s,&:]|and\b)*)+",
    re.IGNORECASE,
)
_SPOKEN_OF = r"(?:\b(cc|by|from|with|told|asked|to|via|for|of|and|than|like)\s*:?\s+)?"
_CALLED = re.compile(r"(?:\s*<@[^<>|]+(?:\|[^<>]*)?>[\s,:&]*)+")
_REQUEST = re.compile(
    rf"{_SPOKEN_OF}{_ID}[\s,:]+(?:can|could|would|will|do|did|are|have|please|pls|any|what|how|when|where|who|is|may)\b",
    re.IGNORECASE,
)
_CLOSING = re.compile(rf"{_SPOKEN_OF}{_ID}\s*[?.!]*\s*$", re.IGNORECASE)
_SECTIONS = {"rich_text_section", "rich_text_preformatted", "rich_text_quote"}
_BROADCASTS = {"here", "channel", "everyone"}


def readable(text: str, bot_user: str = "") -> str:
    """Unescaped text with control forms as people read them; who is called at its start, with us, is no part of it."""
    if bot_user:
        called = _CALLED.match(text)
        if called and f"<@{bot_user}" in called.group():
            text = text[called.end() :]
    text = _FORM.sub(_form, text)
    return clean(unescape(text))[:MAX_TEXT].strip()


def unescape(text: str) -> str:
    """The three entities Slack uses, ampersand last so that an escaped entity stays one."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def blocks_text(blocks: object, bot_user: str = "") -> str:
    """The words in a message's blocks, a line for each block."""
    lines = (block_text(as_map(block)) for block in as_items(blocks))
    text = "\n".join(line for line in lines if line.strip())
    if bot_user:
        text = re.sub(rf"^(\s*@{re.escape(bot_user)}\b[\s,:]*)+", "", text)
    return clean(text)[:MAX_TEXT].strip()


def mentions(message: dict[str, Any], bot_user: str) -> bool:
    """True when the message names us, in its text or in its blocks."""
    if not bot_user:
        return False
    if re.search(rf"<@{re.escape(bot_user)}[>|]", as_str(message.get("text"))):
        return True
    return not as_str(message.get("text")).strip() and f"@{bot_user}" in blocks_text(message.get("blocks"))


def asked(message: dict[str, Any], bot_user: str = "") -> tuple[UserId, ...]:
    """The users whom a message asks: it begins with them, goes on with a request right after them, or ends in them as
    a question. Who is only spoken of, or copied in, is not asked."""
    text = as_str(message.get("text")) or blocks_text(message.get("blocks"))
    opening = _OPENING.match(text)
    found = _USER.findall(opening.group()) if opening else []
    found += [user for spoken_of, user in _REQUEST.findall(text) if not spoken_of]
    if "?" in text:
        found += [user for spoken_of, user in _CLOSING.findall(text) if not spoken_of]
    return tuple(dict.fromkeys(UserId(user) for user in found if user != bot_user))


def _form(match: re.Match[str]) -> str:
    body, label = match.group(1), (match.group(2) or "").strip()
    if body[0] in "@#":
        return body[0] + (label.lstrip("@#") or body[1:])
    if body[0] == "!":
        return _special(body[1:], label)
    if body.startswith(("mailto:", "tel:")):
        return label or body.split(":", 1)[1]
    same = not label or label.rstrip("/") in {body.rstrip("/"), body.split("://", 1)[-1].rstrip("/")}
    return body if same else f"{label} ({body})"


def _special(body: str, label: str) -> str:
    name = body.split("^", 1)[0]
    if name in _BROADCASTS:
        return "@" + name
    if name == "subteam":
        return "@" + (label.lstrip("@") or body.partition("^")[2])
    return label or body


def block_text(block: dict[str, Any]) -> str:
    """The words in one block, empty for one that holds none or is of a kind that we do not know."""
    kind = as_str(block.get("type"))
    if kind == "rich_text":
        return "\n".join(_rich_part(as_map(part)) for part in as_items(block.get("elements")))
    if kind in {"section", "header"}:
        texts = [block.get("text"), *as_items(block.get("fields"))]
        return "\n".join(readable(as_str(as_map(text).get("text"))) for text in texts if text)
    if kind == "context":
        return "\n".join(filter(None, (_text_object(each) for each in as_items(block.get("elements")))))
    if kind == "table":
        rows = (as_items(row) for row in as_items(block.get("rows")))
        return "\n".join(" | ".join(_cell(as_map(cell)) for cell in row) for row in rows)
    if kind in {"markdown", "video", "call"}:
        return readable("\n".join(filter(None, map(_told, (block.get("title"), block.get("text"))))))
    return ""


def _text_object(value: object) -> str:
    found = as_map(value)
    return readable(as_str(found.get("text"))) if as_str(found.get("type")) in {"mrkdwn", "plain_text"} else ""


def _told(value: object) -> str:
    return as_str(value) or as_str(as_map(value).get("text"))


def _cell(cell: dict[str, Any]) -> str:
    if as_str(cell.get("type")) == "rich_text":
        return " ".join(filter(None, (_rich_part(as_map(part)) for part in as_items(cell.get("elements")))))
    value = cell.get("text", cell.get("value"))
    return str(value) if isinstance(value, int | float) else readable(as_str(value))


def _rich_part(part: dict[str, Any]) -> str:
    kind, elements = as_str(part.get("type")), as_items(part.get("elements"))
    if kind == "rich_text_list":
        ordered = part.get("style") == "ordered"
        items = (_rich_part(as_map(item)) for item in elements)
        return "\n".join((f"{n}. " if ordered else "- ") + item for n, item in enumerate(items, start=1))
    if kind in _SECTIONS:
        return "".join(_inline(as_map(element)) for element in elements)
    return ""


def _inline(element: dict[str, Any]) -> str:
    kind = as_str(element.get("type"))
    if kind == "text":
        return as_str(element.get("text"))
    if kind == "link":
        url, text = as_str(element.get("url")), as_str(element.get("text"))
        return f"{text} ({url})" if text and text != url else url
    if kind == "emoji":
        return f":{as_str(element.get('name'))}:"
    names = {"user": ("@", "user_id"), "usergroup": ("@", "usergroup_id"), "channel": ("#", "channel_id")}
    if kind in names:
        mark, field = names[kind]
        return mark + as_str(element.get(field))
    if kind == "broadcast":
        return "@" + as_str(element.get("range"))
    return as_str(element.get("fallback")) or as_str(element.get("value"))
