"""Cuts Markdown that is too long for one message at block borders; code and tables stay whole or stay balanced."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.outbox.blocks.elements import weight
from bot.outbox.blocks.mrkdwn import size
from bot.outbox.blocks.richtext import rich_parts

_FENCE = re.compile(r"^\s*(`{3,}|~{3,})")
_INTRODUCES = re.compile(r":\s*[*_`]*\s*$")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_FRAMED = ("fence", "table")
_LISTS = ("bullet_list", "ordered_list")
_LONGEST = 3_000


@dataclass(frozen=True, slots=True)
class _Block:
    """A block of Markdown as it was written. `leads`: it announces the block after it."""

    kind: str
    text: str
    leads: bool


@lru_cache(maxsize=32)  # each message of a long answer asks for the same pieces
def pieces(markdown: str, room: int) -> tuple[str, ...]:
    """The text in pieces whose rich text weighs at most `room`; joined by blank lines they read as the whole. What
    announces a block (a heading, "save this as x.yml:") is never parted from where that block begins."""
    text = markdown.strip()
    if _cost(text) <= room:
        return (text,)
    made: list[str] = []
    left = 0
    for group in _groups(_blocks(text)):
        whole = "\n\n".join(block.text for block in group)
        cost = _cost(whole)
        if cost > room:
            made += _parted(group, room)
            left = room - _cost(made[-1])
        elif cost > left:
            made.append(whole)
            left = room - cost
        else:
            made[-1] = f"{made[-1]}\n\n{whole}"
            left -= cost
    return tuple(made)


def lines_within(text: str, limit: int) -> list[str]:
    """The text cut after line ends into parts of at most `limit` characters; joined they are the text again."""
    parts, current = [], ""
    for line in text.splitlines(keepends=True):
        while len(line) > limit:
            parts += [current] if current else []
            current, line = "", line
            parts.append(line[:limit])
            line = line[limit:]
        if len(current) + len(line) > limit:
            parts.append(current)
            current = ""
        current += line
    return [*parts, current] if current or not parts else parts


def is_code(text: str) -> bool:
    """Whether a piece of an answer is a block of code."""
    return _FENCE.match(text) is not None


def _blocks(text: str) -> list[_Block]:
    lines = text.split("\n")
    found = []
    for token in _top(MarkdownIt("commonmark", {"html": False}).enable("table").parse(text)):
        start, end = token.map or (0, 0)
        body = "\n".join(lines[start:end]).rstrip()
        leads = token.type == "heading_open" or (token.type == "paragraph_open" and bool(_INTRODUCES.search(body)))
        found.append(_Block(token.type.removesuffix("_open"), body, leads))
    return [block for block in found if block.text.strip()]


def _top(tokens: Sequence[Token]) -> Iterator[Token]:
    return (token for token in tokens if token.level == 0 and token.map is not None and token.nesting >= 0)


def _groups(blocks: Sequence[_Block]) -> list[list[_Block]]:
    groups: list[list[_Block]] = []
    for number, block in enumerate(blocks):
        if number and blocks[number - 1].leads:
            groups[-1].append(block)
        else:
            groups.append([block])
    return groups


def _parted(group: Sequence[_Block], room: int) -> list[str]:
    """A group that fits no message: its last block in parts, the first of them below what announces it."""
    *leads, last = group
    before = "\n\n".join(block.text for block in leads)
    frame = _cost(_built(last, [])) if last.kind in _FRAMED else 0
    chunks: list[list[str]] = [[]]
    used = frame + (_cost(before) if before else 0)
    for unit in _units(last):
        cost = _unit_cost(last, unit)
        if chunks[-1] and used + cost > room:
            chunks.append([])
            used = frame
        chunks[-1].append(unit)
        used += cost
    built = [_built(last, chunk) for chunk in chunks]
    return [f"{before}\n\n{built[0]}" if before else built[0], *built[1:]]


def _cost(text: str) -> int:
    return max(size(text), weight(rich_parts(text)))


def _unit_cost(block: _Block, unit: str) -> int:
    if block.kind == "fence":
        return size(json.dumps(f"{unit}\n", ensure_ascii=False))
    if block.kind == "table":
        return max(size(unit) + 10, _cost(_built(block, [unit])) - _cost(_built(block, [])))
    return _cost(unit)


def _units(block: _Block) -> list[str]:
    """The smallest parts that a block may be cut into; what is longer than any message is cut anywhere."""
    lines = block.text.split("\n")
    if block.kind == "fence":
        closed = len(lines) > 1 and _FENCE.match(lines[-1])
        found = lines[1:-1] if closed else lines[1:]
    elif block.kind == "table":
        found = lines[2:]
    elif block.kind in _LISTS:
        found = _items(lines)
    else:
        found = [part for line in lines for part in _SENTENCE_END.split(line) if part.strip()]
    return [unit[at : at + _LONGEST] for unit in found for at in range(0, len(unit) or 1, _LONGEST)]


def _built(block: _Block, units: Sequence[str]) -> str:
    """Parts of a block as a block: code in a fence of its own, rows under the header."""
    lines = block.text.split("\n")
    if block.kind == "fence":
        mark = _FENCE.match(lines[0])
        return "\n".join([lines[0], *units, mark.group(1) if mark else "```"])
    if block.kind == "table":
        return "\n".join([*lines[:2], *units])
    return "\n".join(units) if block.kind in _LISTS else " ".join(units)


def _items(lines: Sequence[str]) -> list[str]:
    items: list[str] = []
    for line in lines:
        if items and (line[:1].isspace() or not line.strip()):
            items[-1] += f"\n{line}"
        else:
            items.append(line)
    return items
