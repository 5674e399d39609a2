"""The buttons of a desk card as data: when each is offered, and whether it opens a form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.domain import Mode
from bot.domain.states import TicketStatus
from bot.outbox.blocks.action_ids import Button
from bot.outbox.blocks.card_view import CardState, CardView
from bot.outbox.blocks.elements import Block, actions, button
from bot.texts import card as words

_SENT = {CardState.APPROVED, CardState.EDITED, CardState.ANSWERED}
_OVER = {CardState.SUPERSEDED, CardState.CANCELLED}
_WITH_PEOPLE = {CardState.TAKEN, CardState.HANDED_OVER, CardState.NOT_POSTED}


@dataclass(frozen=True, slots=True)
class CardButton:
    """One button. What it does is review's: `Desk.acts`, or `Forms` where it `opens_form`; a test holds that each has
    its meaning."""

    action: Button
    label: str
    offered: Callable[[CardView], bool]
    style: str = ""
    opens_form: bool = False


def _decidable(view: CardView) -> bool:
    """In watch mode nothing reaches the customer, so there is nothing to approve, edit or decline."""
    return view.state.waits and bool(view.draft) and view.mode is not Mode.WATCH


def _approvable(view: CardView) -> bool:
    """What cites an article that is no more is edited, so that somebody has read it with that in mind."""
    return _decidable(view) and not view.gone


def _reassignable(view: CardView) -> bool:
    return view.state.waits or view.state in _WITH_PEOPLE


def _repliable(view: CardView) -> bool:
    """A person may answer what waits, what people have, and what somebody declined."""
    return (_reassignable(view) or view.state is CardState.DECLINED) and view.mode is not Mode.WATCH


def _near(view: CardView) -> bool:
    """Nothing was certain enough to be a draft, and no person has the thread in hand."""
    free = view.state.waits or view.state is CardState.HANDED_OVER
    return free and not view.draft and bool(view.near) and view.mode is not Mode.WATCH


def _taken(view: CardView) -> bool:
    return view.state is CardState.TAKEN


def _resolvable(view: CardView) -> bool:
    return view.state in _WITH_PEOPLE and view.status is not TicketStatus.RESOLVED


def _holdable(view: CardView) -> bool:
    return view.state in _WITH_PEOPLE and view.status is TicketStatus.OPEN


def _reopenable(view: CardView) -> bool:
    return view.state in _WITH_PEOPLE and view.status is not TicketStatus.OPEN


def _judgeable(view: CardView) -> bool:
    """A draft is judged once, when its fate is known; in watch mode at once."""
    known = view.state in _SENT | {CardState.DECLINED, CardState.TAKEN} or view.mode is Mode.WATCH
    return known and bool(view.draft) and view.accurate is None


CARD_BUTTONS = (
    CardButton(Button.APPROVE, words.APPROVE, _approvable, "primary"),
    CardButton(Button.EDIT, words.EDIT, _decidable, opens_form=True),
    CardButton(Button.DRAFT_NEAR, words.DRAFT_NEAR, _near),
    CardButton(Button.REASSIGN, words.REASSIGN, _reassignable, opens_form=True),
    CardButton(Button.DECLINE, words.DECLINE, _decidable, "danger", opens_form=True),
    CardButton(Button.REPLY, words.REPLY, _repliable, opens_form=True),
    CardButton(Button.GIVE_BACK, words.GIVE_BACK, _taken),
    CardButton(Button.TAKE, words.TAKE, lambda view: not _taken(view)),
    CardButton(Button.RESOLVE, words.RESOLVE, _resolvable),
    CardButton(Button.HOLD, words.HOLD, _holdable),
    CardButton(Button.REOPEN, words.REOPEN, _reopenable),
    CardButton(Button.ACCURATE, words.ACCURATE, _judgeable),
    CardButton(Button.NOT_ACCURATE, words.NOT_ACCURATE, _judgeable),
    CardButton(Button.INTENT, words.INTENT, lambda view: True, opens_form=True),
)
CARD_ACTIONS = frozenset(each.action for each in CARD_BUTTONS)
MODAL_ACTIONS = frozenset(each.action for each in CARD_BUTTONS if each.opens_form)


def available_actions(view: CardView) -> tuple[Button, ...]:
    """The actions a card offers, in order; empty for a card that is over."""
    return tuple(each.action for each in _offered(view))


def button_rows(view: CardView) -> list[Block]:
    """The rows of buttons, each with the decision's id as value."""
    offered = [button(each.label, each.action.value, view.decision_id, each.style) for each in _offered(view)]
    return [actions(offered)] if offered else []


def _offered(view: CardView) -> tuple[CardButton, ...]:
    return () if view.state in _OVER or view.moved_on else tuple(each for each in CARD_BUTTONS if each.offered(view))
