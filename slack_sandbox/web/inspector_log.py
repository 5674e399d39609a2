"""The last calls, envelopes and undelivered events as the inspector lists them, from a journal that is kept small."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict
from functools import partial

from slack_sandbox.journal import Call, Envelope, Journal
from slack_sandbox.jsonlike import Json

SHOWN = 300
KEPT = 4_000
EPHEMERALS_KEPT = 1_000


class InspectorLog:
    """Rows are numbered from the sandbox's start, so that a trimmed journal changes no number."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._trimmed = {"call": 0, "response": 0, "envelope": 0, "undelivered": 0}

    def trim(self) -> None:
        """Forget the oldest half once there is more than twice what is kept."""
        for kind, rows in self._lists():
            if len(rows) > 2 * KEPT:
                self._trimmed[kind] += len(rows) - KEPT
                del rows[:-KEPT]
        for more in (self._journal.ephemerals, self._journal.oddities):
            if len(more) > 2 * EPHEMERALS_KEPT:
                del more[:-EPHEMERALS_KEPT]

    def rows(self) -> Iterator[tuple[str, object, Callable[[], Json]]]:
        """(key, fingerprint, how to make the row) of the newest rows of each kind."""
        for kind, rows in self._lists():
            first = max(0, len(rows) - SHOWN)
            newest: list[Call | Envelope | Json] = [*rows[first:]]
            for number, row in enumerate(newest, self._trimmed[kind] + first):
                yield f"j/{kind}/{number:08d}", _fingerprint(row), partial(_row, kind, row)

    def _lists(self) -> tuple[tuple[str, list[Call] | list[Envelope] | list[Json]], ...]:
        journal = self._journal
        return (
            ("call", journal.calls),
            ("response", journal.response_posts),
            ("envelope", journal.envelopes),
            ("undelivered", journal.dropped_events),
        )


def _fingerprint(row: Call | Envelope | Json) -> object:
    """Calls are recorded when they are over; an envelope changes when its ack comes."""
    return (row.acked_at, row.late) if isinstance(row, Envelope) else None


def _row(kind: str, row: Call | Envelope | Json) -> Json:
    if isinstance(row, dict):
        at = float(row.get("event_time") or 0)
        return {"kind": kind, "at": at, "name": _name(row), "bad": True, "note": "never delivered", "raw": row}
    if isinstance(row, Call):
        return {
            "kind": kind,
            "at": row.at,
            "name": row.method,
            "bad": not row.ok,
            "note": row.error,
            "raw": asdict(row),
        }
    name = _name(row.payload) or row.type
    bad, note = _outcome(row)
    return {"kind": kind, "at": row.sent_at, "name": name, "bad": bad, "note": note, "raw": asdict(row)}


def _name(payload: Json) -> str:
    """What a payload is about, as the list shows it; empty where it does not say."""
    inner = payload.get("event")
    if not isinstance(inner, dict):
        return str(payload.get("type") or "")
    return " · ".join(str(part) for part in (inner.get("type"), inner.get("subtype")) if part)


def _outcome(row: Envelope) -> tuple[bool, str]:
    if row.socket is None:
        return True, "no socket open"
    if row.late:
        return True, "ack came late"
    if row.acked_at is None:
        return False, "waiting for its ack"
    return False, f"acked in {max(0.0, row.acked_at - row.sent_at) * 1000:.0f} ms"
