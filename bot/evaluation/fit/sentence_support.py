"""Fits the weights of answer/check/entail.py: `python -m bot.evaluation.fit.sentence_support`."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import typer

from bot.answer.check.entail import ENOUGH, OFFSET, WEIGHTS, Features, features, in_its_words, pair, support
from bot.answer.check.evidence import Evidence, evidence
from bot.answer.check.evidence_windows import window_for
from bot.answer.check.sentence import judge_at_once, wrong_facts, wrong_order
from bot.answer.check.tenant_wall import NO_WALL
from bot.answer.check.wording_signs import signs
from bot.domain import ArticleId, Passage, PassageId, Sentence
from bot.domain.ports import Entailment
from bot.errors import ConfigError
from bot.evaluation.fit.passage_relevance import fit
from bot.evaluation.labelled import auroc, rows
from bot.evaluation.site.data import read_site
from bot.platform.entailment import open_entailment

MOST_FALSE = 0.05  # share of false statements that may pass
_AT_ONCE = 32  # statements whose pairs are asked for together


@dataclass(frozen=True, slots=True)
class Judged:
    """A statement's features, whether it is true, and whether an exact layer refused it before they count."""

    features: Features
    true: bool
    refused: bool


async def judged(data: Path, product: str, model: Entailment) -> list[Judged]:
    """The statements about one product, each citing its whole article; quotations are left out, as no model reads them.

    `data` holds `PRODUCT.articles.jsonl` of `{id, title, units}` and `PRODUCT.questions.jsonl` of `{article, claims:
    [{label, text}]}`; a label `supported` is true. Raises ConfigError, PermanentError."""
    asked = rows(data / f"{product}.questions.jsonl", ("article", "claims"))
    site = read_site(data / f"{product}.articles.jsonl", date.min)
    articles = {entry["id"]: entry for entry in site.articles}
    pending: list[tuple[Mapping[str, Any], Evidence]] = []
    for row in asked:
        if row["article"] not in articles:
            raise ConfigError(f"{product}: {row['article']!r} is no article")
        source = _whole(articles[row["article"]])
        pending += [(claim, source) for claim in row["claims"] if claim["text"].strip()]
    found: list[Judged] = []
    for at in range(0, len(pending), _AT_ONCE):
        found += await _judged(pending[at : at + _AT_ONCE], model)
    return found


async def _judged(pending: Sequence[tuple[Mapping[str, Any], Evidence]], model: Entailment) -> list[Judged]:
    read = []
    for claim, source in pending:
        sentence, sources = Sentence(claim["text"], (source.passage.id,)), {source.passage.id: source}
        at_once, window = judge_at_once(sentence, sources, NO_WALL, None), window_for(claim["text"], (source,))
        if window is None or (at_once and not at_once.finding):
            continue
        text = in_its_words(claim["text"], window)
        own = signs(text, window, (source,))
        refused = bool(at_once or wrong_facts(sentence, sources) or wrong_order(sentence, sources))
        read.append((pair(text, window), own, claim["label"] == "supported", refused))
    chances = await model.judge([asked for asked, *_ in read])
    return [
        Judged(features(chance.tolist(), own), true, refused)
        for chance, (_, own, true, refused) in zip(chances, read, strict=True)
    ]


def _whole(article: Mapping[str, Any]) -> Evidence:
    name = str(article["id"])
    url = str(article["url"])
    return evidence(Passage(PassageId(name), ArticleId(name), str(article["title"]), str(article["content"]), url=url))


def fitted_on(seen: Sequence[Judged]) -> tuple[Features, float]:
    """Weights and offset of the logistic regression over the statements that no exact layer refuses. What a source
    turns stays as it is: statements written anew hold too few quotations with a word changed to tell its weight."""
    used = [row for row in seen if not row.refused and not row.features.turned]
    values = np.array([row.features[:-1] for row in used])
    middle, width = values.mean(axis=0), values.std(axis=0) + 1e-9
    *weights, offset = fit((values - middle) / width, [row.true for row in used], balanced=False)
    weights = [float(weight / by) for weight, by in zip(weights, width, strict=True)]
    return Features(*[*weights, WEIGHTS.turned]), float(offset - np.dot(weights, middle))


def scores(seen: Sequence[Judged], weights: Features, offset: float) -> list[float]:
    """The support of each statement; 0 for what an exact layer refuses."""
    return [0.0 if row.refused else support(row.features, weights, offset) for row in seen]


def threshold(seen: Sequence[Judged], weights: Features, offset: float) -> float:
    """The least support at which no more than MOST_FALSE of the false statements pass."""
    given = zip(scores(seen, weights, offset), seen, strict=True)
    false = sorted((score for score, row in given if not row.true), reverse=True)
    kept = int(MOST_FALSE * len(false))
    return float(np.nextafter(false[kept], 1)) if kept < len(false) else 0.0


def line(name: str, seen: Sequence[Judged], weights: Features, offset: float, enough: float) -> str:
    """AUROC of true against false, and which share of each passes from `enough` on."""
    given, true = np.array(scores(seen, weights, offset)), np.array([row.true for row in seen])
    passed = given >= enough
    return (
        f"  {name}: {len(seen)} statements, AUROC {auroc(given.tolist(), true.tolist())}, "
        f"true passed {passed[true].mean():.3f}, false passed {passed[~true].mean():.3f}"
    )


async def _seen(data: Path, products: Sequence[str]) -> dict[str, list[Judged]]:
    model = open_entailment()
    try:
        return {product: await judged(data, product, model) for product in products}
    finally:
        model.close()


def measure(
    data: Path = typer.Option(..., help="Folder of PRODUCT.articles.jsonl and PRODUCT.questions.jsonl."),  # noqa: B008
    fitted: list[str] = typer.Option(..., "--fit", help="A product to fit on; repeat it."),  # noqa: B008
    held: list[str] = typer.Option([], "--hold", help="A product to measure on alone; repeat it."),  # noqa: B008
) -> None:
    """Print what the weights in use achieve, and what would be fitted today, on the same statements."""
    seen = asyncio.run(_seen(data, [*fitted, *held]))
    ours = [row for product in fitted for row in seen[product]]
    today = fitted_on(ours)
    for title, (by, at), enough in (
        ("in use", (WEIGHTS, OFFSET), ENOUGH),
        (f"in use, {MOST_FALSE} of the fitted", (WEIGHTS, OFFSET), threshold(ours, WEIGHTS, OFFSET)),
        (f"fitted today, {MOST_FALSE} of the fitted", today, threshold(ours, *today)),
    ):
        shown = " ".join(f"{name}={weight:.2f}" for name, weight in by._asdict().items())
        typer.echo(f"{title}: {shown} offset={at:.2f}, passes from {enough:.3f}")
        for product, statements in seen.items():
            typer.echo(line(product, statements, by, at, enough))


if __name__ == "__main__":
    typer.run(measure)
