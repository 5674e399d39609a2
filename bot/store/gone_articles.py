"""Articles that left the knowledge base while answers that cite them had not gone out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select, union

from bot.domain import ArticleId, DecisionId
from bot.domain.states import DraftState
from bot.store.database import Database
from bot.store.meta import Meta
from bot.store.records import DecisionRow, Draft
from bot.store.tables import citations, drafts, posts
from bot.store.tables.posts import IS_OPEN
from bot.store.tx import Tx

_KEY = "gone_articles"
_TITLE = 120  # characters that a line has room for
_CITED = select(citations.c.article_id, citations.c.decision_id)
_PENDING = _CITED.join(drafts, drafts.c.decision_id == citations.c.decision_id).where(
    drafts.c.state == DraftState.PENDING
)
_TO_BE_POSTED = _CITED.join(posts, posts.c.decision_id == citations.c.decision_id).where(IS_OPEN)
_OPEN = union(_PENDING, _TO_BE_POSTED)


@dataclass(frozen=True, slots=True)
class Gone:
    """`since`: when each article was first found missing, by the look at `build` of the index or at one before it."""

    build: str = ""
    since: Mapping[ArticleId, datetime] = field(default_factory=dict)


class GoneArticles:
    """Remembers those that open drafts and waiting answers cite; of the others nobody asks."""

    def __init__(self, database: Database, meta: Meta) -> None:
        self._database = database
        self._meta = meta

    async def cited(self, tx: Tx | None = None) -> dict[ArticleId, list[DecisionId]]:
        """The articles that are cited by a draft nobody has decided or an answer that waits to be posted, each with the
        decisions."""
        found: dict[ArticleId, list[DecisionId]] = {}
        async with self._database.read(tx) as connection:
            for article, decision in await connection.execute(_OPEN):
                found.setdefault(ArticleId(article), []).append(DecisionId(decision))
        return found

    async def known(self, tx: Tx | None = None) -> Gone:
        """What the last look found."""
        raw = json.loads(await self._meta.get(_KEY, tx) or "{}")
        since = {ArticleId(one): datetime.fromisoformat(at) for one, at in raw.get("since", {}).items()}
        return Gone(raw.get("build", ""), since)

    async def remember(self, gone: Gone, tx: Tx) -> None:
        """Put it in the place of what the last look found."""
        since = {article: at.isoformat() for article, at in gone.since.items()}
        await self._meta.set(_KEY, json.dumps({"build": gone.build, "since": since}), tx)

    async def under(self, row: DecisionRow, draft: Draft | None, tx: Tx) -> dict[str, datetime]:
        """The titles of the articles for which a draft must not go out as it is, with when they were found missing.

        A person who edited it since has seen the mark; an approval is refused under it, so one that stands is older."""
        since = (await self.known(tx)).since
        if draft is None or not since:
            return {}
        mine = select(citations.c.article_id).where(citations.c.decision_id == row.id).distinct()
        cited = [ArticleId(found) for found in (await tx.execute(mine)).scalars()]
        edited = draft.decided_at if draft.state is DraftState.EDITED else None
        titles = {passage.article_id: passage.title for passage in row.decision.passages}
        return {
            (titles.get(article) or article)[:_TITLE]: since[article]
            for article in sorted(cited)
            if article in since and (edited is None or edited <= since[article])
        }
