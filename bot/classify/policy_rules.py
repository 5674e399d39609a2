"""The policy's hard rules: a few patterns that are read before anything learned, and can only add."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.classify.question_shape import asks, clause_around
from bot.errors import ConfigError
from bot.policy import SIGNALS, Rule

_WINDOW, _OVERLAP = 4000, 200  # characters; bounds the time a pattern that backtracks can take on one message


@dataclass(frozen=True, slots=True)
class RuleHits:
    """What the rules named, in the policy's order: intents, and signals (`frustration`, `churn`, `urgent`).

    `unsure` are intents that only soft rules named, and only in questions or over the product's own words, each with
    the sentences where they did."""

    intents: tuple[str, ...] = ()
    signals: frozenset[str] = frozenset()
    unsure: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class _Compiled:
    pattern: re.Pattern[str]
    then: str
    soft: bool


class Rules:
    """The rules of a policy, compiled once."""

    def __init__(self, rules: Sequence[Rule], product_words: Sequence[str] = ()) -> None:
        """Raises ConfigError naming the rule whose pattern is no regular expression, or matches everything."""
        self._rules = [_Compiled(_compile(number, rule), rule.then, rule.soft) for number, rule in enumerate(rules)]
        named = "|".join(re.escape(word) for word in product_words)
        self._product = re.compile(rf"\b(?:{named})(?:s|es)?\b", re.IGNORECASE) if named else None

    def read(self, tidied: str) -> RuleHits:
        """What the rules say of a tidied message. Long texts are read in overlapping windows, to their end."""
        sure: dict[str, None] = {}
        unsure: dict[str, dict[str, None]] = {}
        for window in _windows(tidied):
            for rule in self._rules:
                if rule.then in sure:
                    continue
                doubts = self._doubts(rule, window)
                if doubts is None:
                    sure[rule.then] = None
                elif doubts:
                    unsure.setdefault(rule.then, {}).update(dict.fromkeys(doubts))
        order = list(dict.fromkeys(rule.then for rule in self._rules))
        return RuleHits(
            intents=tuple(name for name in order if name in sure and name not in SIGNALS),
            signals=frozenset(name for name in sure if name in SIGNALS),
            unsure=tuple((name, tuple(unsure[name])) for name in order if name in unsure and name not in sure),
        )

    def _doubts(self, rule: _Compiled, text: str) -> list[str] | None:
        """None where the rule holds; else the sentences where it matched and may not be meant, none without a match."""
        doubts = []
        for found in rule.pattern.finditer(text):
            clause = clause_around(text, found.start(), found.end())
            owned = self._product is not None and self._product.search(found.group()) is not None
            if not (rule.soft and (owned or asks(clause))):
                return None
            doubts.append(clause)
        return doubts


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
