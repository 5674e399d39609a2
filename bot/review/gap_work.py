"""Drafts the articles that were asked for, publishes those that people sent, and closes gaps that are answerable.

All by rows and the index: a step that a crash interrupted is made at the next look, and none is made twice."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Sequence
from datetime import datetime

from bot.domain import ArticleId, TicketId
from bot.domain.article_writer import ArticleWriter
from bot.domain.ports import Embedder
from bot.errors import ConfigError, EarnestError, TransientError
from bot.language.gaps import Unanswered, gaps
from bot.outbox.gap_post import gap_card, gap_update
from bot.outbox.places import account_of
from bot.review.gap_cards import asked_in
from bot.review.gap_list import LOOK_BACK, MOST
from bot.review.human_words import answer_in, most_typical, title_of
from bot.runtime import Runtime
from bot.store.records import GapArticle, GapState, Role
from bot.texts import gaps as words

log = logging.getLogger(__name__)
HUMAN = "extractive"  # the draft is people's own words
_TRIED = 5  # questions of a gap by which it is judged whether all are answerable
_GAPS_TRIED = 20
_MOST_NAMES = 50  # people of a thread whose names are taken out


class GapWork:
    """One in a fleet works at a time."""

    def __init__(self, runtime: Runtime, embedder: Embedder, writer: ArticleWriter) -> None:
        self._runtime = runtime
        self._embedder = embedder
        self._writer = writer
        self._indexes, self._tried = 0, 0  # how many there were, and how many of them were looked at

    async def work(self) -> datetime | None:
        """What waits, now; the next look is the loop's. Raises EarnestError."""
        for gap in await self._runtime.store.gaps.in_state(GapState.DRAFTING):
            await self._draft(gap)
        for gap in await self._runtime.store.gaps.in_state(GapState.PUBLISHING):
            await self._publish(gap)
        newest = self._indexes
        if self._tried < newest:
            await self._close()
            self._tried = newest
        return None

    async def after_sync(self) -> None:
        """There is another index: look whether it answers what was not answered."""
        self._indexes += 1
        self._runtime.wake.gaps.set()

    # ------------------------------------------------------------ draft

    async def _draft(self, gap: GapArticle) -> None:
        runtime = self._runtime
        questions = [question for question, _ in await asked_in(runtime, gap)]
        names = await self._names(gap)
        title = title_of(questions[0], names) if questions else gap.name
        answers = [text for ticket in gap.tickets if (text := await self._answer_of(ticket, names))]
        text, left_out = await self._writer.written(title, answers) if answers else ("", 0)
        engine = "claude" if text else HUMAN
        if not text and answers:
            text = answers[most_typical(answers, await self._embedder.embed(answers))]
        async with runtime.store.begin() as tx:
            if await runtime.store.gaps.drafted(gap.id, title, text, engine, left_out, tx):
                await runtime.store.posts.add([gap_card(runtime.directory.desk, gap.id)], tx)
        runtime.wake.posts.set()

    async def _answer_of(self, ticket_id: str, names: Sequence[str]) -> str:
        """What colleagues said in a ticket's thread."""
        said = await self._runtime.store.messages.of_ticket(TicketId(ticket_id))
        return answer_in([one.text for one in said if one.role is Role.STAFF and one.text.strip()], names)

    async def _names(self, gap: GapArticle) -> list[str]:
        """The people and companies of the gap's threads, whole names and their parts."""
        runtime, known = self._runtime, dict[str, None]()
        for ticket_id in gap.tickets:
            ticket = await runtime.store.tickets.get(TicketId(ticket_id))
            account = account_of(runtime, ticket) if ticket else None
            known |= {account.name: None} if account else {}
            for said in await runtime.store.messages.of_ticket(TicketId(ticket_id)):
                if len(known) < _MOST_NAMES:
                    name = await runtime.directory.name(said.author)
                    known |= dict.fromkeys([name, *name.split()])
        return list(known)

    # ------------------------------------------------------------ publish

    async def _publish(self, gap: GapArticle) -> None:
        """Write the file, then the index. Where another sync runs, or a source is away, the loop tries again."""
        runtime, store = self._runtime, self._runtime.store.gaps
        problem, written = words.NOT_WRITABLE, False
        with contextlib.suppress(ConfigError):
            await self._write(gap)
            problem, written = words.NOT_INDEXED, True
        if written:
            try:
                await self._writer.sync()
                problem = ""
            except TransientError:
                raise
            except EarnestError as error:
                log.warning("the article of a gap is not in the index: %s", error)
        async with runtime.store.begin() as tx:
            done = await (store.published if written else store.failed)(gap.id, problem, tx)
            if done:
                because = f"{'published' if written else 'failed'}:{runtime.clock.now().isoformat()}"
                await runtime.store.posts.add([gap_update(runtime.directory.desk, gap.id, because)], tx)
        runtime.wake.posts.set()

    async def _write(self, gap: GapArticle) -> None:
        """Under the name that was chosen, or under the next where somebody took that meanwhile."""
        file, day = gap.file, (gap.decided_at or self._runtime.clock.now()).date()
        while not await self._writer.write(file, gap.title, gap.text, day):
            file = await self._writer.file_for(gap.title)
            await self._runtime.store.gaps.renamed(gap.id, file)

    # ------------------------------------------------------------ close

    async def _close(self) -> None:
        """Articles that were asked for first, then what nobody has asked an article for."""
        store, now = self._runtime.store, self._runtime.clock.now()
        open_ = await store.unanswered.since(now - LOOK_BACK, MOST)
        by_ticket = {one.ticket_id: one for one in open_}
        closed: set[str] = set()
        for gap in await store.gaps.in_state(GapState.OPEN, GapState.PUBLISHED):
            mine = [by_ticket[ticket] for ticket in gap.tickets if ticket in by_ticket]
            if not mine or await self._answerable(mine):
                async with store.begin() as tx:
                    if await store.gaps.close(gap, now, tx):
                        update = gap_update(self._runtime.directory.desk, gap.id, "closed")
                        await store.posts.add([update], tx)
                closed |= set(gap.tickets)
        rest = [one for one in open_ if one.ticket_id not in closed]
        for found in gaps(rest, await self._embedder.embed([one.text for one in rest]))[:_GAPS_TRIED]:
            if await self._answerable(found.examples):
                async with store.begin() as tx:
                    await store.gaps.close_questions(found.tickets, now, tx)
        self._runtime.wake.posts.set()

    async def _answerable(self, questions: Sequence[Unanswered]) -> bool:
        """Whether most of the questions are answered now, and from another article than the one that was declined."""
        tried = questions[:_TRIED]
        hits = [await self._writer.answered_from(one.text) - {ArticleId(c) for c in one.cited} for one in tried]
        return 2 * sum(map(bool, hits)) > len(tried)
