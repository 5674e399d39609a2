"""Drafts with a planted error: drawn once, decided once, and looked back at by who decided."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from bot.domain import DecisionId, UserId
from bot.domain.canary import Canary, CanaryState
from bot.domain.states import DraftState
from bot.store.database import Database
from bot.store.records import FlagVerdict
from bot.store.rows import insert_new, record, values
from bot.store.tables import audits, canaries, decisions, drafts, flags
from bot.store.tx import Tx

_T = canaries.c
_JUDGED = (CanaryState.CAUGHT, CanaryState.MISSED)
_FROM = 50  # approved drafts among which one is picked


class Canaries:
    """Every step is a compare-and-set."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, new: Canary, tx: Tx) -> bool:
        """False when the same draft drew one before."""
        return await insert_new(tx, canaries, values(new))

    async def get(self, canary_id: str, tx: Tx | None = None) -> Canary | None:
        """One by id."""
        found = await self._list(_T.id == canary_id, tx)
        return found[0] if found else None

    async def open_since_before(self, before: datetime) -> list[Canary]:
        """Those that nobody has decided on and that were made before then."""
        return await self._list((_T.state == CanaryState.OPEN) & (_T.made_at < before), None)

    async def settle(self, canary_id: str, state: CanaryState, by: UserId | None, at: datetime, tx: Tx) -> bool:
        """Somebody decided, or nobody did in time. False when it was settled before."""
        change = update(canaries).where(_T.id == canary_id, _T.state == CanaryState.OPEN)
        return bool((await tx.execute(change.values(state=state, by=by, decided_at=at))).rowcount)

    async def caught_by(self, user: UserId, most: int, tx: Tx | None = None) -> list[bool]:
        """Which of the last ones that somebody judged they caught, newest first."""
        mine = (_T.by == user) & _T.state.in_(_JUDGED)
        query = select(_T.state).where(mine).order_by(_T.decided_at.desc(), _T.id).limit(most)
        async with self._database.read(tx) as connection:
            return [state == CanaryState.CAUGHT for state in (await connection.execute(query)).scalars()]

    async def drawing(self, since: datetime) -> list[DecisionId]:
        """Decisions since then whose drafts went to the desk and that drew none yet."""
        drew = select(_T.id).where(_T.because == decisions.c.id).exists()
        query = (
            select(decisions.c.id)
            .join(drafts, drafts.c.decision_id == decisions.c.id)
            .where(decisions.c.decided_at > since, decisions.c.tier == 1, decisions.c.not_a_request.is_(False), ~drew)
            .order_by(decisions.c.decided_at)
        )
        async with self._database.read() as tx:
            return [DecisionId(found) for found in (await tx.execute(query)).scalars()]

    async def approved(self, since: datetime, before: datetime) -> list[DecisionId]:
        """Decisions whose drafts were approved as they were in that time, newest first: those that nobody found wrong
        and that were never imitated."""
        used = select(_T.id).where(_T.decision_id == decisions.c.id).exists()
        wrong = select(audits.c.id).where(audits.c.decision_id == decisions.c.id, audits.c.accurate.is_(False)).exists()
        said = flags.c.verdict == FlagVerdict.INACCURATE
        flagged = select(flags.c.id).where(flags.c.decision_id == decisions.c.id, said).exists()
        query = (
            select(decisions.c.id)
            .join(drafts, drafts.c.decision_id == decisions.c.id)
            .where(drafts.c.state == DraftState.APPROVED, drafts.c.final_text == drafts.c.text, drafts.c.text != "")
            .where(drafts.c.decided_at > since, drafts.c.decided_at <= before, decisions.c.current)
            .where(~used, ~wrong, ~flagged)
            .order_by(drafts.c.decided_at.desc(), decisions.c.id)
            .limit(_FROM)
        )
        async with self._database.read() as tx:
            return [DecisionId(found) for found in (await tx.execute(query)).scalars()]

    async def _list(self, condition: Any, tx: Tx | None) -> list[Canary]:
        query = select(canaries).where(condition).order_by(_T.made_at, _T.id)
        async with self._database.read(tx) as connection:
            return [record(Canary, row) for row in await connection.execute(query)]
