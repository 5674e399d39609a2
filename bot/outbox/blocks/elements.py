"""The small parts of Block Kit that all surfaces share; text from outside goes in here and comes out harmless."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from bot.outbox.blocks.mrkdwn import code, encoded, honest_url, one_line, plain, shorten, size

Block = dict[str, Any]
Room = TypeVar("Room")
TEXT_MAX = 2_800  # Slack: 3,000; its unit is unknown
BLOCKS_MAX = 45  # Slack: 50
MESSAGE_MAX = 12_500  # seen refused above about 13,200 characters


def plain_text(text: str, limit: int = TEXT_MAX) -> Block:
    """A plain_text object without emoji codes; an empty text is refused by Slack, so it becomes a dash."""
    return {"type": "plain_text", "text": shorten(plain(text).strip(), limit) or "–", "emoji": False}


def header(text: str) -> Block:
    """A header line."""
    return {"type": "header", "text": plain_text(one_line(text, 140))}


def context(*texts: str) -> Block:
    """Small grey lines, at most ten."""
    shown = [plain_text(text, 1_000) for text in texts if plain(text).strip()]
    return {"type": "context", "elements": shown[:10] or [plain_text("")]}


def section(text: str) -> Block:
    """A paragraph of plain text."""
    return {"type": "section", "text": plain_text(text)}


def fields(pairs: Iterable[tuple[str, str]]) -> Block:
    """Label and value pairs side by side, at most ten."""
    shown = [plain_text(f"{label}: {value}", 400) for label, value in pairs if value.strip()]
    return {"type": "section", "fields": shown[:10]}


def actions(elements: Sequence[Block], block_id: str = "") -> Block:
    """A row of buttons."""
    return {"type": "actions", "elements": list(elements)} | ({"block_id": block_id} if block_id else {})


def button(text: str, action_id: str, value: str, style: str = "") -> Block:
    """A button; `style` is empty, `primary` or `danger`."""
    made = {"type": "button", "text": plain_text(text, 70), "action_id": action_id, "value": value[:2_000]}
    return made | ({"style": style} if style else {})


def run(text: str, *styles: str) -> Block:
    """A rich text run: bold, italic, strike or code."""
    made: Block = {"type": "text", "text": plain(text)}
    return made | ({"style": dict.fromkeys(styles, True)} if styles else {})


def code_run(text: str, *styles: str) -> Block:
    """A run of code, unchanged."""
    return run("", *styles) | {"text": code(text)}


def link(url: str, text: str = "") -> Block:
    """A rich text link that shows its own address, or words of ours; an address that is not honest stays text."""
    good = honest_url(encoded(url))
    if good is None:
        return run(text or url)
    return {"type": "link", "url": good} | ({"text": plain(text)} if text else {})


def rich_section(*runs: Block) -> Block:
    """A rich text paragraph; texts and links without text are dropped, since Slack refuses them."""
    kept = [r for r in runs if r.get("type") not in ("text", "link") or r.get("text") or r.get("url")]
    return {"type": "rich_text_section", "elements": kept or [run(" ")]}


def rich_quote(*runs: Block) -> Block:
    """A rich text quotation."""
    return rich_section(*runs) | {"type": "rich_text_quote"}


def bullets(items: Iterable[Sequence[Block]], style: str = "bullet", indent: int = 0) -> Block:
    """A rich text list."""
    made: Block = {"type": "rich_text_list", "style": style, "elements": [rich_section(*item) for item in items]}
    return made | ({"indent": min(indent, 8)} if indent else {})


def rich(parts: Sequence[Block]) -> Block:
    """A rich text block."""
    return {"type": "rich_text", "elements": list(parts)}


def weight(blocks: Sequence[Block]) -> int:
    """Size as it counts against the limit of a whole message; its markup is counted too, to be safe."""
    return size(json.dumps(blocks, ensure_ascii=False, separators=(",", ":")))


def fits(blocks: Sequence[Block]) -> bool:
    """Whether Slack takes these blocks in one message."""
    return len(blocks) <= BLOCKS_MAX and weight(blocks) <= MESSAGE_MAX


def fitted(build: Callable[[Room], list[Block]], rooms: Sequence[Room]) -> list[Block]:
    """What `build` makes with the first of `rooms` (largest first) that Slack takes; with the last one if none does."""
    for room in rooms[:-1]:
        blocks = build(room)
        if fits(blocks):
            return blocks
    return build(rooms[-1])
