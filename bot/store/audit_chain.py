"""The audit log's rows as they are hashed: without personal details, so that erasing these breaks nothing. Pure."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Collection, Mapping
from datetime import UTC
from typing import Any

from bot.store.records import LogEntry

START = "0" * 64
"""What stands before the first row."""

_PSEUDONYM = re.compile(r"(?:person|text)-[0-9a-f]{16}")
_USER_ID = re.compile(r"\b[UW][A-Z0-9]{7,}\b")
_NOBODY = frozenset({"", "operator", "earnest"})
_PEOPLE = frozenset({"owner", "person", "by"})
_WORDS = frozenset({"team", "what", "article", "intent", "engine", "mode", "verdict", "outcome", "status", "how"})


def pseudonym(key: str, kind: str, value: str) -> str:
    """A stand-in for a value: the same for the same value of one installation, and for a stand-in itself."""
    if _PSEUDONYM.fullmatch(value):
        return value
    return f"{kind}-{hmac.new(key.encode(), value.encode('utf-8', 'surrogatepass'), hashlib.sha256).hexdigest()[:16]}"


def redacted_entry(entry: LogEntry, key: str) -> dict[str, Any]:
    """A row without personal details: people and free text as stand-ins, closed words, numbers and ids as they are.

    To erase a person's details, replace them in the row by what stands here: the chain still verifies."""
    return {
        "id": _USER_ID.sub(lambda found: pseudonym(key, "person", found.group()), entry.id),
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": entry.actor if entry.actor in _NOBODY else pseudonym(key, "person", entry.actor),
        "action": entry.action,
        "ticket_id": entry.ticket_id,
        "decision_id": entry.decision_id,
        "detail": {name: _redacted(name, value, key) for name, value in sorted(entry.detail.items())},
    }


def erased_entry(entry: LogEntry, key: str, people: Collection[str] = ()) -> dict[str, Any]:
    """The columns of a row whose words are erased, and with them `people` where they acted; its hash still holds."""
    redacted = redacted_entry(entry, key)
    known = {person: pseudonym(key, "person", person) for person in people if _USER_ID.fullmatch(person)}
    return {
        "id": _USER_ID.sub(lambda found: known.get(found.group(), found.group()), entry.id),
        "actor": known.get(entry.actor, redacted["actor"] if entry.actor in people else entry.actor),
        "detail": redacted["detail"],
    }


def canonical(redacted: Mapping[str, Any]) -> str:
    """A redacted row as the text that is hashed: JSON in ASCII, keys sorted, without spaces."""
    return json.dumps(redacted, sort_keys=True, ensure_ascii=True, separators=(",", ":"))


def next_hash(before: str, redacted: Mapping[str, Any]) -> str:
    """The SHA-256 over the row's predecessor's hash, a line feed and the canonical row, in hex."""
    return hashlib.sha256(f"{before}\n{canonical(redacted)}".encode()).hexdigest()


def _redacted(name: str, value: Any, key: str) -> Any:
    if isinstance(value, str):
        if not value or name in _WORDS:
            return value
        return pseudonym(key, "person" if name in _PEOPLE else "text", value)
    if isinstance(value, list | tuple):
        return [_redacted(name, item, key) for item in value]
    if isinstance(value, dict):
        return {inner: _redacted(inner, item, key) for inner, item in value.items()}
    return value
