"""Reads a reply of Claude: is it whole, is it a decision, which passages does each sentence cite?"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from anthropic.types import Message

from bot.domain import PassageId, Sentence
from bot.errors import ModelError
from bot.language.sentences import units

_DECISION = re.compile(r"[\s*_`>#]*(ESCALATE|ASK)[*_`]*\s*[:：][\s*_`]*(.*?)[\s*_`]*", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_WHOLE = frozenset({"end_turn", "stop_sequence"})
_CUT = frozenset({"max_tokens", "model_context_window_exceeded"})
# Claude often leaves a short lead-in ("To do so,") outside the cited span; more than that is a claim of its own.
_UNCITED_WORDS = 4
_REASON_CHARS = 300


@dataclass(frozen=True, slots=True)
class Said:
    """What a reply says: sentences, or one of `escalate` and `ask`."""

    sentences: tuple[Sentence, ...] = ()
    escalate: str | None = None
    ask: str | None = None


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    cites: tuple[PassageId, ...]


def read_answer(message: Message, sent: Collection[str]) -> Said:
    """An answer or a decision. `sent` are the passage ids of the request; citations of anything else do not count.

    Raises ModelError: refused, cut off, empty. A decision stands even when what follows it was cut off."""
    reason = getattr(message, "stop_reason", None)
    text = "" if reason == "refusal" else whole_text(message)
    first, _, rest = text.strip().partition("\n")
    decided = _decision(first)
    if decided is not None and (rest or reason in _WHOLE):
        return decided
    require_whole(message)
    if not (sentences := _sentences(message, frozenset(sent))):
        raise ModelError("Claude gave an empty answer", code="empty")
    return Said(sentences=sentences)


def read_text(message: Message) -> str:
    """The reply's text. Raises ModelError: refused, cut off, empty."""
    require_whole(message)
    text = whole_text(message).strip()
    if not text:
        raise ModelError("Claude gave an empty answer", code="empty")
    return text


def require_whole(message: Message) -> None:
    """Raises ModelError unless the model came to its own end."""
    reason = getattr(message, "stop_reason", None)
    if reason in _WHOLE:
        return
    if reason == "refusal":
        details = getattr(message, "stop_details", None)
        category = str(getattr(details, "category", None) or "no category given")[:40]
        raise ModelError(f"Claude declined to answer ({category}); a person should", code="refusal")
    if reason in _CUT:
        raise ModelError("Claude's answer was cut off before its end", code="truncated")
    raise ModelError(f"Claude stopped for a reason we do not handle ({str(reason)[:40]})", code="unexpected_stop")


def whole_text(message: Message) -> str:
    """All text blocks joined; thinking and unknown blocks are passed over."""
    return "".join(text for text, _ in _texts(message))


def _texts(message: Message) -> list[tuple[str, Sequence[object]]]:
    """Text and citations of each text block. Nothing about shapes is taken on trust: the SDK does not check them."""
    found: list[tuple[str, Sequence[object]]] = []
    for block in message.content:
        text = getattr(block, "text", None)
        if getattr(block, "type", None) == "text" and isinstance(text, str):
            cites = getattr(block, "citations", None)
            found.append((text.replace("\r", ""), cites if isinstance(cites, list) else ()))
    return found


def _decision(line: str) -> Said | None:
    found = _DECISION.fullmatch(line)
    if found is None:
        return None
    said = " ".join(found.group(2).split())[:_REASON_CHARS]
    if found.group(1).upper() == "ASK" and said:
        return Said(ask=said)
    return Said(escalate=said or "the model gave no reason")


def _sentences(message: Message, sent: frozenset[str]) -> tuple[Sentence, ...]:
    """The reply cut into sentences; joining lead and text over all of them gives the reply."""
    spans: list[_Span] = []
    full = ""
    for text, citations in _texts(message):
        spans.append(_Span(len(full), _cited(citations, sent)))
        full += text
    found: list[Sentence] = []
    done = 0
    for unit in units(full):
        start = full.index(unit.text, done)
        end = start + len(unit.text)
        if _WORD.search(unit.text):
            found.append(Sentence(unit.text, _cites(full, start, end, spans), full[done:start]))
            done = end
        # A rule or a lone bullet is no sentence: it stays in the lead of the next one.
    return tuple(found)


def _cited(citations: Sequence[object], sent: frozenset[str]) -> tuple[PassageId, ...]:
    sources = [
        source
        for citation in citations
        if getattr(citation, "type", None) == "search_result_location"
        and isinstance(source := getattr(citation, "source", None), str)
        and source in sent
    ]
    return tuple(PassageId(source) for source in dict.fromkeys(sources))


def _cites(full: str, start: int, end: int, spans: Sequence[_Span]) -> tuple[PassageId, ...]:
    """Passages that the words from `start` to `end` cite; none when too many of the words cite nothing."""
    starts = [span.start for span in spans]
    uncited = 0
    found: dict[PassageId, None] = {}
    for word in _WORD.finditer(full, start, end):
        cites = spans[bisect_right(starts, word.start()) - 1].cites
        uncited += not cites
        found.update(dict.fromkeys(cites))
    return tuple(found) if uncited <= _UNCITED_WORDS else ()
