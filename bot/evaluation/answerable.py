"""How well the extractive engine tells questions that passages answer from those that they only resemble."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from bot.answer.engines.extractive.answerability import assess
from bot.answer.engines.extractive.engine import FLOOR, ExtractiveEngine
from bot.answer.engines.extractive.question import Question, understand
from bot.domain import Brief, Passage, Utterance
from bot.domain.ports import Embedder, Progress
from bot.domain.reading import Reader
from bot.evaluation.labelled import auroc, calibration_error, passages_of, quiet, rates_at, rows
from bot.language.sentence_vectors import SentenceVectors, windows
from bot.language.sentences import Kind, units
from bot.language.words import plain_text


async def evaluate_answerable(
    path: Path, embedder: Embedder, reader: Reader, on_progress: Progress = quiet
) -> dict[str, Any]:
    """Figures over rows `{question, history: [{role, text}], passages, answerable}`.

    `auroc` of the engine's probability, beside the `baseline`: the highest cosine of the question, with and without its
    history, to any three sentences. `answered_*` is what the whole engine does with its rules. Raises ConfigError."""
    vectors = SentenceVectors(embedder)
    engine = ExtractiveEngine(vectors, reader)
    likely, plain, labels, answered = [], [], [], []
    data = rows(path, ("question", "passages", "answerable"))
    for done, row in enumerate(data, 1):
        passages = passages_of(row)
        history = tuple(Utterance(str(turn["role"]), str(turn["text"])) for turn in row.get("history", ()))
        brief = Brief(row["question"], passages, history)
        question = understand(brief)
        found = await assess(question, passages, vectors)
        likely.append(found.probability)
        plain.append(await closest_three(question, passages, vectors))
        labels.append(bool(row["answerable"]))
        answered.append(float((await engine.answer(brief)).escalate is None))
        on_progress("rows", done, len(data))
    rules = rates_at(answered, labels, 0.5)
    return {
        "rows": len(labels),
        "auroc": auroc(likely, labels),
        "baseline_auroc": auroc(plain, labels),
        "calibration_error": calibration_error(likely, labels),
        "threshold": FLOOR,
        **rates_at(likely, labels, FLOOR),
        "answered_good": rules["kept_good"],
        "escalated_bad": rules["stopped_bad"],
    }


async def closest_three(question: Question, passages: tuple[Passage, ...], vectors: SentenceVectors) -> float:
    """The baseline: the question alone and after all earlier turns, against any three neighbouring sentences."""
    asked = await vectors.embed([question.variants[0], question.variants[-1]])
    best = 0.0
    for passage in passages:
        told = [plain_text(u.plain) for u in units(passage.text) if u.kind is not Kind.TABLE_HEADER]
        rows_of = await vectors.embed(told)
        if len(rows_of):
            best = max(best, float(np.max(windows(rows_of, 3) @ asked.T)))
    return best
