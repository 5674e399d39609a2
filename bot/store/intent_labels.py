"""What people of the desk said that questions are about."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, func, select

from bot.domain import DecisionId
from bot.domain.labels import IntentLabel
from bot.store.database import Database
from bot.store.rows import insert_new, record, values
from bot.store.tables import intent_labels
from bot.store.tx import Tx

_T = intent_labels.c
_WORDED = _T.text != ""

_OF_DECISION = select(intent_labels).where(_T.decision_id == bindparam("decision")).order_by(_T.at, _T.id)


class IntentLabels:
    """Rows are added and never changed, but for words that are erased: what was erased teaches nothing any more."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, new: IntentLabel, tx: Tx) -> bool:
        """Append one; False when its id is known."""
        return await insert_new(tx, intent_labels, values(new))

    async def of_decision(self, decision_id: DecisionId, tx: Tx | None = None) -> list[IntentLabel]:
        """Those on one question, oldest first."""
        async with self._database.read(tx) as connection:
            found = await connection.execute(_OF_DECISION, {"decision": decision_id})
            return [record(IntentLabel, row) for row in found]

    async def until(self, moment: datetime, most: int) -> list[IntentLabel]:
        """The newest up to a time that still have words, newest first."""
        known = select(intent_labels).where(_WORDED, _T.at <= moment)
        async with self._database.read() as tx:
            found = await tx.execute(known.order_by(_T.at.desc(), _T.id.desc()).limit(most))
            return [record(IntentLabel, row) for row in found]

    async def size(self, moment: datetime) -> tuple[int, int]:
        """How many up to a time still have words, and how many letters these have: both change with an erasure."""
        query = select(func.count(), func.coalesce(func.sum(func.length(_T.text)), 0)).where(_WORDED, _T.at <= moment)
        async with self._database.read() as tx:
            count, letters = (await tx.execute(query)).one()
            return int(count), int(letters)

    async def count_after(self, moment: datetime | None) -> int:
        """How many with words came after a time."""
        later = [] if moment is None else [_T.at > moment]
        async with self._database.read() as tx:
            return int((await tx.execute(select(func.count()).where(_WORDED, *later))).scalar_one())
