"""Fits classify/follow_ups/learned_dissent.txt: `python -m bot.evaluation.fit.learned_dissent --data D`."""

from __future__ import annotations

import asyncio
from pathlib import Path

import numpy as np
import typer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from bot.classify.follow_ups.dissent import word_on_answer
from bot.classify.follow_ups.learned_dissent import HEAD, LIKELY, Head
from bot.classify.message_parts import gist, tidy
from bot.domain.ports import Embedder
from bot.evaluation.follow_ups import read_dissent
from bot.evaluation.labelled import auroc
from bot.platform.embedding.embedder import open_embedder
from bot.settings import load_settings

_FOLDS = 10


async def fitted(embedder: Embedder, data: Path) -> tuple[Head, str]:
    """The head for the phrasings that are not held, and what folds of them say of it in a line."""
    read = [row for _, row in read_dissent(data) if not row["held"]]
    vectors = await embedder.embed([gist(tidy(row["text"])) or "." for row in read])
    truth = np.array([row["dissent"] for row in read])
    told = [word_on_answer(row["text"]) for row in read]
    silent = np.array([word is None for word in told])
    model = LogisticRegression(C=1.0, max_iter=1000)
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=0)
    chances = cross_val_predict(model, vectors, truth, cv=folds, method="predict_proba")[:, 1]
    heard = np.array([word is True for word in told]) | (silent & (chances >= LIKELY))
    line = (
        f"{len(read)} phrasings, {silent.sum()} that no rule knows: AUROC {auroc(chances[silent], truth[silent])}; "
        f"all of them: precision {truth[heard].mean():.3f}, recall {heard[truth].mean():.3f}"
    )
    model.fit(vectors, truth)
    return Head(embedder.name, model.coef_[0].astype(np.float32), float(model.intercept_[0])), line


def fit(
    data: Path = typer.Option(..., help="Folder of dissent*.jsonl; rows that are held are left out."),  # noqa: B008
    write: bool = False,
) -> None:
    """Print what would be fitted today achieves on phrasings left out; with --write it is put to use."""
    settings = load_settings()
    embedder = open_embedder(settings.embedding_model, settings.data_dir)
    try:
        head, line = asyncio.run(fitted(embedder, data))
    finally:
        embedder.close()
    typer.echo(line)
    if write:
        HEAD.write_text(head.as_text(), encoding="utf-8")


if __name__ == "__main__":
    typer.run(fit)
