"""The policy's hard rules: a few patterns that are read before anything learned, and can only add."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.errors import ConfigError
from bot.policy import Rule

SIGNALS = frozenset({"frustration", "churn", "urgent"})
_WINDOW, _OVERLAP = 4000, 200  # characters; bounds the time a pattern that backtracks can take on one message


@dataclass(frozen=True, slots=True)
class RuleHits:
    """What the rules named, in the policy's order: intents, and signals (`frustration`, `churn`, `urgent`)."""

    intents: tuple[str, ...] = ()
    signals: frozenset[str] = frozenset()


class Rules:
    """The rules of a policy, compiled once."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        """Raises ConfigError naming the rule whose pattern is no regular expression, or matches everything."""
        self._rules = [(_compile(number, rule), rule.then) for number, rule in enumerate(rules)]

    def read(self, tidied: str) -> RuleHits:
        """What the rules say of a tidied message. Long texts are read in overlapping windows, to their end."""
        windows = _windows(tidied)
        hits = dict.fromkeys(then for pattern, then in self._rules if any(map(pattern.search, windows)))
        return RuleHits(
            intents=tuple(name for name in hits if name not in SIGNALS),
            signals=frozenset(name for name in hits if name in SIGNALS),
        )


def _compile(number: int, rule: Rule) -> re.Pattern[str]:
    where = f"support.yml: rules.{number}.when ({rule.when!r}, then {rule.then})"
    try:
        pattern = re.compile(rule.when, re.IGNORECASE)
    except re.error as error:
        raise ConfigError(f"{where} is no regular expression: {error}; correct the pattern") from None
    if pattern.search(""):
        raise ConfigError(f"{where} matches every message; make the pattern name a word")
    return pattern


def _windows(text: str) -> list[str]:
    starts = [*range(0, max(1, len(text) - _OVERLAP), _WINDOW), len(text)]
    return [text[start : end + _OVERLAP] for start, end in pairwise(starts)]
