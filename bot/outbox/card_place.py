"""Where a turn's card stands, and what stands in for one that cannot be drawn."""

from __future__ import annotations

from bot.domain import TurnId
from bot.outbox.blocks import SlackMessage, notice_message
from bot.outbox.places import link_to
from bot.outbox.post_intents import card_key, card_update
from bot.outbox.team_intents import team_card_key
from bot.runtime import Runtime
from bot.store.records import DecisionRow, Post, PostState, Ticket
from bot.store.tx import Tx
from bot.texts import card as card_words


async def card_of(runtime: Runtime, turn_id: TurnId, tx: Tx | None = None) -> Post | None:
    """The post of a turn's card; None while there is none."""
    return await runtime.store.posts.by_key(card_key(turn_id), tx)


async def cards_of(runtime: Runtime, row: DecisionRow) -> list[Post]:
    """Where a turn's card stands: on the desk, and in the channels of the teams that it was given to."""
    found = await card_of(runtime, row.turn_id)
    key = team_card_key(row.turn_id)
    given = [post for post in await runtime.store.posts.of_ticket(row.ticket_id) if post.dedupe_key.startswith(key)]
    return [*([found] if found is not None else []), *given]


async def refresh_card(runtime: Runtime, ticket: Ticket, row: DecisionRow, because: str, tx: Tx) -> bool:
    """Have a decision's card drawn anew, if its turn has one; whether it has. `because` is the id of what happened."""
    if await card_of(runtime, row.turn_id, tx) is None:
        return False
    await runtime.store.posts.add([card_update(runtime.directory.desk, ticket, row.id, because)], tx)
    return True


async def latest_on(runtime: Runtime, post: Post) -> DecisionRow | None:
    """The newest decision of the turn that a post's decision is on: the one a card stands for."""
    if post.decision_id is None:
        return None
    row = await runtime.store.decisions.get(post.decision_id)
    if row is None:
        return None
    same = [r for r in await runtime.store.decisions.of_ticket(row.ticket_id) if r.turn_id == row.turn_id]
    return max(same, key=lambda r: r.revision)


async def card_of_post(runtime: Runtime, post: Post) -> Post | None:
    """The card that a post belongs to; None while there is none."""
    row = await latest_on(runtime, post)
    return await card_of(runtime, row.turn_id) if row else None


async def card_is_out(runtime: Runtime, post: Post) -> bool:
    """Whether the card that a post belongs to stands in Slack, or never will."""
    place = await card_of_post(runtime, post)
    return place is None or place.state not in (PostState.DUE, PostState.SENDING)


async def card_url(runtime: Runtime, turn_id: TurnId) -> str:
    """A link to a turn's card; empty while it is not out."""
    place = await card_of(runtime, turn_id)
    if place is None or place.slack_channel is None or place.slack_ts is None:
        return ""
    return await link_to(runtime, place.slack_channel, place.slack_ts)


async def bare_card(runtime: Runtime, post: Post) -> SlackMessage:
    """For a card that cannot be drawn: one line that leads to the customer's thread, so that a person still sees it."""
    ticket = await runtime.store.tickets.get(post.ticket_id) if post.ticket_id else None
    url = await link_to(runtime, ticket.channel, ticket.thread_ts) if ticket else ""
    return notice_message(post.id, card_words.cannot_be_drawn(url))
