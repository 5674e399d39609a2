"""What a person writes to the customer from a card: it goes out in their name, and the thread is theirs then."""

from __future__ import annotations

from bot.domain.inbound import ViewSubmitted
from bot.domain.states import Act, DraftState
from bot.outbox import post_intents as posts
from bot.outbox.blocks import Field, ModalContext, reply_modal
from bot.review.desk import Actor, Card, Desk
from bot.runtime import Runtime
from bot.store.tx import Tx


class Replies:
    """Who may act was asked before any of this (permission.py)."""

    def __init__(self, runtime: Runtime, desk: Desk) -> None:
        self._runtime = runtime
        self._desk = desk

    def form(self, card: Card, where: ModalContext) -> dict[str, object]:
        """The form: it starts from the draft, and offers the articles that were found for the question."""
        titles = {passage.article_id: passage.title for passage in card.row.decision.passages}
        return reply_modal(where, card.view.draft, {key: title for key, title in titles.items() if len(key) <= 75})

    async def send(self, form: ViewSubmitted, card: Card, actor: Actor, tx: Tx) -> bool:
        """Post it. False when another person has taken the thread since the card was shown."""
        store = self._runtime.store
        ticket = await store.tickets.get(card.ticket.id, tx)
        if ticket is None or ticket.taken_by not in (None, actor.user):
            return False
        if not await store.tickets.take(ticket.id, actor.user, tx):
            await store.tickets.own(ticket.id, actor.user, tx)
        await store.decisions.settle(card.row.id, DraftState.SUPERSEDED, actor.user, tx=tx)
        text = (form.values.get(Field.TEXT) or "").strip() + _cited(form, card)
        added = await store.posts.add([posts.reply(ticket, card.row.id, actor.nonce, text, actor.user)], tx)
        if added:
            await self._desk.note(Act.REPLY, card, actor, tx)
        return bool(added)


def _cited(form: ViewSubmitted, card: Card) -> str:
    """Links to the chosen articles; what is not among those that were found is forged, and left out."""
    chosen = set((form.values.get(Field.SOURCES) or "").split(","))
    found = {passage.article_id: passage for passage in card.row.decision.passages if passage.article_id in chosen}
    lines = [f"[{one.title}]({one.url})" if one.url else one.title for one in found.values()]
    return "".join(f"\n\n{line}" for line in lines)
