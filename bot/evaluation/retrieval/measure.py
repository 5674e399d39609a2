"""Measures retrieval: Earnest beside BM25, dense search and their reciprocal ranks, in one run."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.domain import Article
from bot.domain.ports import Progress
from bot.evaluation.retrieval.data import Question, read_articles, read_questions
from bot.evaluation.retrieval.ranking import figures
from bot.evaluation.retrieval.systems import Bm25System, DenseSystem, EarnestSystem, RrfSystem, System
from bot.knowledge.open_index import Built, build_in_child
from bot.knowledge.search import HybridIndex
from bot.knowledge.sync_job import SyncJob
from bot.platform.embedding.embedder import open_embedder
from bot.platform.embedding.model_folder import BASE_MODEL
from bot.platform.qdrant.bm25 import Bm25Encoder
from bot.platform.qdrant.builds import Builds
from bot.platform.qdrant.edge import EdgeEngine
from bot.settings import Settings


async def evaluate(settings: Settings, kb: Path, queries: Path, progress: Progress) -> dict[str, Any]:
    """`{"systems": {name: figures}, "index": {seconds, peak_mb, articles, passages}, "queries": n}`.

    `dense` and `rrf` are on the base model as published, so that they stay the same whatever model is tuned. The index
    is built in a child process, in a folder that is deleted afterwards. Raises ConfigError."""
    articles, questions = read_articles(kb), read_questions(queries)
    # Embedders keep nothing between queries, and each system embeds by itself: times are those of a first question.
    embedder = open_embedder(settings.embedding_model, settings.data_dir)
    base = open_embedder(BASE_MODEL, settings.data_dir)
    with tempfile.TemporaryDirectory(prefix="earnest-eval-") as folder:
        start = time.perf_counter()
        built = await _build(settings, articles, Path(folder), progress)
        seconds = time.perf_counter() - start
        encoder = Bm25Encoder()
        index = HybridIndex(EdgeEngine(Builds(Path(folder) / "index"), embedder.name), embedder, encoder)
        try:
            bm25, dense = Bm25System(articles), DenseSystem(articles, base, progress)
            systems: dict[str, System] = {"earnest": EarnestSystem(index), "bm25": bm25, "dense": dense}
            systems["rrf"] = RrfSystem(articles, bm25, dense)
            compared = await compare(systems, questions, progress)
        finally:
            await index.close()
            embedder.close()
            base.close()
    size = {"articles": len(articles), "passages": built.report.passages}
    made = {"seconds": round(seconds, 2), "peak_mb": round(built.peak_mb, 1), **size}
    return {"systems": compared, "index": made, "queries": len(questions)}


async def compare(
    systems: dict[str, System], questions: Sequence[Question], progress: Progress
) -> dict[str, dict[str, float]]:
    """Each system's figures. The systems take turns at each question, so that a busy machine is busy for all."""
    rankings: dict[str, list[list[str]]] = {name: [] for name in systems}
    times: dict[str, list[float]] = {name: [] for name in systems}
    for system in systems.values():
        await system.rank(questions[0])  # opens the index, loads the model
    for number, question in enumerate(questions, 1):
        for name, system in systems.items():
            start = time.perf_counter()
            rankings[name].append(await system.rank(question))
            times[name].append((time.perf_counter() - start) * 1000)
        progress("query", number, len(questions))
    relevant = [question.relevant for question in questions]
    return {name: figures(rankings[name], relevant, times[name]) for name in systems}


async def _build(settings: Settings, articles: Sequence[Article], folder: Path, progress: Progress) -> Built:
    source = folder / "articles.jsonl"
    with source.open("w", encoding="utf-8") as file:
        for article in articles:
            file.write(json.dumps({"id": article.id, "title": article.title, "content": article.content}) + "\n")
    job = SyncJob((str(source),), str(settings.data_dir), settings.embedding_model, index_dir=str(folder / "index"))
    return await build_in_child(job, progress)
