"""The engine inside the generate step: one second try that carries the finding, and a fallback when it fails."""

from __future__ import annotations

import json
from collections.abc import Sequence

from bot.answer.generate import generate
from bot.claude import Claude
from bot.domain import (
    NO_CONTEXT,
    Account,
    Brief,
    CallContext,
    Generation,
    Grounding,
    Passage,
    ReasonCode,
    Sentence,
    SentenceCheck,
    Utterance,
)
from tests.fakes.model_server import OVERLOADED, REFUSED, ModelServer, Turn
from tests.fakes.model_words import cited, text


class CitesDecide:
    """A checker that asks for citations and nothing more."""

    async def check(
        self,
        question: str,
        generation: Generation,
        passages: Sequence[Passage],
        account: Account | None = None,
        context: CallContext = NO_CONTEXT,
        earlier: Sequence[str] = (),
    ) -> Grounding:
        checks = tuple(SentenceCheck(s, bool(s.cites), finding="cites no passage") for s in generation.sentences)
        return Grounding(checks, min(float(check.supported) for check in checks))


class Quoting:
    """A fallback that always answers."""

    name = "quoting"

    async def answer(self, brief: Brief) -> Generation:
        return Generation(self.name, (Sentence("Open it.", (brief.passages[0].id,)),))

    async def summarise(self, conversation: Sequence[Utterance]) -> str:
        return ""


async def test_an_uncited_sentence_costs_a_second_try_that_is_told_why(
    claude: Claude, server: ModelServer, brief: Brief
) -> None:
    server.script(Turn(blocks=lambda body: [cited(body, 0, 0, 1), text(" We will gladly do it for you, free.")]))
    drafted = await generate(claude.engine, None, CitesDecide(), brief, 30)
    assert drafted.tries == 2
    assert drafted.grounding.supported
    assert len(drafted.generation.usage) == 2
    second = json.dumps(server.bodies[1]["messages"])
    assert "'We will gladly do it for you, free.': cites no passage" in second
    assert "<finding>" not in json.dumps(server.bodies[0]["messages"])


async def test_an_overload_leaves_the_answer_to_the_fallback_and_is_told(
    claude: Claude, server: ModelServer, brief: Brief
) -> None:
    server.script(*[OVERLOADED] * 3)
    drafted = await generate(claude.engine, Quoting(), CitesDecide(), brief, 30)
    assert (drafted.generation.engine, drafted.problem) == ("quoting", ReasonCode.MODEL_AWAY)
    assert drafted.grounding.supported


async def test_a_refusal_goes_to_a_person(claude: Claude, server: ModelServer, brief: Brief) -> None:
    server.script(REFUSED)
    drafted = await generate(claude.engine, Quoting(), CitesDecide(), brief, 30)
    assert (drafted.failed, drafted.problem) == ("declined", ReasonCode.MODEL_DECLINED)


async def test_without_a_fallback_the_failure_is_a_word_for_the_card(
    claude: Claude, server: ModelServer, brief: Brief
) -> None:
    server.script(Turn(401, "authentication_error"))
    drafted = await generate(claude.engine, None, CitesDecide(), brief, 30)
    assert drafted.failed == "refused with status 401"
    assert drafted.problem is ReasonCode.MODEL_SETUP
    assert drafted.generation.sentences == ()
