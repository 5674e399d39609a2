"""How far a passage supports a sentence: 1.0 for a quotation, else by meaning and by runs of the same words."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain import Passage
from bot.domain.ports import Vectors
from bot.language.sentences import Kind, Unit, units
from bot.language.similarity import SentenceVectors, windows
from bot.language.words import pairs, plain_text, share, stems

_MEANING = 0.6  # weight of the vectors' cosine against the share of word pairs; both from `eval grounding`
_SLOPE, _MIDDLE = 19.0, 0.455


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage prepared for comparison. `quotes` are its units in normal form, `pairs` its neighbouring stems."""

    passage: Passage
    units: tuple[Unit, ...]
    quotes: frozenset[str]
    pairs: frozenset[tuple[str, str]]

    @property
    def facts_text(self) -> str:
        """All text of the passage that may hold a fact, its title and address included."""
        head = (self.passage.title, *self.passage.heading_path, self.passage.url)
        return "\n".join((*head, self.passage.text, *(u.plain for u in self.units if u.kind is Kind.ROW)))


def evidence(passage: Passage) -> Evidence:
    """Prepare a passage."""
    found = units(passage.text)
    told = tuple(unit for unit in found if unit.kind is not Kind.TABLE_HEADER)
    quotes = frozenset(normal(text) for unit in told for text in (unit.text, unit.plain))
    neighbours = pairs(stems(plain_text(" ".join((passage.title, *(unit.plain for unit in told))))))
    return Evidence(passage, told, quotes, frozenset(neighbours))


def normal(text: str) -> str:
    """A text without markup, case, outer punctuation and runs of white space: equal for equal quotations."""
    return re.sub(r"\s+", " ", plain_text(text)).strip(" .!?:;,\n").casefold()


def quoted(text: str, source: Evidence) -> bool:
    """Whether a text is one whole unit of the source, or several that stand beside each other there."""
    if normal(text) in source.quotes:
        return True
    parts = [normal(unit.plain) for unit in units(text)]
    return bool(parts) and all(part in source.quotes for part in parts)


async def supports(
    texts: Sequence[str], sources: Sequence[Sequence[Evidence]], vectors: SentenceVectors
) -> list[float]:
    """The support, 0..1 and uncalibrated, of each text by the best of its own sources. Raises PermanentError."""
    plain = [plain_text(text) for text in texts]
    every = {item.passage.id: item for items in sources for item in items}
    told = {key: [plain_text(unit.plain) for unit in item.units] for key, item in every.items()}
    stacked = await vectors.of([*plain, *(line for lines in told.values() for line in lines)])
    at = len(plain)
    rows: dict[str, Vectors] = {}
    for key, lines in told.items():
        rows[key] = stacked[at : at + len(lines)]
        at += len(lines)
    found = []
    for text, vector, own in zip(plain, stacked, sources, strict=False):
        best = 0.0
        for item in own:
            stretches = (windows(rows[item.passage.id], size) for size in (1, 2))
            cosine = max((float((stretch @ vector).max()) for stretch in stretches if len(stretch)), default=0.0)
            best = max(best, blend(cosine, share(list(pairs(stems(text))), item.pairs)))
        found.append(best)
    return found


def blend(cosine: float, run: float) -> float:
    """One figure of meaning (cosine) and wording (share of neighbouring words that are neighbours in the source)."""
    return max(0.0, min(1.0, _MEANING * cosine + (1 - _MEANING) * run))


def calibrated(support: float) -> float:
    """The chance, 0..1, that people find a text of this support faithful, where half of all texts are.

    Logistic curve fitted by `eval grounding` on rated answers (mtRAG human evaluations), classes weighted alike."""
    return 1.0 if support >= 1.0 else 1 / (1 + math.exp(-_SLOPE * (support - _MIDDLE)))
