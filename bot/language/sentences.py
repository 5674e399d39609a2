"""Markdown cut into the pieces that can be quoted and checked one by one: sentences, steps, table rows, code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

_FENCE = re.compile(r"^\s*(```|~~~)")
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+")
_NUMBERED = re.compile(r"^\s*\d{1,3}[.)]\s+")
_BULLET = re.compile(r"^\s*[-*+•]\s+")
_QUOTE = re.compile(r"^\s*(?:>\s?)+")
_ROW = re.compile(r"^\s*\|.*\|\s*$")
_RULE_ROW = re.compile(r"^\s*\|[\s:|-]*-[\s:|-]*\|\s*$")
_END = re.compile(r"[.!?…]+[\"'”’)\]*_`]*(?=\s)\s+|[。！？]+[」』”]*\s*")
_ABBREVIATION = re.compile(r"(?:\b(?:e\.g|i\.e|etc|vs|approx|dr|mr|mrs|ms|inc|ltd|st|cf|fig|incl)|\b[A-Z])\.$", re.I)
_SAYS_NOTHING = ("", "value", "values", "limit", "amount", "description", "meaning", "details", "answer")
_SOFT_WRAP = 50  # characters; a line at least this long that ends without a stop was probably wrapped by an editor


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
class Unit:
    """One piece of a Markdown text. `lead` + `text` over all units is the text again (less space at its end).

    `block` numbers the paragraph, list or table the unit belongs to; `heading` is the nearest heading above it;
    `columns` are the header cells of a row's table."""

    text: str
    lead: str = ""
    kind: Kind = Kind.SENTENCE
    block: int = 0
    heading: str = ""
    columns: tuple[str, ...] = ()

    @property
    def plain(self) -> str:
        """The unit as it reads in a line of prose: a row with its column names, anything else as written."""
        return row_in_words(cells(self.text), self.columns) if self.kind is Kind.ROW else self.text


