"""When alike questions are so many at once that something is broken: a test of a rate against its own history."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=30)
HISTORY = timedelta(days=28)
# Fewer accounts than this are no incident, however quiet it was before.
LEAST_ACCOUNTS = 4
# The rate must be this many times its own average: questions come in working hours, about a quarter of all hours, so
# that four times the average is an ordinary morning.
LEAST_TIMES = 8.0
# A desk with a thousand questions a month is tested a thousand times: one false alarm in a hundred months.
CHANCE = 1e-5
# Longer texts that are the same word for word were passed on, such as a newsletter: nobody reports a fault so.
_PASSED_ON_WORDS = 12


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that was decided: the decision, its ticket, of whom, by whom, what about, and its words."""

    decision_id: str
    ticket_id: str
    account: str
    author: str
    intent: str
    text: str
    at: datetime


def separate_accounts(group: Sequence[Asked]) -> int:
    """How many accounts ask by themselves: an author counts once, however often and in however many channels, and a
    long text that several accounts sent word for word counts once."""
    copies: dict[str, Asked] = {}
    for one in group:
        said = " ".join(one.text.casefold().split())
        key = said if len(said.split()) >= _PASSED_ON_WORDS else f"{one.account}\n{one.author}\n{said}"
        copies.setdefault(key, one)
    distinct = list(copies.values())
    return min(len({one.account for one in distinct}), len({one.author for one in distinct}))


def occasions(history: Collection[tuple[datetime, str]]) -> int:
    """How often accounts asked before: each once in any `WINDOW`, as they are counted in a burst. Items are when and
    which account."""
    return len({(account, int(at.timestamp() // WINDOW.total_seconds())) for at, account in history})


def chance_of_burst(accounts: int, before: int, known: timedelta) -> float:
    """How likely a window with `accounts` or more is, had the rate not changed, 0..1. `before` are the occasions in the
    time `known` before the window.

    The conditional test of two Poisson rates (Przyborowski and Wilenski, Biometrika 31, 1940): given n = accounts +
    before in all, those of the window are Binomial(n, w / (w + known)) where the rates are one; P(X >= accounts). It
    needs no estimate of the rate, so that a history without any occasion is no special case."""
    window = WINDOW.total_seconds()
    share = window / (window + max(known.total_seconds(), 0.0))
    total = accounts + before
    if share >= 1.0 or accounts <= 0:
        return 1.0
    logs = [
        math.lgamma(total + 1)
        - math.lgamma(k + 1)
        - math.lgamma(total - k + 1)
        + k * math.log(share)
        + (total - k) * math.log1p(-share)
        for k in range(accounts, total + 1)
    ]
    top = max(logs)
    return min(1.0, math.exp(top) * math.fsum(math.exp(one - top) for one in logs))


def usual(before: int, known: timedelta) -> float:
    """The average of accounts a window before."""
    return before * WINDOW.total_seconds() / max(known.total_seconds(), WINDOW.total_seconds())


def is_burst(accounts: int, before: int, known: timedelta) -> bool:
    """Whether a window is far above its own history: enough accounts, many times the average, and no accident."""
    if accounts < LEAST_ACCOUNTS or accounts < LEAST_TIMES * usual(before, known):
        return False
    return chance_of_burst(accounts, before, known) < CHANCE
