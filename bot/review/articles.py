"""Clicks and forms on the cards of flagged articles."""

from __future__ import annotations

from bot.domain import ChannelId, TrustEventKind, UserId
from bot.domain.inbound import Click, ViewSubmitted
from bot.domain.knowledge import ArticleText
from bot.domain.ports import ArticleTexts
from bot.outbox.blocks import ARTICLE_MODALS, Button, ModalContext, article_modal, edited_article, note_message
from bot.outbox.ephemeral import tell
from bot.outbox.intents import article_card, article_card_key
from bot.review.article_cards import what_became
from bot.review.desk import is_at
from bot.review.settle_article import settle_article
from bot.runtime import Runtime
from bot.store.audits import TrustChange
from bot.store.review_records import ArticleReview, ReviewOutcome
from bot.store.tx import Tx
from bot.texts import articles as words
from bot.texts import commands

_OUTCOMES = {Button.ARTICLE_RIGHT: ReviewOutcome.STILL_RIGHT, Button.ARTICLE_RETIRED: ReviewOutcome.RETIRED}


class ArticleDesk:
    """Decides what a click on an article's card means; who may act is checked at the click and at the form."""

    def __init__(self, runtime: Runtime, texts: ArticleTexts) -> None:
        self._runtime = runtime
        self._texts = texts

    async def clicked(self, click: Click) -> str:
        """Handle a stored click; what became of it in a word."""
        review = await self._allowed(click)
        if review is None:
            return "refused"
        outcome = _OUTCOMES[Button(click.action_id)]
        text = await self._texts.get(review.article_id)
        if not await self._settle(review, outcome, click, text):
            await self._say(click, await self._already(review.id))
            return "decided already"
        return outcome.value

    async def open(self, click: Click) -> None:
        """Show the form that belongs to a button, or say why not."""
        review = await self._allowed(click)
        if review is None:
            return
        text = await self._texts.get(review.article_id)
        if review.outcome is not ReviewOutcome.OPEN:
            await self._say(click, await self._already(review.id))
        elif text is None or not text.text.strip():
            await self._say(click, words.NO_TEXT)
        else:
            where = ModalContext(
                review_id=review.id,
                digest=text.digest,
                channel=click.channel or "",
                message_ts=click.message_ts or "",
            )
            if not await self._runtime.slack.open_view(click.trigger_id, article_modal(where, text.text)):
                await self._say(click, commands.TRY_AGAIN)

    async def edited(self, form: ViewSubmitted, where: ModalContext) -> str:
        """Handle a sent edit; what became of it in a word. Who sent it was checked."""
        review = await self._runtime.store.articles.get(where.review_id)
        if review is None:
            return "stale or forged"
        text = await self._texts.get(review.article_id)
        why = ""
        if review.outcome is not ReviewOutcome.OPEN:
            why = await self._already(review.id)
        elif text is None or text.digest != where.digest:
            why = words.CHANGED_MEANWHILE
        elif (after := edited_article(form.values, text.text)) == text.text:
            why = words.SAME_TEXT
        elif not await self._settle(review, ReviewOutcome.EDITED, form, text, after):
            why = await self._already(review.id)
        if why:
            channel = ChannelId(where.channel) if where.channel else None
            await tell(self._runtime, note_message(why), user=form.user, channel=channel)
        return "not edited" if why else ReviewOutcome.EDITED.value

    async def _allowed(self, click: Click) -> ArticleReview | None:
        """The review that a click is about, for who may act on it; the others are told why not."""
        runtime = self._runtime
        if not await runtime.directory.may_act(click.user, click.user_team, click.channel):
            await self._say(click, commands.refused(commands.ONLY_DESK))
            return None
        review = await runtime.store.articles.get(click.value)
        post = await runtime.store.posts.by_key(article_card_key(click.value)) if review else None
        if review is None or post is None or not is_at(post, click.channel, click.message_ts):
            await self._say(click, words.GONE)
            return None
        return review

    async def _settle(
        self,
        review: ArticleReview,
        outcome: ReviewOutcome,
        record: Click | ViewSubmitted,
        text: ArticleText | None,
        after: str = "",
    ) -> bool:
        runtime = self._runtime
        now, desk = runtime.clock.now(), runtime.directory.desk
        done = await settle_article(runtime.store, now, desk, review, outcome, record.user, text, after)
        runtime.wake.posts.set()
        return done

    async def _already(self, review_id: str) -> str:
        review = await self._runtime.store.articles.get(review_id)
        return await what_became(self._runtime, review) if review else words.GONE

    async def _say(self, click: Click, text: str) -> None:
        await tell(
            self._runtime,
            note_message(text),
            user=click.user,
            channel=click.channel,
            response_url=click.response_url,
            thread_ts=click.thread_ts,
        )

    # ------------------------------------------------------------ at start, and after each sync

    async def look(self) -> None:
        """Post the cards that are not there yet, of articles flagged before this version; and take note of articles
        that the index holds in other words than when they were decided on."""
        store = self._runtime.store
        cards = [article_card(self._runtime.directory.desk, review.id) for review in await store.articles.waiting()]
        if cards:
            await store.posts.add(cards)
            self._runtime.wake.posts.set()
        await note_returned(self._runtime, self._texts)


def opens_modal(click: Click) -> bool:
    """Whether a click on an article's card is answered by a form."""
    return click.action_id in ARTICLE_MODALS


async def note_returned(runtime: Runtime, texts: ArticleTexts) -> None:
    """Mark the reviews whose article the index now holds in other words."""
    articles = runtime.store.articles
    decided = await articles.decided()
    if not decided:
        return
    held = await texts.contents([review.article_id for review in decided])
    for review in decided:
        now = held.get(review.article_id)
        unknown_then = not review.content and review.outcome is ReviewOutcome.STILL_RIGHT
        if now is not None and now != review.content and not unknown_then:
            async with runtime.store.begin() as tx:
                await articles.returned(review.id, tx)
                if review.outcome is ReviewOutcome.EDITED:
                    await _note_fixed(runtime, review, tx)


async def _note_fixed(runtime: Runtime, review: ArticleReview, tx: Tx) -> None:
    """The cause of failures is gone: a new period begins for the intents whose answers failed on the article, so that
    none is locked out by a bad start."""
    audits = runtime.store.audits
    for intent, engine in await audits.failed_on(review.article_id, tx):
        name = f"fixed:{review.id}:{intent}:{engine}"
        by, why = review.decided_by or UserId(""), f"{review.article_id} was edited"
        await audits.change(TrustChange(name, intent, engine, TrustEventKind.FIXED, runtime.clock.now(), by, why), tx)