def cells(row: str) -> tuple[str, ...]:
    """The cells of a table row, stripped; an escaped bar stays in its cell."""
    inner = row.strip().removeprefix("|").removesuffix("|")
    return tuple(cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", inner))


def row_in_words(row: tuple[str, ...], columns: tuple[str, ...]) -> str:
    """A table row as a line: "Starter: price paid monthly $20; price paid yearly $17".

    The first cell names the row. In a table of two columns a name such as "value" is left out: "storage: 10 GB"."""
    if len(row) < 2:
        return " ".join(row)
    named = columns[1:] or ("",) * len(row)
    if len(row) == 2 and named[0].lower() in _SAYS_NOTHING:
        return f"{row[0]}: {row[1]}"
    rest = zip(named, row[1:], strict=False)
    return f"{row[0]}: " + "; ".join(f"{name} {value}" if name else value for name, value in rest if value)


@lru_cache(maxsize=2_000)  # passages come back with every question
def units(markdown: str) -> tuple[Unit, ...]:
    """Cut a Markdown text into units, in order. Never raises; text without structure is one paragraph."""
    return tuple(_with_context(_lines_to_units(markdown.replace("\r\n", "\n"))))


def sentence_spans(text: str) -> list[tuple[str, str]]:
    """(space before, sentence) for each sentence of a paragraph; abbreviations and decimals do not end one."""
    spans: list[tuple[str, str]] = []
    start, gap = 0, ""
    for end in _END.finditer(text):
        space = re.search(r"\s*$", end.group())
        cut = end.start() + (space.start() if space else len(end.group()))
        following = text[end.end() : end.end() + 1]
        goes_on = following.islower() or following == ">"  # the dots of **... > Print** name a menu
        if not following or goes_on or _ABBREVIATION.search(text[start : end.start() + 1]):
            continue
        spans.append((gap, text[start:cut]))
        gap, start = text[cut : end.end()], end.end()
    if text[start:]:
        spans.append((gap, text[start:]))
    return spans


def _lines_to_units(text: str) -> Iterator[Unit]:
    """Walk the lines, gathering each block; `lead` collects everything between two units' texts."""
    lines, at, lead, block = text.split("\n"), 0, "", 0
    while at < len(lines):
        line = lines[at]
        if not line.strip() or _RULE_ROW.match(line):
            lead += line + "\n"
            at += 1
            continue
        end, kind, marker = _block_at(lines, at)
        body = "\n".join(lines[at:end])[len(marker) :]
        for unit in _block_units(body.rstrip(), kind):
            yield replace(unit, lead=lead + marker + unit.lead, block=block)
            lead = marker = ""
        lead = body[len(body.rstrip()) :] + "\n"
        at, block = end, block + 1


def _block_at(lines: list[str], at: int) -> tuple[int, Kind, str]:
    """Where the block starting at a line ends (exclusive), its kind, and the marker it opens with."""
    line = lines[at]
    if fence := _FENCE.match(line):
        closing = (i for i in range(at + 1, len(lines)) if lines[i].strip().startswith(fence.group(1)))
        return next(closing, len(lines) - 1) + 1, Kind.CODE, ""
    for pattern, kind in ((_HEADING, Kind.HEADING), (_ROW, Kind.ROW)):
        if found := pattern.match(line):
            return at + 1, kind, found.group() if kind is Kind.HEADING else ""
    for pattern, kind in ((_NUMBERED, Kind.STEP), (_BULLET, Kind.BULLET), (_QUOTE, Kind.SENTENCE)):
        if found := pattern.match(line):
            return _continued(lines, at), kind, found.group()
    return _continued(lines, at), Kind.SENTENCE, ""


def _continued(lines: list[str], at: int) -> int:
    """The end of a paragraph or list item: the next blank line or the next line that opens a block of its own."""
    end = at + 1
    openers = (_FENCE, _HEADING, _ROW, _NUMBERED, _BULLET)
    while end < len(lines) and lines[end].strip() and not any(o.match(lines[end]) for o in openers):
        end += 1
    return end


def _block_units(body: str, kind: Kind) -> Iterator[Unit]:
    """The units of one block's text; only paragraphs hold more than one."""
    if kind is not Kind.SENTENCE:
        yield Unit(body, kind=kind)
        return
    gap = ""
    for paragraph in _hard_lines(body):
        for space, sentence in sentence_spans(paragraph):
            yield Unit(sentence, lead=gap + space)
            gap = ""
        gap = "\n"


def _hard_lines(body: str) -> list[str]:
    """Lines of a paragraph that stand alone; a long line without a stop at its end runs on into the next."""
    joined: list[str] = []
    for line in body.split("\n"):
        last = joined[-1].rsplit("\n", 1)[-1].rstrip() if joined else ""
        if joined and (line[:1].islower() or (len(last) >= _SOFT_WRAP and last[-1:] not in ".!?:…")):
            joined[-1] += "\n" + line
        else:
            joined.append(line)
    return joined


def _with_context(found: Iterator[Unit]) -> Iterator[Unit]:
    """Give each unit its heading, give list items and rows of one list or table one block, name table headers."""
    heading, block = "", -1
    columns: tuple[str, ...] = ()
    previous: Unit | None = None
    for unit in found:
        same = previous is not None and unit.block != previous.block and _continues(unit, previous)
        if previous is None or (unit.block != previous.block and not same):
            block += 1
            columns = ()
        if unit.kind is Kind.HEADING:
            heading = unit.text.strip()
        kind = unit.kind
        if kind is Kind.ROW and not columns:
            kind, columns = Kind.TABLE_HEADER, cells(unit.text)
        yield replace(unit, kind=kind, block=block, heading=heading, columns=columns)
        previous = unit


def _continues(unit: Unit, previous: Unit) -> bool:
    """Whether a list item or row belongs to the list or table before it."""
    if unit.kind is not previous.kind or unit.kind not in (Kind.STEP, Kind.BULLET, Kind.ROW):
        return False
    blank = unit.lead.count("\n") > 1 and unit.kind is Kind.ROW and "|" not in unit.lead
    return not blank
