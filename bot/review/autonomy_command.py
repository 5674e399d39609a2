"""/earnest autonomy: where trust in each kind of answer stands, with its figures and what is missing."""

from __future__ import annotations

from bot.domain import TrustEventKind
from bot.domain.inbound import Command
from bot.domain.states import Act
from bot.outbox.blocks import SlackMessage, TrustLine, autonomy_message, note_message
from bot.outbox.intents import desk_note
from bot.policy.trust import Trust, passes_to_earn, trust_after, wilson
from bot.runtime import Runtime
from bot.store.audits import TrustChange
from bot.store.records import LogEntry
from bot.texts import trust as words

PINS = {
    "up": TrustEventKind.PINNED_UP,
    "down": TrustEventKind.PINNED_DOWN,
    "auto": TrustEventKind.UNPINNED,
}
ENGINES = ("claude", "extractive")


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
            return await self._overrule(command, intent, word, reason.strip())
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

    async def _overrule(self, command: Command, intent: str, word: str, reason: str) -> SlackMessage:
        """Staff's own word on an intent, with every engine: kept with its reason among what changes trust."""
        runtime = self._runtime
        if not reason:
            return note_message(words.NEEDS_REASON)
        now = runtime.clock.now()
        engines = {engine for name, engine in await runtime.store.audits.pairs() if name == intent} | set(ENGINES)
        async with runtime.store.begin() as tx:
            for engine in sorted(engines):
                change = TrustChange(runtime.new_id(), intent, engine, PINS[word], now, command.user, reason)
                await runtime.store.audits.change(change, tx)
            detail = {"intent": intent, "word": word, "reason": reason}
            entry = LogEntry(runtime.new_id(), command.user, Act.OVERRULE.value, now, detail=detail)
            await runtime.store.reviews.log(entry, tx)
            name = await runtime.directory.name(command.user)
            text = words.overruled(intent, word, name or command.user, reason)
            await runtime.store.posts.add([desk_note(runtime.directory.desk, f"overrule:{entry.id}", text)], tx)
        runtime.wake.posts.set()
        return note_message(text)

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
