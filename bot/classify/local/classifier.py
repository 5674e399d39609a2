"""The local layer of classification: learns intents from examples, reads a message whole and in its parts."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bot.classify.local.features import count
from bot.classify.local.model import IntentModel
from bot.classify.local.reading import Kinds, Reading, read
from bot.classify.message_parts import gist, has_words, parts_of, tidy
from bot.domain import NO_CONTEXT, CallContext, Classification
from bot.domain.ports import Embedder, Progress, Vectors
from bot.errors import ConfigError
from bot.policy import Policy

if TYPE_CHECKING:
    from bot.classify.local.calibrate import TrainingSet

OUT_OF_SCOPE = "oos"  # examples under this name fit no intent; they teach where the known world ends
_FORMAT = "9"  # raise it when training changes, so that stored models are trained anew
_KEPT = 4
_LEARNED = "learned-"  # how files of models begin that learned from reviewed tickets
_EMBEDDED_AT_ONCE = 256
_SHORT_FOLLOW_UP = 8  # words


@dataclass(frozen=True, slots=True)
class Taught:
    """What reviewed tickets add to a policy's examples: `pairs` of text and intent. Of the policy's examples that
    escalate at once at least the share `recall` is found when they are left out of training."""

    pairs: tuple[tuple[str, str], ...] = ()
    recall: float = 0.0


NOTHING = Taught()


class LocalClassifier:
    """Fulfils ports.IntentClassifier with no model beyond the embedder: a few milliseconds a message."""

    def __init__(self, model: IntentModel, embedder: Embedder, kinds: Kinds) -> None:
        self._model = model
        self._embedder = embedder
        self._kinds = kinds

    @classmethod
    async def train(
        cls,
        examples: Mapping[str, Sequence[str]],
        embedder: Embedder,
        kinds: Kinds,
        *,
        taught: Taught = NOTHING,
        cache_dir: Path | None = None,
        progress: Progress | None = None,
    ) -> LocalClassifier:
        """Learn from `examples` by intent; `oos` holds examples of nothing. An intent's name counts as an example.
        Pairs that were `taught` of an intent without examples are left out.

        With `cache_dir`, what was trained on the same examples and embedder is read from there instead.
        `progress` counts embedded texts. Raises ConfigError when there is no intent to learn."""
        lesson = _lesson(examples, taught)
        stored = cache_dir / _file(lesson, embedder.name, kinds) if cache_dir else None
        model = IntentModel.load(stored) if stored else None
        if model is None:
            from bot.classify.local.calibrate import train  # what it trains with doubles the time a start takes

            data = await _training_set(lesson, embedder, kinds, progress)
            model = await asyncio.to_thread(train, data)
            if stored:
                await asyncio.to_thread(_keep, model, stored)
        return cls(model, embedder, kinds)

    @classmethod
    async def stored(
        cls, examples: Mapping[str, Sequence[str]], embedder: Embedder, kinds: Kinds, taught: Taught, cache_dir: Path
    ) -> LocalClassifier | None:
        """What `train` left in `cache_dir`; None where it trained nothing on the same. Other models there that learned
        from reviewed tickets are deleted: they may hold what was erased since. Raises ConfigError as `train` does."""
        file = cache_dir / _file(_lesson(examples, taught), embedder.name, kinds)
        model = await asyncio.to_thread(IntentModel.load, file)
        if model is not None:
            await asyncio.to_thread(drop_learned, cache_dir, file)
        return None if model is None else cls(model, embedder, kinds)

    @property
    def labels(self) -> tuple[str, ...]:
        """The intents it knows, in the order of its shares."""
        return self._model.labels

    @property
    def escalate_recall(self) -> float:
        """The share 0..1 of the policy's examples of escalate-at-once intents that it found when they were left out."""
        return self._model.escalate_recall

    def over(self, embedder: Embedder) -> LocalClassifier:
        """The same model on another source of the same embedder's vectors."""
        return LocalClassifier(self._model, embedder, self._kinds)

    async def classify(
        self, text: str, history: Sequence[str] = (), context: CallContext = NO_CONTEXT
    ) -> Classification:
        """What the message is about. Never raises over a text; signals stay 0, they are not this layer's."""
        del context
        return (await self.read(text, history)).classification

    async def read(self, text: str, history: Sequence[str] = ()) -> Reading:
        """As `classify`, with how surely the message belongs to any known intent, for evaluation."""
        tidied = tidy(text)
        if not has_words(tidied):
            return Reading(Classification(intents=(), chatter=True, layers=("no_words",)), in_scope=0.0)
        parts = parts_of(tidied)
        earlier = tidy(history[-1]) if history and len(tidied.split()) <= _SHORT_FOLLOW_UP else ""
        together = [f"{gist(earlier)} {tidied}"] if earlier else []
        texts = [gist(tidied), *together, *parts]
        vectors = await self._embedder.embed(texts)
        predictions = self._model.predict([count(part) for part in texts], vectors)
        return read(self._model.labels, predictions, self._kinds, self._model.escalate_floor, tidied, bool(together))


