"""Verdicts on answers that went, or would have gone, out without review, and what else changes trust in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select

from bot.domain import ArticleId, Audit, Decision, DecisionId, Drafted, Source, TrustEvent, TrustEventKind
from bot.domain.codec import decode
from bot.domain.ports import Clock
from bot.domain.states import DraftState
from bot.store.database import Database
from bot.store.judged_answers import UNANSWERED, judged_wrong
from bot.store.rows import insert_new, insert_unless_known, record, values
from bot.store.tables import audits, citations, decisions, drafts, posts, trust_events
from bot.store.tx import Tx

REMEMBERED = timedelta(days=90)
_JUDGED = (
    select(audits.c.accurate, audits.c.at)
    .where(audits.c.intent == bindparam("intent"), audits.c.engine == bindparam("engine"), audits.c.counted)
    .order_by(audits.c.at, audits.c.id)
)
_CHANGED = (
    select(trust_events.c.kind, trust_events.c.at)
    .where(trust_events.c.intent == bindparam("intent"), trust_events.c.engine == bindparam("engine"))
    .order_by(trust_events.c.seq)
)
_COUNT = select(func.count()).select_from(audits).where(audits.c.stood)
_LEFT_OUT = select(func.count()).select_from(audits).where(audits.c.stood.is_(False))


@dataclass(frozen=True, slots=True)
class TrustChange:
    """Something beside audits that changes trust: an overrule, a severe flag, another model. `by` is a user id, empty
    where nobody did it."""

    id: str
    intent: str
    engine: str
    kind: TrustEventKind
    at: datetime
    by: str = ""
    reason: str = ""


class Audits:
    """Fulfils the pipeline's AuditRecord."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def add(self, new: Sequence[Audit], tx: Tx | None = None) -> None:
        """Append verdicts; those whose id is there stay as they are."""
        if new:
            async with self._database.write(tx) as connection:
                await connection.execute(insert_unless_known(connection, audits), [values(one) for one in new])

    async def change(self, new: TrustChange, tx: Tx) -> bool:
        """Append what changes trust; False when its id is known."""
        return await insert_new(tx, trust_events, values(new))

    async def events(self, intent: str, engine: str, tx: Tx | None = None) -> list[TrustEvent]:
        """See ports.AuditRecord."""
        mine = {"intent": intent, "engine": engine}
        async with self._database.read(tx) as connection:
            found = [
                TrustEvent(TrustEventKind.PASS if row.accurate else TrustEventKind.FAIL, row.at)
                for row in await connection.execute(_JUDGED, mine)
            ]
            changes = await connection.execute(_CHANGED, mine)
            found += [TrustEvent(TrustEventKind(row.kind), row.at) for row in changes]
        return sorted(found, key=lambda event: event.at)

    async def count(self) -> int:
        """See ports.AuditRecord."""
        async with self._database.read() as tx:
            return int((await tx.execute(_COUNT)).scalar_one())

    async def left_out(self) -> int:
        """How many do not count because of who gave them."""
        async with self._database.read() as tx:
            return int((await tx.execute(_LEFT_OUT)).scalar_one())

    async def found_wrong(self, question: str, drafted: Drafted | None, sources: Sequence[Source]) -> bool:
        """See ports.AuditRecord. Verdicts of the last REMEMBERED days."""
        answer = drafted.generation.answer if drafted else ""
        if not answer or not sources:
            return False
        since = self._clock.now() - REMEMBERED
        async with self._database.read() as tx:
            return await judged_wrong(tx, question, answer, [source.id for source in sources], since)

    async def pairs(self) -> list[tuple[str, str]]:
        """Every intent and engine that was ever audited."""
        query = select(audits.c.intent, audits.c.engine).distinct().order_by(audits.c.intent, audits.c.engine)
        async with self._database.read() as tx:
            return [(row.intent, row.engine) for row in await tx.execute(query)]

    async def since(self, intent: str, engine: str, after: datetime, tx: Tx | None = None) -> list[Audit]:
        """The verdicts of an intent and engine after a time, oldest first, also those that do not count."""
        query = select(audits).where(audits.c.intent == intent, audits.c.engine == engine, audits.c.at > after)
        async with self._database.read(tx) as connection:
            return [record(Audit, row) for row in await connection.execute(query.order_by(audits.c.at))]

    async def unjudged(self, after: datetime, before: datetime) -> list[DecisionId]:
        """Decisions whose waiting draft a person ended between two times without deciding on it (took the thread, or
        replied), and that nobody has audited. One that was approved first, and then did not go out, has its text."""
        audited = select(audits.c.id).where(audits.c.decision_id == drafts.c.decision_id).exists()
        query = select(drafts.c.decision_id).where(
            drafts.c.state == DraftState.SUPERSEDED,
            drafts.c.decided_by.is_not(None),
            drafts.c.final_text.is_(None),
            drafts.c.decided_at > after,
            drafts.c.decided_at <= before,
            ~audited,
        )
        async with self._database.read() as tx:
            return [DecisionId(found) for found in (await tx.execute(query)).scalars()]

    async def failed_on(self, article: ArticleId, tx: Tx) -> list[tuple[str, str]]:
        """The intents and engines of counted failures whose answers cited an article."""
        leaned = citations.c.decision_id == audits.c.decision_id
        query = (
            select(audits.c.intent, audits.c.engine)
            .join(citations, leaned)
            .where(citations.c.article_id == article, audits.c.counted, audits.c.accurate.is_(False))
            .distinct()
            .order_by(audits.c.intent, audits.c.engine)
        )
        return [(row.intent, row.engine) for row in await tx.execute(query)]

    async def failures_on(self, article: ArticleId, since: datetime) -> list[DecisionId]:
        """Answers that cited an article and were found wrong since then."""
        joined = audits.join(citations, citations.c.decision_id == audits.c.decision_id)
        wrong = (citations.c.article_id == article) & audits.c.accurate.is_(False) & (audits.c.at >= since)
        query = select(audits.c.decision_id).select_from(joined).where(wrong).distinct().order_by(audits.c.decision_id)
        async with self._database.read() as tx:
            return [DecisionId(found) for found in (await tx.execute(query)).scalars()]

    async def cited(self, intent: str, engine: str, since: datetime) -> list[ArticleId]:
        """The articles on which the audited answers of an intent and engine leaned since then."""
        mine = (audits.c.intent == intent) & (audits.c.engine == engine) & audits.c.counted & (audits.c.at >= since)
        joined = audits.join(citations, citations.c.decision_id == audits.c.decision_id)
        query = select(citations.c.article_id).select_from(joined).where(mine).distinct()
        async with self._database.read() as tx:
            return [ArticleId(found) for found in (await tx.execute(query.order_by(citations.c.article_id))).scalars()]

    async def not_judged(self, intent: str, engine: str, after: datetime) -> tuple[int, int]:
        """Of an intent and engine since then: how many drafts that somebody took, or replied in place of, were never
        judged and count as wrong, and how many samples of answers without review wait for a verdict."""
        mine = (audits.c.intent == intent) & (audits.c.engine == engine) & (audits.c.at > after)
        unanswered = select(func.count()).select_from(audits).where(mine, audits.c.source == UNANSWERED)
        audited = select(audits.c.id).where(audits.c.decision_id == decisions.c.id).exists()
        shown = select(posts.c.seq).where(posts.c.decision_id == decisions.c.id, posts.c.kind == "card").exists()
        sampled = (
            select(decisions.c.payload)
            .where(decisions.c.intent == intent, decisions.c.tier == 0, decisions.c.decided_at > after)
            .where(decisions.c.not_a_request.is_(False), ~audited, shown)
        )
        async with self._database.read() as tx:
            waiting = [decode(payload, Decision).drafted for payload in (await tx.execute(sampled)).scalars()]
            mine_too = [one for one in waiting if one is not None and one.generation.engine == engine]
            return int((await tx.execute(unanswered)).scalar_one()), len(mine_too)

    async def of_decision(self, decision_id: DecisionId, tx: Tx | None = None) -> list[Audit]:
        """The verdicts on one answer."""
        query = select(audits).where(audits.c.decision_id == decision_id)
        async with self._database.read(tx) as connection:
            return [record(Audit, row) for row in await connection.execute(query)]
