"""What a check found out, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """`fail`: Earnest will not work so. `warn`: it works, but less well than it could."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report. `fix` says what to do; it is empty when nothing is to be done."""

    name: str
    level: Level
    what: str
    fix: str = ""


def ok(name: str, what: str) -> Finding:
    """Nothing to do."""
    return Finding(name, Level.OK, what)


def warn(name: str, what: str, fix: str) -> Finding:
    """A warning: it works, but less well than it could."""
    return Finding(name, Level.WARN, what, fix)


def fail(name: str, what: str, fix: str) -> Finding:
    """Does not work."""
    return Finding(name, Level.FAIL, what, fix)


def counted(number: int, thing: str) -> str:
    """`1 article`, `2 articles`."""
    return f"{number:,} {thing}" + ("" if number == 1 else "s")
