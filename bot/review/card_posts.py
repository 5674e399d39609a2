"""Draws the desk's own posts just before they are sent: cards, their updates, pointers to them, and notes."""

from __future__ import annotations

from dataclasses import replace

from bot.domain import UserId
from bot.outbox.blocks import (
    SlackMessage,
    card_message,
    card_part_message,
    clock_message,
    pointer_message,
)
from bot.outbox.card_place import card_url, latest_on
from bot.outbox.incident_post import draw_incident
from bot.outbox.places import account_of, link_to
from bot.outbox.post_intents import PostKind, card_key
from bot.outbox.render import Renderers, words_of
from bot.review.article_cards import ARTICLE_RENDERERS
from bot.review.canary_cards import CANARY_RENDERERS
from bot.review.card_facts import card_view
from bot.review.gap_cards import GAP_RENDERERS
from bot.review.trust_notes import NOTE_RENDERERS
from bot.runtime import Runtime
from bot.store.records import Post


async def _card(runtime: Runtime, post: Post, plain: bool) -> SlackMessage | None:
    del plain
    row = await latest_on(runtime, post)
    if row is None:
        return None
    place = await runtime.store.posts.by_key(card_key(row.turn_id))
    return card_message(await card_view(runtime, row, place.id if place else post.id))


async def _team_card(runtime: Runtime, post: Post, plain: bool) -> SlackMessage | None:
    """The card as its team sees it: without buttons once it is another team's."""
    del plain
    row = await latest_on(runtime, post)
    if row is None:
        return None
    view = await card_view(runtime, row, post.id)
    return card_message(replace(view, moved_on=view.team_name != post.body.get("team")))


async def _part(runtime: Runtime, post: Post, plain: bool) -> SlackMessage | None:
    del plain
    row = await runtime.store.decisions.get(post.decision_id) if post.decision_id else None
    return card_part_message(post.id, words_of(row.decision), int(post.body.get("part", 0))) if row else None


async def _pointer(runtime: Runtime, post: Post, plain: bool) -> SlackMessage | None:
    del plain
    row = await latest_on(runtime, post)
    ticket = await runtime.store.tickets.get(row.ticket_id) if row else None
    turn = await runtime.store.turns.get(row.turn_id) if row else None
    if row is None or ticket is None or turn is None:
        return None
    account = account_of(runtime, ticket)
    return pointer_message(
        post.id,
        str(post.body.get("team", "")) or row.decision.team,
        asker=await runtime.directory.name(turn.author),
        account=account.name if account else "",
        summary=row.decision.summary,
        card_url=await card_url(runtime, row.turn_id),
    )


async def _clock(runtime: Runtime, post: Post, plain: bool) -> SlackMessage | None:
    del plain
    text, url, person, oncall = (str(post.body.get(key, "")) for key in ("text", "url", "person", "oncall"))
    ticket = await runtime.store.tickets.get(post.ticket_id) if post.ticket_id else None
    if ticket is not None:
        url = await link_to(runtime, ticket.channel, ticket.thread_ts)
    return clock_message(post.id, text, url=url, person=UserId(person), oncall=oncall)


DESK_RENDERERS: Renderers = {
    PostKind.CARD: _card,
    PostKind.CARD_UPDATE: _card,
    PostKind.CARD_PART: _part,
    PostKind.POINTER: _pointer,
    PostKind.TEAM_CARD: _team_card,
    PostKind.CLOCK: _clock,
    PostKind.INCIDENT: draw_incident,
    **ARTICLE_RENDERERS,
    **CANARY_RENDERERS,
    **GAP_RENDERERS,
    **NOTE_RENDERERS,
}
