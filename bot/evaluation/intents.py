"""Measures intent classification on labelled rows, through the same cascade that runs in the bot."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

import numpy as np
from sklearn.metrics import f1_score

from bot.classify.cascade import Cascade
from bot.classify.local.classifier import OUT_OF_SCOPE, LocalClassifier, embed_all, examples_of, kinds_of
from bot.classify.local.reading import Kinds
from bot.classify.message_parts import gist, tidy
from bot.classify.policy_rules import Rules
from bot.domain import NO_CONTEXT, CallContext, Classification
from bot.domain.ports import Embedder, Progress, Vectors
from bot.errors import ConfigError
from bot.evaluation.labelled import auroc, rows
from bot.policy import Intent, Policy, load_policy

_TIMED = 120
_BINS = 15


@dataclass(frozen=True, slots=True)
class Row:
    """A text and what it is about."""

    text: str
    intent: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """What to train on. `policy` carries the intents, and rules where it came from a policy file; `examples` may
    hold `oos`."""

    policy: Policy
    examples: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Judged:
    """One row as the cascade saw it; `known` when training has its intent."""

    row: Row
    said: str
    confidence: float
    in_scope: float
    escalated: bool
    known: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """What `eval intents --json` prints; None where a figure has no meaning. `confusion` is true -> said -> count."""

    accuracy: float | None
    macro_f1: float | None
    ece: float | None
    coverage_at_95: float | None
    coverage_at_97: float | None
    confusion: dict[str, dict[str, int]]
    oos_auroc: float | None
    escalate_recall: float | None
    escalate_precision: float | None
    ms_p50: float | None
    embed_ms_p50: float | None

    def as_dict(self) -> dict[str, object]:
        """Plain data for JSON."""
        return asdict(self)


def read_rows(path: Path) -> list[Row]:
    """Rows of a JSONL file `{text, intent}`; other keys are ignored. Raises ConfigError."""
    found = [Row(str(row["text"]), str(row["intent"])) for row in rows(path, ("text", "intent"))]
    if not found:
        raise ConfigError(f"{path}: holds no rows; each line must be an object with text and intent")
    return found


def read_lesson(path: Path, shots: int | None, escalate: frozenset[str]) -> Lesson:
    """What to train on, from JSONL or a policy file (.yml, .yaml); `shots` keeps the first rows of each intent.

    `escalate` are treated as escalate-at-once, beside those a policy names. Raises ConfigError."""
    if path.suffix in {".yml", ".yaml"}:
        policy = load_policy(path)
        examples = examples_of(policy)
    else:
        grouped: defaultdict[str, list[str]] = defaultdict(list)
        for row in read_rows(path):
            grouped[row.intent].append(row.text)
        examples = dict(grouped)
        policy = Policy(intents={name: Intent() for name in examples if name != OUT_OF_SCOPE})
    marked = {
        name: intent.model_copy(update={"escalate": intent.escalate or name in escalate})
        for name, intent in policy.intents.items()
    }
    kept = {name: texts[:shots] for name, texts in examples.items()}
    return Lesson(policy.model_copy(update={"intents": marked}), kept)


async def measure(
    lesson: Lesson,
    test: Sequence[Row],
    embedder: Embedder,
    escalate: frozenset[str],
    progress: Progress,
    cache_dir: Path | None = None,
) -> Figures:
    """Train on `lesson`, unless `cache_dir` holds what was trained on the same, classify `test`, compute the figures.
    `progress(stage, done, total)`."""
    kinds: Kinds = kinds_of(lesson.policy)
    local = await LocalClassifier.train(
        lesson.examples,
        embedder,
        kinds,
        progress=progress,
        cache_dir=cache_dir,
    )
    rules = Rules(lesson.policy.rules, lesson.policy.product_words)
    ms, embed_ms = await _time(Cascade(rules, local, None, lesson.policy), embedder, test)
    remembered = _Remembered(embedder)
    await remembered.prepare([row.text for row in test], progress)
    watched = _Watched(local.over(remembered))
    cascade = Cascade(rules, watched, None, lesson.policy)
    judged = []
    for number, row in enumerate(test, 1):
        watched.in_scope = 0.0
        found = await cascade.classify(row.text)
        judged.append(_judge(row, found, watched.in_scope, kinds, set(local.labels), escalate))
        if number % 100 == 0 or number == len(test):
            progress("classify", number, len(test))
    return figures(judged, escalate, ms, embed_ms)


def figures(judged: Sequence[Judged], escalate: frozenset[str], ms: float | None, embed_ms: float | None) -> Figures:
    """The figures of judged rows: quality over rows whose intent training knows, the rest over all rows."""
    known = [one for one in judged if one.known]
    right = np.array([one.said == one.row.intent for one in known], dtype=bool)
    confidence = np.array([one.confidence for one in known])
    confusion: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one in known:
        confusion[one.row.intent][one.said] += 1
    recall, precision = _escalation(judged, escalate)
    return Figures(
        accuracy=_rounded(right.mean()) if known else None,
        macro_f1=_rounded(_macro_f1(known)) if known else None,
        ece=_rounded(_calibration_error(confidence, right)) if known else None,
        coverage_at_95=_rounded(_coverage(confidence, right, 0.95)) if known else None,
        coverage_at_97=_rounded(_coverage(confidence, right, 0.97)) if known else None,
        confusion={name: dict(said.most_common()) for name, said in sorted(confusion.items())},
        oos_auroc=auroc([one.in_scope for one in judged], [one.row.intent != OUT_OF_SCOPE for one in judged]),
        escalate_recall=recall,
        escalate_precision=precision,
        ms_p50=ms,
        embed_ms_p50=embed_ms,
    )


class _Remembered:
    """An embedder that has embedded the rows of a test beforehand, in batches."""

    def __init__(self, inner: Embedder) -> None:
        self._inner = inner
        self._known: dict[str, Vectors] = {}

    @property
    def name(self) -> str:
        return self._inner.name

    @property
    def dimension(self) -> int:
        return self._inner.dimension

    async def prepare(self, texts: Sequence[str], progress: Progress) -> None:
        said = list(dict.fromkeys(gist(tidy(text)) for text in texts))
        self._known = dict(zip(said, await embed_all(self._inner, said, "embed test rows", progress), strict=True))

    async def embed(self, texts: Sequence[str]) -> Vectors:
        if all(text in self._known for text in texts):
            return np.stack([self._known[text] for text in texts])
        return await self._inner.embed(texts)


class _Watched:
    """The local layer, noting how surely the last message was in scope, which a classification does not tell."""

    def __init__(self, local: LocalClassifier) -> None:
        self._local = local
        self.in_scope = 0.0

    async def classify(
        self, text: str, history: Sequence[str] = (), context: CallContext = NO_CONTEXT
    ) -> Classification:
        del context
        reading = await self._local.read(text, history)
        self.in_scope = reading.in_scope
        return reading.classification


def _judge(
    row: Row, found: Classification, in_scope: float, kinds: Kinds, labels: set[str], escalate: frozenset[str]
) -> Judged:
    best = found.intents[0] if found.intents else None
    silent = next(iter(sorted(kinds.chatter)), "") if found.chatter else ""
    return Judged(
        row=row,
        said=best.name if best else silent,
        confidence=best.confidence if best else float(found.chatter),
        in_scope=in_scope,
        escalated=bool(escalate.intersection(found.escalate)),
        known=row.intent in labels and row.intent != OUT_OF_SCOPE,
    )


async def _time(cascade: Cascade, embedder: Embedder, test: Sequence[Row]) -> tuple[float | None, float | None]:
    """Medians over single messages, of everything and of the embedding alone, on different rows: what an embedder
    has seen lately may cost nothing."""
    picked = list(dict.fromkeys(row.text for row in test[:: max(1, len(test) // (2 * _TIMED))]))
    timed: tuple[list[float], list[float]] = ([], [])
    for number, text in enumerate(picked):
        start = time.perf_counter()
        if number % 2:
            await embedder.embed([gist(tidy(text))])
        else:
            await cascade.classify(text)
        timed[number % 2].append((time.perf_counter() - start) * 1000)
    ms, embed_ms = (round(median(values), 3) if values else None for values in timed)
    return ms, embed_ms


def _macro_f1(known: Sequence[Judged]) -> float:
    true, said = [one.row.intent for one in known], [one.said for one in known]
    return float(f1_score(true, said, labels=sorted(set(true)), average="macro", zero_division=0))


def _calibration_error(confidence: Vectors | np.ndarray, right: np.ndarray) -> float:
    """Expected calibration error over equal-width bins."""
    place = np.minimum((confidence * _BINS).astype(int), _BINS - 1)
    gaps = (abs(float((confidence - right)[place == number].sum())) for number in range(_BINS))
    return sum(gaps) / len(right)


def _coverage(confidence: np.ndarray, right: np.ndarray, target: float) -> float:
    """The largest share of rows, taken from the surest down to some confidence, whose accuracy reaches `target`."""
    order = np.argsort(-confidence, kind="stable")
    sure = confidence[order]
    running = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    ends = np.append(sure[1:] != sure[:-1], True)  # a threshold cannot part rows of one confidence
    reached = np.flatnonzero(ends & (running >= target))
    return float((reached[-1] + 1) / len(order)) if len(reached) else 0.0


def _escalation(judged: Iterable[Judged], escalate: frozenset[str]) -> tuple[float | None, float | None]:
    counted = Counter((one.row.intent in escalate, one.escalated) for one in judged)
    found, missed, wrong = counted[True, True], counted[True, False], counted[False, True]
    recall = _rounded(found / (found + missed)) if found + missed else None
    return recall, (_rounded(found / (found + wrong)) if found + wrong else None)


def _rounded(value: float) -> float:
    return round(float(value), 4)
