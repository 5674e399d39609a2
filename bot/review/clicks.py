"""Stored clicks: on desk cards, and under answers by customers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from bot.domain import Decision, PostId, Reason, ReasonCode, Tier, Utterance
from bot.domain.inbound import Click
from bot.domain.states import DECIDE_NOTHING, Resolution, ThreadState, TicketStatus
from bot.outbox.blocks import ARTICLE_ACTIONS, CARD_ACTIONS, Button, vote
from bot.outbox.blocks.gap_card import GAP_ACTIONS
from bot.outbox.deliver import write
from bot.outbox.ephemeral import tell_back
from bot.outbox.post_intents import ANSWERS
from bot.outbox.post_telemetry import turn_of
from bot.outbox.ticket_status import change_status
from bot.platform.work import work_on
from bot.review.articles import ArticleDesk
from bot.review.canary_desk import CanaryDesk
from bot.review.classifier_desk import ClassifierDesk
from bot.review.desk import Actor, Card, Desk, is_at
from bot.review.gap_desk import GapDesk
from bot.review.incident_desk import IncidentDesk
from bot.review.permission import NOT_A_MEMBER, permitted
from bot.review.trust_desk import TrustDesk
from bot.runtime import Runtime
from bot.store.records import Post
from bot.texts import articles as article_words
from bot.texts import card as card_words
from bot.texts import commands as words

Summarise = Callable[[tuple[Utterance, ...]], Awaitable[str]]
"""At most two sentences on a conversation; empty where there is nothing to say."""


class Clicks:
    """Decides what a stored click means. A value may be forged or stale: what it names is looked up and compared."""

    def __init__(
        self,
        runtime: Runtime,
        desk: Desk,
        summarise: Summarise,
        incidents: IncidentDesk,
        articles: ArticleDesk,
        gaps: GapDesk,
    ) -> None:
        self._incidents = incidents
        self._gaps = gaps
        self._canaries = CanaryDesk(runtime)
        self._runtime = runtime
        self._articles = articles
        self._desk = desk
        self._summarise = summarise

    async def clicked(self, record: Click) -> str:
        """Handle a click; what became of it in a word."""
        cast = vote(record.action_id, record.value)
        if cast is not None:
            return await self._voted(record, *cast)
        if record.action_id == Button.TALK_TO_PERSON:
            return await self._wants_person(record)
        handler = self._handlers.get(record.action_id)
        if handler is None:
            return "no meaning"
        if not await permitted(self._runtime, record):
            return NOT_A_MEMBER
        return await handler(record)

    @property
    def _handlers(self) -> Mapping[str, Callable[[Click], Awaitable[str]]]:
        """What each button of the desk's does, for who may act."""
        return {
            **dict.fromkeys(CARD_ACTIONS, self._on_card),
            **dict.fromkeys(ARTICLE_ACTIONS, self._articles.clicked),
            **dict.fromkeys(GAP_ACTIONS, self._gaps.clicked),
            Button.INCIDENT_END: self._incidents.end,
            Button.FLAG_FINE: TrustDesk(self._runtime).fine,
            Button.CLASSIFIER_BACK: ClassifierDesk(self._runtime).go_back,
        }

    async def _on_card(self, click: Click) -> str:
        actor, button = actor_of(click), Button(click.action_id)
        canary = await self._canaries.find(click.value, click.channel, click.message_ts)
        if canary is not None:
            return await self._canaries.clicked(click, canary)
        card = await self._desk.find(click.value, actor)
        if card is None:
            await tell_back(self._runtime, click, words.STALE_CARD)
            return "stale or forged"
        if not self._desk.offers(card, button) or not await self._desk.act(button, card, actor):
            await tell_back(self._runtime, click, await self.already(card))
            return "decided already"
        return button.value

    async def already(self, card: Card) -> str:
        """Who decided what on a card, as it stands now; or why it is not approved as it is."""
        runtime = self._runtime
        fresh = await self._desk.find(card.row.id, Actor(card.ticket.opened_by, None, ""))
        view = (fresh or card).view
        if view.state.waits and view.gone:
            return article_words.gone_refused(view.gone)
        log = [a for a in await runtime.store.reviews.log_of(card.ticket.id) if a.action not in DECIDE_NOTHING]
        last = log[-1] if log else None
        name = await runtime.directory.name(last.actor) if last else ""
        at = last.at if last else card.row.decided_at
        return card_words.decided(view.state.value, name, at, runtime.clock.now())

    async def _answer_under(self, click: Click, post_id: str) -> Post | None:
        """Our answer that a click is under; None when the value names anything else."""
        post = await self._runtime.store.posts.get(PostId(post_id))
        if post is None or post.kind not in ANSWERS or not is_at(post, click.channel, click.message_ts):
            return None
        work_on(ticket=post.ticket_id, turn=turn_of(post))
        return post

    async def _voted(self, click: Click, helpful: bool, post_id: str) -> str:
        post = await self._answer_under(click, post_id)
        if post is None:
            return "stale or forged"
        await self._runtime.store.reviews.vote(PostId(post_id), click.user, "up" if helpful else "down")
        if helpful:
            await self._resolved_by(click, post)
        return "helpful" if helpful else "not helpful"

    async def _resolved_by(self, click: Click, post: Post) -> None:
        """A customer who says that an answer helped confirms that the ticket is finished."""
        runtime = self._runtime
        async with runtime.store.begin() as tx:
            ticket = await runtime.store.tickets.get(post.ticket_id, tx) if post.ticket_id else None
            if ticket is not None and ticket.state is ThreadState.OPEN:
                await change_status(
                    runtime, ticket, TicketStatus.RESOLVED, click.user, post.id, tx, Resolution.CONFIRMED
                )
        self._desk.wake()

    async def _wants_person(self, click: Click) -> str:
        """A decision of its own: tier 3, asked for under an answer."""
        runtime, store = self._runtime, self._runtime.store
        post = await self._answer_under(click, click.value)
        if post is None or post.ticket_id is None or post.decision_id is None:
            return "stale or forged"
        thread = await store.messages.of_ticket(post.ticket_id)
        summary = await self._summarise(tuple(Utterance(m.role.value, m.text) for m in thread if m.text.strip()))
        async with store.begin() as tx:
            ticket = await store.tickets.get(post.ticket_id, tx)
            answered = await store.decisions.get(post.decision_id, tx)
            if ticket is None or answered is None:
                return "stale or forged"
            if not await store.tickets.take(ticket.id, None, tx):
                return "people have it already"
            now = runtime.clock.now()
            turn = await store.turns.gather(ticket.id, click.user, lambda _: now, tx)
            await write(runtime, ticket, turn, asked_for_person(answered.decision, summary), tx)
        self._desk.wake()
        return "handed to people"


def asked_for_person(answered: Decision, summary: str) -> Decision:
    """The decision to hand over after an answer: what was answered stays with it for the person who takes it."""
    reason = Reason(ReasonCode.ASKED_FOR_PERSON, Tier.HANDOFF)
    return replace(answered, tier=Tier.HANDOFF, reasons=(reason,), summary=summary, timings_ms={})


def actor_of(click: Click) -> Actor:
    """Who clicked, and where."""
    return Actor(click.user, click.user_team, click.nonce or click.trigger_id, click.channel, click.message_ts)
