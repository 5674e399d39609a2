"""Recall: earlier answers that leaned on what was found wrong, and the correction that each gets, once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.domain import ChannelId, DecisionId, Mode
from bot.domain.inbound import Click, ViewSubmitted
from bot.domain.states import Act
from bot.outbox.article_post import article_card_key, article_update
from bot.outbox.blocks import Field, ModalContext, note_message
from bot.outbox.blocks.article_card import recall_modal
from bot.outbox.ephemeral import tell, tell_back
from bot.outbox.mode_now import mode_now
from bot.outbox.post_intents import answer_key, correction
from bot.review.desk import is_at
from bot.runtime import Runtime
from bot.store.records import ArticleReview, DecisionRow, LogEntry, Post, PostState, ReviewOutcome, Ticket
from bot.texts import articles as words
from bot.texts import commands

LOOK_BACK = timedelta(days=90)
BEFORE = timedelta(days=7)  # failures of so long before the first flag belong to the same fault
MOST = 100


@dataclass(frozen=True, slots=True)
class Recalled:
    """An answer that a customer has read, and whether it was corrected because of this review."""

    row: DecisionRow
    ticket: Ticket
    answer: Post
    corrected: bool


async def recalled(runtime: Runtime, review: ArticleReview) -> list[Recalled]:
    """The answers of the last 90 days that lean on a passage which a flagged or failed answer leaned on, those that
    wait for a correction first, newest first. None where the article was found right."""
    store = runtime.store
    if review.outcome is ReviewOutcome.STILL_RIGHT:
        return []
    wrong = [flag.decision_id for flag in await store.articles.flags_in(review) if flag.decision_id]
    wrong += await store.audits.failures_on(review.article_id, review.opened_at - BEFORE)
    passages = await store.decisions.cited_by(wrong, review.article_id)
    since = runtime.clock.now() - LOOK_BACK
    found = [await _read(runtime, review, row) for row in await store.decisions.leaning_on(passages, MOST, since)]
    return sorted((one for one in found if one is not None), key=lambda one: one.corrected)


async def _read(runtime: Runtime, review: ArticleReview, row: DecisionRow) -> Recalled | None:
    """None where no customer has read the answer, or where they are to read nothing of us."""
    answer = await runtime.store.posts.by_key(answer_key(row.id))
    ticket = await runtime.store.tickets.get(row.ticket_id)
    if answer is None or ticket is None or answer.state is not PostState.SENT:
        return None
    if mode_now(runtime, ticket, row) is Mode.WATCH:
        return None
    corrected = await runtime.store.posts.by_key(correction(ticket, row.id, review.id, "", "").dedupe_key)
    return Recalled(row, ticket, answer, corrected is not None)


class RecallDesk:
    """Who may act was asked before any of this (permission.py)."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def open(self, click: Click) -> None:
        """Show the form of a correction, with what the flags say would be right."""
        review_id, _, decision_id = click.value.partition(" ")
        review = await self._runtime.store.articles.get(review_id)
        card = await self._runtime.store.posts.by_key(article_card_key(review_id)) if review else None
        if review is None or card is None or not is_at(card, click.channel, click.message_ts):
            await tell_back(self._runtime, click, words.GONE)
            return
        one = await self._one(review, decision_id)
        if one is None or one.corrected:
            await tell_back(self._runtime, click, words.CORRECTED_ALREADY if one else words.GONE)
            return
        flags = await self._runtime.store.articles.flags_in(review)
        said = next((flag.correction for flag in reversed(flags) if flag.correction.strip()), "")
        where = ModalContext(review_id=review.id, decision_id=one.row.id, channel=click.channel or "")
        if not await self._runtime.slack.open_view(click.trigger_id, recall_modal(where, said)):
            await tell_back(self._runtime, click, commands.TRY_AGAIN)

    async def send(self, form: ViewSubmitted, where: ModalContext) -> str:
        """Post the correction in the answer's thread, once an answer and review; what became of it in a word."""
        runtime, store = self._runtime, self._runtime.store
        review = await store.articles.get(where.review_id)
        one = await self._one(review, where.decision_id) if review else None
        if review is None or one is None:
            return "stale or forged"
        text = (form.values.get(Field.TEXT) or "").strip()
        post, at = correction(one.ticket, one.row.id, review.id, text, form.user), runtime.clock.now()
        about = {"article": review.article_id}
        entry = LogEntry(post.dedupe_key, form.user, Act.CORRECTED.value, at, one.ticket.id, one.row.id, about)
        async with store.begin() as tx:
            done = bool(await store.posts.add([post], tx))
            if done:
                await store.reviews.log(entry, tx)
                await store.posts.add([article_update(runtime.directory.desk, review.id, post.dedupe_key)], tx)
        if not done:
            channel = ChannelId(where.channel) if where.channel else None
            await tell(runtime, note_message(words.CORRECTED_ALREADY), user=form.user, channel=channel)
            return "corrected already"
        runtime.wake.posts.set()
        return "corrected"

    async def _one(self, review: ArticleReview, decision_id: str) -> Recalled | None:
        """The answer, if it is among those that this review recalls: a value may be forged."""
        found = await recalled(self._runtime, review)
        return next((one for one in found if one.row.id == DecisionId(decision_id)), None)
