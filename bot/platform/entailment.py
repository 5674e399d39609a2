"""Runs the entailment model on pairs of a statement and evidence."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.domain.ports import EntailmentPair
from bot.platform.cross_encoder import CLS, SEP, UNIT, CrossEncoder, IdsOf, Packed
from bot.platform.embedding.model_folder import tokenizer_file
from bot.platform.models import ENTAILMENT

MAX_TOKENS = 320
_STATEMENT, _TITLE, _SENTENCE = 96, 32, 120  # tokens of each that are read, as in training
_TASK = 2  # [unused1]


class LocalEntailment:
    """Fulfils ports.Entailment. The model loads on first use."""

    def __init__(self, model: Path, tokenizer: Path) -> None:
        self._encoder = CrossEncoder("entailment", lambda: model, tokenizer)

    async def judge(self, pairs: Sequence[EntailmentPair]) -> NDArray[np.float32]:
        """Shape (len(pairs), 3): the chances of supported, contradicted and absent. Raises PermanentError."""
        different = list(dict.fromkeys(pairs))  # a model that repeats itself a hundred times is judged once
        ran = await self._encoder.run(different, pack)
        judged = {pair: _chances(*outputs) for pair, (_, outputs) in zip(different, ran, strict=True)}
        return np.stack([judged[pair] for pair in pairs]) if pairs else np.zeros((0, 3), dtype=np.float32)

    async def warm_up(self) -> None:
        """Load the model, so that the first answer does not wait for it."""
        await self.judge([EntailmentPair("It works.", "", ("It works.",))])

    def close(self) -> None:
        """Stop the threads; what they compute now is finished first."""
        self._encoder.close()


def open_entailment() -> LocalEntailment:
    """The model that the package carries. Raises ConfigError when it is missing or damaged."""
    return LocalEntailment(ENTAILMENT.path, tokenizer_file())


def _chances(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    raised = np.exp(logits - logits.max())
    return np.asarray(raised / raised.sum(), dtype=np.float32)


def pack(ids_of: IdsOf, pair: EntailmentPair) -> Packed:
    """Token ids and types as the model was trained on: statement, title, marked sentences; what does not fit is left
    out."""
    ids = [CLS, _TASK, *ids_of(pair.statement)[:_STATEMENT], SEP]
    first = len(ids)
    ids += ids_of(pair.title)[:_TITLE]
    for sentence in pair.sentences:
        more = ids_of(sentence)[:_SENTENCE]
        if len(ids) + len(more) + 2 > MAX_TOKENS:
            break
        ids += [UNIT, *more]
    ids.append(SEP)
    return Packed(ids, [0] * first + [1] * (len(ids) - first))
