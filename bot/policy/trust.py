"""Whether answers of a kind may go out without review: trust that is earned, kept and lost by audits. Pure.

Earned by an e-process (a betting martingale; Ville 1939, Ramdas et al., "Game-theoretic statistics", 2023): over the
audits of a period E is the product of p1/p0 for each pass and (1-p1)/(1-p0) for each fail. Where the true accuracy is
the target p0 or less, the chance that E ever reaches 1/alpha is at most alpha, however often one looks.

Lost by a Shiryaev-Roberts statistic (Shiryaev 1963, Roberts 1966), the quickest known way to notice that accuracy fell
at an unknown time: M = (M + 1) * L with L = q1/p0 for a pass and (1-q1)/(1-p0) for a fail, until M reaches a threshold.

A period begins with E = 1 and M = 0. What ends one begins the next, at most one in thirty days: a short wait keeps an
intent from being tried again and again until luck lets it pass. What comes before it has begun begins no other. Where
the cause of failures was fixed, the old period goes on until the next may begin, and is kept if it does well by then.
Where the policy judges several intents together (`review.together`), an intent is earned as one of a group by the e-BH
rule (Wang and Ramdas, "False discovery rate control with e-values", JRSS-B 2022): of K intents those with the k largest
E, for the largest k at which the k-th of them is at least K / (k alpha). Of those that are trusted the expected share
at target or below is alpha at most, whatever they have to do with each other. E stands still once it is earned, so that
each is an E at a time when it was looked at.

Shown to people, and deciding nothing: the Wilson interval (Wilson 1927)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
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
    `watched`: audits since it was earned; `hurdle`: the logarithm of E that it takes beside others, 0 alone."""

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
    hurdle: float = 0.0

    def holds(self, reviews: int, rule: Review = RULE) -> bool:
        """Whether answers may go out without review; `reviews` counts the audits of all intents and engines."""
        return self.pinned if self.pinned is not None else self.earned and reviews >= rule.least_audits


NEW = Trust()
"""Where every intent begins."""


def trust_after(events: Iterable[TrustEvent], rule: Review = RULE, state: Trust = NEW) -> Trust:
    """Where an intent and engine stand after these events, oldest first, that came after `state`."""
    for event in events:
        state = step(state, event, rule)
    return state


def together(events: Mapping[str, Iterable[TrustEvent]], rule: Review = RULE) -> dict[str, Trust]:
    """Where several intents of one engine stand, each earned as one of the group. Events of each come oldest first."""
    states = {name: Trust() for name in events}
    told = [(event.at, name, event) for name, mine in events.items() for event in mine]
    for _, name, event in sorted(told, key=lambda one: one[:2]):
        states[name] = step(states[name], event, rule, math.inf)
        bar = _bar([state.log_e for state in states.values()], rule)
        states = {n: replace(s, earned=s.earned or s.log_e >= bar) for n, s in states.items()}
    others = {name: [s.log_e for n, s in states.items() if n != name] for name in states}
    return {name: replace(state, hurdle=_needed(others[name], rule)) for name, state in states.items()}


def _bar(log_es: Sequence[float], rule: Review) -> float:
    """The logarithm of E from which an intent is in the group; infinite while there is none."""
    bars = ((log_e, rule.grown + math.log(len(log_es) / k)) for k, log_e in enumerate(sorted(log_es, reverse=True), 1))
    return min((bar for log_e, bar in bars if log_e >= bar), default=math.inf)


def _needed(others: Sequence[float], rule: Review) -> float:
    """What an intent would have to reach beside these others."""
    size = len(others) + 1
    bars = [rule.grown + math.log(size / k) for k in range(1, size + 1)]
    return min(bar for k, bar in enumerate(bars) if sum(log_e >= bar for log_e in others) >= k)


def step(state: Trust, event: TrustEvent, rule: Review = RULE, hurdle: float | None = None) -> Trust:
    """The next state. `hurdle` is the logarithm of E that earns trust, the policy's where it is None."""
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
        return replace(state, log_e=log_e, earned=log_e >= (rule.grown if hurdle is None else hurdle))
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
    return 0 if state.earned else max(0, math.ceil(((state.hurdle or rule.grown) - state.log_e) / rule.gain - 1e-9))


def wilson(passes: int, audits: int, z: float = 1.959964) -> tuple[float, float]:
    """The 95 % interval of an accuracy, by Wilson's formula; (0, 1) without audits."""
    if audits == 0:
        return 0.0, 1.0
    share, zz = passes / audits, z * z
    centre = (share + zz / (2 * audits)) / (1 + zz / audits)
    half = z * math.sqrt(share * (1 - share) / audits + zz / (4 * audits * audits)) / (1 + zz / audits)
    return max(0.0, centre - half), min(1.0, centre + half)
