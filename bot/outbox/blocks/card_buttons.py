"""Which buttons a desk card has: only those that do something in its state."""

from __future__ import annotations

from bot.domain import Mode
from bot.outbox.blocks.action_ids import Action
from bot.outbox.blocks.card_view import CardState, CardView
from bot.outbox.blocks.elements import Block, actions, button
from bot.texts import card as words

_LABELS = {
    Action.APPROVE: words.APPROVE,
    Action.EDIT: words.EDIT,
    Action.REASSIGN: words.REASSIGN,
    Action.DECLINE: words.DECLINE,
    Action.TAKE: words.TAKE,
    Action.GIVE_BACK: words.GIVE_BACK,
    Action.ACCURATE: words.ACCURATE,
    Action.NOT_ACCURATE: words.NOT_ACCURATE,
}
_STYLES = {Action.APPROVE: "primary", Action.DECLINE: "danger"}
_SENT = {CardState.APPROVED, CardState.EDITED, CardState.ANSWERED}
_OVER = {CardState.SUPERSEDED, CardState.CANCELLED}


def available_actions(view: CardView) -> tuple[Action, ...]:
    """The actions a card offers, in order; empty for a card that is over.

    In watch mode nothing reaches the customer, so there is nothing to approve, edit or decline: staff judge the draft
    at once. A draft is judged otherwise when its fate is known."""
    if view.state in _OVER:
        return ()
    watching = view.mode is Mode.WATCH
    offered: list[Action] = []
    if view.state.waits and view.draft and not watching:
        offered += [Action.APPROVE, Action.EDIT]
    if view.state.waits or view.state in {CardState.TAKEN, CardState.HANDED_OVER}:
        offered.append(Action.REASSIGN)
    if view.state.waits and view.draft and not watching:
        offered.append(Action.DECLINE)
    offered.append(Action.GIVE_BACK if view.state is CardState.TAKEN else Action.TAKE)
    return (*offered, *_verdicts(view, watching))


def button_rows(view: CardView) -> list[Block]:
    """The rows of buttons, each with the decision's id as value."""
    offered = [_button(action, view) for action in available_actions(view)]
    return [actions(offered)] if offered else []


def _verdicts(view: CardView, watching: bool) -> tuple[Action, ...]:
    judged = view.state in _SENT or view.state is CardState.DECLINED or watching
    if view.accurate is not None or not view.draft or not judged:
        return ()
    return (Action.ACCURATE, Action.NOT_ACCURATE)


def _button(action: Action, view: CardView) -> Block:
    return button(_LABELS[action], action.value, view.decision_id, _STYLES.get(action, ""))
