"""Fits the constants of extractive/quote_probability.py: `python -m bot.evaluation.fit.quote_probability`."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import typer

from bot.answer.engines.extractive.answerability import assess
from bot.answer.engines.extractive.question import understand
from bot.answer.engines.extractive.quote_probability import (
    OFFSET,
    WEIGHTS,
    QuoteFeatures,
    quote_features,
    quote_probability,
)
from bot.answer.engines.extractive.select import select
from bot.domain import Brief, Decision
from bot.evaluation.fit.passage_relevance import fit_unscaled
from bot.evaluation.labelled import auroc
from bot.evaluation.site.data import Asked, read_asked, read_site
from bot.evaluation.site.judge import Outcome, gives_the_answer
from bot.evaluation.site.play import play_site
from bot.language.sentence_vectors import SentenceVectors
from bot.language.words import plain_text
from bot.platform.clock import SystemClock
from bot.platform.embedding.embedder import open_embedder
from bot.platform.reader import open_reader
from bot.policy import load_policy
from bot.settings import load_settings

_GATES = (0.0, 0.1, 0.14, 0.18, 0.2, 0.25, 0.3)


@dataclass(frozen=True, slots=True)
class Tried:
    """What would be quoted for a question, whether that is right, and whether the site answers it at all."""

    features: QuoteFeatures
    right: bool
    answerable: bool


async def tried(data: Path, product: str) -> list[Tried]:
    """A product's questions for which anything is found, as the extractive engine sees them. Raises EarnestError."""
    settings, clock = load_settings(), SystemClock()
    policy = load_policy(settings.policy_file)
    site = read_site(data / f"{product}.articles.jsonl", clock.now().date())
    asked = read_asked(data / f"{product}.questions.jsonl", site)
    seen: list[tuple[Asked, Decision]] = []

    def watch(one: Asked, decision: Decision, outcome: Outcome) -> None:
        assert outcome.asked is one
        seen.append((one, decision))

    with tempfile.TemporaryDirectory(prefix="earnest-fit-") as folder:
        own = settings.model_copy(update={"data_dir": Path(folder), "qdrant_url": None, "database_url": None})
        await play_site(own, policy, clock, site, asked, lambda *_: None, watch)
    found = []
    embedder, reader = open_embedder(settings.embedding_model, settings.data_dir), open_reader()
    vectors = SentenceVectors(embedder)
    try:
        for one, decision in seen:
            if not decision.passages:
                continue
            question = understand(Brief(one.question, decision.passages))
            read = await assess(question, decision.passages, vectors)
            picks = select(question, read)
            if picks and (features := await quote_features(question, read, picks, reader)):
                right = gives_the_answer(one, [plain_text(pick.unit.plain) for pick in picks], site)
                found.append(Tried(features, right, one.answerable))
    finally:
        embedder.close()
        reader.close()
    return found


def fitted_on(seen: Sequence[Tried]) -> tuple[QuoteFeatures, float]:
    """Weights and offset of the logistic regression."""
    features = np.array([row.features for row in seen])
    weights, offset = fit_unscaled(features, [row.right for row in seen], balanced=False)
    return QuoteFeatures(*weights), offset


def table(name: str, seen: Sequence[Tried], weights: QuoteFeatures, offset: float) -> list[str]:
    """What drafting from each probability on gives: drafts that are right, and what is drafted without an answer."""
    likely = np.array([quote_probability(row.features, weights, offset) for row in seen])
    right, answerable = (np.array([getattr(row, which) for row in seen]) for which in ("right", "answerable"))
    lines = [f"{name}: {len(seen)} questions, AUROC {auroc(likely.tolist(), right.tolist())}"]
    for gate in _GATES:
        kept = likely >= gate
        drafts = right[kept & answerable]
        share = f"{drafts.mean():.2f} right" if len(drafts) else "none"
        others = (kept & ~answerable).sum() / max(1, (~answerable).sum())
        lines.append(f"  from {gate}: {len(drafts)} drafts, {share}; {others:.2f} of what nothing answers")
    return lines


def measure(
    data: Path = typer.Option(..., help="A folder of NAME.articles.jsonl and NAME.questions.jsonl."),  # noqa: B008
    fitted: list[str] = typer.Option(..., "--fit", help="A product to fit on; repeat it."),  # noqa: B008
    held: list[str] = typer.Option([], "--hold", help="To measure on alone; repeat it."),  # noqa: B008
) -> None:
    """Print what the constants in use achieve, and what would be fitted today; each product's index is built anew."""
    measured = [(name, asyncio.run(tried(data, name))) for name in [*fitted, *held]]
    weights, offset = fitted_on([row for _, seen in measured[: len(fitted)] for row in seen])
    for title, (by, at) in {"in use": (WEIGHTS, OFFSET), "fitted today": (weights, offset)}.items():
        typer.echo(f"{title}: {' '.join(f'{n}={w:.2f}' for n, w in by._asdict().items())} offset={at:.2f}")
        for name, seen in measured:
            typer.echo("\n".join(table(name, seen, by, at)))


if __name__ == "__main__":
    typer.run(measure)
