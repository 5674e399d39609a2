"""Judges an answer that quotes against the sentences that should have been quoted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain import Decision
from bot.evaluation.site.data import Asked, Site
from bot.language.words import plain_text, words

_SAME = 0.8  # share of the words of a sentence that make it another's part
_ENOUGH = 0.5  # share of the answering sentences


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a question. `right`: at least half of the answering sentences are given, and nothing but them and
    what belongs to them; `exact`: all of them and nothing else. `linked`: the card links to the article that answers.
    `posted`: it would go out without a person."""

    asked: Asked
    drafted: bool
    posted: bool
    right: bool
    exact: bool
    linked: bool
    ms: float


def judged(asked: Asked, decision: Decision, site: Site, ms: float) -> Outcome:
    """A decision against the sentences that answer."""
    generation = decision.drafted.generation if decision.drafted else None
    quoted = [s.text for s in generation.sentences] if generation else []
    drafted = bool(quoted) and decision.tier <= 1
    share, strange, loose = _given(asked, quoted, site)
    by_id = {passage.id: passage.article_id for passage in decision.passages}
    linked = {str(source.id) for source in decision.sources} if drafted else set()
    linked |= {str(by_id[id_]) for id_ in (generation.near if generation else ()) if id_ in by_id}
    return Outcome(
        asked=asked,
        drafted=drafted,
        posted=drafted and decision.tier == 0,
        right=drafted and share >= _ENOUGH and not strange,
        exact=drafted and share == 1.0 and not strange and not loose,
        linked=asked.answerable and asked.article in linked,
        ms=ms,
    )


def gives_the_answer(asked: Asked, quoted: Sequence[str], site: Site) -> bool:
    """Whether at least half of the answering sentences are quoted, and nothing but them and what belongs to them."""
    share, strange, _ = _given(asked, quoted, site)
    return share >= _ENOUGH and not strange


def _given(asked: Asked, quoted: Sequence[str], site: Site) -> tuple[float, int, int]:
    """The share of the answering sentences that is given, and how many others are strange to them or merely beside."""
    own = site.units.get(asked.article, ())
    headings = {_plain(name) for path, _ in own for name in path.split(" > ")}
    told = [text for text in quoted if _plain(text) not in headings]
    given, strange, loose = _compared(told, asked.answer, [text for _, text in own])
    return len(given) / len(asked.answer) if asked.answer else 0.0, strange, loose


def _compared(quoted: Sequence[str], answer: Sequence[int], units: Sequence[str]) -> tuple[set[int], int, int]:
    """Which answering sentences are given, how many quoted ones are strange to the answer, and how many merely stand
    beside it: right before, after or between the answering ones, as a lead-in or the rest of a list does."""
    bags = [_bag(text) for text in units]
    beside = set(range(min(answer) - 1, max(answer) + 2)) if answer else set()
    given, strange, loose = set(), 0, 0
    for text in quoted:
        bag = _bag(text)
        found = {n for n in answer if _within(bags[n], bag) or _within(bag, bags[n])}
        given |= found
        if found or not bag:
            continue
        near = any(0 <= n < len(bags) and _within(bag, bags[n]) for n in beside)
        loose, strange = loose + near, strange + (not near)
    return given, strange, loose


def _plain(text: str) -> str:
    return " ".join(words(plain_text(text)))


def _bag(text: str) -> Counter[str]:
    return Counter(words(plain_text(text)))


def _within(part: Counter[str], whole: Counter[str]) -> bool:
    return bool(part) and (part & whole).total() >= _SAME * part.total()
