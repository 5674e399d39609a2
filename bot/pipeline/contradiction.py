"""Where a claim uses a source's words but turns its meaning: negation, opposites, amounts given to the wrong thing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.pipeline.quantities import Quantity, quantities
from bot.pipeline.sentences import Kind, Unit, cells
from bot.pipeline.words import content_stems, plain_text, stem, words

_SPLIT = re.compile(r"[;:—–]|,(?!\d)|\s(?:and|but|while|whereas|although|because|if|when|unless)\s")
_NEGATIONS = frozenset(
    (
        "not",
        "no",
        "never",
        "none",
        "cannot",
        "unable",
        "nobody",
        "nothing",
        "neither",
        "nor",
        "impossible",
        "unavailable",
    )
)
# Beside these a "not" may say the same as a source without one: "not more than 5" and "up to 5", "not until" and "after".
_LIMITERS = frozenset(
    ("more", "than", "until", "unless", "without", "only", "except", "beyond", "longer", "exceed", "but")
)
_OPPOSITES = (
    "enable/disable enabled/disabled on/off before/after increase/decrease allow/block allowed/forbidden include/exclude "
    "minimum/maximum public/private accept/reject start/stop add/remove upgrade/downgrade monthly/annual monthly/annually "
    "monthly/yearly first/last always/never all/none internal/external open/close free/paid required/optional "
    "lock/unlock with/without import/export higher/lower above/below earlier/later available/unavailable show/hide "
    "connect/disconnect active/inactive valid/invalid permanent/temporary automatic/manual automatically/manually "
    "most/least more/less more/fewer archive/restore activate/deactivate subscribe/unsubscribe input/output "
    "immediately/later left/right old/new same/different send/receive cheaper/dearer longer/shorter ios/android"
)
_PAIRS = tuple((stem(a), stem(b)) for a, b in (pair.split("/") for pair in _OPPOSITES.split()))
_OPPOSED = frozenset(side for pair in _PAIRS for side in pair)
_CLOSE = 0.6  # share of a clause's words that a source clause needs before the two are taken to be about one thing


@dataclass(frozen=True, slots=True)
class Clause:
    """Part of a sentence, as sets: its stems, those that say what it is about, its amounts."""

    stems: frozenset[str]
    topic: frozenset[str]
    negated: bool
    limited: bool
    amounts: tuple[Quantity, ...]


def contradiction(claim: str, sources: Sequence[Unit]) -> str:
    """What in `claim` goes against the sources, in a few words for a person; empty when nothing is seen to."""
    parts = [part for unit in sources for part in unit_clauses(unit)]
    wholes = [_clause(unit.plain) for unit in sources if unit.kind is not Kind.ROW]
    for part in clauses(claim):
        found = _turned(part, _closest(part, parts) or _closest(part, wholes)) or _mispaired(part, parts)
        if found:
            return found
    return ""


@lru_cache(maxsize=8192)
def unit_clauses(unit: Unit) -> tuple[Clause, ...]:
    """The clauses of a source unit; of a table row one a cell, with the names of its row and column."""
    if unit.kind is not Kind.ROW:
        return clauses(unit.text)
    name, *values = cells(unit.text)
    columns = unit.columns[1:] or ("",) * len(values)
    return tuple(_clause(f"{name} {column} {value}") for column, value in zip(columns, values, strict=False))


def clauses(text: str) -> tuple[Clause, ...]:
    """The clauses of a sentence in order."""
    return tuple(_clause(part) for part in _SPLIT.split(plain_text(text)) if part.strip())


def _clause(text: str) -> Clause:
    said = words(plain_text(text))
    negated = any(word in _NEGATIONS or word.endswith("n't") for word in said)
    meaning = frozenset(content_stems(plain_text(text)))
    topic = frozenset(s for s in meaning if s not in _OPPOSED and s not in _NEGATIONS and not s[0].isdigit())
    limited = not _LIMITERS.isdisjoint(said)
    return Clause(frozenset(map(stem, said)), topic, negated, limited, tuple(quantities(text)))


def _closest(claim: Clause, sources: Sequence[Clause]) -> list[Clause]:
    """The source clauses that share most of the claim's topic, if any shares enough of it."""
    if len(claim.topic) < 2:
        return []
    shared = [len(claim.topic & source.topic) / len(claim.topic) for source in sources]
    best = max(shared, default=0.0)
    return [s for s, part in zip(sources, shared, strict=True) if part >= max(best, _CLOSE)]


def _turned(claim: Clause, closest: Sequence[Clause]) -> str:
    """A negation on one side only, or an opposite word, against every closest source clause."""
    if not closest:
        return ""
    if not claim.limited and all(s.negated != claim.negated and not s.limited for s in closest):
        return "says no where the source says yes" if claim.negated else "says yes where the source says no"
    for a, b in _PAIRS:
        for said, other in ((a, b), (b, a)):
            if said in claim.stems and other not in claim.stems:
                if all(other in s.stems and said not in s.stems for s in closest):
                    return f"says “{said}…” where the source says “{other}…”"
    return ""


def _mispaired(claim: Clause, sources: Sequence[Clause]) -> str:
    """An amount that the source states of something else, while it states another amount of what the claim names."""
    for amount in claim.amounts:
        same = [s for s in sources if any(_equal(amount, other) for other in s.amounts)]
        if not same:
            continue
        held = max(same, key=lambda s: len(s.topic & claim.topic))
        for rival in sources:
            others = [o for o in rival.amounts if o.dimension == amount.dimension]
            if not others or any(_equal(amount, o) for o in rival.amounts):
                continue
            gained = (rival.topic - held.topic) & claim.topic
            lost = (held.topic - rival.topic) & claim.topic
            if gained and not lost and len(rival.topic & claim.topic) >= 2:
                return f"says {amount.shown} where the source says {others[0].shown}"
    return ""


def _equal(a: Quantity, b: Quantity) -> bool:
    return a.value == b.value and a.dimension == b.dimension
