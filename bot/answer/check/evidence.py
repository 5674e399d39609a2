"""Passages prepared for comparison, and what is a quotation of one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.domain import Passage
from bot.language.remembered import PASSAGES
from bot.language.sentences import Kind, Unit, cells, units
from bot.language.words import content_stems, pairs, plain_text, stem, stems

_NO = frozenset(("not", "no", "never", "cannot", "without", "only", "don't", "doesn't", "can't", "isn't", "aren't"))
# What ties a row, a column and a value together in a sentence and says nothing of its own.
_FILLER_WORDS = (
    "plan account include allow offer cost get give have come with per each the of for a an and up is are value"
)
_FILLERS = frozenset(map(stem, (*_FILLER_WORDS.split(), "limit", "amount")))


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage prepared for comparison. `quotes` are its units in normal form, `pairs` its neighbouring stems, `stems`
    those of each unit's content and of its heading."""

    passage: Passage
    units: tuple[Unit, ...]
    quotes: frozenset[str]
    pairs: frozenset[tuple[str, str]]
    stems: tuple[frozenset[str], ...]

    @property
    def facts_text(self) -> str:
        """All text of the passage that may hold a fact, its title and address included."""
        head = (self.passage.title, *self.passage.heading_path, self.passage.url)
        return "\n".join((*head, self.passage.text, *(u.plain for u in self.units if u.kind is Kind.ROW)))


def evidence(passage: Passage) -> Evidence:
    """Prepare a passage."""
    return Evidence(passage, *_prepared(passage.title, passage.text))


@lru_cache(maxsize=PASSAGES)  # passages come back with every question
def _prepared(
    title: str, text: str
) -> tuple[tuple[Unit, ...], frozenset[str], frozenset[tuple[str, str]], tuple[frozenset[str], ...]]:
    told = tuple(unit for unit in units(text) if unit.kind is not Kind.TABLE_HEADER)
    quotes = frozenset(normal(said) for unit in told for said in (unit.text, unit.plain))
    neighbours = pairs(stems(plain_text(" ".join((title, *(unit.plain for unit in told))))))
    words = tuple(frozenset(content_stems(plain_text(f"{unit.heading} {unit.plain}"))) for unit in told)
    return told, quotes, frozenset(neighbours), words


def normal(text: str) -> str:
    """A text without markup, case, outer punctuation and runs of white space: equal for equal quotations."""
    return re.sub(r"\s+", " ", plain_text(text)).strip(" .!?:;,\n").casefold()


def quoted(text: str, source: Evidence) -> bool:
    """Whether a text is one whole unit of the source, or several that stand beside each other there."""
    if normal(text) in source.quotes:
        return True
    parts = [normal(unit.plain) for unit in units(text)]
    return bool(parts) and all(part in source.quotes for part in parts)


def cell_quoted(text: str, source: Evidence) -> bool:
    """Whether a text says what one cell of a table says, with its row and column: "The Business plan has 250 GB of
    storage". The entailment model, trained on sentences, is not sure of such."""
    said = frozenset(stems(plain_text(text)))
    if said & _NO:
        return False
    for unit in source.units:
        if unit.kind is not Kind.ROW:
            continue
        name, *values = cells(unit.text)
        others = frozenset(stems(plain_text(" ".join(unit.columns[1:]))))
        for column, value in zip(unit.columns[1:], values, strict=False):
            needed = frozenset(stems(plain_text(f"{name} {column} {value}")))
            rest = frozenset(content_stems(plain_text(text))) - needed - _FILLERS
            if needed and value and needed - _FILLERS <= said and not rest and not (others - needed) & said:
                return True
    return False
