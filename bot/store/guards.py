"""What must still hold just before a post goes out, read again from our own tables."""

from __future__ import annotations

from bot.domain.states import DraftState, ThreadState
from bot.store.database import Database
from bot.store.decisions import Decisions
from bot.store.gone_articles import GoneArticles
from bot.store.posts import Posts
from bot.store.records import Guard, Post, PostState, TurnState
from bot.store.tickets import Tickets
from bot.store.turns import Turns
from bot.store.tx import Tx
from bot.texts import articles


class Guards:
    """Looks at tickets, turns, drafts and posts together."""

    def __init__(
        self,
        database: Database,
        tickets: Tickets,
        turns: Turns,
        decisions: Decisions,
        posts: Posts,
        gone: GoneArticles,
    ) -> None:
        self._database = database
        self._tickets = tickets
        self._turns = turns
        self._decisions = decisions
        self._posts = posts
        self._gone = gone

    async def broken(self, post: Post) -> str:
        """Why the post must not go out, in a few words for the log; empty when it may."""
        guard = post.guard
        if guard is None:
            return ""
        async with self._database.view() as tx:
            if (guard.ticket_open or guard.untaken) and (why := await self._ticket(post, guard, tx)):
                return why
            if guard.turn_id is not None:
                turn = await self._turns.get(guard.turn_id, tx)
                if turn is None or turn.state is TurnState.DROPPED:
                    return "the question was taken back"
                if guard.revision is not None and turn.revision != guard.revision:
                    return "the question has changed"
            if guard.draft_pending is not None:
                draft = await self._decisions.draft(guard.draft_pending, tx)
                if draft is None or draft.state is not DraftState.PENDING:
                    return "the draft is decided"
            return await self._sequel(guard, tx)

    async def _sequel(self, guard: Guard, tx: Tx) -> str:
        if guard.draft_stands is not None:
            draft = await self._decisions.draft(guard.draft_stands, tx)
            if draft is None or draft.state is DraftState.SUPERSEDED:
                return "the draft was withdrawn"
            row = await self._decisions.get(guard.draft_stands, tx)
            gone = await self._gone.under(row, draft, tx) if row is not None else {}
            if gone:
                return articles.cites_gone(gone)
        if guard.after:
            first = await self._posts.by_key(guard.after, tx)
            if first is None or first.state is not PostState.SENT:
                return "what it goes on from was not sent"
        return ""

    async def _ticket(self, post: Post, guard: Guard, tx: Tx) -> str:
        ticket = None if post.ticket_id is None else await self._tickets.get(post.ticket_id, tx)
        if ticket is None:
            return "there is no such ticket"
        if ticket.state is ThreadState.WITH_PEOPLE and (guard.ticket_open or ticket.taken_by is not None):
            return "a person has the thread"
        return "the ticket is closed" if ticket.state is ThreadState.CLOSED else ""
