"""Which buttons a desk card has: only those that do something in its state."""

from __future__ import annotations

from bot.domain import Mode
from bot.outbox.blocks.action_ids import Button
from bot.outbox.blocks.card_view import CardState, CardView
from bot.outbox.blocks.elements import Block, actions, button
from bot.texts import card as words

_LABELS = {
    Button.APPROVE: words.APPROVE,
    Button.EDIT: words.EDIT,
    Button.REASSIGN: words.REASSIGN,
    Button.DECLINE: words.DECLINE,
    Button.TAKE: words.TAKE,
    Button.GIVE_BACK: words.GIVE_BACK,
    Button.ACCURATE: words.ACCURATE,
    Button.NOT_ACCURATE: words.NOT_ACCURATE,
}
_STYLES = {Button.APPROVE: "primary", Button.DECLINE: "danger"}
_SENT = {CardState.APPROVED, CardState.EDITED, CardState.ANSWERED}
_OVER = {CardState.SUPERSEDED, CardState.CANCELLED}


def available_actions(view: CardView) -> tuple[Button, ...]:
    """The actions a card offers, in order; empty for a card that is over.

    In watch mode nothing reaches the customer, so there is nothing to approve, edit or decline: staff judge the draft
    at once. A draft is judged otherwise when its fate is known."""
    if view.state in _OVER:
        return ()
    watching = view.mode is Mode.WATCH
    offered: list[Button] = []
    if view.state.waits and view.draft and not watching:
        offered += [Button.APPROVE, Button.EDIT]
    if view.state.waits or view.state in {CardState.TAKEN, CardState.HANDED_OVER}:
        offered.append(Button.REASSIGN)
    if view.state.waits and view.draft and not watching:
        offered.append(Button.DECLINE)
    offered.append(Button.GIVE_BACK if view.state is CardState.TAKEN else Button.TAKE)
    return (*offered, *_verdicts(view, watching))


def button_rows(view: CardView) -> list[Block]:
    """The rows of buttons, each with the decision's id as value."""
    offered = [_button(action, view) for action in available_actions(view)]
    return [actions(offered)] if offered else []


def _verdicts(view: CardView, watching: bool) -> tuple[Button, ...]:
    judged = view.state in _SENT or view.state is CardState.DECLINED or watching
    if view.accurate is not None or not view.draft or not judged:
        return ()
    return (Button.ACCURATE, Button.NOT_ACCURATE)


def _button(action: Button, view: CardView) -> Block:
    return button(_LABELS[action], action.value, view.decision_id, _STYLES.get(action, ""))
