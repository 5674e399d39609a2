"""The vocabulary in which Block Kit's limits are written down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Str:
    """A string of `min` to `max` code points, one of `choices` if given."""

    max: int | None = None
    min: int = 1
    choices: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Int:
    """A whole number."""

    min: int | None = None
    max: int | None = None


@dataclass(frozen=True, slots=True)
class Number:
    """A number, whole or not; greater than `above` if given."""

    above: float | None = None


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text object of at most `max` code points; mrkdwn only where `mrkdwn` says so."""

    max: int
    mrkdwn: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """A list of `min` to `max` things; `null` where single items may be left out with null."""

    of: Spec
    max: int | None = None
    min: int = 1
    null: bool = False


@dataclass(frozen=True, slots=True)
class Typed:
    """An object whose `type` is one of `names`."""

    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Part:
    """An object without a type, described under this name."""

    name: str


Spec: TypeAlias = Str | Int | Number | Flag | Text | Items | Typed | Part


@dataclass(frozen=True, slots=True)
class Shape:
    """One object. `rules` name checks over several fields (`rules.py`)."""

    required: Mapping[str, Spec] = field(default_factory=dict)
    optional: Mapping[str, Spec] = field(default_factory=dict)
    rules: tuple[str, ...] = ()


def choice(*values: str) -> Str:
    """One of these strings."""
    return Str(choices=frozenset(values))
