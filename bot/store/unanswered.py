"""Questions that the articles did not answer, read from decisions and what became of their drafts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, or_, select

from bot.domain import Decision, Tier
from bot.domain.codec import decode
from bot.domain.states import DraftState
from bot.language.gaps import Unanswered
from bot.store.database import Database
from bot.store.tables import closed_questions, decisions, drafts, tickets

MOST = 2_000


class UnansweredQuestions:
    """Finds what had no draft at Tier 1, what people had to answer, and what people declined."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def since(self, at: datetime, most: int = MOST) -> list[Unanswered]:
        """Those decided since then, oldest first; the newest `most` where there are more.

        What was handed over at once (Tier 3) is no gap: no article is to answer it. Nor is what is answerable by now,
        or what people want no article about."""
        closed = select(closed_questions.c.ticket_id).where(closed_questions.c.ticket_id == decisions.c.ticket_id)
        account = func.coalesce(tickets.c.account, tickets.c.channel)
        joined = decisions.join(tickets, tickets.c.id == decisions.c.ticket_id).outerjoin(
            drafts, drafts.c.decision_id == decisions.c.id
        )
        query = (
            select(decisions.c.ticket_id, account, tickets.c.channel, tickets.c.thread_ts)
            .add_columns(decisions.c.payload, decisions.c.decided_at)
            .select_from(joined)
            .where(decisions.c.decided_at >= at, decisions.c.current, decisions.c.not_a_request.is_(False))
            .where(~closed.exists())
            .where(
                or_(
                    decisions.c.tier == int(Tier.ASSISTED),
                    (decisions.c.tier == int(Tier.REVIEWED)) & drafts.c.decision_id.is_(None),
                    drafts.c.state == DraftState.DECLINED,
                )
            )
            .order_by(decisions.c.decided_at.desc(), decisions.c.id)
            .limit(most)
        )
        async with self._database.view(long=True) as tx:
            rows = list(await tx.execute(query))
        found = [
            Unanswered(
                row[0], row[1], row[2], row[3], asked.question.strip(), row[5], tuple(s.id for s in asked.sources)
            )
            for row, asked in ((row, decode(row[4], Decision)) for row in reversed(rows))
        ]
        return [one for one in found if one.text]
