"""Reads an answer of Claude: is it a decision, and which passages does each of its sentences cite?"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.domain import PassageId, Sentence
from bot.errors import ModelError
from bot.language.sentences import units
from bot.platform.claude.reply import Reply, Stop, require_whole

_OPENS = r"^[\W_]*(?:\d{1,2}[.)]\s*)?[\W_]*"  # markup, brackets, a quotation mark, a list's number
_MARKUP = r"[*_`'\"\s>\])}]*"
_SIGN = r"(?:[:：=–—]|-+(?=\s|$))"
# A line that opens with the word, however it is written, or the word in capitals anywhere with a sign or nothing after.
_DECISIONS = re.compile(
    rf"(?im:{_OPENS}(?P<opens>ESCALATE(?:[ _-]?(?:NEEDED|REQUIRED|NOW))?|ASK)\b{_MARKUP}{_SIGN}+)"
    rf"|(?m:{_OPENS}(?P<alone>ESCALAT(?:E|ION)(?:[ _-]?[A-Z]+)*)\b)"
    rf"|(?m:\b(?P<within>ESCALATE(?:_[A-Z]+)*|ASK(?:_[A-Z]+)*)\b{_MARKUP}(?:{_SIGN}|[\[(<]|,\s*\"|$))"
)
_KEY = re.compile(r"^[\s,\"']*(?:reason|why|question|message|text)[\"']?\s*[:=]\s*", re.I)  # of an object in JSON
_EDGES = " \t*_`'\"[](){}<>:：=–—-"
_WORD = re.compile(r"\w+")
# Claude often leaves a short lead-in ("To do so,") outside the cited span; more than that is a claim of its own.
_UNCITED_WORDS = 4
_REASON_CHARS = 300
LONGEST = 24_000  # characters: many times what the tokens that are asked for can hold
NO_REASON = "the model gave no reason"


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


def read_answer(reply: Reply, sent: Collection[str]) -> Said:
    """An answer or a decision. `sent` are the passage ids of the request; citations of anything else do not count.

    A decision counts wherever it stands, and what stands around it is dropped. Raises ModelError: refused, cut off,
    empty, or far longer than was asked for, which would take the check minutes. A decision stands even when what
    follows its line was cut off."""
    if len(reply.text) > LONGEST:
        raise ModelError("Claude's answer is far longer than was asked for; check ANTHROPIC_BASE_URL", code="too_long")
    if reply.stop is not Stop.REFUSED and (decided := _decision(reply)) is not None:
        return decided
    require_whole(reply)
    if not (sentences := _sentences(reply, frozenset(sent))):
        raise ModelError("Claude gave an empty answer", code="empty")
    return Said(sentences=sentences)


def _decision(reply: Reply) -> Said | None:
    text = _as_it_looks(reply.text)
    found = _DECISIONS.search(text)
    if found is None:
        return None
    line, ended, _ = text[found.end() :].partition("\n")
    if reply.stop is not Stop.WHOLE and not ended:
        return None
    said = _KEY.sub("", " ".join(line.split())).strip(_EDGES)[:_REASON_CHARS]
    word = next(group for group in found.group("opens", "alone", "within") if group)
    if word.upper().startswith("ASK") and said:
        return Said(ask=said)
    return Said(escalate=said or NO_REASON)


def _as_it_looks(text: str) -> str:
    """A text without signs that show nothing, in plain letters instead of wide or ornate ones."""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return plain if plain.isascii() else "".join(sign for sign in plain if unicodedata.category(sign) != "Cf")


def _sentences(reply: Reply, sent: frozenset[str]) -> tuple[Sentence, ...]:
    """The reply cut into sentences; joining lead and text over all of them gives the reply."""
    spans: list[_Span] = []
    full = ""
    for piece in reply.pieces:
        spans.append(_Span(len(full), tuple(PassageId(source) for source in piece.cites if source in sent)))
        full += piece.text
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