async def train_classifier(policy: Policy, embedder: Embedder, data_dir: Path) -> LocalClassifier:
    """The local layer of a policy, from its examples alone.

    What was trained before on the same is read from `data_dir`. Raises ConfigError when there is nothing to learn."""
    cache = models_folder(data_dir)
    return await LocalClassifier.train(examples_of(policy), embedder, kinds_of(policy), cache_dir=cache)


def models_folder(data_dir: Path) -> Path:
    """Where trained models are kept."""
    return data_dir / "models"


def drop_learned(folder: Path, keep: Path | None = None) -> None:
    """Delete the models that learned from reviewed tickets, but for one."""
    for file in folder.glob(f"{_LEARNED}*"):
        if file != keep:
            file.unlink(missing_ok=True)


def kinds_of(policy: Policy) -> Kinds:
    """Which of a policy's intents escalate at once, which are no requests, and from where a second intent counts."""
    return Kinds(
        escalate=frozenset(name for name, intent in policy.intents.items() if intent.escalate),
        chatter=frozenset(name for name, intent in policy.intents.items() if intent.chatter),
        floor=policy.thresholds.intent_floor,
    )


def examples_of(policy: Policy) -> dict[str, list[str]]:
    """A policy's examples by intent."""
    return {name: list(intent.examples) for name, intent in policy.intents.items()}


@dataclass(frozen=True, slots=True)
class _Lesson:
    """Tidy texts: the policy's by intent, those of no intent, and what was taught."""

    texts: dict[str, list[str]]
    outside: list[str]
    taught: Taught


def _lesson(examples: Mapping[str, Sequence[str]], taught: Taught) -> _Lesson:
    texts = {name: list(dict.fromkeys(filter(has_words, map(tidy, said)))) for name, said in examples.items()}
    outside = texts.pop(OUT_OF_SCOPE, [])
    if not texts:
        raise ConfigError("there are no intents to learn from; list some under intents: with examples")
    known = {text for said in texts.values() for text in said}
    tidied = {tidy(text): intent for text, intent in taught.pairs if intent in texts}
    pairs = tuple((text, intent) for text, intent in tidied.items() if has_words(text) and text not in known)
    return _Lesson(texts, outside, Taught(pairs, taught.recall if pairs else 0.0))


@dataclass(frozen=True, slots=True)
class _Row:
    text: str
    target: int
    anchor: bool


async def _training_set(lesson: _Lesson, embedder: Embedder, kinds: Kinds, progress: Progress | None) -> TrainingSet:
    from bot.classify.local.calibrate import TrainingSet

    texts, outside, labels = lesson.texts, lesson.outside, list(lesson.texts)
    rows = [_Row(label.replace("_", " ").replace("-", " "), number, True) for number, label in enumerate(labels)]
    for number, label in enumerate(labels):
        # A lone example cannot be left out of training and still be known.
        rows += [_Row(text, number, len(texts[label]) < 2) for text in texts[label]]
    rows.sort(key=lambda row: not row.anchor)
    rows += [_Row(text, labels.index(intent), False) for text, intent in lesson.taught.pairs]
    said = [gist(row.text) for row in rows] + [gist(text) for text in outside]
    vectors = await embed_all(embedder, said, "embed training rows", progress)
    counts = await asyncio.to_thread(lambda: [count(text) for text in said])
    return TrainingSet(
        counts=counts[: len(rows)],
        vectors=vectors[: len(rows)],
        targets=np.array([row.target for row in rows], dtype=np.int64),
        labels=labels,
        outside_counts=counts[len(rows) :],
        outside_vectors=vectors[len(rows) :],
        escalate=kinds.escalate,
        anchors=sum(row.anchor for row in rows),
        reviewed=len(lesson.taught.pairs),
        recall=lesson.taught.recall,
    )


async def embed_all(
    embedder: Embedder, texts: Sequence[str], stage: str = "", progress: Progress | None = None
) -> Vectors:
    """Vectors of many short texts, shape (len(texts), dim), those of like length together, which is the cheapest."""
    order = sorted(range(len(texts)), key=lambda number: len(texts[number]))
    found: list[Vectors] = []
    for start in range(0, len(order), _EMBEDDED_AT_ONCE):
        found.append(await embedder.embed([texts[number] for number in order[start : start + _EMBEDDED_AT_ONCE]]))
        if progress:
            progress(stage, min(start + _EMBEDDED_AT_ONCE, len(order)), len(order))
    if not found:
        return np.zeros((0, embedder.dimension), dtype=np.float32)
    together = np.concatenate(found)
    vectors = np.empty_like(together)
    vectors[order] = together
    return vectors


def _file(lesson: _Lesson, embedder: str, kinds: Kinds) -> str:
    told: list[object] = [_FORMAT, embedder, sorted(kinds.escalate), lesson.outside, list(lesson.texts.items())]
    told += [lesson.taught.pairs, lesson.taught.recall] if lesson.taught.pairs else []
    key = hashlib.sha256(json.dumps(told).encode()).hexdigest()[:24]
    return f"{_LEARNED if lesson.taught.pairs else 'intents-'}{key}.npz"


def _keep(model: IntentModel, path: Path) -> None:
    model.save(path)
    stored = sorted(path.parent.glob("intents-*.npz"), key=lambda file: file.stat().st_mtime)
    for old in stored[:-_KEPT]:
        old.unlink(missing_ok=True)
