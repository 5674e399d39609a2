"""Whether answers of a kind may go out without review: trust that is earned, kept and lost by audits. Pure.

Earned by an e-process (a betting martingale; Ville 1939, Ramdas et al., "Game-theoretic statistics", 2023): over the
audits of a period E is the product of p1/p0 for each pass and (1-p1)/(1-p0) for each fail. Where the true accuracy is
the target p0 or less, the chance that E ever reaches 1/alpha is at most alpha, however often one looks.

Lost by a Shiryaev-Roberts statistic (Shiryaev 1963, Roberts 1966), the quickest known way to notice that accuracy fell
at an unknown time: M = (M + 1) * L with L = q1/p0 for a pass and (1-q1)/(1-p0) for a fail, until M reaches a threshold.

A period begins with E = 1 and M = 0. What ends one begins the next, at most one in thirty days: a short wait keeps an
intent from being tried again and again until luck lets it pass. What comes before it has begun begins no other. Where
the cause of failures was fixed, the old period goes on until the next may begin, and is kept if it does well by then.
Shown to people, and deciding nothing: the Wilson interval (Wilson 1927)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain import TrustEvent, TrustEventKind
from bot.policy.review import Review

RULE = Review()


_PINS: Mapping[TrustEventKind, bool | None] = {
    TrustEventKind.PINNED_UP: True,
    TrustEventKind.PINNED_DOWN: False,
    TrustEventKind.UNPINNED: None,
}


@dataclass(frozen=True, slots=True)
class Trust:
    """Where an intent and engine stand. `log_e` and `shift` (M) are of this period, which began at `since` (None: with
    the first audit; in the future: audits until then do not count); `audits` and `passes` too. `earned`: latched in
    this period. `pinned`: staff's word, which goes before; None without one. `lost`: how often trust was lost;
    `watched`: audits since it was earned."""

    log_e: float = 0.0
    shift: float = 0.0
    earned: bool = False
    since: datetime | None = None
    audits: int = 0
    passes: int = 0
    pinned: bool | None = None
    lost: int = 0
    watched: int = 0
    again: datetime | None = None

    def holds(self, reviews: int, rule: Review = RULE) -> bool:
        """Whether answers may go out without review; `reviews` counts the audits of all intents and engines."""
        return self.pinned if self.pinned is not None else self.earned and reviews >= rule.least_audits


def trust_after(events: Iterable[TrustEvent], rule: Review = RULE) -> Trust:
    """Where an intent and engine stand after these events, oldest first."""
    state = Trust()
    for event in events:
        state = step(state, event, rule)
    return state


def step(state: Trust, event: TrustEvent, rule: Review = RULE) -> Trust:
    """The next state."""
    kind, at = event.kind, event.at
    if state.again is not None and at >= state.again:
        state = state if _does_well(state) else _new_period(state, state.again, rule)
        state = replace(state, again=None)
    if kind in _PINS:
        return replace(_new_period(state, at, rule), pinned=_PINS[kind])
    if kind is TrustEventKind.FIXED:
        return _after_fix(state, at, rule)
    if kind in (TrustEventKind.CHANGED, TrustEventKind.SEVERE):
        if kind is TrustEventKind.SEVERE and state.pinned:
            state = replace(state, pinned=None)  # whoever pinned it up did not know of this
        return _new_period(state, at, rule)
    if state.since is None:
        state = replace(state, since=at)
    elif at < state.since:
        return state
    passed = kind is TrustEventKind.PASS
    state = replace(state, audits=state.audits + 1, passes=state.passes + passed)
    if not state.earned:
        log_e = state.log_e + (rule.gain if passed else rule.loss)
        return replace(state, log_e=log_e, earned=log_e >= rule.grown)
    shift = (state.shift + 1) * (rule.calm if passed else rule.worry)
    return (
        _new_period(state, at, rule) if shift >= rule.alarm else replace(state, shift=shift, watched=state.watched + 1)
    )


def _new_period(state: Trust, at: datetime, rule: Review) -> Trust:
    """Begin again: now, or thirty days after the period began that ends here. One that has not begun stays as it is."""
    if state.since is not None and at < state.since:
        return state
    since = at if state.since is None else max(at, state.since + rule.apart)
    return Trust(since=since, pinned=state.pinned, lost=state.lost + state.earned)


def _after_fix(state: Trust, at: datetime, rule: Review) -> Trust:
    if _does_well(state) or state.since is None or at < state.since:
        return state
    if at >= state.since + rule.apart:
        return _new_period(state, at, rule)
    return replace(state, again=state.since + rule.apart)


def _does_well(state: Trust) -> bool:
    """Whether a new period would only throw away what speaks for the intent."""
    return state.earned or state.log_e >= 0


def audit_share(state: Trust, in_week: int, rule: Review = RULE) -> float:
    """The share of answers without review that goes to the desk for audit: all of the first ones, a sample of the later
    ones, and so many that not fewer than `weekly` of the `in_week` answers of the last seven days are among them."""
    if state.watched < rule.first:
        return 1.0
    return max(rule.sample, min(1.0, rule.weekly / max(1, in_week)))


def passes_to_earn(state: Trust, rule: Review = RULE) -> int:
    """How many passes in a row would earn trust; 0 where it is earned."""
    return 0 if state.earned else max(0, math.ceil((rule.grown - state.log_e) / rule.gain - 1e-9))


def wilson(passes: int, audits: int, z: float = 1.959964) -> tuple[float, float]:
    """The 95 % interval of an accuracy, by Wilson's formula; (0, 1) without audits."""
    if audits == 0:
        return 0.0, 1.0
    share, zz = passes / audits, z * z
    centre = (share + zz / (2 * audits)) / (1 + zz / audits)
    half = z * math.sqrt(share * (1 - share) / audits + zz / (4 * audits * audits)) / (1 + zz / audits)
    return max(0.0, centre - half), min(1.0, centre + half)
