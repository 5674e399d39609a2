"""What the index build leaves for the bot: vectors of sentences, so that only the question is embedded later."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from bot.domain.ports import Vectors
from bot.knowledge.sentence_cache import Titled, load_sentences, sentences_of, store_sentences

FIRST = Titled(
    "Reports", "## Exports\n\nAn export holds 500 rows. It takes a minute.\n\n- Open **Reports**\n- Select *Export*"
)
SECOND = Titled("Reports", "## Exports\n\nAn export holds 500 rows. Ask us for more.")


class Counting:
    """An embedder that notes what it was asked."""

    name = "counting"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed_documents(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        self.asked += texts
        if progress:
            progress(len(texts))
        return np.array([[float(len(text)), 1.0] for text in texts], dtype=np.float32)


def quiet(done: int, new: int) -> None:
    assert done <= new


def test_each_sentence_is_embedded_once_and_read_back(tmp_path: Path) -> None:
    embedder = Counting()
    stored = store_sentences(tmp_path, embedder, [FIRST, SECOND], quiet)
    known = load_sentences(tmp_path, "counting")
    assert len(embedder.asked) == len(known) and sorted(stored) == sorted(known)
    assert sorted(known) == sorted(sentences_of([FIRST, SECOND]))
    assert all(vector[0] == len(text) for text, vector in known.items())


def test_a_second_build_embeds_only_what_is_new_and_forgets_what_is_gone(tmp_path: Path) -> None:
    store_sentences(tmp_path, Counting(), [FIRST], quiet)
    again = Counting()
    store_sentences(tmp_path, again, [SECOND], quiet)
    assert again.asked == ["Ask us for more.", "Exports: Ask us for more."]
    assert sorted(load_sentences(tmp_path, "counting")) == sorted(sentences_of([SECOND]))
    assert sorted(store_sentences(tmp_path, again, [SECOND], quiet)) == sorted(sentences_of([SECOND]))
    assert len(again.asked) == 2, "nothing is embedded again"


def test_vectors_of_another_model_or_a_damaged_file_are_not_used(tmp_path: Path) -> None:
    store_sentences(tmp_path, Counting(), [FIRST], quiet)
    assert load_sentences(tmp_path, "another") == {}
    for file in (tmp_path / "models").iterdir():
        file.write_bytes(b"PK\x03\x04 half a file")
    assert load_sentences(tmp_path, "counting") == {}
