"""What one question costs, counted while a bench runs: processor's seconds, commits, bytes of the database's log and
calls to Slack. Counts do not change with how busy the machine is."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import psycopg

from bot.evaluation.bench.child import BotChild
from bot.evaluation.bench.rows import Row
from slack_sandbox import Sandbox

_TICKS = os.sysconf("SC_CLK_TCK")
_COMMITS = "SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()"
_LOG = "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')"


class Meter:
    """Made while nobody asks anything yet; `costs` is per question since then, the heartbeats of that time included."""

    def __init__(self, sandbox: Sandbox, url: str, children: Sequence[BotChild]) -> None:
        self._sandbox, self._url, self._children = sandbox, url, children
        self._before = self._read()

    def costs(self, questions: int) -> Row:
        """The row's fields."""
        cpu, commits, log, calls = self._read()
        was_cpu, was_commits, was_log, was_calls = self._before
        made = calls - was_calls
        return {
            "cpu_s": round((cpu - was_cpu) / questions, 4),
            "commits": round((commits - was_commits) / questions, 1),
            "log_bytes": round((log - was_log) / questions),
            "calls": {method: round(number / questions, 3) for method, number in sorted(made.items())},
        }

    def _read(self) -> tuple[float, int, int, Counter[str]]:
        with psycopg.connect(self._url) as connection:
            commits, log = (connection.execute(query).fetchone() for query in (_COMMITS, _LOG))
        calls = Counter(call.method for call in self._sandbox.calls)
        cpu = sum(_processor_s(child.pid) for child in self._children)
        return cpu, int(commits[0]) if commits else 0, int(log[0]) if log else 0, calls


def _processor_s(pid: int | None) -> float:
    """User's and system's time of a process, in seconds; 0 where it cannot be told."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _TICKS
