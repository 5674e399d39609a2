"""Flags on posted answers: the verdict is stored and the articles that the answer used wait for review."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain import ArticleId, ChannelId, MessageTs, UserId
from bot.domain.states import Act
from bot.learn.audit_rules import articles_to_review, cosmetic
from bot.learn.auditing import Auditing
from bot.learn.customer_flag import flagged_by_customer
from bot.learn.severe_flag import confirm_severe
from bot.outbox.article_post import article_card, article_update
from bot.outbox.card_place import refresh_card
from bot.outbox.decision_at import decision_at
from bot.platform.work import work_on
from bot.runtime import Runtime
from bot.store.records import DecisionRow, Flag, FlagVerdict, LogEntry
from bot.store.tx import Tx


class Verdicts:
    """Stores what people say of answers."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._auditing = Auditing(runtime)

    async def edited(self, row: DecisionRow, before: str, after: str, tx: Tx, *, by: UserId) -> None:
        """See runtime.Verdicts."""
        await self._auditing.audit(row, passed=cosmetic(before, after), source=Act.EDIT.value, tx=tx, by=by)

    async def audit(self, row: DecisionRow, *, passed: bool, source: str, tx: Tx, by: UserId | None = None) -> None:
        """See runtime.Verdicts."""
        await self._auditing.audit(row, passed=passed, source=source, tx=tx, by=by)

    async def flag_message(
        self,
        channel: ChannelId,
        ts: MessageTs,
        by: UserId,
        *,
        note: str = "",
        correction: str = "",
        cause: str = "",
        severe: str = "",
    ) -> str:
        """Flag the answer at a place; what became of it in a word ("flagged", or why not)."""
        row = await decision_at(self._runtime, channel, ts)
        if row is None or not row.decision.answer:
            return "no answer of ours"
        work_on(ticket=row.ticket_id, turn=row.turn_id)
        wrong = FlagVerdict.INACCURATE
        await self.judge(row, channel, ts, by, verdict=wrong, note=note, correction=correction, cause=cause)
        if severe:
            await confirm_severe(self._runtime, row, by, severe)
        return "flagged"

    async def customer_flag(self, channel: ChannelId, ts: MessageTs, by: UserId) -> str:
        """See runtime.Verdicts."""
        return await flagged_by_customer(self._runtime, channel, ts, by)

    async def judge(
        self,
        row: DecisionRow,
        channel: ChannelId,
        ts: MessageTs,
        by: UserId,
        *,
        verdict: FlagVerdict,
        note: str = "",
        correction: str = "",
        cause: str = "",
    ) -> None:
        """Store a verdict on a decision's answer, queue its articles where it was wrong, and show it on the card."""
        runtime = self._runtime
        wrong = verdict is FlagVerdict.INACCURATE
        articles = articles_to_review(row.decision) if wrong else ()
        new = Flag(
            id=runtime.new_id(),
            channel=channel,
            ts=ts,
            by=by,
            verdict=verdict,
            at=runtime.clock.now(),
            decision_id=row.id,
            correction=correction,
            cause=cause,
            note=note,
        )
        async with runtime.store.begin() as tx:
            stored = await runtime.store.reviews.flag(new, articles, tx)
            await self._ask_to_look(articles, new, tx)
            entry = LogEntry(
                id=f"verdict:{stored.id}:{verdict}:{new.id}",
                actor=by,
                action=(Act.FLAG if wrong and (note or correction or cause) else Act(verdict.value)).value,
                at=new.at,
                ticket_id=row.ticket_id,
                decision_id=row.id,
            )
            await runtime.store.reviews.log(entry, tx)
            ticket = await runtime.store.tickets.get(row.ticket_id, tx)
            if ticket is not None:
                await refresh_card(runtime, ticket, row, entry.id, tx)
        runtime.wake.posts.set()

    async def _ask_to_look(self, articles: Sequence[ArticleId], flag: Flag, tx: Tx) -> None:
        """A card for each article that has none in this period; the others' cards show the new flag."""
        store, desk = self._runtime.store, self._runtime.directory.desk
        for article in articles:
            review_id = await store.articles.open(article, self._runtime.new_id(), flag.at, tx)
            if not await store.posts.add([article_card(desk, review_id)], tx):
                await store.posts.add([article_update(desk, review_id, flag.id)], tx)
