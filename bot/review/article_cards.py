"""What a flagged article's card shows, read from the tables just before it is drawn."""

from __future__ import annotations

from bot.domain import Passage
from bot.outbox.article_post import article_card_key
from bot.outbox.blocks import ArticleCardView, FlagLine, SlackMessage, article_card_message
from bot.outbox.blocks.article_card import RecallLine
from bot.outbox.places import account_of, link_to
from bot.outbox.post_intents import PostKind
from bot.outbox.render import Renderers
from bot.review.recall import Recalled, recalled
from bot.runtime import Runtime
from bot.store.records import ArticleReview, Flag, Post, ReviewOutcome
from bot.texts import articles as words
from bot.texts import forms, times


async def article_view(runtime: Runtime, review: ArticleReview) -> ArticleCardView:
    """The card of a review as things stand now."""
    flags = await runtime.store.articles.flags_in(review)
    passages = await _passages(runtime, review, flags)
    return ArticleCardView(
        review_id=review.id,
        title=passages[0].title if passages else review.article_id,
        url=passages[0].url if passages else "",
        flags=tuple([await _line(runtime, flag) for flag in flags]),
        passage="\n\n".join(passage.text.strip() for passage in passages),
        done="" if review.outcome is ReviewOutcome.OPEN else await what_became(runtime, review),
        recalled=tuple([await _recall_line(runtime, one) for one in await recalled(runtime, review)]),
    )


async def _recall_line(runtime: Runtime, one: Recalled) -> RecallLine:
    account, channel, ts = account_of(runtime, one.ticket), one.answer.slack_channel, one.answer.slack_ts
    return RecallLine(
        decision_id=one.row.id,
        account=account.name if account else await runtime.directory.name(one.ticket.opened_by),
        when=times.moment(one.row.decided_at, runtime.zone, runtime.policy.hours.timezone),
        url=await link_to(runtime, channel, ts) if channel and ts else "",
        corrected=one.corrected,
    )


async def what_became(runtime: Runtime, review: ArticleReview) -> str:
    """The outcome of a review, by whom and when."""
    if review.outcome is ReviewOutcome.OPEN:
        return words.UNTIL_LOOKED_AT
    name = await runtime.directory.name(review.decided_by) if review.decided_by else ""
    when = times.moment(review.decided_at, runtime.zone, runtime.policy.hours.timezone) if review.decided_at else ""
    return words.done(review.outcome.value, name, when)


async def _passages(runtime: Runtime, review: ArticleReview, flags: list[Flag]) -> list[Passage]:
    """What the flagged answers cite of the article, each passage once; all that was found of it where none is cited."""
    rows = [await runtime.store.decisions.get(flag.decision_id) for flag in flags if flag.decision_id]
    found: dict[str, Passage] = {}
    cited: dict[str, Passage] = {}
    for decision in (row.decision for row in rows if row is not None):
        cites = {c for s in decision.drafted.generation.sentences for c in s.cites} if decision.drafted else set()
        of_article = [passage for passage in decision.passages if passage.article_id == review.article_id]
        found |= {passage.id: passage for passage in of_article}
        cited |= {passage.id: passage for passage in of_article if passage.id in cites}
    return list((cited or found).values())


async def _line(runtime: Runtime, flag: Flag) -> FlagLine:
    return FlagLine(
        by=await runtime.directory.name(flag.by),
        verdict=forms.VERDICTS.get(flag.note, flag.note) or forms.NOT_ACCURATE,
        when=times.moment(flag.at, runtime.zone, runtime.policy.hours.timezone),
        answer_url=await link_to(runtime, flag.channel, flag.ts),
        correction=flag.correction,
        cause=forms.CAUSES.get(flag.cause, flag.cause),
    )


async def _article_card(runtime: Runtime, post: Post, plain: bool) -> SlackMessage | None:
    del plain
    review = await runtime.store.articles.get(str(post.body.get("review", "")))
    if review is None:
        return None
    place = await runtime.store.posts.by_key(article_card_key(review.id))
    return article_card_message(place.id if place else post.id, await article_view(runtime, review))


ARTICLE_RENDERERS: Renderers = {PostKind.ARTICLE_CARD: _article_card, PostKind.ARTICLE_UPDATE: _article_card}
