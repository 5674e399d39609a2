"""The classifiers that learned from reviewed tickets: all processes use the newest that nobody went back from."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, true, update

from bot.domain.labels import ClassifierVersion, VersionState
from bot.store.database import Database
from bot.store.rows import insert_new, record, values
from bot.store.tables import classifier_versions
from bot.store.tx import Tx

_T = classifier_versions.c


class ClassifierVersions:
    """A version is a row; its model is trained anew from labels wherever it is missing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, new: ClassifierVersion, tx: Tx) -> bool:
        """Append one; False when its id is known."""
        return await insert_new(tx, classifier_versions, values(new))

    async def get(self, version_id: str, tx: Tx | None = None) -> ClassifierVersion | None:
        """One by id."""
        return await self._newest(_T.id == version_id, tx)

    async def newest(self) -> ClassifierVersion | None:
        """The last that was trained, whatever became of it."""
        return await self._newest(true())

    async def in_use(self, tx: Tx | None = None) -> ClassifierVersion | None:
        """The one that all processes are to use; None for the classifier of the policy alone."""
        return await self._newest(_T.state == VersionState.USED, tx)

    async def undo(self, version_id: str, tx: Tx) -> bool:
        """Go back from a version. False when somebody did before, or it was never used."""
        used = (_T.id == version_id) & (_T.state == VersionState.USED)
        change = update(classifier_versions).where(used).values(state=VersionState.UNDONE)
        return bool((await tx.execute(change)).rowcount)

    async def _newest(self, condition: Any, tx: Tx | None = None) -> ClassifierVersion | None:
        query = select(classifier_versions).where(condition).order_by(_T.made_at.desc(), _T.id.desc()).limit(1)
        async with self._database.read(tx) as connection:
            row = (await connection.execute(query)).first()
            return None if row is None else record(ClassifierVersion, row)
