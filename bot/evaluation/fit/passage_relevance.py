"""Fits the constants of knowledge/passage_relevance.py: `python -m bot.evaluation.fit.passage_relevance`."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import typer
from sklearn.linear_model import LogisticRegression

from bot.domain import Article, ArticleId, SearchQuery
from bot.domain.ports import Vectors
from bot.evaluation.labelled import auroc
from bot.evaluation.retrieval.data import read_articles
from bot.knowledge.load.outcome import Loaded
from bot.knowledge.passage_relevance import COSINE, COVERAGE, OFFSET
from bot.knowledge.search import HybridIndex
from bot.knowledge.sync import sync
from bot.platform.embedding.embedder import LocalEmbedder, open_embedder
from bot.platform.qdrant.bm25 import Bm25Encoder
from bot.platform.qdrant.builds import Builds
from bot.platform.qdrant.edge import EdgeEngine, EdgeWriter
from bot.settings import load_settings

_HELD_BACK = 10.0  # inverse strength of the ridge
_FLOORS = (0.2, 0.3, 0.4, 0.5)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and whether its knowledge base answers it."""

    query: SearchQuery
    answered: bool


def seed_questions(path: Path) -> list[Asked]:
    """JSONL of `{query | turns, plan, relevant}`; an empty `relevant` means that nothing answers, a missing `plan`
    that staff ask."""
    asked = []
    for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        *history, text = row.get("turns") or [row["query"]]
        query = SearchQuery(text, tuple(history), row.get("plan"), for_staff="plan" not in row, limit=1)
        asked.append(Asked(query, bool(row["relevant"])))
    return asked


def passage_questions(path: Path) -> tuple[list[Article], list[Asked]]:
    """JSONL of `{id, question, history, passages, answerable}`: each row's passages become an area of their own."""
    articles: dict[str, Article] = {}
    asked = []
    for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        for passage in row["passages"]:
            title, _, text = passage["text"].partition("\n")
            article = Article(ArticleId(f"{row['id']}/{passage['id']}"), title, text or title, row["id"])
            articles[article.id] = article
        history = tuple(said["text"] for said in row["history"] if said["role"] == "customer")
        query = SearchQuery(row["question"], history, product_areas=(row["id"],), for_staff=True, limit=1)
        asked.append(Asked(query, bool(row["answerable"])))
    return list(articles.values()), asked


async def features(articles: Sequence[Article], asked: Sequence[Asked], embedder: LocalEmbedder) -> Vectors:
    """Cosine and coverage of the best passage for each question, shape (len(asked), 2)."""
    encoder = Bm25Encoder()
    with tempfile.TemporaryDirectory(prefix="earnest-relevance-") as folder:
        builds = Builds(Path(folder))
        loaded = Loaded(tuple(articles))
        await asyncio.to_thread(sync, loaded, builds, embedder, encoder, EdgeWriter(), lambda *_: None)
        index = HybridIndex(EdgeEngine(builds, embedder.name), embedder, encoder)
        rows = []
        for one in asked:
            found = await index.evidence(one.query)
            rows.append((found[0].cosine, found[0].covered) if found else (0.0, 0.0))
        await index.close()
    return np.array(rows, dtype=np.float32)


def fit(rows: Vectors, answered: Sequence[bool], *, balanced: bool = True) -> Vectors:
    """Logistic regression, slightly held back: weights of the columns, then the offset.

    When `balanced`, both outcomes count alike: for sets whose shares of them are not those of real questions."""
    model = LogisticRegression(C=_HELD_BACK, class_weight="balanced" if balanced else None, max_iter=1000)
    model.fit(rows, answered)
    fitted: Vectors = np.append(model.coef_[0], model.intercept_).astype(np.float32)
    return fitted


def fit_unscaled(features: Vectors, outcomes: Sequence[bool], *, balanced: bool) -> tuple[list[float], float]:
    """As `fit`, of features of different widths: weights in their own units, and the offset."""
    middle, width = features.mean(axis=0), features.std(axis=0) + 1e-9
    *scaled, offset = fit((features - middle) / width, outcomes, balanced=balanced)
    weights = [float(weight / by) for weight, by in zip(scaled, width, strict=True)]
    return weights, float(offset - np.dot(weights, middle))


def measure(
    kb: Path = typer.Option(Path("kb_seed"), help="Articles."),  # noqa: B008
    questions: list[Path] = typer.Option(..., help="JSONL of questions on them; repeat it."),  # noqa: B008
    answerable: Path | None = typer.Option(None, help="Questions with their own passages."),  # noqa: B008
) -> None:
    """Print what the constants in use achieve, and what would be fitted today."""
    settings = load_settings()
    embedder = open_embedder(settings.embedding_model, settings.data_dir)
    asked = [one for path in questions for one in seed_questions(path)]
    sets = [(kb.name, list(read_articles(kb)), asked)]
    if answerable:
        sets.append((answerable.name, *passage_questions(answerable)))
    measured = [
        (name, asyncio.run(features(a, asked, embedder)), [q.answered for q in asked]) for name, a, asked in sets
    ]
    embedder.close()
    for name, rows, truth in measured:
        chance = 1 / (1 + np.exp(-(rows @ np.array([COSINE, COVERAGE]) + OFFSET)))
        both, alone = (auroc(scores.tolist(), truth) for scores in (chance, rows[:, 0]))
        typer.echo(f"{name}: {len(truth)} questions, AUROC {both}, cosine {alone}")
        for floor in _FLOORS:
            kept, wrong = (chance[np.array(truth) == side] >= floor for side in (True, False))
            typer.echo(f"  floor {floor}: kept {kept.mean():.3f} of the answered, {wrong.mean():.3f} of the others")
    weights = fit(np.concatenate([rows for _, rows, _ in measured]), [t for *_, truth in measured for t in truth])
    typer.echo("fitted today: cosine {:.2f}, coverage {:.2f}, offset {:.2f}".format(*weights))


if __name__ == "__main__":
    typer.run(measure)
