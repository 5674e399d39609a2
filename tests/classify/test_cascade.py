"""The cascade: each layer can only make the outcome stricter for what escalates at once."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.classify.cascade import Cascade
from bot.classify.policy_rules import Rules
from bot.domain import NO_CONTEXT, CallContext, Classification, IntentScore
from bot.errors import EarnestError, ModelError, PermanentError, TransientError
from bot.policy import Intent, Policy, Rule

POLICY = Policy(
    intents={
        "how_to": Intent(),
        "billing": Intent(),
        "refund": Intent(escalate=True),
        "human": Intent(escalate=True),
        "chatter": Intent(chatter=True, examples=["have a nice day all of you", "ok, thanks"]),
    },
    rules=[
        Rule(when=r"\brefund", then="refund"),
        Rule(when=r"\binvoice", then="billing"),
        Rule(when="out of office", then="chatter"),
        Rule(when="fed up", then="frustration"),
        Rule(when="asap", then="urgent"),
    ],
)


class Layer:
    """A layer that always says the same, or always fails, and counts how often it was asked."""

    def __init__(self, answer: Classification | EarnestError) -> None:
        self.answer = answer
        self.asked = 0

    async def classify(
        self, text: str, history: Sequence[str] = (), context: CallContext = NO_CONTEXT
    ) -> Classification:
        self.asked += 1
        if isinstance(self.answer, EarnestError):
            raise self.answer
        return self.answer


def saying(
    name: str, confidence: float = 0.9, *, layer: str = "local", escalate: tuple[str, ...] = ()
) -> Classification:
    return Classification((IntentScore(name, confidence),), escalate=escalate, layers=(layer,))


def cascade(local: Layer, small: Layer | None = None) -> Cascade:
    return Cascade(Rules(POLICY.rules), local, small, POLICY)


async def test_a_rule_escalates_whatever_the_local_layer_thinks() -> None:
    found = await cascade(Layer(saying("how_to", 0.99))).classify("how do refunds work")
    assert found.escalate == ("refund",)
    assert [score.name for score in found.intents] == ["refund", "how_to"]
    assert found.layers == ("rules", "local")


async def test_what_the_local_layer_escalates_stays_when_the_small_model_disagrees() -> None:
    local = Layer(saying("human", 0.5, escalate=("human",)))
    found = await cascade(local, Layer(saying("how_to", layer="model"))).classify("somebody there")
    assert found.escalate == ("human",)


async def test_the_small_model_is_asked_only_where_the_local_layer_is_unsure() -> None:
    small = Layer(saying("billing", layer="model"))
    await cascade(Layer(saying("how_to", 0.9)), small).classify("a clear question")
    assert small.asked == 0
    found = await cascade(Layer(saying("how_to", 0.4)), small).classify("an unclear question")
    assert small.asked == 1
    assert found.intents[0].name == "billing"
    assert found.layers == ("local", "model")


async def test_the_small_model_is_asked_about_what_fits_no_intent() -> None:
    strange = Classification((IntentScore("how_to", 0.9),), out_of_scope=True, layers=("local",))
    small = Layer(saying("billing", layer="model"))
    found = await cascade(Layer(strange), small).classify("¿dónde está mi factura?")
    assert small.asked == 1
    assert not found.out_of_scope


async def test_the_small_model_can_escalate() -> None:
    small = Layer(saying("refund", layer="model", escalate=("refund",)))
    found = await cascade(Layer(saying("how_to", 0.4)), small).classify("gimme back the cash")
    assert found.escalate == ("refund",)


@pytest.mark.parametrize(
    "error", [TransientError("overloaded"), ModelError("not JSON", code="not_json"), PermanentError("wrong key")]
)
async def test_when_the_small_model_fails_the_local_word_stands(error: EarnestError) -> None:
    found = await cascade(Layer(saying("how_to", 0.4)), Layer(error)).classify("an unclear question")
    assert found.intents == (IntentScore("how_to", 0.4),)
    assert found.layers == ("local", "model_failed")


async def test_the_small_model_silences_only_what_sounds_like_chatter_to_the_local_layer_too() -> None:
    quiet = Classification((), chatter=True, layers=("model",))
    idle = Classification((IntentScore("thanks", 0.6),), chatter=True, layers=("local",))
    found = await cascade(Layer(idle), Layer(quiet)).classify("Tom will look at it tomorrow")
    assert found.chatter
    found = await cascade(Layer(saying("how_to", 0.3)), Layer(quiet)).classify("Tom will look at it tomorrow")
    assert not found.chatter
    assert found.intents == (IntentScore("how_to", 0.3),)


async def test_what_the_small_model_calls_out_of_scope_is_never_sure() -> None:
    doubted = Classification((IntentScore("how_to", 0.99),), out_of_scope=True, layers=("model",))
    found = await cascade(Layer(saying("how_to", 0.3)), Layer(doubted)).classify("What is the weather")
    assert found.out_of_scope
    assert found.intents[0].confidence < POLICY.thresholds.confidence


async def test_a_rule_for_chatter_silences_a_request_but_nothing_that_escalates() -> None:
    quiet = await cascade(Layer(saying("how_to"))).classify("I am out of office")
    assert quiet.chatter
    loud = await cascade(Layer(saying("human", escalate=("human",)))).classify(
        "I am out of office, have someone call me"
    )
    assert not loud.chatter
    assert loud.escalate == ("human",)


async def test_a_rule_turns_what_looked_like_chatter_into_a_request() -> None:
    quiet = Classification((IntentScore("chatter", 0.9),), chatter=True, layers=("local",))
    found = await cascade(Layer(quiet)).classify("thanks for the invoice")
    assert not found.chatter
    assert found.intents == (IntentScore("billing", 1.0),)


async def test_rules_can_raise_signals() -> None:
    found = await cascade(Layer(saying("how_to"))).classify("I am so fed up, fix it asap")
    assert found.frustration >= POLICY.thresholds.frustration
    assert found.urgency >= 0.9
    assert found.churn == 0
    assert found.intents[0].name == "how_to"


@pytest.mark.parametrize("text", ["", "   ", ":tada:", "👍👍", "?!"])
async def test_a_message_without_words_is_chatter_and_costs_nothing(text: str) -> None:
    local = Layer(saying("how_to"))
    assert (await cascade(local).classify(text)).chatter
    assert local.asked == 0


@pytest.mark.parametrize("text", ["hilfe, nichts geht mehr", "hlep", "thanks, aber es klappt nicht"])
async def test_words_that_no_small_talk_has_are_never_passed_over_in_silence(text: str) -> None:
    learned = Classification((IntentScore("chatter", 0.99),), chatter=True, layers=("local",))
    found = await cascade(Layer(learned)).classify(text)
    assert (found.chatter, found.out_of_scope, found.intents) == (False, True, ())


async def test_small_talk_in_words_of_the_examples_is_left_alone() -> None:
    learned = Classification((IntentScore("chatter", 0.99),), chatter=True, layers=("local",))
    assert (await cascade(Layer(learned)).classify("thanks, nice of you Maria")).chatter


async def test_the_small_model_may_still_call_words_in_another_language_chatter() -> None:
    learned = Classification((IntentScore("chatter", 0.99),), chatter=True, layers=("local",))
    small = Classification((IntentScore("chatter", 0.9),), chatter=True, layers=("model",))
    assert (await cascade(Layer(learned), Layer(small)).classify("hyvaa huomenta kaikille")).chatter
