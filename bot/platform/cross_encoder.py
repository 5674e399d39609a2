"""Runs a model of the package that reads two texts together, on threads of its own."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from bot.errors import PermanentError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

CLS, SEP, UNIT = 101, 102, 3  # [CLS], [SEP], and [unused2], which begins each sentence
_MOST_WORKERS = 4
T = TypeVar("T")
IdsOf = Callable[[str], list[int]]  # a text's token ids


class Packed(NamedTuple):
    """Token ids, and their types: 0 for the first text with its end, 1 for the second."""

    ids: list[int]
    types: list[int]


class Ran(NamedTuple):
    """The token ids that a model read, and its outputs without the dimension of the batch."""

    ids: list[int]
    outputs: list[NDArray[np.float32]]


class CrossEncoder:
    """A BERT-like model over packed pairs of texts. It loads on first use.

    Each pair is a run of its own, spread over the cores: in 8 bits the pairs of one batch share a scale, so that what
    is read would depend on what else is asked."""

    def __init__(self, name: str, model: Callable[[], Path], tokenizer: Path) -> None:
        """`name` is what errors and threads call it; `model` is asked for its file when it loads."""
        self._name, self._model, self._tokenizer_file = name, model, tokenizer
        self._loading = threading.Lock()
        self._session: InferenceSession | None = None
        self._tokenizer: Tokenizer | None = None
        self._workers = ThreadPoolExecutor(min(os.cpu_count() or 1, _MOST_WORKERS), name)

    async def run(self, asked: Sequence[T], pack: Callable[[IdsOf, T], Packed]) -> list[Ran]:
        """The model's outputs for each pair. Raises PermanentError."""
        loop = asyncio.get_running_loop()
        return await asyncio.gather(*(loop.run_in_executor(self._workers, self._run, one, pack) for one in asked))

    def close(self) -> None:
        """Stop the threads; what they compute now is finished first."""
        self._workers.shutdown(wait=True)

    def _run(self, one: T, pack: Callable[[IdsOf, T], Packed]) -> Ran:
        session, tokenizer = self._loaded()
        ids, types = pack(lambda text: list(tokenizer.encode(text, add_special_tokens=False).ids), one)
        fed = {"input_ids": ids, "attention_mask": [1] * len(ids), "token_type_ids": types}
        try:
            outputs = session.run(None, {name: np.array([row], dtype=np.int64) for name, row in fed.items()})
        except Exception as error:  # onnxruntime's errors share no base class
            raise PermanentError(f"the {self._name} model failed on a sentence ({type(error).__name__})") from error
        return Ran(ids, [np.asarray(output[0], dtype=np.float32) for output in outputs])

    def _loaded(self) -> tuple[InferenceSession, Tokenizer]:
        with self._loading:
            if self._session is None or self._tokenizer is None:
                import onnxruntime as ort
                from tokenizers import Tokenizer

                options = ort.SessionOptions()
                options.intra_op_num_threads = options.inter_op_num_threads = 1
                self._session = ort.InferenceSession(str(self._model()), options, providers=["CPUExecutionProvider"])
                self._tokenizer = Tokenizer.from_file(str(self._tokenizer_file))
                self._tokenizer.no_padding()
                self._tokenizer.no_truncation()
            return self._session, self._tokenizer
