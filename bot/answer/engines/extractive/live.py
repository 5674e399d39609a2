"""Quotes what a tool has just looked up for the customer: the lines that share most with the question."""

from __future__ import annotations

from bot.domain import Passage, Sentence
from bot.language.sentences import Kind, units
from bot.language.words import content_stems, plain_text

_MOST = 4  # lines


def quote_live(question: str, passages: tuple[Passage, ...]) -> tuple[Sentence, ...]:
    """At most four lines of live passages, each citing its own; empty when there are none. Lines that share most
    words with the question come alone."""
    asked = frozenset(content_stems(plain_text(question)))
    told = [
        (passage, unit)
        for passage in passages
        if passage.live
        for unit in units(passage.text)
        if unit.kind not in (Kind.HEADING, Kind.TABLE_HEADER)
    ]
    shared = [asked.intersection(content_stems(plain_text(unit.plain))) for _, unit in told]
    most = max(map(len, shared), default=0)
    kept = [pair for pair, common in zip(told, shared, strict=True) if len(common) == most]
    return tuple(
        Sentence(unit.plain if unit.kind is Kind.ROW else unit.text, (passage.id,), "\n- " if number else "- ")
        for number, (passage, unit) in enumerate(kept[:_MOST])
    )
