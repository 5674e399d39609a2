"""Clicks and forms on the cards of flagged articles."""

from __future__ import annotations

from bot.domain import ChannelId, TrustEventKind, UserId
from bot.domain.inbound import Click, ViewSubmitted
from bot.domain.knowledge import ArticleText
from bot.domain.ports import ArticleTexts
from bot.outbox.article_post import article_card, article_card_key
from bot.outbox.blocks import Button, ModalContext, article_modal, edited_article, note_message
from bot.outbox.ephemeral import tell, tell_back
from bot.review.article_cards import what_became
from bot.review.desk import is_at
from bot.review.human_words import with_corrections
from bot.review.settle_article import settle_article
from bot.runtime import Runtime
from bot.store.audits import TrustChange
from bot.store.records import ArticleReview, ReviewOutcome
from bot.store.tx import Tx
from bot.texts import articles as words
from bot.texts import commands

PILE = 2  # corrections of one article from which its edit is proposed
_WITH = "+"
_OUTCOMES = {Button.ARTICLE_RIGHT: ReviewOutcome.STILL_RIGHT, Button.ARTICLE_RETIRED: ReviewOutcome.RETIRED}


class ArticleDesk:
    """Decides what a click on an article's card means. Who may act was asked before (permission.py)."""

    def __init__(self, runtime: Runtime, texts: ArticleTexts) -> None:
        self._runtime = runtime
        self._texts = texts

    async def clicked(self, click: Click) -> str:
        """Handle a stored click; what became of it in a word."""
        review = await self._behind(click)
        if review is None:
            return "stale or forged"
        outcome = _OUTCOMES[Button(click.action_id)]
        text = await self._texts.get(review.article_id)
        if not await self._settle(review, outcome, click, text):
            await tell_back(self._runtime, click, await self._already(review.id))
            return "decided already"
        return outcome.value

    async def open(self, click: Click) -> None:
        """Show the form that belongs to a button, or say why not."""
        review = await self._behind(click)
        if review is None:
            return
        text = await self._texts.get(review.article_id)
        if review.outcome is not ReviewOutcome.OPEN:
            await tell_back(self._runtime, click, await self._already(review.id))
        elif text is None or not text.text.strip():
            await tell_back(self._runtime, click, words.NO_TEXT)
        else:
            proposed, corrections = await self._proposed(review, text.text)
            where = ModalContext(
                review_id=review.id,
                digest=f"{text.digest}{_WITH}{corrections}",
                channel=click.channel or "",
                message_ts=click.message_ts or "",
            )
            if not await self._runtime.slack.open_view(click.trigger_id, article_modal(where, proposed, corrections)):
                await tell_back(self._runtime, click, commands.TRY_AGAIN)

    async def edited(self, form: ViewSubmitted, where: ModalContext) -> str:
        """Handle a sent edit; what became of it in a word."""
        review = await self._runtime.store.articles.get(where.review_id)
        if review is None:
            return "stale or forged"
        text = await self._texts.get(review.article_id)
        why = ""
        if review.outcome is not ReviewOutcome.OPEN:
            why = await self._already(review.id)
        elif text is None or text.digest != (shown := where.digest.partition(_WITH))[0]:
            why = words.CHANGED_MEANWHILE
        elif (
            after := edited_article(form.values, (await self._proposed(review, text.text, shown[2] or "0"))[0])
        ) == text.text:
            why = words.SAME_TEXT
        elif not await self._settle(review, ReviewOutcome.EDITED, form, text, after):
            why = await self._already(review.id)
        if why:
            channel = ChannelId(where.channel) if where.channel else None
            await tell(self._runtime, note_message(why), user=form.user, channel=channel)
        return "not edited" if why else ReviewOutcome.EDITED.value

    async def _proposed(self, review: ArticleReview, text: str, first: str = "") -> tuple[str, int]:
        """The article with what people said is right at its end, once several have; and how many corrections those are.
        `first`: of so many alone, since others may have come while a form was open."""
        flags = [flag for flag in await self._runtime.store.articles.flags_in(review) if flag.correction.strip()]
        flags = flags[: int(first)] if first.isdecimal() else flags
        if len(flags) < PILE and not first:
            return text, 0
        asked = []
        for flag in flags:
            row = await self._runtime.store.decisions.get(flag.decision_id) if flag.decision_id else None
            asked.append((row.decision.question if row else "", flag.correction))
        return with_corrections(text, asked), len(asked)

    async def _behind(self, click: Click) -> ArticleReview | None:
        """The review that a click is about, if it is on the very post that was made of it; else it is said why not."""
        runtime = self._runtime
        review = await runtime.store.articles.get(click.value)
        post = await runtime.store.posts.by_key(article_card_key(click.value)) if review else None
        if review is None or post is None or not is_at(post, click.channel, click.message_ts):
            await tell_back(self._runtime, click, words.GONE)
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
