"""The generate step: one second try, a fallback, and never an exception."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.answer.generate import generate
from bot.domain import (
    NO_CONTEXT,
    Account,
    ArticleId,
    Brief,
    CallContext,
    Generation,
    Grounding,
    Passage,
    PassageId,
    ReasonCode,
    Sentence,
    SentenceCheck,
    Usage,
    Utterance,
)
from bot.errors import EarnestError, ModelError, PermanentError, TransientError

PASSAGE = Passage(PassageId("p"), ArticleId("a"), "T", "True.")
BRIEF = Brief("q?", (PASSAGE,), account=Account("Acme"))


def said(*texts: str, cost: float = 0.0) -> Generation:
    usage = (Usage("m", "answer", cost_usd=cost),) if cost else ()
    return Generation("fake", tuple(Sentence(text, (PASSAGE.id,)) for text in texts), usage=usage)


class ScriptedEngine:
    """Says or raises what it is given, in order, and keeps the briefs."""

    def __init__(self, *outcomes: Generation | Exception, name: str = "fake") -> None:
        self.name = name
        self.briefs: list[Brief] = []
        self._outcomes = list(outcomes)

    async def answer(self, brief: Brief) -> Generation:
        self.briefs.append(brief)
        outcome = self._outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def summarise(self, conversation: Sequence[Utterance]) -> str:
        return ""


class StalledEngine(ScriptedEngine):
    """Never answers."""

    async def answer(self, brief: Brief) -> Generation:
        self.briefs.append(brief)
        await asyncio.Event().wait()
        raise AssertionError


class WordChecker:
    """Supports every sentence but those that say "false"."""

    def __init__(self, error: EarnestError | None = None) -> None:
        self.accounts: list[Account | None] = []
        self._error = error

    async def check(
        self,
        question: str,
        generation: Generation,
        passages: Sequence[Passage],
        account: Account | None = None,
        context: CallContext = NO_CONTEXT,
        earlier: Sequence[str] = (),
    ) -> Grounding:
        self.accounts.append(account)
        if self._error:
            raise self._error
        checks = tuple(
            SentenceCheck(s, "false" not in s.text, PASSAGE.id, "is false" if "false" in s.text else "")
            for s in generation.sentences
        )
        return Grounding(checks, 0.1 if any(not c.supported for c in checks) else 0.9)


async def test_a_supported_answer_takes_one_try() -> None:
    engine, checker = ScriptedEngine(said("true")), WordChecker()
    drafted = await generate(engine, None, checker, BRIEF, 1.0)
    assert (drafted.tries, drafted.failed, drafted.grounding.supported) == (1, "", True)
    assert checker.accounts == [BRIEF.account]


async def test_an_unsupported_sentence_is_mended_with_the_finding() -> None:
    engine = ScriptedEngine(said("false", cost=1.0), said("true", cost=2.0))
    drafted = await generate(engine, None, WordChecker(), BRIEF, 1.0)
    assert engine.briefs[1].finding == "'false': is false"
    assert drafted.grounding.supported
    assert drafted.tries == 2
    assert sum(usage.cost_usd for usage in drafted.generation.usage) == 3.0


async def test_there_is_only_one_second_try_and_its_faults_stay_marked() -> None:
    engine = ScriptedEngine(said("false"), said("still false"), said("true"))
    drafted = await generate(engine, None, WordChecker(), BRIEF, 1.0)
    assert len(engine.briefs) == 2
    assert [check.supported for check in drafted.grounding.checks] == [False]


async def test_a_second_try_that_is_worse_is_not_taken() -> None:
    engine = ScriptedEngine(said("true", "false"), said("false", "false"))
    drafted = await generate(engine, None, WordChecker(), BRIEF, 1.0)
    assert [s.text for s in drafted.generation.sentences] == ["true", "false"]
    assert drafted.tries == 2


async def test_a_second_try_that_fails_leaves_the_first_with_its_marks() -> None:
    engine = ScriptedEngine(said("false"), TransientError("overloaded"))
    drafted = await generate(engine, ScriptedEngine(), WordChecker(), BRIEF, 1.0)
    assert drafted.generation.sentences[0].text == "false"
    assert drafted.failed == ""


@pytest.mark.parametrize("passed", [Generation("fake", escalate="no idea"), Generation("fake", ask="Which plan?")])
async def test_an_escalation_or_a_question_passes_through_unchecked(passed: Generation) -> None:
    checker = WordChecker()
    drafted = await generate(ScriptedEngine(passed), ScriptedEngine(), checker, BRIEF, 1.0)
    assert drafted.generation == passed
    assert checker.accounts == []


async def test_an_engine_that_gives_up_on_the_second_try_is_believed() -> None:
    engine = ScriptedEngine(said("false"), Generation("fake", escalate="cannot say"))
    drafted = await generate(engine, None, WordChecker(), BRIEF, 1.0)
    assert drafted.generation.escalate == "cannot say"


@pytest.mark.parametrize("error", [TransientError("x"), ModelError("x"), PermanentError("x")])
async def test_a_failing_engine_is_replaced_and_the_replacement_is_checked_too(error: Exception) -> None:
    fallback = ScriptedEngine(said("false"), said("false again"), name="spare")
    drafted = await generate(ScriptedEngine(error), fallback, WordChecker(), BRIEF, 1.0)
    assert drafted.failed == ""
    assert not drafted.grounding.supported
    assert len(fallback.briefs) == 2


async def test_a_stalled_engine_is_given_up_at_the_deadline() -> None:
    drafted = await generate(StalledEngine(), ScriptedEngine(said("true")), WordChecker(), BRIEF, 0.01)
    assert drafted.grounding.supported


async def test_when_nothing_can_answer_it_says_so_without_exception_text() -> None:
    engine = ScriptedEngine(TransientError("secret host 10.0.0.1"), name="claude")
    drafted = await generate(engine, ScriptedEngine(ModelError("secret"), name="spare"), WordChecker(), BRIEF, 1.0)
    assert drafted.failed == "claude: unavailable for now; spare: unusable reply"
    assert drafted.generation.sentences == ()
    assert not drafted.grounding.supported


async def test_without_a_working_check_an_answer_has_no_support() -> None:
    drafted = await generate(ScriptedEngine(said("true")), None, WordChecker(PermanentError("no model")), BRIEF, 1.0)
    assert drafted.generation.sentences
    assert drafted.grounding == Grounding()


@pytest.mark.parametrize(
    ("error", "problem", "word"),
    [
        (ModelError("x", code="refusal"), ReasonCode.MODEL_DECLINED, "declined"),
        (ModelError("x", code="truncated"), ReasonCode.MODEL_CUT_OFF, "cut off"),
    ],
)
async def test_what_the_model_declined_or_could_not_end_goes_to_a_person_and_not_to_the_fallback(
    error: Exception, problem: ReasonCode, word: str
) -> None:
    fallback = ScriptedEngine(said("true"), name="spare")
    drafted = await generate(ScriptedEngine(error), fallback, WordChecker(), BRIEF, 1.0)
    assert (drafted.problem, drafted.failed) == (problem, word)
    assert fallback.briefs == []


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (TransientError("x"), ReasonCode.MODEL_AWAY),
        (PermanentError("x", code="http_401"), ReasonCode.MODEL_SETUP),
        (PermanentError("x", code="spent"), ReasonCode.SPEND_LIMIT),
        (ModelError("x", code="tool_use"), ReasonCode.MODEL_UNUSABLE),
        (ModelError("x", code="empty"), ReasonCode.MODEL_UNUSABLE),
        (PermanentError("x"), ReasonCode.ENGINE_FAILED),
    ],
)
async def test_what_broke_is_told_also_where_the_fallback_answers(error: Exception, problem: ReasonCode) -> None:
    drafted = await generate(ScriptedEngine(error), ScriptedEngine(said("true")), WordChecker(), BRIEF, 1.0)
    assert drafted.problem is problem
    assert drafted.grounding.supported


async def test_the_turns_end_holds_where_it_comes_before_the_deadline() -> None:
    brief = replace(BRIEF, context=CallContext(until=asyncio.get_running_loop().time() + 0.01))
    drafted = await generate(StalledEngine(), None, WordChecker(), brief, 60.0)
    assert (drafted.problem, drafted.failed) == (ReasonCode.MODEL_AWAY, "deadline passed")


async def test_the_second_try_sees_its_first() -> None:
    engine = ScriptedEngine(said("true", "false"), said("true"))
    await generate(engine, None, WordChecker(), BRIEF, 1.0)
    assert [brief.first_try for brief in engine.briefs] == ["", "truefalse"]
