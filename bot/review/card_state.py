"""Where a desk card stands, from what the tables say of its draft, its ticket and its turn. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain import ReasonCode, Tier
from bot.domain.states import DraftState, ThreadState
from bot.outbox.blocks import CardState
from bot.store.records import DecisionRow, Draft, LogEntry, Post, PostState, Ticket, Turn, TurnState

_DECIDED = {
    DraftState.APPROVED: CardState.APPROVED,
    DraftState.EDITED: CardState.EDITED,
    DraftState.DECLINED: CardState.DECLINED,
    DraftState.POSTED: CardState.ANSWERED,
}
_ON_THE_WAY = (PostState.DUE, PostState.SENDING)
_NEVER = (PostState.FAILED, PostState.CANCELLED)
_MOVES = {"reassign": CardState.REASSIGNED, "give_back": CardState.GIVEN_BACK, "take": CardState.PENDING}


def card_state(
    draft: Draft | None, ticket: Ticket, row: DecisionRow, turn: Turn, answer: Post | None = None
) -> CardState:
    """The state of a decision's card.

    Whose thread it is goes before what became of the draft: a card whose customer waits for a person must not look
    finished. A decline alone stays to be seen, since its own buttons ask for a verdict on the draft. What is decided is
    not yet posted: `answer` is the answer's post."""
    decided = _posted(_DECIDED.get(draft.state) if draft else None, answer)
    if turn.state is TurnState.DROPPED and decided is None:
        return CardState.CANCELLED
    if ticket.state is ThreadState.WITH_PEOPLE:
        if ticket.taken_by is not None:
            return CardState.TAKEN
        if draft is not None and draft.state is DraftState.PENDING:
            return CardState.PENDING  # staff had one made of a near passage
        return decided if decided in (CardState.DECLINED, CardState.NOT_POSTED) else CardState.HANDED_OVER
    if decided is not None:
        return decided
    if not row.current or (draft is not None and draft.state is DraftState.SUPERSEDED):
        return CardState.SUPERSEDED
    return _undecided(row)


def _posted(decided: CardState | None, answer: Post | None) -> CardState | None:
    if decided in (None, CardState.DECLINED) or answer is None:
        return decided
    if answer.state in _ON_THE_WAY:
        return CardState.SENDING
    return CardState.NOT_POSTED if answer.state in _NEVER else decided


def moved(state: CardState, log: Sequence[LogEntry]) -> CardState:
    """A card that waits, with the last move that brought it there: `log` is what people did on it, in order."""
    moves = [_MOVES[entry.action] for entry in log if entry.action in _MOVES]
    return moves[-1] if state is CardState.PENDING and moves else state


def _undecided(row: DecisionRow) -> CardState:
    """Tiers 2 and 3 give the thread to people at once, so an open one was given back; in watch mode as well, but there
    the customer knows nothing of it."""
    watched = any(reason.code is ReasonCode.WATCH_MODE for reason in row.decision.reasons)
    handed_over = row.decision.tier >= Tier.ASSISTED and not watched
    return CardState.GIVEN_BACK if handed_over else CardState.PENDING
