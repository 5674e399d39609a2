"""How well words on an answer, and questions asked again, are heard: precision and recall on labelled phrasings."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.domain.ports import FollowUpReader
from bot.errors import ConfigError
from bot.evaluation.labelled import rows

Row = dict[str, Any]


async def measure_follow_ups(reader: FollowUpReader, data: Path) -> dict[str, Any]:
    """Figures by file and half: "dissent held" is the half of dissent.jsonl that was never tuned on. `data` holds what
    `read_dissent` and `read_again` read. Raises ConfigError, PermanentError."""
    told: dict[str, list[tuple[bool, bool]]] = {}
    for name, row in read_dissent(data):
        told.setdefault(name, []).append((bool(row["dissent"]), await reader.dissents(row["text"])))
    for name, row in read_again(data):
        same = await reader.same_question(row["first"], row["second"])
        told.setdefault(name, []).append((bool(row["same"]), same))
    if not told:
        raise ConfigError(f"{data}: holds no dissent*.jsonl or again*.jsonl; name the folder that has them with --data")
    return {name: _figures(pairs) for name, pairs in told.items()}


def read_dissent(data: Path) -> list[tuple[str, Row]]:
    """The rows of `dissent*.jsonl`, {text, dissent, held}: what is said after an answer of ours; each with the name of
    its half. Raises ConfigError."""
    return _halves(data, "dissent*.jsonl", ("text", "dissent", "held"))


def read_again(data: Path) -> list[tuple[str, Row]]:
    """The rows of `again*.jsonl`, {first, second, same, held}: two questions; each with the name of its half. Raises
    ConfigError."""
    return _halves(data, "again*.jsonl", ("first", "second", "same", "held"))


def _halves(data: Path, pattern: str, needed: Sequence[str]) -> list[tuple[str, Row]]:
    found = [(path.stem, row) for path in sorted(data.glob(pattern)) for row in rows(path, needed)]
    return [(f"{stem} {'held' if row['held'] else 'tuned'}", row) for stem, row in found]


def _figures(told: Sequence[tuple[bool, bool]]) -> dict[str, Any]:
    """Of pairs (is so, was heard). Precision and recall are None where there is nothing to divide by."""
    right = sum(is_so and heard for is_so, heard in told)
    heard, there = sum(heard for _, heard in told), sum(is_so for is_so, _ in told)
    return {
        "phrasings": len(told),
        "precision": round(right / heard, 3) if heard else None,
        "recall": round(right / there, 3) if there else None,
        "false_alarms": heard - right,
        "missed": there - right,
    }
