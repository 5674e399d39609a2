"""Plays the rule of trust on made-up intents of known accuracy: how often it trusts wrongly, how soon it trusts and
stops. The same constants and formulas as `policy.trust`, over many intents at a time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.domain.ports import Progress
from bot.policy.review import Review
from bot.policy.trust import RULE

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Setup:
    """`tickets` a made-up intent, over `days`; once trusted, each of the `first` answers and a `share` of the later
    ones is audited, and never fewer than `weekly` a week."""

    intents: int = 2_500
    tickets: int = 10_000
    days: float = 365.0
    first: int = 20
    share: float = 0.10
    weekly: int = 5

    @property
    def sampled(self) -> float:
        """The share of later answers that is audited."""
        return min(1.0, max(self.share, self.weekly * self.days / (7 * self.tickets)))


@dataclass
class Many:
    """The state of many intents at once; fields as in `policy.trust.Trust`. Times are days; `begins` is when the period
    begins whose audits count, and `began` when it did (NaN before the first audit)."""

    number: int
    rule: Review = RULE
    log_e: Floats = field(init=False)
    shift: Floats = field(init=False)
    earned: Flags = field(init=False)
    since: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.log_e, self.shift = np.zeros(self.number), np.zeros(self.number)
        self.earned, self.since = np.zeros(self.number, bool), np.full(self.number, np.nan)

    def audit(self, audited: Flags, passed: Flags, day: float) -> tuple[Flags, Flags, Flags]:
        """One audit of each intent in `audited`: which of them counted, which earned trust by it, which lost it."""
        rule = self.rule
        self.since = np.where(audited & np.isnan(self.since), day, self.since)
        counted = audited & ~(day < self.since)
        before = self.earned.copy()
        betting, watching = counted & ~before, counted & before
        self.log_e += np.where(betting, np.where(passed, rule.gain, rule.loss), 0.0)
        gained = betting & (self.log_e >= rule.grown)
        moved = (self.shift + 1) * np.where(passed, rule.calm, rule.worry)
        self.shift = np.where(watching, moved, self.shift)
        lost = watching & (self.shift >= rule.alarm)
        self.earned = (before | gained) & ~lost
        self.log_e[lost], self.shift[lost] = 0.0, 0.0
        self.since[lost] = np.maximum(day, self.since[lost] + rule.apart.total_seconds() / 86_400)
        return counted, gained, lost


@dataclass
class Outcome:
    """What happened to one group of intents. Counts of audits are NaN where the thing never happened."""

    below: int
    below_trusted: int
    to_trust: Floats
    to_demote: Floats
    trusted_at_turn: Flags
    demotions: int
    trusted_audits: int


def play(accuracy: float, falls_to: float | None, setup: Setup, rng: np.random.Generator, tell: Progress) -> Outcome:
    """One group: intents of one accuracy, or (`falls_to`) of one that falls at a uniform time."""
    n, many = setup.intents, Many(setup.intents)
    name = f"accuracy {accuracy:.2f}" + (f" falling to {falls_to:.2f}" if falls_to else "")
    turn = rng.uniform(0, setup.tickets, n) if falls_to is not None else np.full(n, np.inf)
    to_trust, to_demote, at_turn = np.full(n, np.nan), np.full(n, np.nan), np.zeros(n, bool)
    audits, after, first = np.zeros(n, np.int64), np.zeros(n, np.int64), np.zeros(n, np.int64)
    below = below_trusted = demotions = trusted_audits = 0
    for ticket in range(setup.tickets):
        fallen = ticket >= turn
        now = np.where(fallen, falls_to if falls_to is not None else accuracy, accuracy)
        at_turn |= (ticket - 1 < turn) & fallen & many.earned
        bad = now < many.rule.target
        below += int(bad.sum())
        below_trusted += int((bad & many.earned).sum())
        sampled = ~many.earned | (first > 0) | (rng.random(n) < setup.sampled)
        first -= many.earned & (first > 0)
        watched = many.earned.copy()
        counted, gained, lost = many.audit(sampled, rng.random(n) < now, ticket * setup.days / setup.tickets)
        audits += counted
        after += counted & fallen
        to_trust = np.where(gained & np.isnan(to_trust), audits, to_trust)
        to_demote = np.where(lost & at_turn & fallen & np.isnan(to_demote), after, to_demote)
        first = np.where(gained, setup.first, first)
        demotions += int((lost & ~fallen).sum())
        trusted_audits += int((counted & watched & ~fallen).sum())
        if ticket % 100 == 99:
            tell(name, ticket + 1, setup.tickets)
    return Outcome(below, below_trusted, to_trust, to_demote, at_turn, demotions, trusted_audits)


def simulate(seed: int, tell: Progress, setup: Setup = Setup()) -> dict[str, Any]:
    """The figures of `eval autonomy --simulate`. Shares are 0..1; `audits_*` are numbers of audits."""
    names = {"0.80": (0.80, None), "0.90": (0.90, None), "0.97": (0.97, None), "0.97 to 0.80": (0.97, 0.80)}
    rng = np.random.default_rng(seed)
    found = {name: play(at, to, setup, rng, tell) for name, (at, to) in names.items()}
    below = sum(one.below for one in found.values())
    good, turned = found["0.97"], found["0.97 to 0.80"]
    within = found["0.90"].to_trust <= 1_000
    return {
        "below_target_trusted_share": round(sum(one.below_trusted for one in found.values()) / below, 5),
        "below_target_trusted_share_by_group": {
            name: round(one.below_trusted / one.below, 5) for name, one in found.items() if one.below
        },
        "ever_trusted_at_target": round(float(within.mean()), 5),
        "audits_to_trust_p50": _median(good.to_trust),
        "audits_to_demote_p50": _median(turned.to_demote[turned.trusted_at_turn]),
        "false_demotions_per_1000": round(1_000 * good.demotions / max(1, good.trusted_audits), 4),
        "intents": 4 * setup.intents,
        "tickets": setup.tickets,
        "seed": seed,
    }


def _median(values: Floats) -> float | None:
    """The median, where those that never happened count as later than all others; None where it is one of these."""
    ordered = np.sort(np.where(np.isnan(values), np.inf, values))
    middle = float(ordered[(len(ordered) - 1) // 2]) if len(ordered) else float("inf")
    return None if middle == float("inf") else middle
