"""The small model as one layer of classification: structured output, checked again here."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence

from anthropic.types import Message

from bot.domain import Classification, IntentScore, Utterance
from bot.errors import ConfigError, ModelError
from bot.platform.claude import material, prompts
from bot.platform.claude.call import Ask, Caller
from bot.platform.claude.models import CLASSIFY_MODEL, facts
from bot.platform.claude.reply import read_text
from bot.policy import Intent

_TOKENS = 600
_EARLIER = 3
# An escalate-at-once intent counts below the confidence that an answer would need: missing one costs most.
_ESCALATE_FROM = 0.4
LAYER = "claude"


class ClaudeClassifier:
    """Fulfils `IntentClassifier`."""

    def __init__(self, caller: Caller, intents: Mapping[str, Intent], *, model: str = CLASSIFY_MODEL) -> None:
        """Raises ConfigError for a model that is not in the table, or a policy without any request intent."""
        facts(model, "CLASSIFY_MODEL")
        asked = {name: tuple(intent.examples) for name, intent in intents.items() if not intent.chatter}
        if not asked:
            raise ConfigError("support.yml: intents lists no intent that is a request; add one without chatter: true")
        chatter = tuple(text for intent in intents.values() if intent.chatter for text in intent.examples)
        self._names = frozenset(asked)
        self._urgent = frozenset(name for name in asked if intents[name].escalate)
        self._system = prompts.classify(asked, self._urgent, chatter)
        self._schema = schema(sorted(asked))
        self._caller = caller
        self._model = model

    async def classify(self, text: str, history: Sequence[str] = ()) -> Classification:
        """What the message is about. Raises TransientError, PermanentError, and ModelError for a reply that is
        refused, cut off, not JSON, or names no known intent for a request."""
        earlier = material.conversation(Utterance("customer", said) for said in history[-_EARLIER:])
        message = material.customer_message(text)
        request = Ask(
            model=self._model,
            purpose="classify",
            system=self._system,
            content=[material.text_block(part) for part in (earlier, message) if part],
            max_tokens=_TOKENS,
            schema=self._schema,
        )
        result, _ = await self._caller.ask(request, self._read)
        return result

    def _read(self, message: Message) -> Classification:
        try:
            data = json.loads(read_text(message))
        except ValueError:
            raise _unusable("is not JSON") from None
        if not isinstance(data, dict):
            raise _unusable("is not an object")
        intents = self._intents(data.get("intents"))
        out_of_scope = data.get("out_of_scope") is True
        chatter = data.get("chatter") is True and not any(i.confidence >= _ESCALATE_FROM for i in intents)
        if not intents and not chatter:
            raise _unusable("names no known intent")
        return Classification(
            intents=() if chatter else intents,
            chatter=chatter,
            out_of_scope=out_of_scope and not chatter,
            escalate=tuple(i.name for i in intents if i.name in self._urgent and i.confidence >= _ESCALATE_FROM),
            urgency=share(data.get("urgency")),
            frustration=share(data.get("frustration")),
            churn=share(data.get("churn")),
            layers=(LAYER,),
        )

    def _intents(self, listed: object) -> tuple[IntentScore, ...]:
        """Known intents, each once with its best confidence, best first."""
        best: dict[str, float] = {}
        for entry in listed if isinstance(listed, list) else []:
            name = entry.get("name") if isinstance(entry, dict) else None
            if isinstance(name, str) and name in self._names:
                best[name] = max(best.get(name, 0.0), share(entry.get("confidence")))
        ranked = sorted(best.items(), key=lambda pair: -pair[1])
        return tuple(IntentScore(name, confidence) for name, confidence in ranked)


def schema(names: Sequence[str]) -> dict[str, object]:
    """The reply's JSON schema. Bounds are not among what structured outputs take, so `share` keeps them."""
    number = {"type": "number"}
    intent = {
        "type": "object",
        "properties": {"confidence": number, "name": {"type": "string", "enum": list(names)}},
        "required": ["confidence", "name"],
        "additionalProperties": False,
    }
    fields = {
        "chatter": {"type": "boolean"},
        "churn": number,
        "frustration": number,
        "intents": {"type": "array", "items": intent},
        "out_of_scope": {"type": "boolean"},
        "urgency": number,
    }
    return {"type": "object", "properties": fields, "required": sorted(fields), "additionalProperties": False}


def share(value: object) -> float:
    """A number clamped to 0..1; anything else is 0."""
    if isinstance(value, bool) or not isinstance(value, int | float) or math.isnan(value):
        return 0.0
    return min(1.0, max(0.0, float(value)))


def _unusable(what: str) -> ModelError:
    return ModelError(f"Claude's classification {what}; the cheaper layer's word stands", code="not_json")
