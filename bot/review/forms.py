"""Modals: opened for who may see them, and what a sent form changes."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping

from bot.domain import ChannelId, MessageTs, PostId
from bot.domain.inbound import Click, Shortcut, ViewSubmitted
from bot.domain.states import Act, DraftState
from bot.errors import EarnestError
from bot.outbox import post_intents as posts
from bot.outbox.blocks import (
    ARTICLE_MODALS,
    MODAL_ACTIONS,
    Button,
    Field,
    ModalContext,
    ModalId,
    decline_modal,
    edit_modal,
    edited_text,
    feedback_word_modal,
    flag_modal,
    form_errors,
    note_message,
    reassign_modal,
    unpack,
    vote,
)
from bot.outbox.blocks.gap_card import GAP_MODALS, gap_errors
from bot.outbox.blocks.intent_form import intent_errors
from bot.outbox.blocks.trust_note import TRUST_MODALS
from bot.outbox.decision_at import decision_at
from bot.outbox.ephemeral import tell, tell_back
from bot.outbox.post_intents import ANSWERS
from bot.outbox.post_telemetry import turn_of
from bot.platform.work import work_on
from bot.policy.hours import availability
from bot.review.articles import ArticleDesk
from bot.review.canary_desk import CanaryDesk
from bot.review.clicks import Clicks, actor_of
from bot.review.desk import Actor, Card, Desk
from bot.review.gap_desk import GapDesk
from bot.review.incident_desk import INCIDENT_FORMS, IncidentDesk
from bot.review.labelling import Labelling
from bot.review.permission import NOT_A_MEMBER, permitted
from bot.review.reassign import Move, reassign
from bot.review.recall import RecallDesk
from bot.review.replies import Replies
from bot.review.trust_desk import TrustDesk
from bot.runtime import Runtime, Verdicts
from bot.store.records import Guard
from bot.store.tx import Tx
from bot.texts import canaries as canary_words
from bot.texts import commands as words
from bot.texts import customer
from bot.texts.forms import DECLINED_AS_WRONG

log = logging.getLogger(__name__)
# The forms that decide on a card, by callback_id, and the button that opens each.
FORM_BUTTONS: dict[str, Button] = {
    ModalId.EDIT_DRAFT: Button.EDIT,
    ModalId.REASSIGN: Button.REASSIGN,
    ModalId.DECLINE: Button.DECLINE,
    ModalId.REPLY: Button.REPLY,
    ModalId.INTENT: Button.INTENT,
}


class Forms:
    """Opening is done within Slack's three seconds and stores nothing; a sent form comes through the inbox."""

    def __init__(
        self,
        runtime: Runtime,
        desk: Desk,
        clicks: Clicks,
        verdicts: Verdicts,
        incidents: IncidentDesk,
        articles: ArticleDesk,
        gaps: GapDesk,
    ) -> None:
        self._incidents = incidents
        self._gaps = gaps
        self._runtime = runtime
        self._articles = articles
        self._verdicts = verdicts
        self._desk = desk
        self._clicks = clicks
        self._trust = TrustDesk(runtime)
        self._replies = Replies(runtime, desk)
        self._labelling = Labelling(runtime, desk)
        self._canaries = CanaryDesk(runtime)

    def opens_modal(self, click: Click) -> bool:
        """Whether a click is answered by a modal."""
        return click.action_id in MODAL_ACTIONS | ARTICLE_MODALS | TRUST_MODALS | GAP_MODALS or (
            click.action_id in INCIDENT_FORMS or click.action_id == Button.RECALL
        )

    def errors(self, form: ViewSubmitted) -> Mapping[str, str]:
        """What is wrong with a sent form, by block id."""
        teams = self._runtime.policy.teams
        unowned = frozenset(name for name, team in teams.items() if not team.oncall)
        if form.callback_id == ModalId.INTENT:
            return intent_errors(form.values, self._runtime.policy.intents)
        gap = gap_errors(form.values) if form.callback_id == ModalId.GAP_ARTICLE else {}
        return {**form_errors(form.callback_id, form.values, list(teams), unowned), **gap}

    async def open(self, record: Click | Shortcut) -> None:
        """Show the modal that belongs to a click or shortcut, or say why not. What fails is told, not done later."""
        try:
            await self._open(record)
        except EarnestError as error:
            log.warning("a form was not opened: %s", error)
            await tell_back(self._runtime, record, words.TRY_AGAIN)

    async def _open(self, record: Click | Shortcut) -> None:
        if not await permitted(self._runtime, record):
            return None
        if isinstance(record, Shortcut):
            return await self._open_flag(record)
        if record.action_id in ARTICLE_MODALS:
            return await self._articles.open(record)
        if record.action_id in INCIDENT_FORMS:
            return await self._incidents.open(record)
        if record.action_id == Button.RECALL:
            return await RecallDesk(self._runtime).open(record)
        if record.action_id in GAP_MODALS:
            return await self._gaps.open(record)
        if record.action_id in TRUST_MODALS:
            return await self._trust.open(record)
        return await self._open_on_card(record)

    async def _open_on_card(self, record: Click) -> None:
        where = ModalContext(decision_id=record.value, channel=record.channel or "", message_ts=record.message_ts or "")
        canary = await self._canaries.find(record.value, record.channel, record.message_ts)
        if canary is not None:
            view = self._canaries.form(Button(record.action_id), canary, where)
            return await (self._show(record, view) if view else tell_back(self._runtime, record, canary_words.DECIDED))
        card = await self._desk.find(record.value, actor_of(record))
        if card is None:
            return await tell_back(self._runtime, record, words.STALE_CARD)
        if not self._desk.offers(card, Button(record.action_id)):
            return await tell_back(self._runtime, record, await self._clicks.already(card))
        return await self._show(record, self._modal(Button(record.action_id), card, where))

    def _modal(self, button: Button, card: Card, where: ModalContext) -> dict[str, object]:
        if button is Button.EDIT:
            return edit_modal(where, card.view.draft)
        if button is Button.REASSIGN:
            return reassign_modal(where, list(self._runtime.policy.teams), card.view.team_name, card.ticket.owner or "")
        if button is Button.REPLY:
            return self._replies.form(card, where)
        if button is Button.INTENT:
            return self._labelling.form(card, where)
        return decline_modal(where)

    async def _open_flag(self, shortcut: Shortcut) -> None:
        channel, ts = shortcut.channel, shortcut.message_ts
        row = await decision_at(self._runtime, channel, ts) if channel and ts else None
        if row is None or not row.decision.answer:
            await tell_back(self._runtime, shortcut, words.NOTHING_TO_FLAG)
            return
        where = ModalContext(decision_id=row.id, channel=channel or "", message_ts=ts or "")
        await self._show(shortcut, flag_modal(where))

    async def _show(self, record: Click | Shortcut, view: dict[str, object]) -> None:
        if not await self._runtime.slack.open_view(record.trigger_id, view):
            await tell_back(self._runtime, record, words.TRY_AGAIN)

    async def ask_for_a_word(self, click: Click) -> None:
        """After a thumb down: an optional word from the customer, if Slack opens the form for them."""
        cast = vote(click.action_id, click.value)
        if cast is not None and not cast[0] and click.trigger_id:
            where = ModalContext(post_id=cast[1], channel=click.channel or "", message_ts=click.message_ts or "")
            view = feedback_word_modal(where)
            self._runtime.background.do(lambda: self._runtime.slack.open_view(click.trigger_id, view), "form")

    # ------------------------------------------------------------ sent forms

    async def submitted(self, record: ViewSubmitted) -> str:
        """Handle a sent form; what became of it in a word."""
        where = unpack(record.private_metadata)
        if where is None or self.errors(record):
            return "forged"
        if record.callback_id == ModalId.FEEDBACK_WORD:
            return await self._word(record, where)
        if not await permitted(self._runtime, record):
            return NOT_A_MEMBER
        if record.callback_id == ModalId.EDIT_ARTICLE:
            return await self._articles.edited(record, where)
        if record.callback_id == ModalId.GAP_ARTICLE:
            return await self._gaps.publish(record, where)
        if record.callback_id == ModalId.RECALL:
            return await RecallDesk(self._runtime).send(record, where)
        if record.callback_id == ModalId.OVERRULE:
            return await self._trust.overruled(record, where)
        if record.callback_id == ModalId.FLAG:
            return await self._flag(record, where)
        if record.callback_id in INCIDENT_FORMS.values():
            return await self._incidents.send(record, where)
        return await self._decide(record, where)

    async def _decide(self, form: ViewSubmitted, where: ModalContext) -> str:
        place = MessageTs(where.message_ts) if where.message_ts else None
        actor = Actor(form.user, form.user_team, form.nonce or form.view_id, ChannelId(where.channel), place)
        canary = await self._canaries.find(where.decision_id, actor.channel, place)
        if canary is not None:
            return await self._canaries.sent(form, canary)
        card = await self._desk.find(where.decision_id, actor)
        button = FORM_BUTTONS.get(form.callback_id)
        if card is None or button is None:
            await self._tell(form, where, words.STALE_CARD)
            return "stale or forged"
        done = False
        if self._desk.offers(card, button):
            async with self._runtime.store.begin() as tx:
                done = await self._changes[button](form, card, actor, tx)
        if not done:
            await self._tell(form, where, await self._clicks.already(card))
            return "decided already"
        self._desk.wake()
        return button.value

    @property
    def _changes(self) -> Mapping[Button, Callable[[ViewSubmitted, Card, Actor, Tx], Awaitable[bool]]]:
        """What each form changes, with its line in the card's history; False when somebody else was first."""
        return {
            Button.EDIT: self._edit,
            Button.REASSIGN: self._reassign,
            Button.DECLINE: self._decline,
            Button.REPLY: self._replies.send,
            Button.INTENT: self._labelling.correct,
        }

    async def _edit(self, form: ViewSubmitted, card: Card, actor: Actor, tx: Tx) -> bool:
        store, text = self._runtime.store, edited_text(form.values, card.view.draft)
        if not await store.decisions.settle(card.row.id, DraftState.EDITED, actor.user, text, tx):
            return False
        await store.posts.add(self._desk.answer(card, text), tx)
        await self._verdicts.edited(card.row, card.view.draft, text, tx, by=actor.user)
        await self._desk.note(Act.EDIT, card, actor, tx)
        return True

    async def _reassign(self, form: ViewSubmitted, card: Card, actor: Actor, tx: Tx) -> bool:
        team, owner = form.values.get(Field.TEAM) or "", form.values.get(Field.OWNER) or ""
        move = Move(team, actor.nonce, owner, actor.user)
        return await reassign(self._runtime, card.ticket, card.row, move, tx)

    async def _decline(self, form: ViewSubmitted, card: Card, actor: Actor, tx: Tx) -> bool:
        """The draft is not sent: the customer hears that a person will answer."""
        runtime = self._runtime
        if not await runtime.store.decisions.settle(card.row.id, DraftState.DECLINED, actor.user, tx=tx):
            return False
        await runtime.store.tickets.take(card.ticket.id, None, tx)
        there = availability(runtime.policy.hours, runtime.clock.now())
        team = card.view.team_name
        text = customer.handoff(team, closes=there.closes, opens=there.opens, zone=there.zone)
        await runtime.store.posts.add(
            [
                posts.notice(
                    card.ticket, "handoff", text, card.row.id, guard=Guard(turn_id=card.row.turn_id, untaken=True)
                )
            ],
            tx,
        )
        cause = form.values.get(Field.CAUSE) or ""
        if cause in ("", DECLINED_AS_WRONG):  # who does not say why has not said that it was right
            await self._verdicts.audit(card.row, passed=False, source=Act.DECLINE.value, tx=tx, by=actor.user)
        detail = {"reason": form.values.get(Field.REASON) or "", "cause": cause}
        await self._desk.note(Act.DECLINE, card, actor, tx, detail)
        return True

    async def _flag(self, form: ViewSubmitted, where: ModalContext) -> str:
        note = await self._verdicts.flag_message(
            ChannelId(where.channel),
            MessageTs(where.message_ts),
            form.user,
            note=form.values.get(Field.VERDICT) or "",
            correction=form.values.get(Field.CORRECTION) or "",
            cause=form.values.get(Field.CAUSE) or "",
            severe=(form.values.get(Field.SEVERE) or "") if form.values.get(Field.VERDICT) == "wrong" else "",
        )
        await self._trust.found_wrong(form, where)
        await self._tell(form, where, words.FLAGGED if note == "flagged" else words.NOTHING_TO_FLAG)
        return note

    async def _word(self, form: ViewSubmitted, where: ModalContext) -> str:
        post = await self._runtime.store.posts.get(PostId(where.post_id))
        if post is None or post.kind not in ANSWERS:
            return "stale or forged"
        work_on(ticket=post.ticket_id, turn=turn_of(post))
        await self._runtime.store.reviews.comment(post.id, form.user, (form.values.get(Field.WORD) or "").strip())
        return "a word"

    async def _tell(self, form: ViewSubmitted, where: ModalContext, text: str) -> None:
        channel = ChannelId(where.channel) if where.channel else None
        await tell(self._runtime, note_message(text), user=form.user, channel=channel)
