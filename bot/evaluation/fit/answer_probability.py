"""Fits the constants of extractive/answer_probability.py: `python -m bot.evaluation.fit.answer_probability`."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import typer

from bot.answer.engines.extractive.answer_probability import OFFSET, WEIGHTS, Features, answer_probability
from bot.answer.engines.extractive.answerability import assess
from bot.answer.engines.extractive.question import understand
from bot.domain import Account, Brief, Utterance
from bot.domain.ports import KnowledgeIndex
from bot.evaluation.fit.passage_relevance import fit
from bot.evaluation.labelled import auroc, rows
from bot.evaluation.tickets.data import read_tickets
from bot.knowledge.open_index import open_index
from bot.knowledge.retrieve import retrieve
from bot.knowledge.sentence_cache import load_sentences
from bot.language.sentence_vectors import SentenceVectors
from bot.platform.embedding.embedder import open_embedder
from bot.policy import Policy, load_policy
from bot.settings import load_settings

_GATES = (0.4, 0.5, 0.6, 0.7, 0.75, 0.8)


@dataclass(frozen=True, slots=True)
class Tried:
    """A ticket's features, whether the article chosen is one that answers it, and whether any is."""

    features: Features
    right: bool
    answerable: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and the articles that answer it."""

    text: str
    history: tuple[Utterance, ...]
    account: Account | None
    articles: frozenset[str]


def asked(path: Path, policy: Policy) -> list[Asked]:
    """The questions of a file of tickets, or of rows `{query | turns, plan, relevant}`, that articles may answer.
    Raises ConfigError."""
    first = next(iter(rows(path, ())), {})
    if "relevant" in first:
        return [_question(row) for row in rows(path, ("relevant",))]
    return [
        Asked(ticket.question, ticket.history, policy.account(ticket.account), ticket.expect.articles)
        for ticket in read_tickets(path, policy.accounts)
        if ticket.expect.articles is not None and (not ticket.expect.tiers or min(ticket.expect.tiers) <= 2)
    ]


def _question(row: dict[str, Any]) -> Asked:
    *earlier, text = row.get("turns") or [row["query"]]
    account = Account(row["plan"], plan=row["plan"]) if row.get("plan") else None
    return Asked(text, tuple(Utterance("customer", said) for said in earlier), account, frozenset(row["relevant"]))


async def tried(
    questions: Sequence[Asked], policy: Policy, index: KnowledgeIndex, vectors: SentenceVectors
) -> list[Tried]:
    """Those questions that find anything, as the extractive engine sees them."""
    found = []
    for one in questions:
        passages = await retrieve(index, one.text, one.history, one.account, policy.knowledge)
        question = understand(Brief(one.text, passages, one.history))
        if passages and (read := await assess(question, passages, vectors)).features:
            found.append(Tried(read.features, read.article in one.articles, bool(one.articles)))
    return found


def fitted_on(seen: Sequence[Tried]) -> tuple[Features, float]:
    """Weights and offset of the logistic regression."""
    features = np.array([row.features for row in seen])
    middle, width = features.mean(axis=0), features.std(axis=0) + 1e-9
    *weights, offset = fit((features - middle) / width, [row.right for row in seen], balanced=False)
    weights = [float(weight / by) for weight, by in zip(weights, width, strict=True)]
    return Features(*weights), float(offset - np.dot(weights, middle))


def table(name: str, seen: Sequence[Tried], weights: Features, offset: float) -> list[str]:
    """What quoting from each probability on gives: the share of quotes that are right, and of answerable tickets."""
    likely = np.array([answer_probability(row.features, weights, offset) for row in seen])
    right = np.array([row.right for row in seen])
    answerable = max(1, sum(row.answerable for row in seen))
    lines = [f"{name}: {len(seen)} questions, {right.mean():.3f} right, AUROC {auroc(likely.tolist(), right.tolist())}"]
    for gate in _GATES:
        kept = right[likely >= gate]
        share = f"{kept.mean():.3f} right" if len(kept) else "none"
        lines.append(f"  from {gate}: {len(kept)}, {share}, {kept.sum() / answerable:.3f} of the answerable")
    return lines


async def _seen(paths: Sequence[Path]) -> list[tuple[str, list[Tried]]]:
    settings = load_settings()
    policy = load_policy(settings.policy_file)
    embedder = open_embedder(settings.embedding_model, settings.data_dir)
    index = await open_index(settings, policy, embedder)
    vectors = SentenceVectors(embedder)
    vectors.remember(load_sentences(settings.data_dir, embedder.name))
    try:
        return [(p.name, await tried(asked(p, policy), policy, index, vectors)) for p in paths]
    finally:
        await index.close()
        embedder.close()


def measure(
    fitted: list[Path] = typer.Option(..., "--fit", help="Tickets or questions to fit on; repeat it."),  # noqa: B008
    held: list[Path] = typer.Option([], "--hold", help="To measure on alone; repeat it."),  # noqa: B008
) -> None:
    """Print what the constants in use achieve, and what would be fitted today, over the index that `kb sync` built."""
    measured = asyncio.run(_seen([*fitted, *held]))
    weights, offset = fitted_on([row for _, seen in measured[: len(fitted)] for row in seen])
    for title, (by, at) in {"in use": (WEIGHTS, OFFSET), "fitted today": (weights, offset)}.items():
        typer.echo(f"{title}: {' '.join(f'{n}={w:.2f}' for n, w in by._asdict().items())} offset={at:.2f}")
        for name, seen in measured:
            typer.echo("\n".join(table(name, seen, by, at)))


if __name__ == "__main__":
    typer.run(measure)
