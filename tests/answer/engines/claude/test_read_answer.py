"""How replies are read: decisions, citations, sentences cut from blocks, and shapes nobody promised."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from anthropic.types import CitationsSearchResultLocation, Message, TextBlock
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answer.engines.claude.read_answer import LONGEST, NO_REASON, read_answer
from bot.claude import Claude
from bot.domain import Brief, Generation
from bot.errors import ModelError
from bot.platform.claude.reply import reply_of
from tests.fakes.model_server import Body, ModelServer, Turn, truncated
from tests.fakes.model_words import cited, text


@pytest.fixture
def reply(claude: Claude, server: ModelServer, brief: Brief) -> Callable[[Turn], Any]:
    async def ask(turn: Turn) -> Generation:
        server.script(turn)
        return await claude.engine.answer(brief)

    return ask


def said(*texts: tuple[str, bool]) -> Turn:
    """A reply of blocks, each cited to the first passage or not."""
    return Turn(blocks=lambda body: [cited(body, 0, 0, 1, words) if yes else text(words) for words, yes in texts])


@pytest.mark.parametrize(
    ("words", "escalate", "ask"),
    [
        ("ESCALATE: needs a refund", "needs a refund", None),
        ("\n  **ESCALATE:** needs a refund\n\nBut also: open Reports.", "needs a refund", None),
        ("ASK: Which plan are you on?\nESCALATE: no", None, "Which plan are you on?"),
        ("`ASK: Which plan?`", None, "Which plan?"),
        ("ESCALATE:", NO_REASON, None),
        ("ASK:  ", NO_REASON, None),
        ("escalate : lower case too", "lower case too", None),
        ("Sure, let me see.\nESCALATE: not in the articles", "not in the articles", None),
        ("I looked at the articles. ESCALATE: two of them disagree", "two of them disagree", None),
        ("Hello!\n\n**ESCALATE: needs a person**", "needs a person", None),
        ("[ESCALATE: needs a person]", "needs a person", None),
        ("[ESCALATE] needs a person", "needs a person", None),
        ("ESCALATE - needs a person", "needs a person", None),
        ("Let me think.\nESCALATE — needs a person", "needs a person", None),
        ("ESCALATE_NEEDED: [needs a person]", "needs a person", None),
        ("Escalate needed: needs a person", "needs a person", None),
        ("1. Open Reports.\n2. ESCALATE: needs a person", "needs a person", None),
        ("> *ESCALATE*\n", NO_REASON, None),
        ("Decision: ESCALATE", NO_REASON, None),
        ('{"ESCALATE": "needs a person"}', "needs a person", None),
        ('{"decision": "ESCALATE", "reason": "needs a person"}', "needs a person", None),
        ('{"decision":"ASK","question":"Which plan are you on?"}', None, "Which plan are you on?"),
        ("ESCALATION REQUIRED: needs a person", "needs a person", None),
        ("Happy to help.\n- **ASK** – which plan are you on?", None, "which plan are you on?"),
        ("To be sure: ASK: which plan?", None, "which plan?"),
    ],
)
async def test_a_decision_counts_wherever_it_stands_and_drops_what_is_around_it(
    reply: Callable[[Turn], Any], words: str, escalate: str | None, ask: str | None
) -> None:
    generation = await reply(Turn(said=words))
    assert (generation.escalate, generation.ask, generation.sentences) == (escalate, ask, ())


@pytest.mark.parametrize(
    "words",
    [
        "Ask an owner to invite you.",
        "Press **Ask** to start.",
        "We escalate nothing here.",
        "Use the task ASK-12.",
        "Choose **ESCALATE** in the menu.",
    ],
)
async def test_the_words_in_a_sentence_are_no_decision(reply: Callable[[Turn], Any], words: str) -> None:
    generation = await reply(said((words, True)))
    assert (generation.escalate, generation.ask) == (None, None)


async def test_a_decision_stands_when_only_what_follows_it_was_cut_off(reply: Callable[[Turn], Any]) -> None:
    assert (await reply(truncated("ESCALATE: two sources disagree\nThe first says"))).escalate == "two sources disagree"
    with pytest.raises(ModelError):
        await reply(truncated("ESCALATE: two sour"))


async def test_a_decision_under_cited_sentences_drops_them(reply: Callable[[Turn], Any]) -> None:
    generation = await reply(said(("Open **Reports**.\n", True), ("ESCALATE: hm", False)))
    assert (generation.escalate, generation.sentences) == ("hm", ())


async def test_uncited_sentences_stay_and_cite_nothing(reply: Callable[[Turn], Any]) -> None:
    generation = await reply(said(("Here is how:\n\n", False), ("1. Open it.\n2. Press it.", True), (" Enjoy!", False)))
    assert [(s.lead, s.text, bool(s.cites)) for s in generation.sentences[:2]] == [
        ("", "Here is how:", False),
        ("\n\n1. ", "Open it.", True),
    ]
    assert "".join(s.lead + s.text for s in generation.sentences) == "Here is how:\n\n1. Open it.\n2. Press it. Enjoy!"


async def test_a_short_uncited_lead_in_does_not_cost_a_sentence_its_citation(reply: Callable[[Turn], Any]) -> None:
    generation = await reply(said(("To do so, ", False), ("open Reports and press Export", True), (".", False)))
    assert [bool(s.cites) for s in generation.sentences] == [True]


async def test_a_sentence_with_an_uncited_claim_in_it_cites_nothing(reply: Callable[[Turn], Any]) -> None:
    generation = await reply(said(("Open Reports", True), (", and your next invoice will be free.", False)))
    assert [(s.text, s.cites) for s in generation.sentences] == [
        ("Open Reports, and your next invoice will be free.", ())
    ]


async def test_citations_of_something_that_was_not_sent_do_not_count(reply: Callable[[Turn], Any]) -> None:
    def forged(body: Body) -> list[dict[str, Any]]:
        real = cited(body, 0, 0, 1, "Open it. ")
        other = cited(body, 0, 0, 1, "Invented. ")
        other["citations"][0]["source"] = "internal#9"
        kind = cited(body, 0, 0, 1, "Wrong kind.")
        kind["citations"][0]["type"] = "telepathy_location"
        return [real, other, kind]

    generation = await reply(Turn(blocks=forged))
    assert [bool(s.cites) for s in generation.sentences] == [True, False, False]


async def test_a_thinking_block_first_is_passed_over(reply: Callable[[Turn], Any]) -> None:
    generation = await reply(Turn(thinking=True))
    assert generation.sentences[0].text == "Open **Reports > Export**."


async def test_a_sentence_spread_over_two_cited_blocks_cites_both_passages(reply: Callable[[Turn], Any]) -> None:
    generation = await reply(
        Turn(blocks=lambda body: [cited(body, 0, 0, 1, "Owners export reports "), cited(body, 1, 0, 1, "and invite.")])
    )
    assert [s.cites for s in generation.sentences] == [("exports#1", "members#2")]


@pytest.mark.parametrize("blocks", [[], [text("")], [text(" \n ")], [{"type": "hologram", "data": 1}]])
async def test_a_reply_without_text_is_a_model_error(
    reply: Callable[[Turn], Any], blocks: list[dict[str, Any]]
) -> None:
    with pytest.raises(ModelError) as caught:
        await reply(Turn(blocks=lambda body: blocks))
    assert caught.value.code == "empty"


def message(content: Any, stop_reason: Any = "end_turn") -> Message:
    return Message.model_construct(type="message", content=content, stop_reason=stop_reason)


def tells(text: str) -> bool:
    """Whether a text says anything: a lone number that would open a list does not."""
    return any(letter.isalnum() for letter in re.sub(r"(?m)^[ *|#>`-]*\d+\.\s*$", "", text))


@settings(max_examples=150)
@given(st.lists(st.tuples(st.text(alphabet="aB1. \n-*|#>`!?:é…\r", max_size=30), st.booleans()), max_size=5))
def test_joining_the_sentences_gives_the_reply_back(parts: list[tuple[str, bool]]) -> None:
    cite = CitationsSearchResultLocation.model_construct(type="search_result_location", source="a#1")
    blocks = [TextBlock.model_construct(type="text", text=t, citations=[cite] if c else None) for t, c in parts]
    whole = "".join(t for t, _ in parts).replace("\r", "")
    try:
        read = read_answer(reply_of(message(blocks)), {"a#1"})
    except ModelError as error:
        assert error.code == "empty"
        assert not tells(whole)
        return
    joined = "".join(s.lead + s.text for s in read.sentences)
    assert whole.startswith(joined)
    assert not tells(whole[len(joined) :])
    assert not {c for s in read.sentences for c in s.cites} - {"a#1"}


@pytest.mark.parametrize("decided", [False, True])
async def test_a_reply_far_longer_than_was_asked_for_is_not_read(reply: Callable[[Turn], Any], decided: bool) -> None:
    words = "Open **Reports**. " * (LONGEST // 18)
    assert (await reply(said((words, True)))).sentences
    with pytest.raises(ModelError) as caught:
        await reply(said((words + words, True), ("\n\nESCALATE: no" if decided else "", False)))
    assert caught.value.code == "too_long"
