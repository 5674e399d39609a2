"""Turns texts into vectors with fastembed, on a thread of its own."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bot.domain.ports import Vectors
from bot.errors import ConfigError, PermanentError
from bot.platform.embedding.model_folder import ModelFiles, locate_model

if TYPE_CHECKING:
    from fastembed import TextEmbedding

# One text a run. A batch pads all to the longest, and in 8 bits the texts of a batch share one scale: a text's vector
# would depend on its neighbours.
_BATCH = 1
# One thread a text: two take twice the processor's time for a text and, on a busy machine, longer. Many texts are
# spread over the cores instead.
THREADS = 1
_MOST_WORKERS = 4


class LocalEmbedder:
    """Fulfils ports.Embedder. The model loads on first use; vectors are float32, L2-normalised.

    `name` comes from the model's files, so that an index built with others is never mixed with it."""

    def __init__(self, files: ModelFiles, cache_dir: Path, threads: int = THREADS) -> None:
        self._files = files
        self._cache_dir = cache_dir
        self._threads = threads
        self._model: TextEmbedding | None = None
        self._loading = threading.Lock()
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="embedding")
        self._dimension = 0

    @property
    def name(self) -> str:
        """Model, fingerprint and input length."""
        return self._files.identity

    @property
    def dimension(self) -> int:
        """Length of a vector; loads the model when nothing was embedded before."""
        if not self._dimension:
            self._dimension = int(self._executor.submit(self._compute, ".").result().shape[0])
        return self._dimension

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimension). Keeps nothing (SentenceVectors does). Raises ConfigError, PermanentError."""
        if not texts:
            return np.zeros((0, self._dimension), dtype=np.float32)
        return await asyncio.get_running_loop().run_in_executor(self._executor, self._compute_each, list(texts))

    async def warm_up(self) -> None:
        """Load the model, so that the first question does not wait for it."""
        await self.embed(["."])

    def embed_documents(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        """Vectors of many long texts, blocking, in bounded memory; `progress` is called with 1 for each."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        return self._compute_all(texts, progress)

    def close(self) -> None:
        """Stop the thread; what it computes now is finished first."""
        self._executor.shutdown(wait=True)

    def _compute_each(self, texts: list[str]) -> Vectors:
        unique = list(dict.fromkeys(texts))
        found = dict(zip(unique, self._compute_all(unique), strict=True))
        return np.stack([found[text] for text in texts])

    def _compute_all(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        """Shape (len(texts), dimension); several texts are spread over the cores."""
        if len(texts) == 1:
            return self._compute(texts[0])[None]
        vectors: list[Vectors] = []
        with ThreadPoolExecutor(min(os.cpu_count() or 1, _MOST_WORKERS), "embedding-many") as workers:
            for vector in workers.map(self._compute, texts):
                vectors.append(vector)
                if progress:
                    progress(1)
        return np.stack(vectors)

    def _compute(self, text: str) -> Vectors:
        model = self._loaded()
        try:
            raw = np.asarray(next(iter(model.embed([text], batch_size=_BATCH))), dtype=np.float32)
        except Exception as error:  # fastembed and onnxruntime share no base class
            raise PermanentError(
                f"the embedding model {self._files.model} failed on a text ({type(error).__name__})"
            ) from error
        vector: Vectors = raw / max(float(np.linalg.norm(raw)), 1e-12)
        self._dimension = len(vector)
        return vector

    def _loaded(self) -> TextEmbedding:
        with self._loading:
            if self._model is None:
                self._model = _load(self._files, self._cache_dir, self._threads)
            return self._model


def open_embedder(name: str, data_dir: Path, *, threads: int = THREADS) -> LocalEmbedder:
    """The embedder for `EMBEDDING_MODEL=name`. Raises ConfigError when its files are missing or wrong."""
    return LocalEmbedder(locate_model(name, data_dir), data_dir / "models", threads)


def _load(files: ModelFiles, cache_dir: Path, threads: int) -> TextEmbedding:
    # Imported here, for it takes long: a sync that changes nothing, or a command that embeds nothing, does not need it.
    from fastembed import TextEmbedding
    from fastembed.common.model_description import ModelSource, PoolingType

    if files.folder is None:
        return _load_named(files.model, cache_dir, threads)
    registered = f"folder/{files.identity}"
    if registered not in {model["model"] for model in TextEmbedding.list_supported_models()}:
        TextEmbedding.add_custom_model(
            model=registered,
            pooling=PoolingType.MEAN,
            normalization=True,
            sources=ModelSource(hf="local/none"),
            dim=0,  # only a description: the real one is read off the first vector
            model_file="model.onnx",
        )
    try:
        return TextEmbedding(registered, threads=threads, specific_model_path=str(files.folder), cuda=False)
    except Exception as error:
        raise ConfigError(f"EMBEDDING_MODEL: {files.folder} holds no model that can be loaded: {error}") from error


def _load_named(name: str, cache_dir: Path, threads: int) -> TextEmbedding:
    from fastembed import TextEmbedding

    known = {str(model["model"]) for model in TextEmbedding.list_supported_models()}
    if name not in known:
        raise ConfigError(f"EMBEDDING_MODEL: {name} is neither a folder nor a model that fastembed knows")
    try:
        return TextEmbedding(name, cache_dir=str(cache_dir), threads=threads, cuda=False)
    except Exception as error:
        raise ConfigError(f"EMBEDDING_MODEL: {name} could not be loaded or fetched: {error}") from error
