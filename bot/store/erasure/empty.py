"""Stored records without their words: still readable as what they were, and counted as before. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from bot.domain import Decision
from bot.domain.codec import decode, encode
from bot.domain.message_parts import Heard

_PLACES = frozenset(
    {"kind", "channel", "ts", "thread_ts", "edited_ts", "event_ts", "message_ts", "action_id", "callback_id", "source"}
    | {"delivery", "came_by", "minute", "team", "teams", "change", "new_channel", "tab", "nonce", "name", "command"}
    | {"view_id", "subtype"}
)
_BODY = frozenset({"part", "review", "incident", "gap", "canary", "ts", "team", "user"})
Person = Callable[[str], str]
"""A user id as it is to stand: a stand-in for whoever is erased, else the id itself."""


def payload_without_words(payload: str, person: Person = str) -> str:
    """An inbox payload with its places, times and closed words alone; what cannot be read becomes an empty record."""
    try:
        told = json.loads(payload)
    except ValueError:
        return "{}"
    if not isinstance(told, dict):
        return "{}"
    return json.dumps({name: _emptied(name, value, person) for name, value in told.items()}, separators=(",", ":"))


def _emptied(name: str, value: Any, person: Person) -> Any:
    if name == "user" and isinstance(value, str):
        return person(value)
    if name in _PLACES or isinstance(value, bool | int | float) or value is None:
        return value
    return "" if isinstance(value, str) else [] if isinstance(value, list) else {}


def body_without_words(body: Mapping[str, Any], person: Person = str) -> dict[str, Any]:
    """A post's body with what says where it belongs."""
    kept = {name: value for name, value in body.items() if name in _BODY}
    return kept | ({"user": person(str(kept["user"]))} if "user" in kept else {})


def heard_without_words(heard: Heard) -> Heard:
    """What was decided of a message, without names, files and forwarded words."""
    return Heard(forced=heard.forced, out=heard.out, names_us=heard.names_us)


def decision_without(payload: str, *, said: bool, written: bool) -> str:
    """A stored decision without what was `said` (question, summary, what tools told) or `written` (the answer).

    Tier, reason codes, intents, usage and timings stay."""
    decision = decode(payload, Decision)
    if said:
        reasons = tuple(replace(reason, detail="") for reason in decision.reasons)
        decision = replace(decision, question="", summary="", suggestion="", passages=(), sources=(), reasons=reasons)
    if (said or written) and decision.drafted is not None:
        drafted = decision.drafted
        generation = replace(drafted.generation, sentences=(), ask=None, escalate=drafted.generation.escalate and "")
        drafted = replace(drafted, generation=generation, grounding=replace(drafted.grounding, checks=()))
        decision = replace(decision, drafted=drafted)
    return encode(decision, Decision)


def replaced_in(text: str, stand_ins: Mapping[str, str], names: Collection[str] = ()) -> str:
    """A text, also JSON, with ids replaced by stand-ins and names, whole words in whatever case, by `[person]`."""
    for value, stand_in in stand_ins.items():
        text = text.replace(value, stand_in)
    for name in names:
        text = _name_pattern(name).sub("[person]", text)
    return text


@lru_cache(maxsize=64)
def _name_pattern(name: str) -> re.Pattern[str]:
    forms = "|".join(re.escape(form) for form in sorted({name, json.dumps(name)[1:-1]}))
    # In JSON a line's first word follows the letter of an escaped line feed.
    return re.compile(rf"(?:(?<!\w)|(?<=\\[nrt]))(?:{forms})(?!\w)", re.IGNORECASE)
