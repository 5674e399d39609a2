"""Turns what a person types into the text and the rich_text block that Slack sends to apps."""

from __future__ import annotations

import re

from slack_sandbox.emoji import SHORT_NAMES, TYPED, unicode_of
from slack_sandbox.ids import Ids
from slack_sandbox.jsonlike import Json
from slack_sandbox.world import World

# What Slack's composer makes of typed text: mentions picked from its list, addresses, and @here and its like.
_TOKEN = re.compile(
    r"<@(?P<user>[A-Z0-9]+)>|<#(?P<channel>[A-Z0-9]+)>|(?<![\w@])@(?P<range>here|channel|everyone)\b"
    r"|(?P<url>https?://[^\s<>|]+)|(?<![\w.+-])(?P<mail>[\w.+-]{1,64}@[\w-]+\.[\w.-]*\w)"
)


def escape(text: str) -> str:
    """Slack's three entities, ampersand first."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def typed(text: str, world: World, ids: Ids) -> tuple[str, list[Json]]:
    """The escaped text with control forms, and its rich_text block (none for empty text).

    Everyday emoji become `:name:`. `<@U…>` and `<#C…>` stand for a mention chosen in the composer and count only if
    the id exists; any other angle bracket is text."""
    out: list[str] = []
    elements: list[Json] = []
    at = 0
    for match in _TOKEN.finditer(text):
        found = _control(match, world)
        if found is None:
            continue
        _plain(text[at : match.start()], out, elements)
        out.append(found[0])
        elements.append(found[1])
        at = match.end()
    _plain(text[at:], out, elements)
    if not elements:
        return "", []
    section = {"type": "rich_text_section", "elements": elements}
    return "".join(out), [{"type": "rich_text", "block_id": ids.block_id(), "elements": [section]}]


def _plain(text: str, out: list[str], elements: list[Json]) -> None:
    at = 0
    for match in TYPED.finditer(text):
        _text(text[at : match.start()], out, elements)
        name = SHORT_NAMES[match[0]]
        out.append(f":{name}:")
        elements.append({"type": "emoji", "name": name, "unicode": unicode_of(match[0])})
        at = match.end()
    _text(text[at:], out, elements)


def _text(text: str, out: list[str], elements: list[Json]) -> None:
    if text:
        out.append(escape(text))
        elements.append({"type": "text", "text": text})


def _control(match: re.Match[str], world: World) -> tuple[str, Json] | None:
    if (user := match["user"]) is not None:
        return (f"<@{user}>", {"type": "user", "user_id": user}) if user in world.users else None
    if (channel := match["channel"]) is not None:
        if channel not in world.channels:
            return None
        return f"<#{channel}|{world.channels[channel].name}>", {"type": "channel", "channel_id": channel}
    if (everyone := match["range"]) is not None:
        return f"<!{everyone}>", {"type": "broadcast", "range": everyone}
    if (url := match["url"]) is not None:
        return f"<{escape(url)}>", {"type": "link", "url": url}
    mail = match["mail"]
    return f"<mailto:{mail}|{mail}>", {"type": "link", "url": f"mailto:{mail}", "text": mail}
