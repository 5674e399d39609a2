"""What is done on the card of a draft with a planted error. It writes into the canaries' own table and redraws the card
on the desk; there is no way from here to a customer, a ticket, a decision or the audit log."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain import ChannelId, MessageTs, UserId
from bot.domain.canary import Canary, CanaryState
from bot.domain.inbound import Click, ViewSubmitted
from bot.outbox.blocks import (
    Button,
    CardView,
    Field,
    ModalContext,
    ModalId,
    available_actions,
    decline_modal,
    edit_modal,
    edited_text,
    reassign_modal,
    reply_modal,
)
from bot.outbox.blocks.intent_form import intent_modal
from bot.outbox.canary_post import canary_key, canary_update
from bot.review.canary_cards import canary_view
from bot.review.desk import is_at
from bot.review.planting import stands
from bot.runtime import Runtime
from bot.texts import canaries as words
from bot.texts.forms import DECLINED_AS_WRONG


@dataclass(frozen=True, slots=True)
class CanaryCard:
    """A canary that was found behind a button; `view` is None once its words were erased."""

    canary: Canary
    view: CardView | None


class CanaryDesk:
    """Who may act was asked before any of this (permission.py)."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def find(self, value: str, channel: ChannelId | None, ts: MessageTs | None) -> CanaryCard | None:
        """The canary behind a value, if its card is the message at that place."""
        canary = await self._runtime.store.canaries.get(value)
        post = await self._runtime.store.posts.by_key(canary_key(value)) if canary is not None else None
        if canary is None or post is None or (ts is not None and not is_at(post, channel, ts)):
            return None
        return CanaryCard(canary, await canary_view(self._runtime, canary, post.id))

    def form(self, button: Button, card: CanaryCard, where: ModalContext) -> dict[str, object] | None:
        """The form that a draft's card would open; None once it is over."""
        view = card.view
        if view is None or card.canary.state is not CanaryState.OPEN or button not in available_actions(view):
            return None
        if button is Button.EDIT:
            return edit_modal(where, view.draft)
        if button is Button.REPLY:
            titles = {str(one.article_id): one.title for one in view.decision.passages if len(one.article_id) <= 75}
            return reply_modal(where, view.draft, titles)
        if button is Button.REASSIGN:
            return reassign_modal(where, list(self._runtime.policy.teams), view.team_name)
        if button is Button.INTENT:
            return intent_modal(where, list(self._runtime.policy.intents), view.intent)
        return decline_modal(where)

    async def clicked(self, click: Click, card: CanaryCard) -> str:
        """A button that opens no form: an approval misses the error, anything else says nothing of the draft."""
        missed = click.action_id == Button.APPROVE
        return await self._settle(card.canary, CanaryState.MISSED if missed else CanaryState.UNJUDGED, click.user)

    async def sent(self, form: ViewSubmitted, card: CanaryCard) -> str:
        """A sent form."""
        return await self._settle(card.canary, _verdict(form, card), form.user)

    async def _settle(self, canary: Canary, state: CanaryState, by: UserId) -> str:
        runtime = self._runtime
        async with runtime.store.begin() as tx:
            if not await runtime.store.canaries.settle(canary.id, state, by, runtime.clock.now(), tx):
                return words.DECIDED
            await runtime.store.posts.add([canary_update(runtime.directory.desk, canary.id, state.value)], tx)
        runtime.wake.posts.set()
        return state.value


def _verdict(form: ViewSubmitted, card: CanaryCard) -> CanaryState:
    """What a form says of the draft: as audits do, a decline for another reason than a wrong draft says nothing, nor do
    words of the reviewer's own in place of it."""
    if card.view is None:
        return CanaryState.UNJUDGED
    draft, error = card.view.draft, card.canary.error
    if form.callback_id == ModalId.EDIT_DRAFT:
        still = stands(draft, edited_text(form.values, draft), error)
        return CanaryState.MISSED if still else CanaryState.CAUGHT
    if form.callback_id == ModalId.REPLY:
        still = stands(draft, form.values.get(Field.TEXT) or "", error)
        return CanaryState.MISSED if still else CanaryState.UNJUDGED
    wrong = form.callback_id == ModalId.DECLINE and (form.values.get(Field.CAUSE) or "") in ("", DECLINED_AS_WRONG)
    return CanaryState.CAUGHT if wrong else CanaryState.UNJUDGED
