"""The attributes of a call to a language model, as the conventions for generative AI name them."""

from __future__ import annotations

import json
from collections.abc import Mapping

from bot.domain.telemetry import ModelAnswered, ModelContent
from bot.operations.traces import names


def attributes_of(call: ModelAnswered) -> Mapping[str, str | int | float | bool | tuple[str, ...]]:
    """What was asked of which model, and what it used; what was said only where the event holds it."""
    usage = call.usage
    found: dict[str, str | int | float | bool | tuple[str, ...]] = {
        names.OPERATION: names.CHAT,
        names.PROVIDER: names.ANTHROPIC,
        names.REQUEST_MODEL: usage.model,
        names.REQUEST_MAX_TOKENS: call.max_tokens,
        names.PROMPT_NAME: usage.purpose,
        # The conventions count what was read from the cache, and written to it, as input too.
        names.INPUT_TOKENS: usage.input_tokens + usage.cache_read_tokens + usage.cache_write_tokens,
        names.OUTPUT_TOKENS: usage.output_tokens,
        names.CACHE_READ_TOKENS: usage.cache_read_tokens,
        names.CACHE_CREATION_TOKENS: usage.cache_write_tokens,
        names.COST: usage.cost_usd,
    }
    told = {
        names.CONVERSATION: call.ticket_id,
        names.TICKET: call.ticket_id,
        names.TURN: call.turn_id,
        names.RESPONSE_MODEL: call.response_model,
        names.RESPONSE_ID: call.response_id,
    }
    found |= {name: value for name, value in told.items() if value}
    if call.finish_reason:
        found[names.FINISH_REASONS] = (call.finish_reason,)
    return found | (_content(call.content, call.finish_reason) if call.content else {})


def _content(said: ModelContent, finish_reason: str) -> dict[str, str]:
    asked = {"role": "user", "parts": _parts(said.asked)}
    answered = {
        "role": "assistant",
        "parts": _parts(said.answered),
        "finish_reason": names.ENDS.get(finish_reason, "error"),
    }
    return {
        names.SYSTEM_INSTRUCTIONS: json.dumps(_parts(said.system), ensure_ascii=False),
        names.INPUT_MESSAGES: json.dumps([asked], ensure_ascii=False),
        names.OUTPUT_MESSAGES: json.dumps([answered], ensure_ascii=False),
    }


def _parts(texts: tuple[str, ...]) -> list[dict[str, str]]:
    return [{"type": "text", "content": text} for text in texts]
