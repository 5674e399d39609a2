"""Draws a call's message just before it is made, from what our tables say then."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.domain import TurnId, UserId
from bot.outbox.blocks import (
    AnswerView,
    Message,
    Origin,
    answer_message,
    card_message,
    correction_message,
    notice_message,
    pointer_message,
)
from bot.outbox.intents import PostKind, card_key
from bot.review.cards import account_of, card_view, link_to
from bot.review.rules import DraftState
from bot.runtime import Tools
from bot.store.records import DecisionRow, Draft, Post, PostState
from bot.texts import card as card_words

_ORIGINS = {
    DraftState.POSTED: Origin.AI,
    DraftState.APPROVED: Origin.APPROVED,
    DraftState.EDITED: Origin.EDITED,
}


async def render(tools: Tools, post: Post, *, plain: bool = False) -> Message | None:
    """The message of a post; None when there is nothing to send any more. `plain`: without the block types that older
    servers refuse. Raises TransientError (database)."""
    draw = _DRAW[PostKind(post.kind)]
    return await draw(tools, post, plain)


async def said(tools: Tools, post: Post) -> str:
    """The words of a post as Markdown, for a conversation's history; empty for what is no part of it."""
    if post.kind == PostKind.CORRECTION:
        return str(post.body.get("text", ""))
    if post.kind != PostKind.ANSWER or post.decision_id is None:
        return ""
    row = await tools.store.decisions.get(post.decision_id)
    draft = await tools.store.decisions.draft(post.decision_id)
    return _words(row, draft) if row and draft else ""


async def latest_on(tools: Tools, post: Post) -> DecisionRow | None:
    """The newest decision of the turn that a post's decision is on: the one a card stands for."""
    if post.decision_id is None:
        return None
    row = await tools.store.decisions.get(post.decision_id)
    if row is None:
        return None
    same = [r for r in await tools.store.decisions.of_ticket(row.ticket_id) if r.turn_id == row.turn_id]
    return max(same, key=lambda r: r.revision)


async def _answer(tools: Tools, post: Post, plain: bool) -> Message | None:
    if post.decision_id is None:
        return None
    row = await tools.store.decisions.get(post.decision_id)
    draft = await tools.store.decisions.draft(post.decision_id)
    origin = _ORIGINS.get(draft.state) if draft else None
    if row is None or draft is None or origin is None:
        return None
    text = _words(row, draft)
    if not text.strip():
        return None
    reviewer = await tools.household.name(draft.decided_by) if draft.decided_by else ""
    view = AnswerView(post.id, text, row.decision.sources, origin, reviewer)
    return answer_message(view, plain=plain)


async def _card(tools: Tools, post: Post, plain: bool) -> Message | None:
    del plain
    row = await latest_on(tools, post)
    if row is None:
        return None
    place = await tools.store.posts.by_key(card_key(row.turn_id))
    return card_message(await card_view(tools, row, place.id if place else post.id))


async def _notice(tools: Tools, post: Post, plain: bool) -> Message | None:
    del tools, plain
    text = str(post.body.get("text", ""))
    return notice_message(post.id, text) if text.strip() else None


async def _correction(tools: Tools, post: Post, plain: bool) -> Message | None:
    del plain
    by = str(post.body.get("by", ""))
    text = str(post.body.get("text", ""))
    first = await tools.store.posts.by_key(f"answer:{post.decision_id}")
    url = ""
    if first is not None and first.slack_channel is not None and first.slack_ts is not None:
        url = await link_to(tools, first.slack_channel, first.slack_ts)
    name = await tools.household.name(UserId(by)) if by else ""
    return correction_message(post.id, text, by=name, answer_url=url) if text.strip() else None


async def _pointer(tools: Tools, post: Post, plain: bool) -> Message | None:
    del plain
    row = await latest_on(tools, post)
    ticket = await tools.store.tickets.get(row.ticket_id) if row else None
    turn = await tools.store.turns.get(row.turn_id) if row else None
    if row is None or ticket is None or turn is None:
        return None
    account = account_of(tools, ticket)
    return pointer_message(
        post.id,
        str(post.body.get("team", "")) or row.decision.team,
        asker=await tools.household.name(turn.author),
        account=account.name if account else "",
        summary=row.decision.summary,
        card_url=await _card_url(tools, row.turn_id),
    )


async def bare_card(tools: Tools, post: Post) -> Message:
    """For a card that cannot be drawn: one line that leads to the customer's thread, so that a person still sees it."""
    ticket = await tools.store.tickets.get(post.ticket_id) if post.ticket_id else None
    url = await link_to(tools, ticket.channel, ticket.thread_ts) if ticket else ""
    return notice_message(post.id, card_words.cannot_be_drawn(url))


async def card_is_out(tools: Tools, post: Post) -> bool:
    """Whether the card that a post belongs to stands in Slack, or never will."""
    row = await latest_on(tools, post)
    place = await tools.store.posts.by_key(card_key(row.turn_id)) if row else None
    return place is None or place.state not in (PostState.DUE, PostState.SENDING)


async def _card_url(tools: Tools, turn_id: TurnId) -> str:
    place = await tools.store.posts.by_key(card_key(turn_id))
    if place is None or place.slack_channel is None or place.slack_ts is None:
        return ""
    return await link_to(tools, place.slack_channel, place.slack_ts)


def _words(row: DecisionRow, draft: Draft) -> str:
    """What a person made of the draft, else the draft, else the question that the engine would ask back."""
    drafted = row.decision.drafted
    asked = drafted.generation.ask if drafted else None
    return draft.final_text or draft.text or asked or ""


_DRAW: dict[PostKind, Callable[[Tools, Post, bool], Awaitable[Message | None]]] = {
    PostKind.ANSWER: _answer,
    PostKind.NOTICE: _notice,
    PostKind.CORRECTION: _correction,
    PostKind.CARD: _card,
    PostKind.CARD_UPDATE: _card,
    PostKind.POINTER: _pointer,
}
