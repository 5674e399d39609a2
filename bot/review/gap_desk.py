"""What people do about a gap: have an article drafted, edit and publish it, or say that none is needed."""

from __future__ import annotations

from bot.domain import ChannelId, UserId
from bot.domain.article_writer import ArticleWriter
from bot.domain.inbound import Click, ViewSubmitted
from bot.domain.ports import Embedder
from bot.domain.states import Act
from bot.language.gaps import gaps
from bot.outbox.blocks import Button, Field, ModalContext, edited_text, note_message
from bot.outbox.blocks.gap_card import gap_modal
from bot.outbox.ephemeral import tell, tell_back
from bot.outbox.gap_post import gap_card_key, gap_update
from bot.review.desk import is_at
from bot.review.gap_cards import standing_of
from bot.review.gap_list import LOOK_BACK, MOST
from bot.runtime import Runtime
from bot.store.records import GapArticle, GapState, LogEntry
from bot.store.tx import Tx
from bot.texts import commands
from bot.texts import gaps as words

OVER = (GapState.CLOSED, GapState.DROPPED)


class GapDesk:
    """Who may act was asked before any of this (permission.py)."""

    def __init__(self, runtime: Runtime, embedder: Embedder, writer: ArticleWriter) -> None:
        self._runtime = runtime
        self._embedder = embedder
        self._writer = writer

    async def clicked(self, click: Click) -> str:
        """Handle a stored click; what became of it in a word."""
        if click.action_id == Button.GAP_DRAFT:
            return await self._ask(click)
        gap = await self._behind(click)
        if gap is None:
            await tell_back(self._runtime, click, words.GONE)
            return "stale or forged"
        runtime, now = self._runtime, self._runtime.clock.now()
        async with runtime.store.begin() as tx:
            done = await runtime.store.gaps.drop(gap, click.user, now, tx)
            if done:
                await self._note(Act.GAP_DROPPED, gap.id, click.user, tx)
        runtime.wake.posts.set()
        if not done:
            await tell_back(
                self._runtime, click, await standing_of(runtime, await runtime.store.gaps.get(gap.id) or gap)
            )
        return "dropped" if done else "decided already"

    async def _ask(self, click: Click) -> str:
        """The gap of the list that holds the button's question, as it is grouped now."""
        runtime = self._runtime
        found = await runtime.store.unanswered.since(runtime.clock.now() - LOOK_BACK, MOST)
        groups = gaps(found, await self._embedder.embed([one.text for one in found]))
        gap = next((one for one in groups if click.value in one.tickets), None)
        if gap is None:
            await tell_back(self._runtime, click, words.GONE)
            return "stale or forged"
        known = await runtime.store.gaps.of_tickets(gap.tickets)
        new = GapArticle(gap.tickets[0], gap.name, gap.tickets, click.user, runtime.clock.now())
        asked = False
        if not known:
            async with runtime.store.begin() as tx:
                asked = await runtime.store.gaps.ask(new, tx)
                if asked:
                    await self._note(Act.GAP_ASKED, new.id, click.user, tx, redraw=False)
            runtime.wake.gaps.set()
        await tell_back(self._runtime, click, words.ASKED if asked else words.ASKED_ALREADY)
        return "asked" if asked else "asked already"

    async def open(self, click: Click) -> None:
        """Show the form of an article, or say why not."""
        gap = await self._behind(click)
        if gap is None:
            await tell_back(self._runtime, click, words.GONE)
        elif gap.state is not GapState.OPEN:
            await tell_back(self._runtime, click, await standing_of(self._runtime, gap))
        else:
            where = ModalContext(
                review_id=gap.id, channel=click.channel or "", message_ts=click.message_ts or "", digest=gap.engine
            )
            if not await self._runtime.slack.open_view(click.trigger_id, gap_modal(where, gap.title, gap.text)):
                await tell_back(self._runtime, click, commands.TRY_AGAIN)

    async def publish(self, form: ViewSubmitted, where: ModalContext) -> str:
        """Handle a sent article; what became of it in a word. What was sent was checked."""
        runtime = self._runtime
        gap = await runtime.store.gaps.get(where.review_id)
        if gap is None:
            return "stale or forged"
        title, text = " ".join((form.values.get(Field.TITLE) or "").split()), edited_text(form.values, gap.text)
        file = await self._writer.file_for(title)
        done, why = False, words.problem(words.NO_FOLDER)
        if file and text:
            async with runtime.store.begin() as tx:
                done = await runtime.store.gaps.decide(
                    gap.id, form.user, runtime.clock.now(), tx, title=title, text=text, file=file
                )
                if done:
                    await self._note(Act.GAP_PUBLISHED, gap.id, form.user, tx, because=form.nonce or form.view_id)
            why = await standing_of(runtime, await runtime.store.gaps.get(gap.id) or gap)
        if not done:
            channel = ChannelId(where.channel) if where.channel else None
            await tell(runtime, note_message(why), user=form.user, channel=channel)
            return "not published"
        runtime.wake.gaps.set()
        runtime.wake.posts.set()
        return "published"

    async def _note(self, act: Act, gap_id: str, by: UserId, tx: Tx, *, because: str = "", redraw: bool = True) -> None:
        """In the audit log, and on the card."""
        runtime = self._runtime
        name = f"{act.value}:{gap_id}{f':{because}' if because else ''}"
        await runtime.store.reviews.log(LogEntry(name, by, act.value, runtime.clock.now(), detail={"gap": gap_id}), tx)
        if redraw:
            await runtime.store.posts.add([gap_update(runtime.directory.desk, gap_id, name)], tx)

    async def _behind(self, click: Click) -> GapArticle | None:
        """The gap of a card's button, if the click is on the very post that was made of it."""
        gap = await self._runtime.store.gaps.get(click.value)
        post = await self._runtime.store.posts.by_key(gap_card_key(click.value)) if gap else None
        return gap if gap and post and is_at(post, click.channel, click.message_ts) else None
