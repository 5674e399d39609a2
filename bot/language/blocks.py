"""Markdown's blocks as ranges of lines: paragraphs, list items, table rows, code, headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

# What stands before a block's own text: signs of quotations, items and headings, in any order.
_MARKER = re.compile(r"\s*(?:(?:>|[-*+•]|\d{1,9}[.)])(?:\s+|$)|>)*\s*(?:#{1,6}(?:\s+|$))?")
_ROW = re.compile(r"^\s*\|.*\|\s*$")
# Lists as people write them, which CommonMark leaves inside a paragraph: another bullet, a number other than 1.
_BULLET = re.compile(r"^\s*•\s+")
_NUMBERED = re.compile(r"^\s*\d{1,3}[.)]\s+")
_LEAVES = {"fence": "code", "heading_open": "heading", "tr_open": "row"}


class Kind(StrEnum):
    """What a unit is. Headings and table headers are context: no answer quotes them alone."""

    SENTENCE = "sentence"
    STEP = "step"
    BULLET = "bullet"
    ROW = "row"
    TABLE_HEADER = "table_header"
    CODE = "code"
    HEADING = "heading"


@dataclass(frozen=True, slots=True)
class Block:
    """Lines `start` to `end` (exclusive) of a text; `marker` is what stands before the first line's own text."""

    kind: Kind
    start: int
    end: int
    marker: str = ""


def blocks(lines: Sequence[str]) -> list[Block]:
    """The blocks of a text in order. Never raises. Lines between them (empty ones, rules) belong to none."""
    return [
        part for found in _parsed(_parser().parse("\n".join(lines)), len(lines)) for part in _as_written(found, lines)
    ]


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    """CommonMark with tables. A passage may be cut out of a list, so indentation alone makes no code, and a line under
    a sentence makes no heading of it: a sentence that became a heading would escape the check."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    return parser.disable(["code", "lheading", "reference", "html_block", "inline", "text_join"])


def _parsed(tokens: Sequence[Token], count: int) -> Iterator[Block]:
    items: list[Kind] = []  # the lists that are open, innermost last
    opened = False  # whether the innermost item has had its first block
    for token in tokens:
        if token.type in ("ordered_list_open", "bullet_list_open"):
            items.append(Kind.STEP if token.type.startswith("ordered") else Kind.BULLET)
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            items.pop()
        elif token.type == "list_item_open":
            opened = True
        elif token.map is not None and (token.type in _LEAVES or token.type == "paragraph_open"):
            kind = items[-1] if items and opened else Kind.SENTENCE
            opened = False
            leaf = _LEAVES.get(token.type)
            yield Block(Kind(leaf) if leaf else kind, token.map[0], min(token.map[1], count))


def _as_written(block: Block, lines: Sequence[str]) -> Iterator[Block]:
    """A block with its marker; a paragraph cut where a line opens a list or row that CommonMark does not see."""
    if block.kind is Kind.CODE:
        yield block
        return
    kind, start = block.kind, block.start
    if kind is Kind.ROW and "|" not in lines[start]:
        kind = Kind.SENTENCE  # a line right below a table
    starts: list[tuple[int, Kind]] = [(start, kind)]
    for at in range(start, block.end) if kind not in (Kind.ROW, Kind.HEADING) else ():
        opens = _opens(lines[at])
        if opens and at > start:
            starts.append((at, opens))
        elif opens and kind is Kind.SENTENCE:
            starts[0] = (at, opens)
        elif at > start and starts[-1][1] is Kind.ROW:
            starts.append((at, Kind.SENTENCE))
    for (at, own), (end, _) in zip(starts, [*starts[1:], (block.end, kind)], strict=True):
        found = _MARKER.match(lines[at]) if own is not Kind.ROW else None
        yield Block(own, at, end, found.group() if found else "")


def _opens(line: str) -> Kind | None:
    for pattern, kind in ((_ROW, Kind.ROW), (_BULLET, Kind.BULLET), (_NUMBERED, Kind.STEP)):
        if pattern.match(line):
            return kind
    return None
