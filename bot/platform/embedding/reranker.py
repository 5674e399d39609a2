"""Orders passages anew with a fastembed cross-encoder: `knowledge.reranker` names it."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import ConfigError, PermanentError
from bot.platform.embedding.embedder import THREADS

if TYPE_CHECKING:
    from fastembed.rerank.cross_encoder import TextCrossEncoder


class LocalReranker:
    """Fulfils Reranker. `name` is a fastembed model, or a folder with model.onnx and tokenizer files.

    It computes on a thread of its own."""

    def __init__(self, name: str, cache_dir: Path) -> None:
        self._name, self._cache_dir = name, cache_dir
        self._model: TextCrossEncoder | None = None
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reranker")

    async def scores(self, query: str, texts: Sequence[str]) -> list[float]:
        """One score a text, higher is better; any scale. Raises ConfigError, PermanentError."""
        return await asyncio.get_running_loop().run_in_executor(self._executor, self._compute, query, list(texts))

    async def load(self) -> None:
        """Load the model now, so that a wrong name is told at start. Raises ConfigError."""
        await asyncio.get_running_loop().run_in_executor(self._executor, self._loaded)

    async def close(self) -> None:
        """Stop the thread."""
        self._executor.shutdown(wait=True)

    def _compute(self, query: str, texts: list[str]) -> list[float]:
        model = self._loaded()
        try:
            return [float(score) for score in model.rerank(query, texts, batch_size=1)]
        except Exception as error:  # fastembed and onnxruntime share no base class
            raise PermanentError(f"the reranker {self._name} failed on a text ({type(error).__name__})") from error

    def _loaded(self) -> TextCrossEncoder:
        if self._model is None:
            self._model = _load(self._name, self._cache_dir)
        return self._model


def _load(name: str, cache_dir: Path) -> TextCrossEncoder:
    from fastembed.common.model_description import ModelSource
    from fastembed.rerank.cross_encoder import TextCrossEncoder

    folder = Path(name)
    known = {str(model["model"]).lower() for model in TextCrossEncoder.list_supported_models()}
    if not folder.is_dir() and name.lower() not in known:
        raise ConfigError(f"knowledge.reranker: {name} is neither a folder nor a cross-encoder that fastembed knows")
    try:
        if not folder.is_dir():
            return TextCrossEncoder(name, cache_dir=str(cache_dir), threads=THREADS)
        registered = f"folder/{hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:12]}"
        if registered not in known:
            TextCrossEncoder.add_custom_model(registered, ModelSource(hf="local/none"), model_file="model.onnx")
        return TextCrossEncoder(registered, threads=THREADS, specific_model_path=str(folder))
    except Exception as error:
        raise ConfigError(f"knowledge.reranker: {name} could not be loaded or fetched: {error}") from error
