"""Fits the constants of answer/check/on_topic.py: `python -m bot.evaluation.fit.on_topic`.

A sentence that the article supports and that answers the question, beside one that it supports and that answers another
question to the same article, and one on another article."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import typer

from bot.answer.check.evidence import Evidence, evidence
from bot.answer.check.evidence_windows import window_for
from bot.answer.check.on_topic import OFFSET, WEIGHTS, OnTopic, TopicFeatures, topic_probability
from bot.domain import ArticleId, Passage, PassageId
from bot.evaluation.fit.passage_relevance import fit_unscaled
from bot.evaluation.labelled import auroc, rows
from bot.evaluation.site.data import read_site
from bot.language.words import plain_text
from bot.platform.clock import SystemClock
from bot.platform.embedding.embedder import open_embedder
from bot.platform.reader import open_reader
from bot.settings import load_settings

ANSWERS, SAME_ARTICLE, ANOTHER = "answers", "same article", "another article"
_GATES = (0.2, 0.3, 0.35, 0.4, 0.5)
Seen = list[tuple[str, TopicFeatures]]


async def seen(data: Path, product: str, judge: OnTopic, chance: Random) -> Seen:
    """What is known of a product's sentences, by what they are to the question. Raises EarnestError."""
    site = read_site(data / f"{product}.articles.jsonl", SystemClock().now().date())
    texts = {
        str(a["id"]): Passage(PassageId(a["id"]), ArticleId(a["id"]), a["title"], a["content"]) for a in site.articles
    }
    asked = [
        row
        for row in rows(data / f"{product}.questions.jsonl", ("article", "question", "claims"))
        if row["article"] in texts
    ]
    found: Seen = []
    for row in asked:
        source = evidence(texts[row["article"]])
        others = [each for each in asked if each is not row and each["article"] == row["article"]]
        elsewhere = chance.choice([each for each in asked if each["article"] != row["article"]])
        chosen = [
            (ANSWERS, source, [text for text, units in _true(row) if units <= set(row["answer"])][:1]),
            (
                SAME_ARTICLE,
                source,
                _one([t for o in others for t, units in _true(o) if not units & set(row["answer"])], chance),
            ),
            (ANOTHER, evidence(texts[elsewhere["article"]]), _one([text for text, _ in _true(elsewhere)], chance)),
        ]
        for kind, where, said in chosen:
            found += [(kind, each) for each in await _features(row["question"], said, where, judge)]
    return found


def _true(row: dict[str, Any]) -> list[tuple[str, set[int]]]:
    return [(c["text"], set(c["units"])) for c in row["claims"] if c["label"] == "supported" and c["units"]]


def _one(texts: Sequence[str], chance: Random) -> list[str]:
    return [chance.choice(texts)] if texts else []


async def _features(question: str, said: Sequence[str], where: Evidence, judge: OnTopic) -> list[TopicFeatures]:
    windows = [window for text in said if (window := window_for(text, [where])) is not None]
    return await judge.features(plain_text(question), windows)


def fitted_on(found: Seen) -> tuple[TopicFeatures, float]:
    """Weights and offset of the logistic regression, both outcomes counting alike."""
    features = np.array([each for _, each in found])
    weights, offset = fit_unscaled(features, [kind == ANSWERS for kind, _ in found], balanced=True)
    return TopicFeatures(*weights), offset


def table(name: str, found: Seen, weights: TopicFeatures, offset: float) -> list[str]:
    """AUROC against each kind of sentence that does not answer, and what each gate stops."""
    likely = {
        kind: [topic_probability(f, weights, offset) for k, f in found if k == kind]
        for kind in (ANSWERS, SAME_ARTICLE, ANOTHER)
    }
    right = likely[ANSWERS]
    lines = [f"{name}: {', '.join(f'{len(some)} {kind}' for kind, some in likely.items())}"]
    for kind in (SAME_ARTICLE, ANOTHER):
        some = likely[kind]
        lines.append(f"  AUROC against {kind}: {auroc([*right, *some], [*[True] * len(right), *[False] * len(some)])}")
    for gate in _GATES:
        stopped = ", ".join(
            f"{np.mean([p < gate for p in some]):.2f} of {kind}" for kind, some in likely.items() if some
        )
        lines.append(f"  below {gate}: {stopped}")
    return lines


def measure(
    data: Path = typer.Option(..., help="A folder of NAME.articles.jsonl and NAME.questions.jsonl."),  # noqa: B008
    fitted: list[str] = typer.Option(..., "--fit", help="A product to fit on; repeat it."),  # noqa: B008
    held: list[str] = typer.Option([], "--hold", help="To measure on alone; repeat it."),  # noqa: B008
) -> None:
    """Print what the constants in use achieve, and what would be fitted today."""
    settings, chance = load_settings(), Random(1)  # noqa: S311 - which sentences are compared
    with (
        closing(open_embedder(settings.embedding_model, settings.data_dir)) as embedder,
        closing(open_reader()) as reader,
    ):
        judge = OnTopic(reader, embedder)
        measured = [(name, asyncio.run(seen(data, name, judge, chance))) for name in [*fitted, *held]]
    weights, offset = fitted_on([row for _, found in measured[: len(fitted)] for row in found])
    for title, (by, at) in {"in use": (WEIGHTS, OFFSET), "fitted today": (weights, offset)}.items():
        typer.echo(f"{title}: {' '.join(f'{n}={w:.2f}' for n, w in by._asdict().items())} offset={at:.2f}")
        for name, found in measured:
            typer.echo("\n".join(table(name, found, by, at)))


if __name__ == "__main__":
    typer.run(measure)
