"""What the tables say of trust and cost, for the metrics."""

from __future__ import annotations

from dataclasses import dataclass

from bot.answer.engines.extractive.engine import NAME as EXTRACTIVE
from bot.domain import Classification, IntentScore
from bot.platform.claude.spending import month_of
from bot.policy import Policy
from bot.policy.trust import Trust
from bot.policy.trust_record import trust_in
from bot.route.tier import trusted
from bot.runtime import Runtime


@dataclass(frozen=True, slots=True)
class Stand:
    """An intent of the policy with an engine: whether its answers may go out without review, and the audits of its
    present period."""

    intent: str
    engine: str
    holds: bool
    audits: int
    passes: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Dollars spent since the month began, and the limit on them (None: without); where each intent stands."""

    month_usd: float
    limit_usd: float | None
    trust: tuple[Stand, ...]


async def figures_of(runtime: Runtime, engine: str) -> Figures:
    """Every intent with the engine in use, and with each that was audited. Raises TransientError."""
    store, policy = runtime.store, runtime.policy
    audits = await store.audits.count()
    pairs = {(intent, engine) for intent in policy.intents}
    pairs |= {pair for pair in await store.audits.pairs() if pair[0] in policy.intents}
    stands = []
    for name, by in sorted(pairs):
        state = await trust_in(policy, name, by, store.audits.events)
        holds = _holds(policy, name, state, audits, pins=by != EXTRACTIVE)
        stands.append(Stand(name, by, holds, state.audits, state.passes))
    month = await store.calls.cost_usd(month_of(runtime.clock.now()))
    return Figures(month, policy.thresholds.spend.monthly_usd, tuple(stands))


def _holds(policy: Policy, intent: str, state: Trust, audits: int, *, pins: bool) -> bool:
    """As a turn about this intent alone would be judged."""
    about = Classification((IntentScore(intent, 1.0),))
    return trusted(policy, about, {intent: state}, audits, pins=pins)
