"""A procedure is quoted whole, with what stands in its steps, or not at all."""

from __future__ import annotations

import pytest

from bot.answer.budget import within_budget
from bot.answer.engines.extractive.engine import ExtractiveEngine
from bot.domain import ArticleId, Brief, Generation, Passage, PassageId
from bot.language.sentence_vectors import SentenceVectors
from bot.platform.embedding.embedder import LocalEmbedder
from bot.policy import Knowledge
from tests.fakes.reader import Scripted

TOLD = (
    "Open the admin console and choose **Data**.",
    "Select **Export everything** and confirm with your password.",
    "Wait until the archive is ready.",
    "Download the archive to your computer.",
    "Sign in to the new region's console with the same account.",
    "Choose **Import** and upload the archive.",
)
LEAD = "To move a workspace to another region, do this:"
ASKED = "How do I move my workspace to another region?"


@pytest.fixture(scope="module")
def engine(embedder: LocalEmbedder) -> ExtractiveEngine:
    return ExtractiveEngine(SentenceVectors(embedder), Scripted())


async def ask(engine: ExtractiveEngine, text: str, question: str = ASKED, path: tuple[str, ...] = ()) -> Generation:
    id_ = PassageId("move#1")
    passage = Passage(id_, ArticleId("move"), "Move a workspace to another region", text, heading_path=path, score=0.9)
    return await engine.answer(within_budget(Brief(question, (passage,)), Knowledge()))


def text_of(generation: Generation) -> str:
    return "".join(sentence.lead + sentence.text for sentence in generation.sentences)


def steps(count: int, below: str = "", gap: str = "\n") -> str:
    lines = (f"{n}. {TOLD[(n - 1) % len(TOLD)]}{below.format(n=n)}" for n in range(1, count + 1))
    return f"{LEAD}\n\n{gap.join(lines)}"


def told(step: str, first: int = 1) -> str:
    lines = (step.format(n=n, said=said, plain=said.replace("**", "")) for n, said in enumerate(TOLD, first))
    return f"{LEAD}\n\n" + "\n\n".join(lines)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(steps(6), id="plain"),
        pytest.param(steps(6, "\n\n   ```sh\n   ctl move {n}\n   ```", "\n\n"), id="code in steps"),
        pytest.param(steps(6, "\n\n```sh\nctl move {n}\n```", "\n\n"), id="code between steps"),
        pytest.param(steps(6, "\n   - Note part {n}.\n   - Tick part {n}."), id="lists in steps"),
        pytest.param(steps(6, "\n\n   You see mark {n}.", "\n\n"), id="paragraphs in steps"),
        pytest.param(steps(6, "\n   1. Part {n}.\n   2. Tick part {n}."), id="steps in steps"),
        pytest.param(told("**Step {n}:** {said}"), id="steps told in paragraphs"),
        pytest.param(told("Step {n}: {said}\n\n```sh\nctl move {n}\n```"), id="with code"),
        pytest.param(told("**{n}. {plain}**\n\nYou see mark {n}."), id="as bold lines"),
    ],
)
async def test_a_procedure_is_quoted_to_its_last_line_as_it_is_written(engine: ExtractiveEngine, text: str) -> None:
    assert text_of(await ask(engine, text)) == text


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(steps(30), id="more steps than are quoted"),
        pytest.param(steps(10, " " + "Look at the region twice before you go on. " * 6), id="more words than are sent"),
        pytest.param(steps(30, " " + "Look at the region twice before you go on. " * 4), id="more than is shown"),
        pytest.param(steps(12, "\n\n   ```sh\n   " + "ctl move --part {n} " * 8 + "\n   ```", "\n\n"), id="much code"),
        pytest.param(f"{LEAD}\n\n" + "\n".join(f"{n}. {TOLD[n - 4]}" for n in range(4, 9)), id="the last steps alone"),
        pytest.param(told("Step {n}: {said}", 4), id="the last steps told"),
    ],
)
async def test_of_a_procedure_that_cannot_be_quoted_whole_nothing_is(engine: ExtractiveEngine, text: str) -> None:
    for question in (ASKED, "how can we move our workspace to the EU region?"):
        found = await ask(engine, text, question)
        assert (found.sentences, bool(found.escalate)) == ((), True)
        assert found.near == ("move#1",)


async def test_one_step_of_a_long_procedure_may_answer_what_is_not_about_how(engine: ExtractiveEngine) -> None:
    said = await ask(engine, steps(30), "Which console do I sign in to when moving regions?")
    assert [sentence.text for sentence in said.sentences] in ([], [TOLD[4]])


async def test_steps_of_one_numbered_section_are_a_draft_at_most(engine: ExtractiveEngine) -> None:
    text = f"## 2. Move a workspace to another region\n\n{steps(5)}"
    assert (await ask(engine, text)).chance <= 0.6
    assert (await ask(engine, steps(5), path=("Step 2: Move a workspace",))).chance <= 0.6
    assert (await ask(engine, steps(5), path=("Move a workspace",))).chance > 0.6


async def test_what_announces_numbered_sections_is_no_answer(engine: ExtractiveEngine) -> None:
    sections = "\n\n".join(f"## Step {n}\n\n{said}" for n, said in enumerate(TOLD, 1))
    said = text_of(await ask(engine, f"To move a workspace to another region, take these steps.\n\n{sections}"))
    assert "take these steps" not in said
