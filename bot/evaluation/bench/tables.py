"""Looks into the bot's SQLite file from outside, while it runs or after it was killed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import psycopg

_WAITING = """
select (select count(*) from inbox where state = 'new')
     + (select count(*) from turns where state not in ('decided', 'dropped'))
     + (select count(*) from posts where state in ('due', 'sending')
        and (not_before is null or not_before < :soon))
"""
_RECEIVED = """
select i.channel, i.ts, i.received_at, m.turn_id from inbox i join messages m on m.channel = i.channel and m.ts = i.ts
where i.kind = 'posted' and m.turn_id is not null
"""
_DECIDED = """
select m.channel, m.ts, t.decided_at from messages m join turns t on t.id = m.turn_id where t.decided_at is not null
"""
_TURNS = "select first_at, decided_at from turns where decided_at is not null"
_ACCEPTED = "select channel, ts from inbox where kind = 'posted'"


def accepted(database: Path) -> set[tuple[str, str]]:
    """(channel, ts) of every message that has an inbox row."""
    with closing(_open(database)) as connection:
        return {(str(channel), str(ts)) for channel, ts in connection.execute(_ACCEPTED)}


def received(database: Path) -> dict[tuple[str, str], tuple[float, str]]:
    """By (channel, ts) of each message that a turn works on: when its inbox row was written (epoch s), and the turn."""
    with closing(_open(database)) as connection:
        return {
            (str(channel), str(ts)): (datetime.fromisoformat(at).replace(tzinfo=UTC).timestamp(), str(turn))
            for channel, ts, at, turn in connection.execute(_RECEIVED)
        }


def accepted_in(url: str) -> set[tuple[str, str]]:
    """As `accepted`, on PostgreSQL."""
    with psycopg.connect(url) as connection:
        return {(str(channel), str(ts)) for channel, ts in connection.execute(_ACCEPTED)}


def received_in(url: str) -> dict[tuple[str, str], tuple[float, str]]:
    """As `received`, on PostgreSQL."""
    with psycopg.connect(url) as connection:
        found = connection.execute(_RECEIVED)
        return {(str(channel), str(ts)): (at.timestamp(), str(turn)) for channel, ts, at, turn in found}


def decided(database: Path) -> dict[tuple[str, str], float]:
    """By (channel, ts) of each message whose turn is decided: when (epoch s)."""
    with closing(_open(database)) as connection:
        return {
            (str(channel), str(ts)): datetime.fromisoformat(at).replace(tzinfo=UTC).timestamp()
            for channel, ts, at in connection.execute(_DECIDED)
        }


def waiting(database: Path, soon: str) -> int:
    """How many payloads, bursts and calls still wait; calls put off beyond `soon` (as the tables write times) do not
    count."""
    with closing(_open(database)) as connection:
        return int(connection.execute(_WAITING, {"soon": soon}).fetchone()[0])


def waiting_in(url: str) -> int:
    """As `waiting`, on PostgreSQL, by its own clock: calls that are put off for a minute or more do not count."""
    with psycopg.connect(url) as connection:
        found = connection.execute(_WAITING.replace(":soon", "now() + interval '60 seconds'")).fetchone()
        return int(found[0]) if found else 0


def decided_in(url: str) -> list[tuple[float, float]]:
    """When each decided turn began and was decided (epoch s), on PostgreSQL."""
    with psycopg.connect(url) as connection:
        return [(first.timestamp(), at.timestamp()) for first, at in connection.execute(_TURNS)]


def _open(database: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True, timeout=5.0)
    connection.execute("pragma query_only = on")
    return connection
