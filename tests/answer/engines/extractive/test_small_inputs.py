"""Small articles, each standing for a kind: the sentence that answers is quoted, and nothing that was not asked."""

from __future__ import annotations

import pytest

from bot.answer.engines.extractive.engine import ExtractiveEngine
from bot.domain import ArticleId, Brief, Generation, Passage, PassageId
from bot.language.sentence_vectors import SentenceVectors
from bot.platform.embedding.embedder import LocalEmbedder
from tests.fakes.reader import Scripted

VOLUMES = (
    "Volumes are backed up every night.\n\n"
    "To remove a volume with all its data, open **Volumes**, choose the volume and select **Destroy**."
)
PROXY = "Does the proxy slow down my site?"
NO = "No. The script is kept in a cache for an hour."
WARNING = (
    "The build fails with *out of memory* when the machine is too small. "
    "Choose a machine with at least 2 GB of memory, and build again."
)
MISTAKES = (
    "An import refuses rows now and then.\n\n**Common mistakes in an import:**\n\n"
    "- The date column is not written as 2026-01-31.\n- A required column of the import is empty."
)


@pytest.fixture(scope="module")
def engine(embedder: LocalEmbedder) -> ExtractiveEngine:
    return ExtractiveEngine(SentenceVectors(embedder), Scripted())


def text_of(generation: Generation) -> str:
    return "".join(sentence.lead + sentence.text for sentence in generation.sentences)


def passage(title: str, text: str) -> Passage:
    return Passage(PassageId("a#1"), ArticleId("a"), title, text, score=0.8)


async def test_what_destroys_is_not_appended_to_a_yes(engine: ExtractiveEngine) -> None:
    said = await engine.answer(Brief("Are volumes backed up?", (passage("Volumes", VOLUMES),)))
    assert text_of(said).strip() == "Volumes are backed up every night."


@pytest.mark.parametrize(
    "text",
    [
        f"**{PROXY}**\n\n{NO}",
        f"Q: {PROXY}\n\n{NO}",
        f"- {PROXY}\n\n{NO}",
        f"## {PROXY}\n\n{NO}",
        f"<details><summary>{PROXY}</summary>\n\n{NO}\n\n</details>",
    ],
)
async def test_a_question_in_an_article_is_no_answer_to_itself(engine: ExtractiveEngine, text: str) -> None:
    said = text_of(await engine.answer(Brief(PROXY, (passage("Questions about the proxy", text),))))
    assert PROXY not in said
    assert NO in said


async def test_a_warnings_fix_is_quoted_with_it(engine: ExtractiveEngine) -> None:
    asked = Brief("the build fails with out of memory, what do I do?", (passage("Failing builds", WARNING),))
    assert "Choose a machine with at least 2 GB" in text_of(await engine.answer(asked))


async def test_a_lead_in_comes_with_its_list_or_not_at_all(engine: ExtractiveEngine) -> None:
    asked = Brief("what are common mistakes in an import?", (passage("Imports", MISTAKES),))
    said = text_of(await engine.answer(asked))
    assert "The date column is not written" in said
    assert "A required column" in said
