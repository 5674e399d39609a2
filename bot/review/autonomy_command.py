"""/earnest autonomy: where trust in each kind of answer stands, with its figures and what is missing."""

from __future__ import annotations

from bot.domain.inbound import Command
from bot.outbox.blocks import SlackMessage, TrustLine, autonomy_message, note_message
from bot.policy.trust import Trust, passes_to_earn, trust_after, wilson
from bot.runtime import Runtime
from bot.texts import trust as words


class AutonomyCommand:
    """Reads audits and what else changes trust. Who may ask is checked before."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def show(self, command: Command, rest: str) -> SlackMessage:
        """Every intent and engine that was audited, or those of one intent."""
        policy, audits = self._runtime.policy, self._runtime.store.audits
        if rest and rest not in policy.intents:
            return note_message(words.no_intent(rest, sorted(policy.intents)))
        known = [pair for pair in await audits.pairs() if not rest or pair[0] == rest]
        reviews = await audits.count()
        lines = []
        for intent, engine in known:
            state = trust_after(await audits.events(intent, engine), policy.review)
            lines.append(self._line(intent, engine, state, reviews))
        untouched = sorted(set([rest] if rest else policy.intents) - {intent for intent, _ in known})
        return autonomy_message(lines, untouched, reviews, policy.review.least_audits)

    def _line(self, intent: str, engine: str, state: Trust, reviews: int) -> TrustLine:
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
            needed=1 / rule.alpha,
        )
