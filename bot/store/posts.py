"""The outbox: calls to make, written before they are made, so that a crash loses none and doubles none."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from pydantic_core import to_jsonable_python
from sqlalchemy import Boolean, Integer, Row, and_, bindparam, case, func, not_, or_, select, update
from sqlalchemy.exc import IntegrityError

from bot.domain import ChannelId, DecisionId, MessageTs, PostId, TicketId
from bot.domain.codec import decoded
from bot.domain.ports import Clock
from bot.store.database import Database
from bot.store.records import Guard, NewPost, OnlyPosts, Post, PostState, WaitingKind
from bot.store.rows import insert_new, values
from bot.store.tables import decisions, posts
from bot.store.tables.posts import IS_OPEN
from bot.store.tx import Tx

WAITING = (PostState.DUE, PostState.SENDING)
_NOW = bindparam("now", type_=posts.c.created_at.type)
_READY = or_(posts.c.not_before.is_(None), posts.c.not_before <= _NOW)
_HEADS = select(func.min(posts.c.seq)).where(IS_OPEN).group_by(posts.c.lane)
_NOT_FULL = posts.c.channel.not_in(bindparam("full", expanding=True))
_OF_KINDS = posts.c.kind.in_(bindparam("kinds", expanding=True)) != bindparam("others", type_=Boolean)
# What was handed to people at once goes before what can wait for a few posts.
_HANDED_OVER = select(decisions.c.id).where(decisions.c.id == posts.c.decision_id, decisions.c.tier == 3).exists()
_FIRST = case((_HANDED_OVER, 0), else_=1)
_ONLY = and_(_OF_KINDS, or_(bindparam("whatever", type_=Boolean), _HANDED_OVER))
# Of one channel a few at a time: what waits there for its turn must not take the places of all others.
_NTH = func.row_number().over(partition_by=posts.c.channel, order_by=(_FIRST, posts.c.seq)).label("nth")
_CANDIDATES = (
    select(posts.c.seq.label("head"), _NTH)
    .where(posts.c.seq.in_(_HEADS), posts.c.state == PostState.DUE, _READY, _NOT_FULL, _ONLY)
    .subquery()
)
_CLAIMABLE = (
    select(posts)
    .join(_CANDIDATES, posts.c.seq == _CANDIDATES.c.head)
    .where(_CANDIDATES.c.nth <= bindparam("each", type_=Integer))
    .order_by(_FIRST, posts.c.seq)
    .limit(bindparam("most", type_=Integer))
)
_BUSY = select(posts.c.lane).where(IS_OPEN, posts.c.state == PostState.SENDING)
_FIRST_DUE = select(func.min(posts.c.seq)).where(IS_OPEN, posts.c.state == PostState.DUE).group_by(posts.c.lane)
_DUE = func.coalesce(posts.c.not_before, posts.c.created_at, type_=posts.c.created_at.type)
_FREE_HEADS = and_(posts.c.seq.in_(_FIRST_DUE), posts.c.lane.not_in(_BUSY))
_NEXT_DUE = select(func.min(_DUE, type_=posts.c.created_at.type)).where(_FREE_HEADS)
_READY_BY_KIND = (
    select(
        posts.c.kind,
        _HANDED_OVER.label("handed_over"),
        func.count(case((_READY, 1))).label("ready"),
        func.min(case((not_(_READY), _DUE)), type_=posts.c.created_at.type).label("later"),
    )
    .where(_FREE_HEADS)
    .group_by(posts.c.kind, "handed_over")
)
_BY_ID = select(posts).where(posts.c.id == bindparam("post"))
_BY_KEY = select(posts).where(posts.c.dedupe_key == bindparam("purpose"))
_OF_TICKET = select(posts).where(posts.c.ticket_id == bindparam("ticket")).order_by(posts.c.seq).limit(1000)
_OF_DECISION = select(posts).where(posts.c.decision_id == bindparam("decision")).order_by(posts.c.seq).limit(1000)
_UNFINISHED = (
    select(posts)
    .where(IS_OPEN, posts.c.state == PostState.SENDING, posts.c.worked_by.is_not_distinct_from(bindparam("executor")))
    .order_by(posts.c.seq + 0)  # by seq itself SQLite would go through all that was ever posted, in that order
    .limit(1000)
)
_START = (
    update(posts)
    .where(posts.c.id == bindparam("post"), posts.c.state == PostState.DUE)
    .values(state=PostState.SENDING, attempts=posts.c.attempts + 1, begun=posts.c.uncertain)
)
_TRIED = posts.c.attempts == func.coalesce(bindparam("tried", type_=Integer), posts.c.attempts)
_IN_HAND = and_(posts.c.id == bindparam("post"), posts.c.state == PostState.SENDING, _TRIED)
_BEGUN = update(posts).where(_IN_HAND).values(begun=bindparam("call", type_=Boolean))
_MOVE = update(posts).where(posts.c.id == bindparam("post"), posts.c.state.in_(bindparam("expected", expanding=True)))


EVERY_POST = OnlyPosts(others=True)


class Posts:
    """One call in flight an ordering key, oldest first; the column is named `lane`. States move only as PostState says,
    by compare-and-set."""

    def __init__(self, database: Database, clock: Clock, ids: Callable[[], str]) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids

    async def add(self, new: Sequence[NewPost], tx: Tx | None = None) -> list[PostId]:
        """Write down calls to make, best in the transaction of the decision that wants them. The ids of those that
        are new: a purpose (`dedupe_key`) that is known is not added again."""
        added = []
        async with self._database.write(tx) as connection:
            for post in new:
                row = self._row(post)
                if await insert_new(connection, posts, row):
                    added.append(PostId(row["id"]))
        return added

    async def claim_due(
        self, limit: int = 20, *, each: int = 20, full: Collection[str] = (), only: OnlyPosts = EVERY_POST
    ) -> list[Post]:
        """Mark the oldest waiting post of each free ordering key as `sending` and return them: `begin` each, then call
        Slack. What was handed to people at once comes first.

        A key is free when nothing of it is being sent and its oldest post is not put off. At most `each` of a channel,
        none of the channels that are `full`."""
        wanted = {"most": limit, "each": each, "now": self._clock.now(), "full": list(full)}
        wanted |= {"kinds": sorted(only.kinds), "others": only.others, "whatever": not only.handed_over}
        async with self._database.write() as tx:
            found = [_post(row) for row in await tx.execute(_CLAIMABLE, wanted)]
            claimed = []
            for post in found:
                if await self._start(post.id, tx):
                    tried = post.attempts + 1
                    claimed.append(replace(post, state=PostState.SENDING, attempts=tried, begun=post.uncertain))
            return claimed

    async def begin(self, post_id: PostId, tried: int | None = None) -> bool:
        """From now on the call may have happened; False where the post was called off meanwhile, or claimed anew after
        so many tries. A claimed post waits for its turn in Slack's rates, and after a kill what was not begun need not
        be looked for there."""
        async with self._database.write(synced=True) as tx:
            return bool((await tx.execute(_BEGUN, {"post": post_id, "tried": tried, "call": True})).rowcount)

    async def looked_for(self, post_id: PostId, tried: int) -> None:
        """Slack does not have a claimed post: what may have been a call before was none."""
        async with self._database.write() as tx:
            await tx.execute(_BEGUN, {"post": post_id, "tried": tried, "call": False})

    async def by_kind(self) -> list[WaitingKind]:
        """What waits, in one look that waits for no writer. A busy ordering key is not counted: it reports itself when
        its call ends."""
        async with self._database.read() as tx:
            found = await tx.execute(_READY_BY_KIND, {"now": self._clock.now()})
            return [WaitingKind(row.kind, bool(row.handed_over), row.ready, row.later) for row in found]

    async def next_due(self) -> datetime | None:
        """When a post that waits may be sent (its creation time where it was not put off); None when none waits.
        Busy ordering keys are not counted."""
        async with self._database.read() as tx:
            found: datetime | None = (await tx.execute(_NEXT_DUE)).scalar()
            return found

    async def hold(self, post_id: PostId, tx: Tx) -> bool:
        """Keep a claimed post from beginning until `tx` ends; False where it has begun, or is in nobody's hands."""
        change = update(posts).where(_IN_HAND, posts.c.begun.is_(False)).values(begun=False)
        return bool((await tx.execute(change, {"post": post_id, "tried": None})).rowcount)

    async def doubt_open(self, tx: Tx) -> int:
        """After a restore every open call may have happened since: each is looked for before it is made. How many."""
        new = {"state": PostState.DUE, "uncertain": True, "begun": True, "not_before": None, "worked_by": None}
        return (await tx.execute(update(posts).where(IS_OPEN).values(**new))).rowcount

    async def unfinished_sending(self) -> list[Post]:
        """Calls that may have happened: at start, look for each in Slack by its id before anything else is sent. Of
        several processes, this one's own."""
        mine = {"executor": self._database.executor}
        async with self._database.read() as tx:
            return [_post(row) for row in await tx.execute(_UNFINISHED, mine)]

    async def sent(
        self, post_id: PostId, channel: ChannelId | None, ts: MessageTs | None, tx: Tx | None = None
    ) -> bool:
        """It happened; `channel` and `ts` are where Slack put it, None for calls that leave no message."""
        new = {"state": PostState.SENT, "slack_channel": channel, "slack_ts": ts, "sent_at": self._clock.now()}
        return await self._move(post_id, (PostState.SENDING,), tx, error="", why="", not_before=None, **new)

    async def retry(
        self,
        post_id: PostId,
        not_before: datetime,
        *,
        uncertain: bool = False,
        form: str = "",
        why: str = "",
        tried: int | None = None,
    ) -> bool:
        """It did not happen, or may not have (`uncertain`), and is tried again later in that form; what has its
        ordering key waits for it. With `tried`, unless it was claimed anew since it was tried so often."""
        # Begun, as long as nobody has it in hand: an older process that claims it does not say when it calls. What is
        # uncertain is looked for whoever claims it, and keeps whether it was looked for since its last call.
        begun = posts.c.begun if uncertain else True
        taught = {"uncertain": uncertain, "begun": begun, "form": form, "why": why}
        change = update(posts).where(_IN_HAND).values(state=PostState.DUE, not_before=not_before, **taught)
        async with self._database.write() as tx:
            return bool((await tx.execute(change, {"post": post_id, "tried": tried})).rowcount)

    async def due_at_once(self, channel: str) -> int:
        """What was tried in a channel and has not happened for certain is tried again now; how much."""
        tried = and_(posts.c.channel == channel, posts.c.attempts > 0, posts.c.why != "", posts.c.uncertain.is_(False))
        put_off = and_(IS_OPEN, tried, posts.c.state == PostState.DUE, posts.c.not_before.is_not(None))
        async with self._database.write() as tx:
            return (await tx.execute(update(posts).where(put_off).values(not_before=None))).rowcount

    async def misplaced(self, post_id: PostId, channel: ChannelId, ts: MessageTs, why: str, tx: Tx) -> bool:
        """It happened where it must not stand, and is taken away again."""
        new = {"slack_channel": channel, "slack_ts": ts, "sent_at": self._clock.now(), "not_before": None}
        return await self._move(post_id, WAITING, tx, state=PostState.FAILED, error=why, **new)

    async def put_in_thread(self, post_id: PostId, thread_ts: MessageTs) -> bool:
        """Its ticket has moved to another thread, and the post goes there. Not while a call may have happened."""
        return await self._move(post_id, WAITING, None, thread_ts=thread_ts)

    async def failed(self, post_id: PostId, error: str, tx: Tx | None = None) -> bool:
        """It will never happen."""
        return await self._move(post_id, WAITING, tx, state=PostState.FAILED, error=error)

    async def cancel(self, post_id: PostId, why: str, tx: Tx | None = None) -> bool:
        """It shall not happen: its guard no longer holds, or nobody needs it."""
        return await self._move(post_id, WAITING, tx, state=PostState.CANCELLED, error=why)

    async def get(self, post_id: PostId, tx: Tx | None = None) -> Post | None:
        """A post by its attempt id."""
        return await self._first(_BY_ID, {"post": post_id}, tx)

    async def by_key(self, dedupe_key: str, tx: Tx | None = None) -> Post | None:
        """A post by its purpose."""
        return await self._first(_BY_KEY, {"purpose": dedupe_key}, tx)

    async def at(self, channel: ChannelId, ts: MessageTs, tx: Tx | None = None) -> Post | None:
        """The post that is a given message in Slack; of several calls on one message, the first."""
        here = (posts.c.slack_channel == channel) & (posts.c.slack_ts == ts)
        return await self._first(select(posts).where(here).order_by(posts.c.seq).limit(1), {}, tx)

    async def last_before(self, post: Post, tx: Tx | None = None) -> Post | None:
        """The post that went out before this one under its ordering key: Slack put this one after it, if anywhere."""
        earlier = (posts.c.lane == post.ordering_key) & (posts.c.seq < post.seq) & posts.c.slack_ts.is_not(None)
        return await self._first(select(posts).where(earlier).order_by(posts.c.seq.desc()).limit(1), {}, tx)

    async def last_in(self, channel: ChannelId) -> Post | None:
        """The last post that went out to a channel as we name it."""
        here = (posts.c.channel == channel) & posts.c.slack_ts.is_not(None)
        return await self._first(select(posts).where(here).order_by(posts.c.seq.desc()).limit(1), {}, None)

    async def newest_in(self, channel: ChannelId, most: int) -> list[Post]:
        """The newest posts that stand in a channel itself, newest first."""
        here = (posts.c.slack_channel == channel) & posts.c.slack_ts.is_not(None) & posts.c.thread_ts.is_(None)
        return await self._list(select(posts).where(here).order_by(posts.c.slack_ts.desc()).limit(most), {})

    async def of_ticket(self, ticket_id: TicketId, tx: Tx | None = None) -> list[Post]:
        """A ticket's posts in order."""
        return await self._list(_OF_TICKET, {"ticket": ticket_id}, tx)

    async def of_decision(self, decision_id: DecisionId, tx: Tx | None = None) -> list[Post]:
        """A decision's posts in order."""
        return await self._list(_OF_DECISION, {"decision": decision_id}, tx)

    async def of_no_ticket(self, kind: str = "") -> list[Post]:
        """Posts that belong to no ticket, of one kind or all, in order."""
        loose = posts.c.ticket_id.is_(None)
        which = loose & (posts.c.kind == kind) if kind else loose
        return await self._list(select(posts).where(which).order_by(posts.c.seq), {})

    def _row(self, new: NewPost) -> dict[str, Any]:
        fields = values(new)
        key = fields.pop("ordering_key")
        guard = None if new.guard is None else to_jsonable_python(new.guard)
        fields |= {"id": self._ids(), "lane": key or new.channel, "guard": guard}
        return {**fields, "state": PostState.DUE, "attempts": 0, "error": "", "created_at": self._clock.now()}

    async def _start(self, post_id: PostId, tx: Tx) -> bool:
        if self._database.is_sqlite:  # one writer at a time: nobody can have taken the key since we looked
            return bool((await tx.execute(_START, {"post": post_id})).rowcount)
        try:
            async with tx.begin_nested():
                ours = {"post": post_id, "worked_by": self._database.executor}
                return bool((await tx.execute(_START, ours)).rowcount)
        except IntegrityError:  # another process has something in flight under this key
            return False

    async def _move(self, post_id: PostId, expected: Sequence[PostState], tx: Tx | None, **new: Any) -> bool:
        at = {"post": post_id, "expected": list(expected)}
        async with self._database.write(tx) as connection:
            return bool((await connection.execute(_MOVE, {**at, **new})).rowcount)

    async def _first(self, query: Any, at: dict[str, Any], tx: Tx | None) -> Post | None:
        async with self._database.read(tx) as connection:
            row = (await connection.execute(query, at)).first()
            return None if row is None else _post(row)

    async def _list(self, query: Any, at: dict[str, Any], tx: Tx | None = None) -> list[Post]:
        async with self._database.read(tx) as connection:
            return [_post(row) for row in await connection.execute(query, at)]


def _post(row: Row[Any]) -> Post:
    columns = dict(row._mapping)
    guard, key = columns.pop("guard"), columns.pop("lane")
    return Post(**columns, ordering_key=key, guard=None if guard is None else decoded(guard, Guard))
