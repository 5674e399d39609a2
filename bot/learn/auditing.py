"""Audits: what people decide on answers that went, or would have gone, out alone, and the trust that follows."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from bot.domain import Audit, UserId
from bot.domain.labels import IntentLabel, LabelSource
from bot.domain.states import Act
from bot.learn.audit_rules import auditable, repeats
from bot.outbox.post_intents import desk_note
from bot.platform.work import work_on
from bot.policy.reviewer import LAST, stands
from bot.policy.trust import Trust, wilson
from bot.policy.trust_record import trust_in
from bot.runtime import Runtime
from bot.store.judged_answers import UNANSWERED as NOBODY
from bot.store.records import DecisionRow, Role
from bot.store.tx import Tx
from bot.texts import trust as words

LOOK_BACK = timedelta(days=30)  # what was taken before was looked at long ago
WITHIN = timedelta(days=7)  # repeats of a week count once
UNANSWERED = timedelta(days=1)  # after it was left undecided, a draft of which nobody said counts as wrong


class Auditing:
    """Writes audits in the transaction of the act that gives them: one an answer, the first that is given."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def audit(self, row: DecisionRow, *, passed: bool, source: str, tx: Tx, by: UserId | None = None) -> None:
        """What an act, by somebody or by nobody (None), says of an answer. Nothing where the answer would not have gone
        out alone anyway, or where it was audited before. A change of trust is told to the desk in the same
        transaction."""
        runtime, drafted = self._runtime, row.decision.drafted
        if not auditable(row.decision) or drafted is None or not row.decision.classification.intents:
            return
        if await runtime.store.audits.of_decision(row.id, tx):
            return
        now = runtime.clock.now()
        intent, engine = row.decision.classification.intents[0].name, drafted.generation.engine
        ticket = await runtime.store.tickets.get(row.ticket_id, tx)
        account, question = (ticket.account or "") if ticket else "", row.decision.question
        earlier = await runtime.store.audits.since(intent, engine, now - WITHIN, tx)
        stood = await self._stands(by, tx)
        counted = stood and not repeats(question, account, (one for one in earlier if one.counted))
        events = partial(runtime.store.audits.events, tx=tx)
        before = await trust_in(runtime.policy, intent, engine, events)
        new = Audit(f"audit:{row.id}", intent, engine, passed, now, source, row.id, account, question, counted, stood)
        await runtime.store.audits.add([new], tx)
        if passed and stood:
            await self._confirm_intent(row, intent, account or (ticket.channel if ticket else ""), now, tx)
        after = await trust_in(runtime.policy, intent, engine, events)
        if after.earned != before.earned:
            await self._tell(intent, engine, before if before.earned else after, now, tx, earned=after.earned)

    async def _stands(self, by: UserId | None, tx: Tx) -> bool:
        """Whether a verdict of this person counts, a pass or a fail. Asked when the verdict is given, of the planted
        errors that they judged before, and kept with the audit: what is left out never depends on how it came out or
        on what came later, so that E stays a martingale over what counts, and none is taken back once it was seen. What
        nobody said (None) counts: taking drafts and leaving them does not make bad ones vanish."""
        if by is None or not self._runtime.policy.review.canaries:
            return True
        return stands(await self._runtime.store.canaries.caught_by(by, LAST, tx))

    async def _confirm_intent(self, row: DecisionRow, intent: str, place: str, now: datetime, tx: Tx) -> None:
        """An answer that is right was right about what the question is about, too."""
        label = IntentLabel(
            id=f"audited:{row.id}",
            ticket_id=row.ticket_id,
            decision_id=row.id,
            source=LabelSource.AUDITED,
            intent=intent,
            was=intent,
            by=UserId(""),
            at=now,
            asked_at=row.decided_at,
            place=place,
            text=row.decision.question,
        )
        await self._runtime.store.labels.add(label, tx)

    async def _tell(self, intent: str, engine: str, state: Trust, now: datetime, tx: Tx, *, earned: bool) -> None:
        runtime = self._runtime
        low, high = wilson(state.passes, state.audits)
        say = words.earned if earned else words.lost
        text = say(intent, engine, words.share(state.passes, state.audits, low, high))
        key = f"trust:{intent}:{engine}:{'earned' if earned else 'lost'}:{now.isoformat()}"
        await runtime.store.posts.add([desk_note(runtime.directory.desk, key, text, intent=intent)], tx)

    async def work(self) -> datetime | None:
        """Drafts that somebody took, or replied in place of, a day ago without saying whether they were right count as
        wrong; the card asked. By rows and the clock: a restart repeats nothing. None: the next look is the loop's."""
        runtime, now = self._runtime, self._runtime.clock.now()
        for decision_id in await runtime.store.audits.unjudged(now - LOOK_BACK, now - UNANSWERED):
            async with runtime.store.begin() as tx:
                row = await runtime.store.decisions.get(decision_id, tx)
                if row is None:
                    continue
                work_on(ticket=row.ticket_id, turn=row.turn_id)
                if not await self._asked_anew(row, tx):
                    await self.audit(row, passed=False, source=NOBODY, tx=tx)
        return None

    async def _asked_anew(self, row: DecisionRow, tx: Tx) -> bool:
        """Whether the thread was given back before anybody answered: then Earnest drafts anew, and that is judged."""
        store = self._runtime.store
        log = [entry for entry in await store.reviews.log_of(row.ticket_id, tx) if entry.at > row.decided_at]
        back = next((entry.at for entry in log if entry.action == Act.GIVE_BACK), None)
        if back is None:
            return False
        said = await store.messages.of_ticket(row.ticket_id, tx)
        replied = any(entry.action == Act.REPLY and entry.at <= back for entry in log)
        return not replied and not any(
            one.role is Role.STAFF and not one.chatter and row.decided_at < one.said_at <= back for one in said
        )
