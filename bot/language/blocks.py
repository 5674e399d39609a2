"""Markdown's blocks as ranges of lines: paragraphs, list items, table rows, code, headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
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
_STEP = re.compile(r"^(\s*(?:>\s?)*)(\d{1,9})[.)]\s")
TOLD_STEP = re.compile(r"^\s*(?:(?:\*\*|__)?step\s+(\d{1,2})\b|(?:\*\*|__)(\d{1,2})[.)]\s)", re.IGNORECASE)
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
    """Lines `start` to `end` (exclusive) of a text; `marker` is what stands before the first line's own text.

    `procedure` counts the numbered lists that stand in no other, from 1: all that stands in one has its number, also
    what parts its steps from each other; 0 elsewhere."""

    kind: Kind
    start: int
    end: int
    marker: str = ""
    procedure: int = 0


def blocks(lines: Sequence[str]) -> list[Block]:
    """The blocks of a text in order. Never raises. Lines between them (empty ones, rules) belong to none."""
    tokens = _parser().parse("\n".join(lines).replace("\r", " "))  # the parser's lines must be the same as these
    found = _told_steps(_whole_procedures(list(_parsed(tokens, len(lines))), lines), lines)
    return [part for block in found for part in _as_written(block, lines)]


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    """CommonMark with tables. A passage may be cut out of a list, so indentation alone makes no code, and a line under
    a sentence makes no heading of it: a sentence that became a heading would escape the check."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    return parser.disable(["code", "lheading", "reference", "html_block", "inline", "text_join"])


def _parsed(tokens: Sequence[Token], count: int) -> Iterator[Block]:
    items: list[Kind] = []  # the lists that are open, innermost last
    opened = False  # whether the innermost item has had its first block
    procedure = 0
    for token in tokens:
        if token.type in ("ordered_list_open", "bullet_list_open"):
            procedure += token.type.startswith("ordered") and Kind.STEP not in items
            items.append(Kind.STEP if token.type.startswith("ordered") else Kind.BULLET)
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            items.pop()
        elif token.type == "list_item_open":
            opened = True
        elif token.map is not None and (token.type in _LEAVES or token.type == "paragraph_open"):
            kind = items[-1] if items and opened else Kind.SENTENCE
            opened = False
            leaf = _LEAVES.get(token.type)
            own = procedure if Kind.STEP in items else 0
            yield Block(Kind(leaf) if leaf else kind, token.map[0], min(token.map[1], count), procedure=own)


def _whole_procedures(found: Sequence[Block], lines: Sequence[str]) -> list[Block]:
    """Steps whose list is broken by code or words between them are one procedure, as their numbers say."""
    spans: list[tuple[int, int, int]] = []  # first and last block, number
    begins, number, margin, last = -1, 0, "", 0  # of the open one; `last` is its last step's number
    for place, block in enumerate(found):
        step = _STEP.match(lines[block.start]) if block.procedure and block.kind is Kind.STEP else None
        if block.kind is Kind.HEADING and not block.procedure:
            begins = -1
        elif step and step[1] == margin and begins >= 0 and (block.procedure == number or int(step[2]) == last + 1 > 1):
            spans[-1] = (spans[-1][0], place, spans[-1][2])
            number, last = block.procedure, last + 1
        elif begins >= 0 and (
            block.procedure == number or (block.kind is Kind.CODE and _alike(found, spans[-1], place))
        ):
            spans[-1] = (spans[-1][0], place, spans[-1][2])
        elif step:
            begins, number, margin, last = place, block.procedure, step[1], int(step[2])
            spans.append((place, place, block.procedure))
    out = list(found)
    for first, end, own in spans:
        out[first : end + 1] = [replace(block, procedure=own) for block in out[first : end + 1]]
    return out


def _told_steps(found: list[Block], lines: Sequence[str]) -> list[Block]:
    """Paragraphs that count as steps ("**Step 1:** Open it.", "**2. Save it**") are a procedure with all between them,
    and with as much behind the last one as stands between it and the one before."""
    runs: list[list[int]] = [[]]  # the places of the steps of each
    last = 0
    for place, block in enumerate(found):
        told = TOLD_STEP.match(lines[block.start]) if block.kind is Kind.SENTENCE and not block.procedure else None
        number = int(told[1] or told[2]) if told else 0
        if block.kind is Kind.HEADING or (number and number != last + 1):
            runs.append([])
            last = 0
        if number:
            runs[-1].append(place)
            last = number
    out = list(found)
    free = max((block.procedure for block in found), default=0) + 1
    for own, run in enumerate((run for run in runs if len(run) > 1), free):
        end = min(2 * run[-1] - run[-2], len(out))
        heading = next((at for at in range(run[-1], end) if out[at].kind is Kind.HEADING), end)
        out[run[0] : heading] = [replace(block, procedure=own) for block in out[run[0] : heading]]
    return out


def _alike(found: Sequence[Block], span: tuple[int, int, int], place: int) -> bool:
    """Whether code right behind the last step is that step's, for it stands so behind the one before."""
    first, last, _ = span
    return place == last + 1 and any(not block.procedure for block in found[last - 1 : last] if last > first)


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
        yield Block(own, at, end, found.group() if found else "", block.procedure)


def _opens(line: str) -> Kind | None:
    for pattern, kind in ((_ROW, Kind.ROW), (_BULLET, Kind.BULLET), (_NUMBERED, Kind.STEP)):
        if pattern.match(line):
            return kind
    return None
