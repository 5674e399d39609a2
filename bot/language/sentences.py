"""Markdown cut into the pieces that can be quoted and checked one by one: sentences, steps, table rows, code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.language.blocks import Kind as Kind
from bot.language.blocks import blocks
from bot.language.remembered import PASSAGE, PASSAGES, remembered
from bot.language.words import plain_text

_END = re.compile(r"[.!?…]+[\"'”’)\]*_`]*(?=\s)\s+|[。！？]+[」』”]*\s*")
_ABBREVIATION = re.compile(r"\b(?:e\.g|i\.e|vs|approx|dr|mr|mrs|ms|prof|st|cf|fig|sec|ca)\.$", re.I)
_INITIAL = re.compile(r"(?:^|[\s(.])[A-Z]\.$")  # "J. Doe"; the t of "They don't." is none
_BEFORE_NUMBER = re.compile(r"\b(?:no|nr|p|pp|vol|ch|art|v)\.$", re.I)
_HALF_DAY = re.compile(r"\b[ap]\.m\.$", re.I)
_ZONE = re.compile(r"[A-Z]{2,5}\b")
_ITEM_NUMBER = re.compile(r"(?:^|[:;,]\s+)(?:\*\*|__)?(?:\d{1,2}|[a-z])\.$")  # "Do this: 1. Open it."
_SAYS_NOTHING = ("", "value", "values", "limit", "amount", "description", "meaning", "details", "answer")
_TELLS_NOTHING = re.compile(r"what\s+(?:it|this|they)\s+(?:does|do|means?|is|are)\W*$", re.I)
_CLAUSE = re.compile(r"(?:what|how|why|when|where|who|which|does|is|can)\s+\w", re.I)  # "What it does", over a column
_QUOTED_LINE = re.compile(r"^\s*(?:>\s?)+")
_SOFT_WRAP = 50  # characters; a line at least this long that ends without a stop was probably wrapped by an editor


@dataclass(frozen=True, slots=True)
class Unit:
    """One piece of a Markdown text. `lead` + `text` over all units is the text again (less space at its end).

    `block` numbers the paragraph, list or table the unit belongs to; `heading` is the nearest heading above it;
    `columns` are the header cells of a row's table; `procedure` numbers the steps that it belongs to, 0 where to
    none."""

    text: str
    lead: str = ""
    kind: Kind = Kind.SENTENCE
    block: int = 0
    heading: str = ""
    columns: tuple[str, ...] = ()
    procedure: int = 0

    @property
    def plain(self) -> str:
        """The unit as it reads in a line of prose: a row with its column names, anything else as written."""
        return row_in_words(cells(self.text), self.columns) if self.kind is Kind.ROW else self.text


def with_heading(unit: Unit, title: str) -> str:
    """A unit as plain text after the heading that it stands under, or after the article's title: many a sentence says
    what it is about nowhere else."""
    return f"{unit.heading or title}: {plain_text(unit.plain)}"


def cells(row: str) -> tuple[str, ...]:
    """The cells of a table row, stripped; an escaped bar stays in its cell."""
    inner = row.strip().removeprefix("|").removesuffix("|")
    return tuple(cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", inner))


def row_in_words(row: tuple[str, ...], columns: tuple[str, ...]) -> str:
    """A table row as a line: "Starter: price paid monthly $20; price paid yearly $17".

    The first cell names the row. In a table of two columns a name such as "value" or "What it does" is left out:
    "storage: 10 GB"."""
    if len(row) < 2:
        return " ".join(row)
    named = columns[1:] or ("",) * len(row)
    if len(row) == 2 and (named[0].lower() in _SAYS_NOTHING or _TELLS_NOTHING.match(named[0])):
        return f"{row[0]}: {row[1]}"
    rest = zip(named, row[1:], strict=False)
    return f"{row[0]}: " + "; ".join(_cell_in_words(name, value) for name, value in rest if value)


def _cell_in_words(name: str, value: str) -> str:
    """A cell after its column's name, which is not said twice; a name that is a clause gets a colon."""
    if not name or value.casefold().startswith(f"{name.casefold()}:"):
        return value
    clause = _CLAUSE.match(name) and not name.endswith("?")
    return f"{name}: {value}" if clause else f"{name} {value}"


@remembered(PASSAGES, PASSAGE)  # passages come back with every question
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
        if _goes_on(text[start : end.start() + 1], text[end.end() :]):
            continue
        spans.append((gap, text[start:cut]))
        gap, start = text[cut : end.end()], end.end()
    if text[start:]:
        spans.append((gap, text[start:]))
    return spans


def _goes_on(before: str, after: str) -> bool:
    """Whether the stop at the end of `before` ends no sentence."""
    following = after[:1]
    if not following or following.islower() or following == ">":  # the dots of **... > Print** name a menu
        return True
    if before.count("`") % 2 and "`" in after:  # inside code
        return True
    if _HALF_DAY.search(before):
        return bool(_ZONE.match(after))
    if _BEFORE_NUMBER.search(before) and following.isdigit():
        return True
    return any(pattern.search(before) for pattern in (_ABBREVIATION, _INITIAL, _ITEM_NUMBER))


def _lines_to_units(text: str) -> Iterator[Unit]:
    """Walk the blocks; `lead` collects everything between two units' texts."""
    lines, at, lead = text.split("\n"), 0, ""
    for number, block in enumerate(blocks(lines)):
        lead += "".join(line + "\n" for line in lines[at : block.start])
        body = "\n".join(lines[block.start : block.end])
        marker, body = body[: len(block.marker)], body[len(block.marker) :]
        for unit in _block_units(body.rstrip(), block.kind, ">" in block.marker):
            yield replace(unit, lead=lead + marker + unit.lead, block=number, procedure=block.procedure)
            lead = marker = ""
        lead += marker + body[len(body.rstrip()) :] + "\n"
        at = block.end


def _block_units(body: str, kind: Kind, quotation: bool) -> Iterator[Unit]:
    """The units of one block's text; only paragraphs hold more than one."""
    if kind is not Kind.SENTENCE:
        if body:
            yield Unit(body, kind=kind)
        return
    gap = ""
    for paragraph in _hard_lines(body):
        marker = _QUOTED_LINE.match(paragraph) if quotation else None
        gap += marker.group() if marker else ""
        for space, sentence in sentence_spans(paragraph[marker.end() if marker else 0 :]):
            yield Unit(sentence, lead=gap + space)
            gap = ""
        gap += "\n"


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
