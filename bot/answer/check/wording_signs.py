"""Signs in the wording that a source does, or does not, say what a sentence says: one figure each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.answer.check.evidence import Evidence
from bot.answer.check.evidence_windows import Window
from bot.answer.check.facts import facts, missing
from bot.answer.check.relabelled import relabelled
from bot.language.altered_quotation import altered
from bot.language.contradiction import contradiction, of_another
from bot.language.sentences import Kind
from bot.language.words import content_stems, pairs, plain_text, share, stems, words

_NEGATIONS = frozenset(
    "not no never none cannot nothing nobody neither nor without unable impossible".split()  # noqa: SIM905
)
_ORDER = frozenset(
    "more less fewer most least first last before after above below higher lower earlier later longer".split()  # noqa: SIM905
)
_MOST = 3.0  # a count above this says no more


@dataclass(frozen=True, slots=True)
class Signs:
    """Of a sentence beside its window. `covered`, `covered_best`, `runs`, `known` are shares 0..1 of its words: by
    rarity in the window, in the nearest sentence, as neighbours anywhere, anywhere. `facts_apart` and `order` count the
    facts and words of order that the window lacks. `turned` is what contradicts it, in words."""

    covered: float
    covered_best: float
    runs: float
    known: float
    facts_apart: float
    order: float
    negated_alone: float
    unnegated: float
    turned: str


def signs(text: str, window: Window, cited: Sequence[Evidence]) -> Signs:
    """The signs for a sentence with the window chosen for it."""
    plain = plain_text(text)
    said = words(plain)
    own = list(dict.fromkeys(content_stems(plain)))
    near = {w for unit in window.units for w in words(plain_text(unit.plain))}
    best = plain_text(window.best.plain)
    covered_best = share(own, frozenset(content_stems(best)))
    negated = _negated(said)
    here = "\n".join((window.source.passage.title, *(unit.plain for unit in window.units)))
    everything = frozenset(stem for item in cited for held in item.stems for stem in held)
    runs = list(pairs(stems(plain)))
    return Signs(
        covered=window.covered,
        covered_best=covered_best,
        runs=share(runs, frozenset().union(*(item.pairs for item in cited))),
        known=share(own, everything),
        facts_apart=min(_MOST, len(missing(facts(text), here))),
        order=min(_MOST, len((_ORDER & set(said)) - near)),
        negated_alone=float(negated and not _negated(list(near))),
        unnegated=covered_best * (_negated(words(best)) and not negated),
        turned=_turned(text, window, cited),
    )


def _turned(text: str, window: Window, cited: Sequence[Evidence]) -> str:
    every = [unit for item in cited for unit in item.units]
    told = [unit.plain for unit in every if unit.kind is not Kind.HEADING]
    turned = contradiction(text, window.units) or of_another(text, every)
    return turned or relabelled(text, told) or altered(text, told)


def _negated(said: Sequence[str]) -> bool:
    return any(word in _NEGATIONS or word.endswith("n't") for word in said)
