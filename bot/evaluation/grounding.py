"""How well the grounding check tells faithful answers from others, on answers that people rated."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.answer.check.grounding import GroundingChecker
from bot.domain import Generation, Passage, Sentence
from bot.domain.ports import Entailment, EntailmentPair, Progress, SecondOpinion
from bot.evaluation.labelled import auroc, calibration_error, passages_of, quiet, rates_at, rows
from bot.language.sentences import Kind, units
from bot.language.words import STOP_WORDS, plain_text, words


async def evaluate_grounding(
    path: Path,
    entailment: Entailment,
    threshold: float = 0.5,
    on_progress: Progress = quiet,
    second_opinion: SecondOpinion | None = None,
) -> dict[str, Any]:
    """Figures over rows `{question, passages, answer, supported}`.

    `passed_good` and `passed_bad` are the shares of supported and other rows none of whose sentences is marked;
    `auroc` of Grounding.score, beside the `baseline`: the share of the answer's content words in the passages.
    Rated answers carry no citations, so each sentence is taken to cite every passage. Raises ConfigError."""
    checker = GroundingChecker(entailment, second_opinion=second_opinion)
    await entailment.judge([EntailmentPair("It works.", "", ("It works.",))])  # loads the model, outside the clock
    scores, plain, labels, passed, spent = [], [], [], [], []
    data = rows(path, ("question", "passages", "answer", "supported"))
    for done, row in enumerate(data, 1):
        passages = passages_of(row)
        start = time.perf_counter()
        grounding = await checker.check(row["question"], as_generation(row["answer"], passages), passages)
        spent.append((time.perf_counter() - start) * 1000)
        scores.append(grounding.score)
        plain.append(word_share(row["answer"], passages))
        labels.append(bool(row["supported"]))
        passed.append(grounding.supported)
        on_progress("rows", done, len(data))
    return {
        "rows": len(labels),
        "auroc": auroc(scores, labels),
        "baseline_auroc": auroc(plain, labels),
        "calibration_error": calibration_error(scores, labels),
        "threshold": threshold,
        **rates_at(scores, labels, threshold),
        "passed_good": _share(passed, labels, True),
        "passed_bad": _share(passed, labels, False),
        "ms_p50": round(sorted(spent)[len(spent) // 2], 2) if spent else None,
    }


def as_generation(answer: str, passages: Sequence[Passage]) -> Generation:
    """An answer without citations as a generation whose every sentence cites every passage."""
    cites = tuple(passage.id for passage in passages)
    told = (unit for unit in units(answer) if unit.kind not in (Kind.HEADING, Kind.TABLE_HEADER))
    return Generation("rated", tuple(Sentence(unit.text, cites, unit.lead) for unit in told if unit.text.strip()))


def word_share(answer: str, passages: Sequence[Passage]) -> float:
    """The baseline: the share of the answer's content words that occur in the passages."""
    source = {word for passage in passages for word in words(passage.text)}
    content = [word for word in words(plain_text(answer)) if word not in STOP_WORDS]
    return sum(word in source for word in content) / len(content) if content else 1.0


def _share(passed: Sequence[bool], labels: Sequence[bool], of: bool) -> float | None:
    chosen = [each for each, label in zip(passed, labels, strict=True) if label is of]
    return round(sum(chosen) / len(chosen), 4) if chosen else None
