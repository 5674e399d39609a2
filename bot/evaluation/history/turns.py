"""Conversations as other programs write them: who said what under many names, or a question with its answer."""

from __future__ import annotations

import re
from typing import Any

from bot.evaluation.history.found import Found, Row, role_named, words_of

_TALKS = (
    "turns",
    "messages",
    "conversation",
    "conversations",
    "dialog",
    "dialogue",
    "transcript",
    "thread",
    "history",
    "chat",
    "utterances",
)
_ROLES = ("role", "from", "speaker", "sender", "author", "author_type", "sender_type", "user_type", "type", "direction")
_SPEAKERS = ("author", "sender", "from", "speaker")
_PERSON = re.compile(r"(?!(?:file|channel|tool|function|model)_).+_name")  # what is named so is a person
_TEXTS = ("text", "content", "body", "message", "value", "utterance", "msg")
_ASKED = ("question", "query", "prompt", "customer", "input", "instruction", "description", "q")
_TOLD = ("answer", "response", "reply", "completion", "output", "agent", "a")
_IDS = ("id", "conversation_id", "ticket_id", "thread_id", "case_id", "uuid")


def talk_of(row: object) -> list[Any] | None:
    """The list of who said what in a row; None where there is none."""
    if not isinstance(row, dict):
        return None
    for key in _TALKS:
        value = row.get(key)
        inner = talk_of(value) if isinstance(value, dict) else value
        if isinstance(inner, list) and inner:
            return inner
    return None


def is_conversation(row: object) -> bool:
    """Whether a row is a conversation in any of these shapes."""
    return isinstance(row, dict) and (talk_of(row) is not None or bool(_of(row, _ASKED)))


def message_of(row: object) -> str | None:
    """The conversation that a row is one message of, as tables have it; None where it is none."""
    if not isinstance(row, dict) or talk_of(row) is not None:
        return None
    id_ = next((str(row[key]) for key in _IDS[1:] if row.get(key) not in (None, "")), None)
    return id_ if id_ is not None and _text(row) and any(row.get(key) for key in _ROLES) else None


def read_conversation(where: str, row: Row, found: Found) -> None:
    """A conversation; what cannot be understood of it is told, and then it is left out."""
    id_ = next((str(row[key]) for key in _IDS if row.get(key) not in (None, "")), where.rpartition("/")[2])
    more = {"account": str(row["account"])} if row.get("account") else {}
    more |= {"expect": row["expect"]} if isinstance(row.get("expect"), dict) else {}
    talk = talk_of(row)
    if talk is None:
        told = _of(row, _TOLD)
        found.add(id_, [("customer", _of(row, _ASKED)), *([("staff", told)] if told else [])], **more)
        return
    turns: list[tuple[str, str]] = []
    names: set[str] = set()
    for number, turn in enumerate(talk, 1):
        role, name = _who(turn)
        if role is None:
            seen = repr(name)[:40] if name else "none"
            found.problems.append(
                f"{where}: turn {number}: role {seen} is not known; call it customer, staff or earnest"
            )
            return
        names |= _names(turn)
        if role:
            turns.append((role, _text(turn)))
        else:
            found.left_out["turns of systems and tools"] += 1
    found.add(id_, turns, names, **more)


def _who(turn: object) -> tuple[str | None, str]:
    """The role of who speaks, and what it is called; None for one that is not known."""
    if not isinstance(turn, dict):
        return None, ""
    called = ""
    for key in _ROLES:
        value = turn.get(key)
        value = (value.get("role") or value.get("type")) if isinstance(value, dict) else value
        if value in (None, ""):
            continue
        role = role_named(value)
        if key == "direction":
            role = {"inbound": "customer", "incoming": "customer", "in": "customer"}.get(str(value).casefold(), "staff")
        if role is not None:
            return role, str(value)
        called = called or str(value)
    return None, called


def _text(turn: Row) -> str:
    for key in _TEXTS:
        value = turn.get(key)
        if isinstance(value, list):  # parts, of which some are words
            value = "\n".join(str(p.get("text") or "") if isinstance(p, dict) else str(p) for p in value)
        if isinstance(value, str) and value.strip():
            return value
    return ""


def _names(turn: Row) -> set[str]:
    """What the people of a turn are called: who speaks, and each `…_name`."""
    inner = [turn.get(key) for key in _SPEAKERS]
    people = [turn, *(one for one in inner if isinstance(one, dict))]
    told = [value for one in people for key, value in one.items() if key == "name" or _PERSON.fullmatch(key)]
    return {word for name in (*inner, *told) if isinstance(name, str) for word in words_of(name)}


def _of(row: Row, keys: tuple[str, ...]) -> str:
    return next((row[key] for key in keys if isinstance(row.get(key), str) and row[key].strip()), "")
