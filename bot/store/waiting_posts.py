"""How many posts of a kind wait, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select

from bot.store.database import Database
from bot.store.tables import posts
from bot.store.tables.posts import IS_OPEN

_WAITING_OF = select(func.count(), func.min(posts.c.created_at, type_=posts.c.created_at.type)).where(
    posts.c.kind == bindparam("kind"), IS_OPEN
)
# By seq itself SQLite would go through all that was ever posted, in that order.
_WHY_WAITING = select(posts.c.why).where(posts.c.kind == bindparam("kind"), IS_OPEN).order_by(posts.c.seq + 0).limit(1)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many posts wait, since when (None: none does), and what the oldest one was last told."""

    count: int
    oldest: datetime | None
    why: str


async def waiting_of(database: Database, kind: str) -> Waiting:
    """The posts of a kind that are still to go out."""
    async with database.read() as tx:
        count, oldest = (await tx.execute(_WAITING_OF, {"kind": kind})).one()
        why = (await tx.execute(_WHY_WAITING, {"kind": kind})).scalar()
        return Waiting(count, oldest, why or "")
