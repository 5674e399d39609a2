"""Cuts Markdown that is too long for one message at block borders; code and tables stay whole or stay balanced."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache

from bot.outbox.blocks.elements import weight
from bot.outbox.blocks.markdown_parts import FRAMED, MarkdownPart, built, line_ends, parts_of, unfolded, units_of
from bot.outbox.blocks.mrkdwn import size
from bot.outbox.blocks.richtext import rich_parts

_LONGEST = 3_000


@lru_cache(maxsize=32)  # each message of a long answer asks for the same pieces
def pieces(markdown: str, room: int) -> tuple[str, ...]:
    """The text in pieces whose rich text weighs at most `room`; joined by blank lines they read as the whole. What
    announces a block (a heading, "save this as x.yml:") is never parted from where that block begins."""
    text = line_ends(markdown).strip("\n").rstrip()
    if _cost(text) <= room:
        return (text,)
    blocks = [small for block in parts_of(text) for small in (unfolded(block) if _cost(block.text) > room else [block])]
    made: list[list[str]] = []
    left = 0
    for group in _groups(blocks):
        whole = "\n\n".join(block.text for block in group)
        cost = _cost(whole)
        if cost > room:
            made += [[part] for part in _parted(group, room)]
            left = room - _cost(made[-1][0])
        elif cost > left:
            made.append([whole])
            left = room - cost
        else:
            made[-1].append(whole)
            left -= cost
    return tuple(piece for texts in made for piece in _within(texts, room))


def _within(texts: list[str], room: int) -> list[str]:
    """Texts as one piece, or as two halves where they weigh more together than one by one: what is mostly markup is
    shown as it was written, and is no longer mostly markup beside others."""
    whole = "\n\n".join(texts)
    if len(texts) == 1 or _cost(whole) <= room:
        return [whole]
    half = len(texts) // 2
    return [*_within(texts[:half], room), *_within(texts[half:], room)]


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


def _groups(blocks: Sequence[MarkdownPart]) -> list[list[MarkdownPart]]:
    groups: list[list[MarkdownPart]] = []
    for number, block in enumerate(blocks):
        if number and blocks[number - 1].leads:
            groups[-1].append(block)
        else:
            groups.append([block])
    return groups


def _parted(group: Sequence[MarkdownPart], room: int) -> list[str]:
    """A group that fits no message: its last block in parts, the first of them below what announces it. What is too
    long to announce anything stands in messages of its own."""
    *leads, last = group
    before = "\n\n".join(block.text for block in leads)
    alone: list[str] = []
    if _cost(before) > room // 2:
        alone, before = [piece for block in leads for piece in _chunks(block, room, 0)], ""
    made = _chunks(last, room, _cost(before) if before else 0)
    return [*alone, f"{before}\n\n{made[0]}" if before else made[0], *made[1:]]


def _chunks(block: MarkdownPart, room: int, used: int) -> list[str]:
    """A block in parts of at most `room`, of which `used` is taken in the first."""
    frame = _cost(built(block, [])) if block.kind in FRAMED else 0
    chunks: list[list[str]] = [[]]
    used += frame
    for unit in _units(block):
        cost = _unit_cost(block, unit)
        if chunks[-1] and used + cost > room:
            chunks.append([])
            used = frame
        chunks[-1].append(unit)
        used += cost
    return [built(block, chunk) for chunk in chunks]


def _units(block: MarkdownPart) -> list[str]:
    """What is longer than any message is cut anywhere."""
    return [unit[at : at + _LONGEST] for unit in units_of(block) for at in range(0, len(unit) or 1, _LONGEST)]


def _cost(text: str) -> int:
    return max(size(text), weight(rich_parts(text)))


def _unit_cost(block: MarkdownPart, unit: str) -> int:
    if block.kind == "fence":
        return size(json.dumps(f"{unit}\n", ensure_ascii=False))
    if block.kind == "table":
        return max(size(unit) + 10, _cost(built(block, [unit])) - _cost(built(block, [])))
    return _cost(unit)
