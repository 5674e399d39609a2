"""Trust as the policy has it judged: an intent by itself, or as one of all intents that its engine answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from bot.domain import TrustEvent
from bot.policy.review import Review
from bot.policy.support_yml import Policy
from bot.policy.trust import NEW, Trust, together, trust_after

Events = Callable[[str, str], Awaitable[Sequence[TrustEvent]]]
"""What changed the trust in an intent and engine, oldest first. Raises TransientError."""


class Standing:
    """Where a history led, by whose it is: one that only grew is gone through from there, for each answer asks, and a
    year leaves hundreds of audits. What is remembered changes no result: any other history is gone through anew."""

    def __init__(self) -> None:
        self._led: dict[tuple[str, str], tuple[Sequence[TrustEvent], Review, Trust]] = {}

    def after(self, whose: tuple[str, str], events: Sequence[TrustEvent], rule: Review) -> Trust:
        """As trust_after, of events that nobody changes afterwards."""
        known, by, state = self._led.get(whose, ((), rule, NEW))
        if by != rule or list(events[: len(known)]) != list(known):
            known, state = (), NEW
        state = trust_after(events[len(known) :], rule, state)
        self._led[whose] = (events, rule, state)
        return state


_STANDING = Standing()


async def trust_in(policy: Policy, intent: str, engine: str, events: Events) -> Trust:
    """Where an intent and engine stand."""
    if not policy.review.together:
        return _STANDING.after((intent, engine), await events(intent, engine), policy.review)
    names = sorted({*policy.intents, intent})
    return together({name: await events(name, engine) for name in names}, policy.review)[intent]
