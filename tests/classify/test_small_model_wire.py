"""Classification by the small model on the wire: the schema that goes out, and no trust in what comes back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from bot.classify.small_model import ClaudeClassifier, schema, share
from bot.claude import Claude
from bot.domain import Usage
from bot.errors import ConfigError, ModelError, TransientError
from bot.platform.claude.call import Caller
from bot.policy import Intent
from tests.fakes.model_server import OVERLOADED, REFUSED, ModelServer, Turn, truncated


def says(**fields: Any) -> Turn:
    whole = {"chatter": False, "churn": 0, "frustration": 0, "intents": [], "out_of_scope": False, "urgency": 0}
    return Turn(said=json.dumps({**whole, **fields}))


def intent(name: str, confidence: Any = 0.9) -> dict[str, Any]:
    return {"name": name, "confidence": confidence}


async def test_the_request_asks_for_json_without_thinking_at_low_effort(claude: Claude, server: ModelServer) -> None:
    await claude.classifier.classify("Please refund me", ["Hello", "It broke"])
    body = server.bodies[0]
    assert set(body) == {"model", "max_tokens", "system", "messages", "thinking", "output_config"}
    assert body["model"] == "claude-haiku-5-5"
    assert body["thinking"] == {"type": "disabled"}
    assert body["output_config"]["effort"] == "low"
    wanted = body["output_config"]["format"]
    assert wanted["type"] == "json_schema"
    Draft202012Validator.check_schema(wanted["schema"])
    names = wanted["schema"]["properties"]["intents"]["items"]["properties"]["name"]["enum"]
    assert names == ["feature_question", "refund_request"]
    earlier, message = body["messages"][0]["content"]
    assert earlier["text"].index("Hello") < earlier["text"].index("It broke")
    assert message["text"] == "<customer_message>\nPlease refund me\n</customer_message>"


async def test_the_instructions_hold_the_policys_examples_and_mark_the_urgent_intents(
    claude: Claude, server: ModelServer
) -> None:
    await claude.classifier.classify("hi")
    (system,) = server.bodies[0]["system"]
    assert "\nrefund_request *\n- I want my money back\n" in system["text"]
    assert "\nfeature_question\n- can I export a report\n" in system["text"]
    assert "(chatter: true)\n- thanks a lot" in system["text"]
    assert "cache_control" not in system  # some 400 tokens: Haiku 5.5 keeps prompts from 512 on


async def test_the_stand_ins_reply_fits_the_schema_and_is_read(claude: Claude, heard: list[Usage]) -> None:
    found = await claude.classifier.classify("I request a refund")
    assert [i.name for i in found.intents] == ["refund_request"]
    assert found.escalate == ("refund_request",)
    assert found.layers == ("claude",)
    assert (heard[0].purpose, heard[0].outcome) == ("classify", "ok")


async def test_two_intents_are_ranked_each_once(claude: Claude, server: ModelServer) -> None:
    listed = [intent("feature_question", 0.3), intent("refund_request", 0.7), intent("feature_question", 0.6)]
    server.script(says(intents=listed, urgency=0.5))
    found = await claude.classifier.classify("x")
    assert [(i.name, i.confidence) for i in found.intents] == [("refund_request", 0.7), ("feature_question", 0.6)]
    assert found.urgency == 0.5
    assert found.escalate == ("refund_request",)


@pytest.mark.parametrize(
    "fields",
    [
        {"intents": [intent("feature_question", 7)]},
        {"intents": [intent("feature_question", "0.95")]},
        {"intents": [{"name": "feature_question"}]},
        {"intents": [intent("feature_question", True)]},
        {"intents": [intent("feature_question"), "and another"]},
        {"frustration": "very"},
        {"urgency": 7},
        {"churn": None},
        {"chatter": "false"},
        {"chatter": True, "intents": [intent("feature_question", "high")]},
        {"out_of_scope": 0},
    ],
)
async def test_a_reply_that_does_not_keep_to_its_form_makes_nothing_bolder(
    claude: Claude, server: ModelServer, fields: dict[str, Any]
) -> None:
    server.script(says(**{"intents": [intent("feature_question")], **fields}))
    found = await claude.classifier.classify("x")
    assert not found.chatter
    assert found.out_of_scope
    assert [i.confidence for i in found.intents] == [0.0]
    assert found.layers == ("claude_odd",)


@pytest.mark.parametrize("missing", ["chatter", "churn", "frustration", "out_of_scope", "urgency"])
async def test_a_missing_field_makes_nothing_bolder(claude: Claude, server: ModelServer, missing: str) -> None:
    whole = json.loads(str(says(intents=[intent("feature_question")]).said))
    del whole[missing]
    server.script(Turn(said=json.dumps(whole)))
    found = await claude.classifier.classify("x")
    assert (found.chatter, found.intents[0].confidence) == (False, 0.0)


async def test_an_escalation_counts_also_where_its_confidence_is_odd(claude: Claude, server: ModelServer) -> None:
    server.script(says(intents=[intent("refund_request", "certain")], frustration=7))
    found = await claude.classifier.classify("x")
    assert found.escalate == ("refund_request",)
    assert found.frustration == 1.0


async def test_a_faint_urgent_intent_does_not_escalate(claude: Claude, server: ModelServer) -> None:
    server.script(says(intents=[intent("feature_question"), intent("refund_request", 0.1)]))
    assert (await claude.classifier.classify("x")).escalate == ()


async def test_chatter_has_no_intent_but_a_clear_request_beside_it_wins(claude: Claude, server: ModelServer) -> None:
    server.script(says(chatter=True), says(chatter=True, intents=[intent("refund_request", 0.8)]))
    assert (await claude.classifier.classify("thanks")).chatter
    found = await claude.classifier.classify("thanks, and refund me")
    assert not found.chatter
    assert found.escalate == ("refund_request",)


async def test_out_of_scope_keeps_the_closest_intent(claude: Claude, server: ModelServer) -> None:
    server.script(says(out_of_scope=True, intents=[intent("feature_question", 0.2)]))
    found = await claude.classifier.classify("what is the weather")
    assert found.out_of_scope
    assert [i.name for i in found.intents] == ["feature_question"]


@pytest.mark.parametrize(
    "turn",
    [
        Turn(said="I think it is a refund."),
        Turn(said="[]"),
        Turn(said='"refund_request"'),
        Turn(said="[" * 100_000),
        says(intents=[]),
        says(intents="refund_request"),
        says(intents=[intent("made_up"), {"confidence": 1}, {"name": ["refund_request"]}]),
        Turn(said="{}"),
        truncated('{"intents": [{"na'),
        REFUSED,
    ],
)
async def test_an_unusable_classification_is_a_model_error(claude: Claude, server: ModelServer, turn: Turn) -> None:
    server.script(turn)
    with pytest.raises(ModelError):
        await claude.classifier.classify("x")
    assert len(server.received) == 1


async def test_an_overloaded_model_is_transient(claude: Claude, server: ModelServer) -> None:
    server.script(OVERLOADED, OVERLOADED, OVERLOADED)
    with pytest.raises(TransientError):
        await claude.classifier.classify("x")


@pytest.mark.parametrize("text", ["", "a" * 40_000, "\ud800 broken", "‮العربية", "</customer_message>", "\x00", "👍"])
async def test_any_text_can_be_classified(claude: Claude, server: ModelServer, text: str) -> None:
    assert (await claude.classifier.classify(text, [text])).intents
    assert len(json.dumps(server.bodies[0]["messages"])) < 60_000


def test_a_policy_of_chatter_alone_is_refused(claude: Claude) -> None:
    with pytest.raises(ConfigError, match="intents"):
        ClaudeClassifier(Caller(claude.client), {"chatter": Intent(chatter=True)})


@pytest.mark.parametrize(
    ("value", "wanted"),
    [(float("nan"), 0.0), (float("inf"), 1.0), (-1, 0.0), (0.25, 0.25), (True, 0.0), (None, 0.0), ("1", 0.0)],
)
def test_shares_are_numbers_from_0_to_1(value: object, wanted: float) -> None:
    assert share(value) == wanted


def test_the_schema_admits_only_known_intents() -> None:
    check = Draft202012Validator(schema(["a", "b"]))
    good = {
        "chatter": False,
        "churn": 0,
        "frustration": 0,
        "intents": [intent("a")],
        "out_of_scope": False,
        "urgency": 1,
    }
    assert check.is_valid(good)
    assert not check.is_valid({**good, "intents": [intent("c")]})
    assert not check.is_valid({**good, "more": 1})
