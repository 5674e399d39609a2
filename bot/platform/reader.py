"""Runs the reader on windows of articles: which sentences answer a question."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bot.domain.reading import Reading, ReadingWindow
from bot.platform.cross_encoder import CLS, SEP, UNIT, CrossEncoder, IdsOf, Packed
from bot.platform.embedding.model_folder import tokenizer_file
from bot.platform.models import READER, OwnModel

MAX_TOKENS = 192
_QUESTION, _TITLE, _HEADING, _SENTENCE = 64, 16, 12, 56  # tokens of each that are read, as in training
_TASK, _HEADED = 4, 5  # [unused3] begins a question, [unused4] a heading


class LocalReader:
    """Fulfils domain.reading.Reader. The model is checked and loaded on first use."""

    def __init__(self, model: OwnModel, tokenizer: Path) -> None:
        self._encoder = CrossEncoder("reader", lambda: model.path, tokenizer)

    async def read(self, windows: Sequence[ReadingWindow]) -> list[Reading]:
        """See domain.reading.Reader. Raises PermanentError, and ConfigError where the model is missing or damaged."""
        return [
            Reading(float(answers), tuple(float(part) for part, id_ in zip(parts, ids, strict=True) if id_ == UNIT))
            for ids, (answers, parts) in await self._encoder.run(windows, pack)
        ]

    def close(self) -> None:
        """Stop the threads; what they compute now is finished first."""
        self._encoder.close()


def open_reader() -> LocalReader:
    """The model that the package carries."""
    return LocalReader(READER, tokenizer_file())


def pack(ids_of: IdsOf, window: ReadingWindow) -> Packed:
    """Token ids and types as the model was trained on: question, title, and each sentence marked, after its heading
    where that is another than before; what does not fit is left out."""
    ids = [CLS, _TASK, *ids_of(window.question)[:_QUESTION], SEP]
    first = len(ids)
    ids += (title := ids_of(window.title)[:_TITLE])
    under: list[int] = []
    for heading, sentence in window.sentences:
        head = ids_of(heading)[:_HEADING]
        said = [] if head in (under, title[:_HEADING]) or not head else [_HEADED, *head]
        more = [*said, UNIT, *ids_of(sentence)[:_SENTENCE]]
        if len(ids) + len(more) + 1 > MAX_TOKENS:
            break
        ids += more
        under = head
    ids.append(SEP)
    return Packed(ids, [0] * first + [1] * (len(ids) - first))
