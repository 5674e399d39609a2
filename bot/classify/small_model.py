"""The small model as one layer of classification: structured output, and nothing odd in it makes the outcome bolder."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain import NO_CONTEXT, CallContext, Classification, IntentScore, Utterance
from bot.errors import ConfigError, ModelError
from bot.platform.claude import tags
from bot.platform.claude.call import Caller
from bot.platform.claude.models import CLASSIFY_MODEL, facts
from bot.platform.claude.prompts import load_prompt
from bot.platform.claude.reply import Reply, read_text
from bot.platform.claude.request import Ask
from bot.policy import Intent

LAYER = "claude"
ODD = "claude_odd"  # the layer of a reply that did not keep to its form
_TOKENS = 600
_EARLIER = 3
_EXAMPLES = 8
_SHARE = 0.35  # of a turn's time: the answer needs the rest
# An escalate-at-once intent counts below the confidence that an answer would need: missing one costs most.
_ESCALATE_FROM = 0.4


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
        self._system = instructions(asked, self._urgent, chatter)
        self._schema = schema(sorted(asked))
        self._caller = caller
        self._model = model

    async def classify(
        self, text: str, history: Sequence[str] = (), context: CallContext = NO_CONTEXT
    ) -> Classification:
        """What the message is about. Raises TransientError, PermanentError, and ModelError for a reply that is
        refused, cut off, not JSON, or names no known intent for a request.

        A reply that does not keep to its form (a field missing, a string for a number, a confidence of 7) is heard
        only where it is stricter: its intents have no confidence, it calls nothing chatter, and what it escalates
        stays escalated."""
        earlier = tags.conversation(Utterance("customer", said) for said in history[-_EARLIER:])
        request = Ask(
            model=self._model,
            purpose="classify",
            system=(self._system,),
            content=tuple(part for part in (earlier, tags.customer_message(text)) if part),
            max_tokens=_TOKENS,
            schema=self._schema,
        )
        result, _ = await self._caller.ask(request, self._read, context, share=_SHARE)
        return result

    def _read(self, reply: Reply) -> Classification:
        try:
            data = json.loads(read_text(reply))
        except (ValueError, RecursionError):
            raise _unusable("is not JSON") from None
        if not isinstance(data, dict):
            raise _unusable("is not an object")
        listed = self._listed(data.get("intents"))
        odd = not _in_form(data) or any(entry.odd for entry in listed)
        urgent = tuple(e.name for e in listed if e.name in self._urgent and (e.odd or e.share >= _ESCALATE_FROM))
        chatter = data.get("chatter") is True and not odd and not any(e.share >= _ESCALATE_FROM for e in listed)
        if not listed and not chatter:
            raise _unusable("names no known intent")
        scores = tuple(IntentScore(entry.name, 0.0 if odd else entry.share) for entry in listed)
        return Classification(
            intents=() if chatter else scores,
            chatter=chatter,
            out_of_scope=not chatter and (odd or data.get("out_of_scope") is True),
            escalate=urgent,
            urgency=share(data.get("urgency")),
            frustration=share(data.get("frustration")),
            churn=share(data.get("churn")),
            layers=(ODD if odd else LAYER,),
        )

    def _listed(self, entries: object) -> list[_Entry]:
        """Known intents, each once, the surest first."""
        best: dict[str, _Entry] = {}
        for raw in entries if isinstance(entries, list) else []:
            name = raw.get("name") if isinstance(raw, dict) else None
            if not isinstance(name, str) or name not in self._names:
                continue
            found = _Entry(name, share(raw.get("confidence")), not is_share(raw.get("confidence")))
            known = best.get(name)
            if known is not None:
                found = _Entry(name, max(found.share, known.share), found.odd or known.odd)
            best[name] = found
        return sorted(best.values(), key=lambda entry: -entry.share)


@dataclass(frozen=True, slots=True)
class _Entry:
    """An intent as the reply lists it. `odd` when its confidence is no number from 0 to 1."""

    name: str
    share: float
    odd: bool


def instructions(examples: Mapping[str, tuple[str, ...]], urgent: frozenset[str], chatter: tuple[str, ...]) -> str:
    """The classifier's instructions for a policy: `examples` by intent name, `urgent` the escalate-at-once names."""
    lines = [load_prompt(__package__, "classify").text.rstrip("\n")]
    for name in sorted(examples):
        lines.append(f"\n{name}{' *' if name in urgent else ''}")
        lines.extend(f"- {' '.join(text.split())}" for text in examples[name][:_EXAMPLES])
    if chatter:
        lines.append("\n(chatter: true)")
        lines.extend(f"- {' '.join(text.split())}" for text in chatter[:_EXAMPLES])
    return "\n".join(lines) + "\n"


def schema(names: Sequence[str]) -> dict[str, object]:
    """The reply's JSON schema. Bounds are not among what structured outputs take: `is_share` looks after them."""
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


def is_share(value: object) -> bool:
    """Whether a value is a number from 0 to 1."""
    return not isinstance(value, bool) and isinstance(value, int | float) and 0.0 <= value <= 1.0


def share(value: object) -> float:
    """A number clamped to 0..1; anything else is 0."""
    if isinstance(value, bool) or not isinstance(value, int | float) or math.isnan(value):
        return 0.0
    return min(1.0, max(0.0, float(value)))


def _in_form(data: Mapping[str, object]) -> bool:
    flags = all(isinstance(data.get(name), bool) for name in ("chatter", "out_of_scope"))
    levels = all(is_share(data.get(name)) for name in ("urgency", "frustration", "churn"))
    listed = data.get("intents")
    return flags and levels and isinstance(listed, list) and all(isinstance(entry, dict) for entry in listed)


def _unusable(what: str) -> ModelError:
    return ModelError(f"Claude's classification {what}; the cheaper layer's word stands", code="not_json")
