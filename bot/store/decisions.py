"""Decisions with the articles they leaned on, and the drafts that people decide on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, select, update

from bot.domain import ArticleId, Decision, DecisionId, Passage, PassageId, TicketId, TurnId, UserId
from bot.domain.codec import decode, encode
from bot.domain.ports import Clock
from bot.domain.states import DraftState
from bot.store.database import Database
from bot.store.records import DecisionRow, Draft
from bot.store.rows import insert_new, insert_unless_known, record
from bot.store.tables import citations, decisions, drafts, tickets
from bot.store.tx import Tx

_BY_ID = select(decisions).where(decisions.c.id == bindparam("decision"))
_TURN = select(decisions.c.turn_id).where(decisions.c.id == bindparam("decision"))
_OF_REVISION = select(decisions).where(
    decisions.c.turn_id == bindparam("turn"), decisions.c.revision == bindparam("as_of")
)
_OF_TICKET = select(decisions).where(decisions.c.ticket_id == bindparam("ticket")).order_by(decisions.c.decided_at)
_DRAFT = select(drafts).where(drafts.c.decision_id == bindparam("decision"))


class Decisions:
    """Adds decisions, finds them, and settles drafts by compare-and-set."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def add(self, new: DecisionRow, draft: DraftState, tx: Tx) -> bool:
        """Store a decision, its citations and, unless `draft` is NONE, its answer as a draft in that state; older
        decisions of the turn are no longer current and their pending drafts superseded.

        False when the turn's revision is decided already: then nothing has changed."""
        if not await insert_new(tx, decisions, _columns(new)):
            return False
        if new.revision > 1:  # a turn's first revision has nothing older
            await self._supersede((decisions.c.turn_id == new.turn_id) & (decisions.c.id != new.id), tx)
        cited = _cited(new)
        if cited:
            await tx.execute(insert_unless_known(tx, citations), cited)
        if draft is not DraftState.NONE:
            text = new.decision.answer
            row = {"decision_id": new.id, "text": text, "state": draft, "made_at": new.decided_at}
            if draft is DraftState.POSTED:
                row |= {"decided_at": new.decided_at, "final_text": text}
            await tx.execute(drafts.insert(), row)
        return True

    async def without_review_since(self, account: str, since: datetime) -> int:
        """How many answers an account was given without review since then."""
        of_account = (tickets.c.account == account) & (decisions.c.tier == 0) & decisions.c.not_a_request.is_(False)
        joined = decisions.join(tickets, tickets.c.id == decisions.c.ticket_id)
        query = select(func.count()).select_from(joined).where(of_account, decisions.c.decided_at >= since)
        async with self._database.read() as connection:
            return int((await connection.execute(query)).scalar_one())

    async def answered_since(self, intent: str, since: datetime, tx: Tx) -> int:
        """How many answers of an intent went out without review since then."""
        mine = (decisions.c.intent == intent) & (decisions.c.tier == 0) & decisions.c.not_a_request.is_(False)
        query = select(func.count()).select_from(decisions).where(mine, decisions.c.decided_at >= since)
        return int((await tx.execute(query)).scalar_one())

    async def get(self, decision_id: DecisionId, tx: Tx | None = None) -> DecisionRow | None:
        """A decision by id."""
        return await self._one(_BY_ID, {"decision": decision_id}, tx)

    async def turn_of(self, decision_id: DecisionId) -> TurnId | None:
        """The turn that was decided, without reading the decision."""
        async with self._database.read() as tx:
            found = (await tx.execute(_TURN, {"decision": decision_id})).scalar()
            return None if found is None else TurnId(found)

    async def of_revision(self, turn_id: TurnId, revision: int, tx: Tx | None = None) -> DecisionRow | None:
        """The decision on one revision of a turn."""
        return await self._one(_OF_REVISION, {"turn": turn_id, "as_of": revision}, tx)

    async def of_ticket(self, ticket_id: TicketId, tx: Tx | None = None) -> list[DecisionRow]:
        """All decisions of a ticket, oldest first."""
        async with self._database.read(tx) as connection:
            return [_decision(row) for row in await connection.execute(_OF_TICKET, {"ticket": ticket_id})]

    async def draft(self, decision_id: DecisionId, tx: Tx | None = None) -> Draft | None:
        """A decision's draft; None where there was nothing to approve."""
        async with self._database.read(tx) as connection:
            row = (await connection.execute(_DRAFT, {"decision": decision_id})).first()
            return None if row is None else record(Draft, row)

    async def propose(self, decision_id: DecisionId, text: str, cites: Passage, tx: Tx) -> bool:
        """Give a decision without a draft one to decide on, and the passage it is made of. False when it has one."""
        now = self._clock.now()
        row = {"decision_id": decision_id, "text": text, "state": DraftState.PENDING, "made_at": now}
        if not await insert_new(tx, drafts, row):
            return False
        cited = {"decision_id": decision_id, "passage_id": cites.id, "article_id": cites.article_id, "at": now}
        await tx.execute(insert_unless_known(tx, citations), [cited])
        return True

    async def settle(
        self,
        decision_id: DecisionId,
        state: DraftState,
        by: UserId | None,
        final_text: str | None = None,
        tx: Tx | None = None,
    ) -> bool:
        """Decide a pending draft by compare-and-set. False when it was decided before; the first decision stands."""
        new = {"state": state, "decided_by": by, "decided_at": self._clock.now(), "final_text": final_text}
        pending = (drafts.c.decision_id == decision_id) & (drafts.c.state == DraftState.PENDING)
        async with self._database.write(tx) as connection:
            return bool((await connection.execute(update(drafts).where(pending).values(**new))).rowcount)

    async def withdraw(self, decision_id: DecisionId, tx: Tx) -> bool:
        """An answer that is decided and has not gone out shall not stand. False when none was decided."""
        decided = (DraftState.APPROVED, DraftState.EDITED, DraftState.POSTED)
        which = (drafts.c.decision_id == decision_id) & drafts.c.state.in_(decided)
        change = update(drafts).where(which).values(state=DraftState.SUPERSEDED)
        return bool((await tx.execute(change)).rowcount)

    async def summarised(self, decision_id: DecisionId, text: str, tx: Tx) -> DecisionRow | None:
        """Put a summary into a decision that was made without one; the decision with it."""
        row = await self.get(decision_id, tx)
        if row is None:
            return None
        decision = replace(row.decision, summary=text)
        change = update(decisions).where(decisions.c.id == decision_id)
        await tx.execute(change.values(payload=encode(decision, Decision)))
        return replace(row, decision=decision)

    async def undecided_since(self, before: datetime, limit: int = 100) -> list[Draft]:
        """Pending drafts made before an instant, oldest first."""
        waiting = (drafts.c.state == DraftState.PENDING) & (drafts.c.made_at <= before)
        query = select(drafts).where(waiting).order_by(drafts.c.made_at).limit(limit)
        async with self._database.read() as tx:
            return [record(Draft, row) for row in await tx.execute(query)]

    async def cited_by(self, ids: Sequence[DecisionId], article: ArticleId) -> list[PassageId]:
        """The passages of an article that any of these decisions cite."""
        mine = citations.c.decision_id.in_(ids) & (citations.c.article_id == article)
        query = select(citations.c.passage_id).where(mine).distinct().order_by(citations.c.passage_id)
        async with self._database.read() as tx:
            return [PassageId(found) for found in (await tx.execute(query)).scalars()]

    async def leaning_on(
        self, passages: Sequence[PassageId], limit: int = 100, since: datetime | None = None
    ) -> list[DecisionRow]:
        """Decisions that cite any of the passages (`since` then), newest first: what a recall must look at."""
        cites = select(citations.c.decision_id).where(citations.c.passage_id.in_(passages))
        if since is not None:
            cites = cites.where(citations.c.at >= since)
        query = select(decisions).where(decisions.c.id.in_(cites)).order_by(decisions.c.decided_at.desc()).limit(limit)
        async with self._database.read() as tx:
            return [_decision(row) for row in await tx.execute(query)]

    async def uses(self, since: datetime) -> dict[ArticleId, int]:
        """How many decisions since then cite each article."""
        count = func.count(citations.c.decision_id.distinct())
        query = select(citations.c.article_id, count).where(citations.c.at >= since).group_by(citations.c.article_id)
        async with self._database.read() as tx:
            return {ArticleId(article): int(number) for article, number in await tx.execute(query)}

    async def _one(self, query: Any, at: dict[str, Any], tx: Tx | None) -> DecisionRow | None:
        async with self._database.read(tx) as connection:
            row = (await connection.execute(query, at)).first()
            return None if row is None else _decision(row)

    async def _supersede(self, which: Any, tx: Tx) -> None:
        pending = drafts.c.state == DraftState.PENDING
        replaced = drafts.c.decision_id.in_(select(decisions.c.id).where(which))
        new = {"state": DraftState.SUPERSEDED, "decided_at": self._clock.now()}
        await tx.execute(update(drafts).where(pending, replaced).values(**new))
        await tx.execute(update(decisions).where(which, decisions.c.current.is_(True)).values(current=False))


