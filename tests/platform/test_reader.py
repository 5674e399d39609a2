"""The reader: of the sentences of a window it tells which answer, as the model was trained on them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.domain.reading import ReadingWindow
from bot.platform.cross_encoder import SEP, UNIT
from bot.platform.reader import MAX_TOKENS, LocalReader, open_reader, pack

EXPORTS = (
    ("Exports", "An export is kept for 30 days."),
    ("Exports", "You find it under Settings."),
    ("Colours", "Choose a colour for each project."),
)


@pytest.fixture(scope="module")
def reader() -> Iterator[LocalReader]:
    opened = open_reader()
    yield opened
    opened.close()


async def test_the_sentence_that_answers_is_likelier_than_its_neighbours(reader: LocalReader) -> None:
    window = ReadingWindow("How long can I download my export?", "Exports", EXPORTS)
    (found,) = await reader.read([window])
    assert len(found.sentences) == 3
    assert found.sentences[0] == max(found.sentences)


async def test_a_window_that_answers_is_likelier_than_one_that_does_not(reader: LocalReader) -> None:
    asked = ("How long can I download my export?", "Can two people share one seat?")
    answers, silent = await reader.read([ReadingWindow(question, "Exports", EXPORTS) for question in asked])
    assert answers.answers > silent.answers


async def test_what_is_read_of_a_window_depends_on_no_other(reader: LocalReader) -> None:
    windows = [ReadingWindow(question, "Exports", EXPORTS) for question in ("How long is it kept?", "Hi", "Colours?")]
    alone = [(await reader.read([window]))[0] for window in windows]
    assert await reader.read(windows) == alone


def test_headings_are_told_once_and_what_does_not_fit_is_left_out() -> None:
    told = tuple((heading, "word " * 50) for heading in ("Title", "Limits", "Limits", "Prices"))
    ids, types = pack(lambda text: [1000 + len(word) for word in text.split()], ReadingWindow("Why?", "Title", told))
    assert ids.count(5) == 1, "the title is no heading, and the second sentence stands under the same as the first"
    assert ids.count(UNIT) == 3 and len(ids) <= MAX_TOKENS
    assert ids[-1] == SEP and types == [0] * 4 + [1] * (len(ids) - 4)
