"""What the reader says of a quotation decides whether it is drafted; it sees the quoted sentences among their own."""

from __future__ import annotations

import pytest

from bot.answer.engines.extractive.engine import ExtractiveEngine
from bot.domain import ArticleId, Brief, Passage, PassageId, Utterance
from bot.language.sentence_vectors import SentenceVectors
from bot.platform.embedding.embedder import LocalEmbedder
from tests.fakes.reader import Scripted

KEPT = "An export is kept for 30 days."
TEXT = f"# Keeping\n\nAn export starts under Settings. {KEPT} After that it is deleted.\n\n# Other\n\n" + " ".join(
    f"The {word} of a project are shown in a list of their own, by name and by date." for word in ("colours", "owners")
)
PASSAGE = Passage(PassageId("a#1"), ArticleId("a"), "Exports", TEXT, score=0.8)
ASKED = "How long is an export kept?"


@pytest.fixture(scope="module")
def vectors(embedder: LocalEmbedder) -> SentenceVectors:
    return SentenceVectors(embedder)


@pytest.mark.parametrize(("part", "drafted"), [(3.0, True), (-14.0, False)])
async def test_what_the_reader_does_not_take_for_an_answer_is_not_drafted(
    vectors: SentenceVectors, part: float, drafted: bool
) -> None:
    found = await ExtractiveEngine(vectors, Scripted(part), least=0.2).answer(Brief(ASKED, (PASSAGE,)))
    assert bool(found.sentences) is drafted
    assert found.near or drafted


async def test_one_window_is_read_with_headings_and_neighbours(vectors: SentenceVectors) -> None:
    reader = Scripted()
    await ExtractiveEngine(vectors, reader).answer(Brief(ASKED, (PASSAGE,)))
    (window,) = reader.asked
    assert (window.question, window.title) == (ASKED, "Exports")
    assert ("Keeping", KEPT) in window.sentences and len(window.sentences) > 2
    assert sum(len(said.split()) for _, said in window.sentences) <= 70


async def test_a_question_that_names_nothing_is_read_after_the_one_before(vectors: SentenceVectors) -> None:
    reader = Scripted()
    earlier = (Utterance("customer", ASKED),)
    await ExtractiveEngine(vectors, reader).answer(Brief("And how long is that?", (PASSAGE,), earlier))
    assert [ASKED in window.question for window in reader.asked] == [True]


async def test_passages_that_no_search_has_scored_are_not_read(vectors: SentenceVectors) -> None:
    reader = Scripted()
    passage = Passage(PassageId("a#1"), ArticleId("a"), "Exports", TEXT)
    await ExtractiveEngine(vectors, reader).answer(Brief(ASKED, (passage,)))
    assert reader.asked == []