def _columns(new: DecisionRow) -> dict[str, Any]:
    intents = new.decision.classification.intents
    return {
        "id": new.id,
        "turn_id": new.turn_id,
        "ticket_id": new.ticket_id,
        "revision": new.revision,
        "tier": int(new.decision.tier),
        "team": new.decision.team,
        "intent": intents[0].name if intents else "",
        "confidence": intents[0].confidence if intents else 0.0,
        "not_a_request": new.decision.not_a_request,
        "payload": encode(new.decision, Decision),
        "decided_at": new.decided_at,
        "current": new.current,
    }


def _decision(row: Row[Any]) -> DecisionRow:
    return DecisionRow(
        id=row.id,
        turn_id=row.turn_id,
        ticket_id=row.ticket_id,
        revision=row.revision,
        decision=decode(row.payload, Decision),
        decided_at=row.decided_at,
        current=row.current,
    )


def _cited(new: DecisionRow) -> list[dict[str, Any]]:
    """The passages that the answer's sentences cite; a passage that was only found is no citation."""
    drafted = new.decision.drafted
    used = {cite for s in drafted.generation.sentences for cite in s.cites} if drafted else set()
    return [
        {"decision_id": new.id, "passage_id": p.id, "article_id": p.article_id, "at": new.decided_at}
        for p in new.decision.passages
        if p.id in used
    ]
