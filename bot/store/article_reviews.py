"""Flagged articles, one period each: opened by the first flag, ended by the first person who decides."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import bindparam, select, union, update

from bot.domain import ArticleId, Passage, UserId
from bot.domain.ports import Clock
from bot.store.database import Database
from bot.store.records import ArticleReview, Flag, ReviewOutcome
from bot.store.rows import insert_new, record
from bot.store.tables import article_flags, article_reviews, flags
from bot.store.tx import Tx

_T = article_reviews.c
_OPEN = _T.outcome == ReviewOutcome.OPEN
_HOLDS = (_T.outcome != ReviewOutcome.OPEN) & _T.returned_at.is_(None)
_IDS = bindparam("ids", expanding=True, type_=_T.article_id.type)
_DECIDED = select(article_reviews).where(_HOLDS, _T.article_id.in_(_IDS)).order_by(_T.opened_at, _T.id)
_FLAGGED = union(
    select(article_flags.c.article_id).where(
        article_flags.c.cleared_at.is_(None), article_flags.c.article_id.in_(_IDS)
    ),
    select(_T.article_id).where(_T.outcome == ReviewOutcome.EDITED, _T.returned_at.is_(None), _T.article_id.in_(_IDS)),
)


class ArticleReviews:
    """Opens and ends periods by compare-and-set: of two people who decide, one does."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def open(self, article: ArticleId, review_id: str, at: datetime, tx: Tx) -> str:
        """The id of the article's open period: the one there is, or a new one with `review_id`, begun by the flag of
        that instant."""
        row = {"id": review_id, "article_id": article, "opened_at": at, "outcome": ReviewOutcome.OPEN}
        texts = dict.fromkeys(("origin", "text_before", "text_after", "content"), "")
        await insert_new(tx, article_reviews, {**row, **texts})
        found: str = (await tx.execute(select(_T.id).where(_OPEN, _T.article_id == article))).scalar_one()
        return found

    async def get(self, review_id: str, tx: Tx | None = None) -> ArticleReview | None:
        """A period by id."""
        found = await self._list(_T.id == review_id, tx)
        return found[0] if found else None

    async def waiting(self, article: ArticleId | None = None) -> list[ArticleReview]:
        """Periods that nobody has ended, longest waiting first; of one article where it is named."""
        return await self._list(_OPEN if article is None else _OPEN & (_T.article_id == article))

    async def decide(
        self,
        review: ArticleReview,
        outcome: ReviewOutcome,
        by: UserId | None,
        tx: Tx,
        *,
        origin: str = "",
        before: str = "",
        after: str = "",
        content: str = "",
    ) -> bool:
        """End a period, and with it the article's flags. False when somebody else was first."""
        now = self._clock.now()
        new = {"outcome": outcome, "decided_by": by, "decided_at": now, "origin": origin, "content": content}
        change = update(article_reviews).where(_T.id == review.id, _OPEN)
        if not (await tx.execute(change.values(**new, text_before=before, text_after=after))).rowcount:
            return False
        flagged = (article_flags.c.article_id == review.article_id) & article_flags.c.cleared_at.is_(None)
        await tx.execute(update(article_flags).where(flagged).values(cleared_at=now, cleared_by=by))
        return True

    async def edits(self) -> list[ArticleReview]:
        """Edits that the index does not hold yet, oldest first."""
        return await self._list(_HOLDS & (_T.outcome == ReviewOutcome.EDITED))

    async def decided(self, articles: Collection[ArticleId] | None = None) -> list[ArticleReview]:
        """Periods that have ended and whose article the index holds as it was then; those of `articles` alone."""
        if articles is None:
            return await self._list(_HOLDS)
        async with self._database.read() as tx:
            return [record(ArticleReview, row) for row in await tx.execute(_DECIDED, {"ids": list(articles)})]

    async def returned(self, review_id: str, tx: Tx | None = None) -> None:
        """The index holds other content of the article now."""
        change = update(article_reviews).where(_T.id == review_id, _T.returned_at.is_(None))
        async with self._database.write(tx) as connection:
            await connection.execute(change.values(returned_at=self._clock.now()))

    async def flagged(self, ids: Sequence[ArticleId]) -> frozenset[ArticleId]:
        """Those of `ids` that staff have flagged and nobody has reviewed since, or whose edit the index lacks."""
        if not ids:
            return frozenset()
        async with self._database.read() as tx:
            return frozenset(ArticleId(found) for found in (await tx.execute(_FLAGGED, {"ids": list(ids)})).scalars())

    async def as_reviewed(self, passages: Sequence[Passage]) -> tuple[Passage, ...]:
        """`passages` without those of retired articles, with the day on which staff last found each article right."""
        decided = await self.decided({passage.article_id for passage in passages})
        if not decided:
            return tuple(passages)
        retired = {one.article_id for one in decided if one.outcome is ReviewOutcome.RETIRED}
        right = (one for one in decided if one.outcome is ReviewOutcome.STILL_RIGHT and one.decided_at is not None)
        days = {one.article_id: one.decided_at.date() for one in right if one.decided_at is not None}
        return tuple(_dated(p, days.get(p.article_id)) for p in passages if p.article_id not in retired)

    async def flags_in(self, review: ArticleReview) -> list[Flag]:
        """The flags of a period, oldest first."""
        mine = (article_flags.c.article_id == review.article_id) & (article_flags.c.at >= review.opened_at)
        if review.decided_at is not None:
            mine &= article_flags.c.at <= review.decided_at
        joined = flags.join(article_flags, article_flags.c.flag_id == flags.c.id)
        query = select(flags).select_from(joined).where(mine).order_by(flags.c.at, flags.c.id)
        async with self._database.read() as tx:
            return [record(Flag, row) for row in await tx.execute(query)]

    async def _list(self, condition: object, tx: Tx | None = None) -> list[ArticleReview]:
        query = select(article_reviews).where(condition).order_by(_T.opened_at, _T.id)  # type: ignore[arg-type]
        async with self._database.read(tx) as connection:
            return [record(ArticleReview, row) for row in await connection.execute(query)]


def _dated(passage: Passage, day: date | None) -> Passage:
    """With the later of its review dates."""
    known = passage.reviewed_at
    return passage if day is None or (known is not None and known >= day) else replace(passage, reviewed_at=day)
