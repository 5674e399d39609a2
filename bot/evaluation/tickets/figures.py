"""Sums up judged tickets: tier mix, routing, right answers, and which thresholds they miss."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain import Tier
from bot.evaluation.retrieval.ranking import percentile
from bot.evaluation.tickets.play import Verdict, said_intent, said_team, said_tier
from bot.policy import Policy
from bot.texts import reasons as words


@dataclass(frozen=True, slots=True)
class Bars:
    """What the figures must reach, as shares; `tier3` is what it must not exceed."""

    routing: float = 0.9
    right: float = 0.95
    tier3: float = 0.1


def figures(policy: Policy, verdicts: Sequence[Verdict], bars: Bars) -> dict[str, Any]:
    """All figures as JSON. Shares are 0..1, None where nothing was there to judge.

    `routing`: the team is the expected one. `intent`: the best or an escalated intent is. `right`: of the answers
    that go out by themselves where mode and trust allow it, those that say what they must (`must_say`), cite expected
    articles only and hold nothing of `must_not`. `right_by_reading` are those of the tickets that name words, which
    alone say that a customer was helped; `right_by_citation` those of the others, whose words nobody judged. An answer
    to what people should have had is wrong. `drafts_right`: the same of those that people look at first. `answered`:
    of the tickets that articles answer, those with an answer or a draft, `alone`
    with an answer that goes out by itself.
    `tier`: left in an accepted tier; `bold` and `careful` count looser and stricter ones. `tiers`: shares of requests.
    `below`: each threshold missed, as a sentence."""
    requests = [v for v in verdicts if not v.decision.not_a_request]
    by_tier = Counter(int(v.decision.tier) for v in requests)
    times = [sum(v.decision.timings_ms.values()) for v in verdicts]
    found: dict[str, Any] = {
        "tickets": len(verdicts),
        "requests": len(requests),
        "tiers": {str(int(t)): _rounded(by_tier[int(t)], len(requests)) for t in Tier},
        "tier3": _rounded(by_tier[int(Tier.HANDOFF)], len(requests)),
        "routing": share(verdicts, lambda v: v.team),
        "intent": share(verdicts, lambda v: v.intent),
        "right": share([v for v in verdicts if v.sure], lambda v: v.right),
        "drafts_right": share([v for v in verdicts if not v.sure], lambda v: v.right),
        **{name: share(kept, lambda v: v.right) for name, kept in _by_what(verdicts).items()},
        "answered": share(verdicts, lambda v: v.answered),
        "alone": share(verdicts, lambda v: None if v.answered is None else v.answered and v.sure),
        "tier": share(verdicts, lambda v: None if v.bold is None else v.bold == 0),
        "bold": sum((v.bold or 0) > 0 for v in verdicts),
        "careful": sum((v.bold or 0) < 0 for v in verdicts),
        "judged": {
            "routing": sum(v.team is not None for v in verdicts),
            "intent": sum(v.intent is not None for v in verdicts),
            "right": sum(v.right is not None for v in verdicts if v.sure),
            "drafts_right": sum(v.right is not None for v in verdicts if not v.sure),
            **{name: sum(v.right is not None for v in kept) for name, kept in _by_what(verdicts).items()},
            "answered": sum(v.answered is not None for v in verdicts),
            "alone": sum(v.answered is not None for v in verdicts),
            "tier": sum(v.bold is not None for v in verdicts),
        },
        "by_intent": _by_intent(verdicts),
        "reasons": dict(Counter(r.code.value for v in requests for r in v.decision.reasons).most_common()),
        "ms_p50": round(percentile(times, 0.5), 1),
        "ms_p95": round(percentile(times, 0.95), 1),
        "misses": [_miss(policy, v) for v in verdicts if v.faults],
    }
    return found | {"below": below(found, bars)}


def _by_what(verdicts: Sequence[Verdict]) -> dict[str, list[Verdict]]:
    """Answers alone and drafts, apart by whether their words or only their citations were judged."""
    return {
        f"{name}_by_{how}": [v for v in verdicts if v.sure is sure and v.read is read]
        for name, sure in (("right", True), ("drafts_right", False))
        for how, read in (("reading", True), ("citation", False))
    }


def below(found: dict[str, Any], bars: Bars) -> list[str]:
    """The thresholds that the figures miss. What could not be judged misses none."""
    missed = []
    for name, least in (("routing", bars.routing), ("right", bars.right)):
        if found[name] is not None and found[name] < least:
            missed.append(f"{name} {found[name]:.3f} is below --min-{name} {least:g}")
    if found["tier3"] is not None and found["tier3"] > bars.tier3:
        missed.append(f"tier 3 share {found['tier3']:.3f} is above --max-tier3 {bars.tier3:g}")
    return missed


def share(verdicts: Sequence[Verdict], of: Callable[[Verdict], bool | None]) -> float | None:
    """The share of true among those that were judged; None when none was."""
    judged = [value for value in map(of, verdicts) if value is not None]
    return _rounded(sum(judged), len(judged))


def _rounded(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _by_intent(verdicts: Sequence[Verdict]) -> dict[str, dict[str, Any]]:
    """Figures by the first intent expected, the most frequent first."""
    names = Counter(v.ticket.expect.intents[0] for v in verdicts if v.ticket.expect.intents)
    groups = {
        name: [v for v in verdicts if v.ticket.expect.intents and v.ticket.expect.intents[0] == name] for name in names
    }
    return {
        name: {
            "tickets": count,
            "intent": share(groups[name], lambda v: v.intent),
            "routing": share(groups[name], lambda v: v.team),
            "right": share([v for v in groups[name] if v.sure], lambda v: v.right),
        }
        for name, count in names.most_common()
    }


def _miss(policy: Policy, verdict: Verdict) -> dict[str, Any]:
    decision = verdict.decision
    return {
        "id": verdict.ticket.id,
        "question": verdict.ticket.question,
        "faults": list(verdict.faults),
        "intent": said_intent(policy, decision),
        "team": said_team(decision),
        "tier": said_tier(decision),
        "reasons": [words.reason(reason) for reason in decision.reasons],
        "sources": [str(source.id) for source in decision.sources],
        "answer": decision.answer,
    }
