"""Runs the entailment model on pairs of a statement and evidence, on threads of its own."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from bot.domain.ports import EntailmentPair
from bot.errors import PermanentError
from bot.platform.embedding.model_folder import tokenizer_file
from bot.platform.models import ENTAILMENT

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

MAX_TOKENS = 320
_STATEMENT, _TITLE, _SENTENCE = 96, 32, 120  # tokens of each that are read, as in training
_CLS, _SEP, _TASK, _UNIT = 101, 102, 2, 3  # [CLS], [SEP], [unused1], [unused2]
_MOST_WORKERS = 4


class LocalEntailment:
    """Fulfils ports.Entailment. The model loads on first use.

    Each pair is a run of its own, spread over the cores: in 8 bits the pairs of one batch share a scale, so that a
    verdict would depend on what else is asked."""

    def __init__(self, model: Path, tokenizer: Path) -> None:
        self._model, self._tokenizer_file = model, tokenizer
        self._loading = threading.Lock()
        self._session: InferenceSession | None = None
        self._tokenizer: Tokenizer | None = None
        self._workers = ThreadPoolExecutor(min(os.cpu_count() or 1, _MOST_WORKERS), "entailment")

    async def judge(self, pairs: Sequence[EntailmentPair]) -> NDArray[np.float32]:
        """Shape (len(pairs), 3): the chances of supported, contradicted and absent. Raises PermanentError."""
        loop = asyncio.get_running_loop()
        # A model that repeats itself a hundred times is judged once.
        runs = {pair: loop.run_in_executor(self._workers, self._run, pair) for pair in dict.fromkeys(pairs)}
        judged = dict(zip(runs, await asyncio.gather(*runs.values()), strict=True))
        return np.stack([judged[pair] for pair in pairs]) if pairs else np.zeros((0, 3), dtype=np.float32)

    async def warm_up(self) -> None:
        """Load the model, so that the first answer does not wait for it."""
        await self.judge([EntailmentPair("It works.", "", ("It works.",))])

    def close(self) -> None:
        """Stop the threads; what they compute now is finished first."""
        self._workers.shutdown(wait=True)

    def _run(self, pair: EntailmentPair) -> NDArray[np.float32]:
        session, tokenizer = self._loaded()
        ids, types = pack(tokenizer, pair)
        fed = {"input_ids": ids, "attention_mask": [1] * len(ids), "token_type_ids": types}
        try:
            (logits,) = session.run(None, {name: np.array([row], dtype=np.int64) for name, row in fed.items()})
        except Exception as error:  # onnxruntime's errors share no base class
            raise PermanentError(f"the entailment model failed on a sentence ({type(error).__name__})") from error
        raised = np.exp(logits[0] - logits[0].max())
        return np.asarray(raised / raised.sum(), dtype=np.float32)

    def _loaded(self) -> tuple[InferenceSession, Tokenizer]:
        with self._loading:
            if self._session is None or self._tokenizer is None:
                import onnxruntime as ort
                from tokenizers import Tokenizer

                options = ort.SessionOptions()
                options.intra_op_num_threads = options.inter_op_num_threads = 1
                self._session = ort.InferenceSession(str(self._model), options, providers=["CPUExecutionProvider"])
                self._tokenizer = Tokenizer.from_file(str(self._tokenizer_file))
                self._tokenizer.no_padding()
                self._tokenizer.no_truncation()
            return self._session, self._tokenizer


def open_entailment() -> LocalEntailment:
    """The model that the package carries. Raises ConfigError when it is missing or damaged."""
    return LocalEntailment(ENTAILMENT.path, tokenizer_file())


def pack(tokenizer: Tokenizer, pair: EntailmentPair) -> tuple[list[int], list[int]]:
    """Token ids and types as the model was trained on: statement, title, marked sentences; what does not fit is left
    out."""

    def ids_of(text: str) -> list[int]:
        return list(tokenizer.encode(text, add_special_tokens=False).ids)

    ids = [_CLS, _TASK, *ids_of(pair.statement)[:_STATEMENT], _SEP]
    first = len(ids)
    ids += ids_of(pair.title)[:_TITLE]
    for sentence in pair.sentences:
        more = ids_of(sentence)[:_SENTENCE]
        if len(ids) + len(more) + 2 > MAX_TOKENS:
            break
        ids += [_UNIT, *more]
    ids.append(_SEP)
    return ids, [0] * first + [1] * (len(ids) - first)
