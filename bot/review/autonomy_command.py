"""/earnest autonomy: where trust in each kind of answer stands, with its figures and what is missing."""

from __future__ import annotations

import math
from datetime import timedelta

from bot.domain import UserId
from bot.domain.inbound import Command
from bot.outbox.blocks import SlackMessage, TrustLine, autonomy_message, note_message
from bot.policy.reviewer import LAST, stands
from bot.policy.trust import Trust, passes_to_earn, wilson
from bot.policy.trust_record import trust_in
from bot.review.overrule import PINS, overrule
from bot.runtime import Runtime
from bot.texts import canaries, classifier, times
from bot.texts import trust as words

LOOK_BACK = timedelta(days=30)  # in which answers that nobody judged are counted


class AutonomyCommand:
    """Reads audits and what else changes trust. Who may ask is checked before."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def show(self, command: Command, rest: str) -> SlackMessage:
        """Every intent and engine that was audited, or those of one intent."""
        policy, audits = self._runtime.policy, self._runtime.store.audits
        intent, _, wish = rest.partition(" ")
        word, _, reason = wish.strip().partition(" ")
        if intent in policy.intents and word in PINS:
            if not reason.strip():
                return note_message(words.NEEDS_REASON)
            said = await overrule(self._runtime, command.user, intent, word, reason.strip(), command.key)
            return note_message(said)
        if rest and rest not in policy.intents:
            return note_message(words.no_intent(rest, sorted(policy.intents)))
        known = [pair for pair in await audits.pairs() if not rest or pair[0] == rest]
        reviews = await audits.count()
        lines = []
        for intent, engine in known:
            state = await trust_in(policy, intent, engine, audits.events)
            missed = await audits.not_judged(intent, engine, self._runtime.clock.now() - LOOK_BACK)
            lines.append(self._line(intent, engine, state, reviews, words.unjudged(*missed)))
        untouched = sorted(set([rest] if rest else policy.intents) - {intent for intent, _ in known})
        counted = words.enough(reviews, policy.review.least_audits)
        more = [counted, *await self._reviewers(command.user), await self._classifier()]
        return autonomy_message(lines, untouched, *more)

    async def _reviewers(self, user: UserId) -> list[str]:
        """How many audits do not count because of who gave them, without a name; and how whoever asks is doing."""
        store = self._runtime.store
        said = [canaries.left_out(await store.audits.left_out())]
        if self._runtime.policy.review.canaries:
            caught = await store.canaries.caught_by(user, LAST)
            said.append(canaries.own(sum(caught), len(caught), stands=stands(caught)))
        return said

    async def _classifier(self) -> str:
        """Which classifier reads intents."""
        used = await self._runtime.store.classifiers.in_use() if self._runtime.policy.review.learn else None
        zone = self._runtime.policy.hours.timezone
        return classifier.standing(used, times.moment(used.made_at, self._runtime.zone, zone) if used else "")

    def _line(self, intent: str, engine: str, state: Trust, reviews: int, unjudged: str) -> TrustLine:
        rule = self._runtime.policy.review
        low, high = wilson(state.passes, state.audits)
        return TrustLine(
            intent=intent,
            engine=engine,
            trusted=state.holds(reviews, rule),
            pinned=state.pinned,
            log_e=state.log_e,
            passes=state.passes,
            audits=state.audits,
            low=low,
            high=high,
            missing=passes_to_earn(state, rule),
            alarm=state.shift / rule.alarm if state.earned else 0.0,
            needed=math.exp(state.hurdle or rule.grown),
            unjudged=unjudged,
        )
