"""Chooses what a sentence is judged by: the sentences of a cited passage that share most with it, and neighbours."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.answer.check.evidence import Evidence
from bot.language.sentences import Unit
from bot.language.words import content_stems, plain_text

_ALONE = 0.5  # weight of a sentence's own words against those it has with its neighbours
_TAKEN, _AROUND = 3, 1  # how many sentences are taken, and neighbours on each side


@dataclass(frozen=True, slots=True)
class Window:
    """Units of one passage in their order. `best` is the one that shares most; `covered` 0..1 how much of the
    sentence's words, by their rarity, `units` hold."""

    source: Evidence
    units: tuple[Unit, ...]
    best: Unit
    covered: float


def window_for(text: str, cited: Sequence[Evidence]) -> Window | None:
    """The window for a sentence, out of the cited passage that has most of it; None where none has any text."""
    asked = frozenset(content_stems(plain_text(text)))
    rarity = _rarity([words for item in cited for words in item.stems])
    scored = [(_scores(asked, item.stems, rarity), item) for item in cited if item.units]
    if not scored:
        return None
    scores, item = max(scored, key=lambda found: max(found[0]))
    order = sorted(range(len(scores)), key=lambda at: -scores[at])
    taken = {at for top in order[:_TAKEN] for at in range(top - _AROUND, top + _AROUND + 1)}
    inside = [at for at in sorted(taken) if 0 <= at < len(scores)]
    held = frozenset().union(*(item.stems[at] for at in inside))
    units = tuple(item.units[at] for at in inside)
    return Window(item, units, item.units[order[0]], _covered(asked, held, rarity))


def _scores(asked: frozenset[str], stems: Sequence[frozenset[str]], rarity: dict[str, float]) -> list[float]:
    """How much of what is asked each sentence has, alone and with its neighbours."""
    alone = [_covered(asked, words, rarity) for words in stems]
    joined = [_covered(asked, frozenset().union(*stems[max(0, at - 1) : at + 2]), rarity) for at in range(len(stems))]
    return [_ALONE * a + (1 - _ALONE) * b for a, b in zip(alone, joined, strict=True)]


def _rarity(units: Sequence[frozenset[str]]) -> dict[str, float]:
    held = Counter(word for words in units for word in words)
    return {word: math.log(1 + (len(units) - n + 0.5) / (n + 0.5)) for word, n in held.items()} | {
        "": math.log(1 + (len(units) + 0.5) / 0.5)
    }


def _covered(asked: frozenset[str], held: frozenset[str], rarity: dict[str, float]) -> float:
    """The share of `asked` in `held`, each word weighted by its rarity; a word that no unit has is the rarest."""
    unknown = rarity[""]
    total = sum(rarity.get(word, unknown) for word in asked)
    return sum(rarity.get(word, unknown) for word in asked & held) / total if total else 1.0
