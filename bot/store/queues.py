"""How long the oldest piece of work waits in each queue, for whoever watches the bot from outside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, case, func, or_, select

from bot.store.database import Database
from bot.store.records import UNDECIDED, InboxState
from bot.store.tables import inbox, posts, turns
from bot.store.tables.posts import IS_OPEN

_NOW = bindparam("now", type_=posts.c.created_at.type)
_INBOX = select(func.count(), func.min(inbox.c.received_at, type_=inbox.c.received_at.type)).where(
    inbox.c.state == InboxState.NEW
)
_TURNS = select(func.count(), func.min(turns.c.due_at, type_=turns.c.due_at.type)).where(
    turns.c.state.in_(UNDECIDED), turns.c.due_at <= _NOW
)
# One that was written down for a later hour counts from that hour, and one that was tried from its beginning: what it
# was put off to is the next try.
_SINCE = case((posts.c.attempts == 0, func.coalesce(posts.c.not_before, posts.c.created_at)), else_=posts.c.created_at)
_POSTS = select(func.count(), func.min(_SINCE, type_=posts.c.created_at.type)).where(
    IS_OPEN, or_(posts.c.attempts > 0, _SINCE <= _NOW)
)


@dataclass(frozen=True, slots=True)
class Queue:
    """How many rows wait, and for how many seconds the oldest one has; 0 where none does."""

    waiting: int
    oldest_s: float


async def queues(database: Database, now: datetime) -> dict[str, Queue]:
    """The queues by name: `inbox` (stored, not worked on), `turns` (burst over, not decided), `posts` (to go out by
    now, not sent). Raises TransientError and PermanentError."""
    async with database.view() as tx:
        found = {}
        for name, query in {"inbox": _INBOX, "turns": _TURNS, "posts": _POSTS}.items():
            waiting, oldest = (await tx.execute(query, {"now": now})).one()
            found[name] = Queue(waiting, max(0.0, (now - oldest).total_seconds()) if oldest else 0.0)
        return found
