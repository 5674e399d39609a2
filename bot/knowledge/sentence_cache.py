"""Vectors of the knowledge base's sentences, computed when the index is built, so that no customer waits for them."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, Protocol
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from bot.domain.ports import Vectors
from bot.language.sentences import Kind, units, with_heading
from bot.language.words import plain_text

_FORMAT = 2  # what is embedded of a unit: from 2 on also the unit under its heading
_UNTOLD = (Kind.HEADING, Kind.TABLE_HEADER)
Known = Mapping[str, NDArray[np.float32]]


class DocumentEmbedder(Protocol):
    """What builds an index can embed many texts, blocking."""

    @property
    def name(self) -> str: ...

    def embed_documents(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors: ...


class Titled(NamedTuple):
    """A passage's text and its article's title."""

    title: str
    text: str


def sentences_of(passages: Iterable[Titled]) -> list[str]:
    """The texts that are compared with questions and answers, each once: every unit by itself and under its heading."""
    told = [(unit, p.title) for p in passages for unit in units(p.text) if unit.kind not in _UNTOLD]
    alone = [plain_text(unit.plain) for unit, _ in told]
    return list(dict.fromkeys([*alone, *(with_heading(unit, title) for unit, title in told)]))


def load_sentences(data_dir: Path, embedder_name: str) -> dict[str, NDArray[np.float32]]:
    """What is known already; empty when nothing is or the file is damaged, for it can be computed again."""
    with (
        suppress(OSError, ValueError, KeyError, BadZipFile),
        sentences_file(data_dir, embedder_name).open("rb") as file,
    ):
        stored = np.load(file)
        texts = json.loads(stored["texts"].tobytes().decode())
        return dict(zip(texts, stored["vectors"], strict=True))
    return {}


def store_sentences(
    data_dir: Path, embedder: DocumentEmbedder, passages: Iterable[Titled], progress: Callable[[int, int], None]
) -> Known:
    """Bring the file to hold exactly the sentences of `passages`; what it holds then. `progress(done, new)`."""
    wanted = sentences_of(passages)
    known = load_sentences(data_dir, embedder.name)
    fresh = sorted((text for text in wanted if text not in known), key=len)
    if not fresh and len(wanted) == len(known):
        return known
    done = 0

    def step(count: int) -> None:
        nonlocal done
        done += count
        progress(done, len(fresh))

    if fresh:
        known |= dict(zip(fresh, embedder.embed_documents(fresh, step), strict=True))
    kept = {text: known[text] for text in wanted}
    _write(sentences_file(data_dir, embedder.name), kept)
    return kept


def _write(path: Path, known: Known) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new.npz")
    texts = np.frombuffer(json.dumps(list(known)).encode(), dtype=np.uint8)
    vectors = np.stack(list(known.values())) if known else np.zeros((0, 0), dtype=np.float32)
    np.savez(fresh, texts=texts, vectors=vectors)
    os.replace(fresh, path)  # noqa: PTH105 - whoever reads meanwhile has the old one


def sentences_file(data_dir: Path, embedder_name: str) -> Path:
    """Where they are kept."""
    return (
        data_dir / "models" / f"sentences-{hashlib.sha256(f'{embedder_name} {_FORMAT}'.encode()).hexdigest()[:12]}.npz"
    )
