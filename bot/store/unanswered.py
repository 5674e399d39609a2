"""Questions that the articles did not answer, read from decisions and what became of their drafts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, or_, select

from bot.domain import Decision, Tier
from bot.domain.codec import decode
from bot.domain.states import DraftState
from bot.language.gaps import Unanswered
from bot.store.database import Database
from bot.store.tables import decisions, drafts, tickets

MOST = 2_000


class UnansweredQuestions:
    """Finds what had no draft at Tier 1, what people had to answer, and what people declined."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def since(self, at: datetime, most: int = MOST) -> list[Unanswered]:
        """Those decided since then, oldest first; the newest `most` where there are more.

        What was handed over at once (Tier 3) is no gap: no article is to answer it."""
        drafted = select(drafts.c.decision_id)
        declined = drafted.where(drafts.c.state == DraftState.DECLINED)
        account = func.coalesce(tickets.c.account, tickets.c.channel)
        query = (
            select(decisions.c.ticket_id, account, tickets.c.channel, tickets.c.thread_ts)
            .add_columns(decisions.c.payload, decisions.c.decided_at)
            .select_from(decisions.join(tickets, tickets.c.id == decisions.c.ticket_id))
            .where(decisions.c.decided_at >= at, decisions.c.current, decisions.c.not_a_request.is_(False))
            .where(
                or_(
                    decisions.c.tier == int(Tier.ASSISTED),
                    (decisions.c.tier == int(Tier.REVIEWED)) & decisions.c.id.not_in(drafted),
                    decisions.c.id.in_(declined),
                )
            )
            .order_by(decisions.c.decided_at.desc(), decisions.c.id)
            .limit(most)
        )
        async with self._database.read() as tx:
            rows = list(await tx.execute(query))
        found = [
            Unanswered(row[0], row[1], row[2], row[3], decode(row[4], Decision).question.strip(), row[5])
            for row in reversed(rows)
        ]
        return [one for one in found if one.text]
