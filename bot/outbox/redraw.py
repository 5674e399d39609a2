"""Redraws cards in place: always as things stand now, so that one call serves all changes that wait for one."""

from __future__ import annotations

import logging

from bot.domain import PostId
from bot.errors import PermanentError, TransientError
from bot.outbox.article_post import article_card_key
from bot.outbox.canary_post import canary_key
from bot.outbox.card_place import cards_of, latest_on
from bot.outbox.gap_post import gap_card_key
from bot.outbox.post_intents import PostKind
from bot.outbox.post_retries import MessageForm
from bot.outbox.render import Renderers
from bot.runtime import Runtime
from bot.store.records import Post, PostState

log = logging.getLogger(__name__)
LOOK_AGAIN_S = 1.0


async def redraw(runtime: Runtime, renderers: Renderers, post: Post, form: MessageForm) -> str:
    """Do an update of a card, also where it stands in a team's channel, or of a flagged article's. Empty when done,
    else why there is nothing to do. Raises TransientError, also while the card itself is on its way, and
    PermanentError."""
    cards = await _cards_of(runtime, post)
    if any(card is not None and card.state is PostState.SENT for card in cards):
        # Once, before the first place is drawn: what comes while one is drawn has to be drawn in all of them.
        await _drop_others(runtime, post)
    desk, *elsewhere = cards
    refused: PermanentError | None = None
    why = ""
    try:
        why = await _redraw(runtime, renderers, post, desk, form)
    except PermanentError as error:  # a closed desk, or a card deleted there, keeps no team's as it was
        refused = error
    others = [await _redraw(runtime, renderers, post, card, form) for card in elsewhere]
    if refused is not None:
        raise refused
    return why if all(others) else ""


async def _redraw(runtime: Runtime, renderers: Renderers, post: Post, card: Post | None, form: MessageForm) -> str:
    if card is None or card.state in (PostState.FAILED, PostState.CANCELLED):
        return "there is no card"
    if card.state is PostState.DUE:
        return "the card will show it"
    if card.state is PostState.SENDING or card.slack_channel is None or card.slack_ts is None:
        raise TransientError("the card is on its way", retry_after_s=LOOK_AGAIN_S)
    drawn = card if card.kind == PostKind.TEAM_CARD else post
    message = await renderers[PostKind(drawn.kind)](runtime, drawn, form is not MessageForm.FULL)
    if message is None:
        return "there is nothing to draw"
    blocks = [] if form is MessageForm.WORDS else message.blocks
    try:
        await runtime.slack.update(card.slack_channel, card.slack_ts, message.text, blocks, message.metadata or None)
    except PermanentError as error:
        if card.kind != PostKind.TEAM_CARD:
            raise
        log.info("%s; a team's card stays as it is, the desk's is drawn anew", error)
        return "the team's card is gone"
    return ""


async def _cards_of(runtime: Runtime, post: Post) -> list[Post | None]:
    """The card that an update is of, and where else it stands."""
    if post.kind == PostKind.ARTICLE_UPDATE:
        return [await runtime.store.posts.by_key(article_card_key(str(post.body["review"])))]
    if post.kind == PostKind.GAP_UPDATE:
        return [await runtime.store.posts.by_key(gap_card_key(str(post.body["gap"])))]
    if post.kind == PostKind.CANARY_UPDATE:
        return [await runtime.store.posts.by_key(canary_key(str(post.body["canary"])))]
    if post.kind == PostKind.DESK_NOTE_UPDATE:
        return [await runtime.store.posts.get(PostId(str(post.body["note"])))]
    row = await latest_on(runtime, post)
    found = await cards_of(runtime, row) if row else []
    return [*found] or [None]


async def _drop_others(runtime: Runtime, post: Post) -> None:
    """What other updates of the card wait to show is in the tables already: this one shows it."""
    if post.decision_id is None:
        return
    for other in await runtime.store.posts.of_decision(post.decision_id):
        if other.kind == PostKind.CARD_UPDATE and other.id != post.id and other.state is PostState.DUE:
            await runtime.store.posts.cancel(other.id, "another update shows it")
