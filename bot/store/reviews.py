"""What people did and said about answers: audit log, votes, flags, and articles in the review queue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Table, bindparam, select

from bot.domain import ArticleId, DecisionId, PostId, TicketId, UserId
from bot.domain.ports import Clock
from bot.store.audit_log import AuditLog
from bot.store.database import Database
from bot.store.records import ArticleFlag, Flag, LogEntry
from bot.store.rows import insert_for, record, values
from bot.store.tables import actions, article_flags, feedback, flags
from bot.store.tx import Tx

_LOG_OF = select(actions).where(actions.c.ticket_id == bindparam("ticket")).order_by(actions.c.seq)


class Reviews:
    """The audit log, votes and flags."""

    def __init__(self, database: Database, clock: Clock, audit_log: AuditLog) -> None:
        self._audit_log = audit_log
        self._database = database
        self._clock = clock

    async def log(self, action: LogEntry, tx: Tx | None = None) -> bool:
        """Append to the audit log; False when its id is there, so a repeated click logs once."""
        return await self._audit_log.append(action, tx)

    async def entry(self, entry_id: str, tx: Tx | None = None) -> LogEntry | None:
        """One row of the audit log by its id."""
        async with self._database.read(tx) as connection:
            row = (await connection.execute(select(actions).where(actions.c.id == entry_id))).first()
            return record(LogEntry, row) if row is not None else None

    async def log_of(self, ticket_id: TicketId, tx: Tx | None = None) -> list[LogEntry]:
        """All that was done on a ticket, in order."""
        async with self._database.read(tx) as connection:
            return [record(LogEntry, row) for row in await connection.execute(_LOG_OF, {"ticket": ticket_id})]

    async def vote(self, post_id: PostId, user: UserId, vote: str, tx: Tx | None = None) -> None:
        """A customer's vote on an answer ("up" or "down"); a second one by the same person replaces the first."""
        await self._vote(post_id, user, {"vote": vote, "at": self._clock.now()}, {"word": ""}, tx)

    async def comment(self, post_id: PostId, user: UserId, word: str, tx: Tx | None = None) -> None:
        """The word that goes with a vote."""
        await self._vote(post_id, user, {"word": word, "at": self._clock.now()}, {"vote": ""}, tx)

    async def votes(self, post_id: PostId) -> dict[UserId, tuple[str, str]]:
        """Each person's vote and word."""
        query = select(feedback).where(feedback.c.post_id == post_id).order_by(feedback.c.at)
        async with self._database.read() as tx:
            return {UserId(row.user): (row.vote, row.word) for row in await tx.execute(query)}

    async def flag(self, new: Flag, articles: Sequence[ArticleId], tx: Tx | None = None) -> Flag:
        """Store a verdict and put `articles` in the review queue. One verdict a person and message: a second one
        replaces the first. Returns the flag as stored, which keeps the first one's id."""
        update_on_conflict = {k: v for k, v in values(new).items() if k not in ("id", "channel", "ts", "by")}
        async with self._database.write(tx) as connection:
            insert = insert_for(connection, flags).values(**values(new))
            insert = insert.on_conflict_do_update(index_elements=["channel", "ts", "by"], set_=update_on_conflict)
            flag_id = (await connection.execute(insert.returning(flags.c.id))).scalar_one()
            for article in dict.fromkeys(articles):
                row = {"article_id": article, "flag_id": flag_id, "at": new.at}
                again = {"at": new.at, "cleared_at": None, "cleared_by": None}
                await upsert(self._database, article_flags, row, ("article_id", "flag_id"), again, connection)
            return replace(new, id=flag_id)

    async def flags_of(self, decision_id: DecisionId) -> list[Flag]:
        """Verdicts on a decision's answer, oldest first."""
        return await self._flags(flags.c.decision_id == decision_id)

    async def flags_between(self, start: datetime, end: datetime) -> list[Flag]:
        """Verdicts of a period, oldest first: the correction log."""
        return await self._flags((flags.c.at >= start) & (flags.c.at < end))

    async def queue(self) -> list[ArticleFlag]:
        """Articles that wait for review, longest waiting first."""
        query = select(article_flags).where(article_flags.c.cleared_at.is_(None)).order_by(article_flags.c.at)
        async with self._database.read() as tx:
            return [record(ArticleFlag, row) for row in await tx.execute(query)]

    async def _flags(self, condition: Any) -> list[Flag]:
        async with self._database.read() as tx:
            found = await tx.execute(select(flags).where(condition).order_by(flags.c.at, flags.c.id))
            return [record(Flag, row) for row in found]

    async def _vote(
        self,
        post_id: PostId,
        user: UserId,
        new: Mapping[str, Any],
        if_first: Mapping[str, Any],
        tx: Tx | None,
    ) -> None:
        row = {"post_id": post_id, "user": user, **if_first, **new}
        await upsert(self._database, feedback, row, ("post_id", "user"), new, tx)


async def upsert(
    database: Database,
    table: Table,
    row: Mapping[str, Any],
    key: Sequence[str],
    new: Mapping[str, Any],
    tx: Tx | None,
) -> None:
    """Insert `row`, or set `new` on the row that has its key."""
    async with database.write(tx) as connection:
        insert = insert_for(connection, table).values(**row)
        await connection.execute(insert.on_conflict_do_update(index_elements=list(key), set_=dict(new)))
