"""What is told of a call's end to those who watch."""

from __future__ import annotations

from anthropic.types import Message

from bot.domain import CallContext, Usage
from bot.domain.telemetry import ModelAnswered, ModelContent
from bot.platform.claude.request import Ask, Source

LONGEST = 100  # of what a server says of itself


def answered(
    request: Ask, context: CallContext, usage: Usage, message: Message | None, *, with_content: bool
) -> ModelAnswered:
    """The event; `message` is None where none came. Nothing about its shape is taken on trust."""
    return ModelAnswered(
        ticket_id=context.ticket_id,
        turn_id=context.turn_id,
        usage=usage,
        max_tokens=request.max_tokens,
        response_id=_word(message, "id"),
        response_model=_word(message, "model"),
        finish_reason=_word(message, "stop_reason"),
        content=_content(request, message) if with_content else None,
    )


def _word(message: Message | None, name: str) -> str:
    found = getattr(message, name, None)
    return found[:LONGEST] if isinstance(found, str) else ""


def _content(request: Ask, message: Message | None) -> ModelContent:
    blocks = message.content if message is not None else []
    texts = [text for block in blocks if isinstance(text := getattr(block, "text", None), str)]
    return ModelContent(request.system, tuple(map(_said, request.content)), tuple(texts))


def _said(part: str | Source) -> str:
    return part if isinstance(part, str) else "\n".join((part.title, *part.pieces))
