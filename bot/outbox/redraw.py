"""Redraws cards in place: always as things stand now, so that one call serves all changes that wait for one."""

from __future__ import annotations

from bot.errors import TransientError
from bot.outbox.intents import PostKind, card_key
from bot.outbox.refusals import Form
from bot.outbox.render import latest_on, render
from bot.runtime import Tools
from bot.store.records import Post, PostState

LOOK_AGAIN_S = 1.0


async def redraw(tools: Tools, post: Post, form: Form) -> str:
    """Do a card_update. Empty when done, else why there is nothing to do. Raises TransientError, also while the card
    itself is on its way, and PermanentError."""
    row = await latest_on(tools, post)
    card = await tools.store.posts.by_key(card_key(row.turn_id)) if row else None
    if card is None or card.state in (PostState.FAILED, PostState.CANCELLED):
        return "there is no card"
    if card.state is PostState.DUE:
        return "the card will show it"
    if card.state is PostState.SENDING or card.slack_channel is None or card.slack_ts is None:
        raise TransientError("the card is on its way", retry_after_s=LOOK_AGAIN_S)
    await _drop_others(tools, post)
    message = await render(tools, post)
    if message is None:
        return "there is nothing to draw"
    blocks = [] if form is Form.WORDS else message.blocks
    await tools.gateway.update(card.slack_channel, card.slack_ts, message.text, blocks, message.metadata or None)
    return ""


async def _drop_others(tools: Tools, post: Post) -> None:
    """What other updates of the card wait to show is in the tables already: this one shows it."""
    if post.decision_id is None:
        return
    for other in await tools.store.posts.of_decision(post.decision_id):
        if other.kind == PostKind.CARD_UPDATE and other.id != post.id and other.state is PostState.DUE:
            await tools.store.posts.cancel(other.id, "another update shows it")
