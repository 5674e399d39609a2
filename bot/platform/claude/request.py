"""One request in our own words, and the parameters that the Messages API takes for it (docs/claude.md)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from anthropic import omit
from anthropic.types import ContentBlockParam, OutputConfigParam, TextBlockParam

from bot.platform.claude.models import ModelFacts, Tokens, cost_usd, facts

_CHARS_A_TOKEN = 4.5  # of English instructions; more than any tokenizer takes, so that a count is never too high
_THINKING_TOKENS = 4_000  # where up-front thinking cannot be turned off: it counts as output
_FEWEST_CHARS_A_TOKEN = 3.0  # for an estimate of cost, which must not be too low


@dataclass(frozen=True, slots=True)
class Source:
    """A text that the reply may cite by `id`; a whole piece is the least that can be cited."""

    id: str
    title: str
    pieces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ask:
    """One request. `system` are blocks of fixed text, the most widely shared first; a block is kept in the prompt cache
    where it is long enough. `content` is the user's turn. `schema` asks for JSON, which excludes citations.
    `user_hash` is the opaque name of the customer's account."""

    model: str
    purpose: str
    system: tuple[str, ...]
    content: tuple[str | Source, ...]
    max_tokens: int
    schema: dict[str, object] | None = None
    user_hash: str = ""


def parameters(request: Ask) -> dict[str, Any]:
    """Keyword arguments of `messages.create`; what the model does not accept is left out. Raises ConfigError."""
    known = facts(request.model)
    return {
        "model": request.model,
        "max_tokens": request.max_tokens + (_THINKING_TOKENS if known.quiet == "always_thinks" else 0),
        "system": _system(request.system, known) or omit,
        "messages": [{"role": "user", "content": [_block(part) for part in request.content]}],
        "thinking": known.thinking or omit,
        "output_config": _output(request, known) or omit,
        "metadata": {"user_id": request.user_hash} if request.user_hash else omit,
    }


def expected_cost_usd(request: Ask) -> float:
    """The most that one call should cost: nothing read from the cache, the longest reply. Raises ConfigError."""
    chars = sum(map(len, request.system)) + sum(_length(part) for part in request.content)
    written = math.ceil(chars / _FEWEST_CHARS_A_TOKEN)
    return cost_usd(request.model, Tokens(write_1h=written, output=parameters(request)["max_tokens"]))


def _length(part: str | Source) -> int:
    return len(part) if isinstance(part, str) else len(part.title) + sum(map(len, part.pieces))


def _system(texts: tuple[str, ...], known: ModelFacts) -> list[TextBlockParam]:
    """The fixed blocks; each is marked to be kept for an hour once the prompt up to its end is long enough for it."""
    blocks: list[TextBlockParam] = []
    chars = 0
    for text in texts:
        if not text:
            continue
        chars += len(text)
        block: TextBlockParam = {"type": "text", "text": text}
        if chars / _CHARS_A_TOKEN >= known.cache_from:
            block["cache_control"] = {"type": "ephemeral", "ttl": "1h"}
        blocks.append(block)
    return blocks


def _block(part: str | Source) -> ContentBlockParam:
    if isinstance(part, str):
        return {"type": "text", "text": part}
    return {
        "type": "search_result",
        "source": part.id,
        "title": part.title,
        "content": [{"type": "text", "text": piece} for piece in part.pieces],
        "citations": {"enabled": True},
    }


def _output(request: Ask, known: ModelFacts) -> OutputConfigParam:
    """Effort and format; a key the model does not accept is left out."""
    output: OutputConfigParam = {}
    if known.effort:
        output["effort"] = "low"
    if request.schema is not None:
        output["format"] = {"type": "json_schema", "schema": request.schema}
    return output
