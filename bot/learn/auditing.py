"""Audits: what people decide on answers that went, or would have gone, out alone, and the trust that follows."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain import Audit
from bot.domain.states import Act
from bot.learn.rules import auditable, repeats
from bot.outbox.intents import desk_note
from bot.policy.trust import Trust, trust_after, wilson
from bot.runtime import Runtime
from bot.store.audits import UNANSWERED as NOBODY
from bot.store.records import DecisionRow
from bot.store.tx import Tx
from bot.texts import trust as words

LOOK_BACK = timedelta(days=30)  # what was taken before was looked at long ago
WITHIN = timedelta(days=7)  # repeats of a week count once
UNANSWERED = timedelta(days=1)  # after which a draft that somebody took instead of deciding on it counts as wrong


class Auditing:
    """Writes audits in the transaction of the act that gives them: one an answer, the first that is given."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def audit(self, row: DecisionRow, *, passed: bool, source: str, tx: Tx) -> None:
        """What an act says of an answer. Nothing where the answer would not have gone out alone anyway, or where it was
        audited before. A change of trust is told to the desk in the same transaction."""
        runtime, drafted = self._runtime, row.decision.drafted
        if not auditable(row.decision) or drafted is None or not row.decision.classification.intents:
            return
        if await runtime.store.audits.of_decision(row.id, tx):
            return
        now, rule = runtime.clock.now(), runtime.policy.review
        intent, engine = row.decision.classification.intents[0].name, drafted.generation.engine
        ticket = await runtime.store.tickets.get(row.ticket_id, tx)
        account, question = (ticket.account or "") if ticket else "", row.decision.question
        earlier = await runtime.store.audits.since(intent, engine, now - WITHIN, tx)
        counted = not repeats(question, account, (one for one in earlier if one.counted))
        before = trust_after(await runtime.store.audits.events(intent, engine, tx), rule)
        new = Audit(f"audit:{row.id}", intent, engine, passed, now, source, row.id, account, question, counted)
        await runtime.store.audits.add([new], tx)
        after = trust_after(await runtime.store.audits.events(intent, engine, tx), rule)
        if after.earned != before.earned:
            await self._tell(intent, engine, before if before.earned else after, now, tx, earned=after.earned)

    async def _tell(self, intent: str, engine: str, state: Trust, now: datetime, tx: Tx, *, earned: bool) -> None:
        runtime = self._runtime
        low, high = wilson(state.passes, state.audits)
        say = words.earned if earned else words.lost
        text = say(intent, engine, words.share(state.passes, state.audits, low, high))
        key = f"trust:{intent}:{engine}:{'earned' if earned else 'lost'}:{now.isoformat()}"
        await runtime.store.posts.add([desk_note(runtime.directory.desk, key, text, intent=intent)], tx)

    async def work(self) -> datetime | None:
        """Drafts that somebody took a day ago without saying whether they were right count as wrong. By rows and the
        clock: a restart repeats nothing. None: the next look is the loop's."""
        runtime, now = self._runtime, self._runtime.clock.now()
        for decision_id in await runtime.store.audits.unjudged(Act.TAKE, now - LOOK_BACK, now - UNANSWERED):
            async with runtime.store.begin() as tx:
                row = await runtime.store.decisions.get(decision_id, tx)
                if row is not None:
                    await self.audit(row, passed=False, source=NOBODY, tx=tx)
        return None
