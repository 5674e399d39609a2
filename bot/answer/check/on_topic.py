"""Whether what an answer rests on answers the question at all: a true sentence on something else is no answer."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from bot.answer.check.evidence import Evidence
from bot.answer.check.evidence_windows import Window, window_for
from bot.domain import PassageId, Sentence
from bot.domain.ports import Embedder
from bot.domain.reading import Reader, ReadingWindow
from bot.language.words import plain_text

_READ = 3  # windows an answer: some 35 ms each
_NAMES_NOTHING = 4  # words; a question of so few goes on from what was said before it


class TopicFeatures(NamedTuple):
    """What is known of a question and the window that a sentence rests on. `part`: the reader's logit that the deciding
    sentence is a part of the answer. `around`, `alone`: cosine of the question with the window, and with that
    sentence."""

    part: float
    around: float
    alone: float


# Fitted on products whose documentation no model of ours has seen: `python -m bot.evaluation.fit.on_topic`.
WEIGHTS = TopicFeatures(part=0.29, around=6.3, alone=2.9)
OFFSET = -2.16


class OnTopic:
    """Asks the reader and the embedder, neither of which is sure alone."""

    def __init__(self, reader: Reader, vectors: Embedder) -> None:
        self._reader, self._vectors = reader, vectors

    async def probability(
        self,
        question: str,
        earlier: Sequence[str],
        said: Sequence[Sentence],
        sources: Mapping[PassageId, Evidence],
    ) -> float:
        """How likely, 0..1, what an answer's first sentences rest on answers the question, by the best of them; 1 where
        they rest on nothing that can be read, or on what a tool looked up. `earlier` are the asker's messages before,
        oldest first. Raises PermanentError."""
        if any(sources[cite].passage.live for each in said for cite in each.cites):
            return 1.0
        asked = f"{earlier[-1]} {question}" if earlier and len(question.split()) <= _NAMES_NOTHING else question
        found = [window_for(each.text, [sources[cite] for cite in each.cites]) for each in said]
        windows = [window for window in found if window is not None][:_READ]
        features = await self.features(plain_text(asked), windows)
        return max(map(topic_probability, features), default=1.0)

    async def features(self, question: str, windows: Sequence[Window]) -> list[TopicFeatures]:
        """Those of each window, in their order. Raises PermanentError."""
        if not windows:
            return []
        told = [[plain_text(unit.plain) for unit in window.units] for window in windows]
        best = [window.units.index(window.best) for window in windows]
        readings = await self._reader.read(
            [
                ReadingWindow(question, window.source.passage.title, tuple(zip(_headings(window), texts, strict=True)))
                for window, texts in zip(windows, told, strict=True)
            ]
        )
        joined = [" ".join(texts) for texts in told]
        asked, *vectors = await self._vectors.embed(
            [question, *joined, *(t[at] for t, at in zip(told, best, strict=True))]
        )
        cosines = [float(asked @ vector) for vector in vectors]
        parts = [
            (*reading.sentences[at : at + 1], reading.answers)[0] for reading, at in zip(readings, best, strict=True)
        ]
        return [TopicFeatures(*each) for each in zip(parts, cosines[: len(told)], cosines[len(told) :], strict=True)]


def topic_probability(features: TopicFeatures, weights: TopicFeatures = WEIGHTS, offset: float = OFFSET) -> float:
    """The probability 0..1 that the window answers, where as many do as do not."""
    return 1 / (1 + math.exp(-offset - sum(w * value for w, value in zip(weights, features, strict=True))))


def _headings(window: Window) -> list[str]:
    return [unit.heading for unit in window.units]
