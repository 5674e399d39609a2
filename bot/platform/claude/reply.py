"""A reply in our own words: its text with what each piece cites, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from anthropic.types import Message

from bot.errors import ModelError
from bot.platform.claude.errors import body_error


class Stop(StrEnum):
    """How a reply ended."""

    WHOLE = "whole"
    CUT_OFF = "truncated"
    REFUSED = "refusal"
    TOOL_USE = "tool_use"
    OTHER = "unexpected_stop"


_STOPS = {
    "end_turn": Stop.WHOLE,
    "stop_sequence": Stop.WHOLE,
    "max_tokens": Stop.CUT_OFF,
    "model_context_window_exceeded": Stop.CUT_OFF,
    "refusal": Stop.REFUSED,
    "tool_use": Stop.TOOL_USE,
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text and the ids of the sources that it cites."""

    text: str
    cites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back. `detail` is a short word on a refusal or an unknown stop."""

    pieces: tuple[Piece, ...]
    stop: Stop
    detail: str = ""

    @property
    def text(self) -> str:
        """All text joined."""
        return "".join(piece.text for piece in self.pieces)


def as_message(reply: object) -> Message:
    """The reply as the SDK's message, which passes a body that is not JSON through as text and does not check shapes.

    Raises ModelError, and what `body_error` makes of an error object."""
    if not isinstance(reply, Message):
        raise ModelError("Claude's answer was not JSON; check ANTHROPIC_BASE_URL for a proxy", code="not_json")
    problem = (reply.model_extra or {}).get("error")
    if getattr(reply, "type", None) == "error" and isinstance(problem, dict):
        raise body_error(str(problem.get("type", "")))
    if not isinstance(getattr(reply, "content", None), list):
        raise ModelError("Claude's answer holds no content", code="unreadable")
    return reply


def reply_of(message: Message) -> Reply:
    """The text blocks of a message; thinking and unknown blocks are passed over. Nothing about shapes is taken on
    trust."""
    pieces = []
    for block in message.content:
        text = getattr(block, "text", None)
        if getattr(block, "type", None) == "text" and isinstance(text, str):
            pieces.append(Piece(text.replace("\r", ""), _cites(getattr(block, "citations", None))))
    reason = getattr(message, "stop_reason", None)
    details = getattr(message, "stop_details", None)
    stop = _STOPS.get(str(reason), Stop.OTHER)
    if stop is Stop.WHOLE and any(getattr(block, "type", None) == "tool_use" for block in message.content):
        stop = Stop.TOOL_USE  # whatever it says of its end, it waits for a tool that nobody offered
    category = str(getattr(details, "category", None) or "no category given")
    detail = category if stop is Stop.REFUSED else str(reason)
    return Reply(tuple(pieces), stop, detail[:40])


def _cites(citations: object) -> tuple[str, ...]:
    listed = citations if isinstance(citations, list) else []
    sources = [
        source
        for citation in listed
        if getattr(citation, "type", None) == "search_result_location"
        and isinstance(source := getattr(citation, "source", None), str)
    ]
    return tuple(dict.fromkeys(sources))


def require_whole(reply: Reply) -> None:
    """Raises ModelError, whose code is the stop, unless the model came to its own end."""
    if reply.stop is Stop.WHOLE:
        return
    said = {
        Stop.REFUSED: f"Claude declined to answer ({reply.detail}); a person should",
        Stop.CUT_OFF: "Claude's answer was cut off before its end",
        Stop.TOOL_USE: "Claude asked for a tool, and was given none",
    }.get(reply.stop, f"Claude stopped for a reason we do not handle ({reply.detail})")
    raise ModelError(said, code=reply.stop.value)


def read_text(reply: Reply) -> str:
    """The reply's text. Raises ModelError: refused, cut off, empty."""
    require_whole(reply)
    text = reply.text.strip()
    if not text:
        raise ModelError("Claude gave an empty answer", code="empty")
    return text
