"""The answers of ours that a customer had before a message: in its thread, or to what they asked just before."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.domain import PassageId, ReasonCode
from bot.domain.states import DraftState
from bot.runtime import Runtime
from bot.store.records import DecisionRow, Message, Ticket

WENT_OUT = frozenset({DraftState.POSTED, DraftState.APPROVED, DraftState.EDITED})
WITHIN_S = 3600.0  # how long a message outside the thread may still be a word on the answer in it
_DISSENT = frozenset({ReasonCode.DISSENT, ReasonCode.DISSENT_AGAIN})


@dataclass(frozen=True, slots=True)
class Answered:
    """The last question that was answered, what its answer and those before it leaned on, and how often the customer
    has said that one did not help. `elsewhere`: in another thread than what is said now."""

    question: str
    passages: tuple[PassageId, ...]
    titles: tuple[str, ...]
    dissented: int
    elsewhere: bool = False


async def answered_before(runtime: Runtime, ticket: Ticket, first: Message) -> Answered | None:
    """What the author of a turn's first message was answered before it; None where nothing was."""
    found = await _of(runtime, ticket, first)
    if found is not None or first.thread_ts is not None:
        return found
    for other in await runtime.store.tickets.latest_by(ticket.channel, first.author, limit=3):
        near = 0 <= float(first.ts) - float(other.last_author_ts or other.thread_ts) <= WITHIN_S
        if other.id != ticket.id and near:
            found = await _of(runtime, other, first)
            if found is not None:
                return replace(found, elsewhere=True)
    return None


async def _of(runtime: Runtime, ticket: Ticket, first: Message) -> Answered | None:
    store = runtime.store
    rows = [row for row in await store.decisions.of_ticket(ticket.id) if row.current and row.turn_id != first.turn_id]
    rows = [row for row in rows if row.decided_at <= runtime.clock.now()]
    went_out = [row for row in rows if await _went_out(runtime, row)]
    if not went_out:
        return None
    cited = [cite for row in went_out for cite in _cites(row)]
    titles = dict.fromkeys(source.title for row in went_out for source in row.decision.sources)
    said = sum(any(reason.code in _DISSENT for reason in row.decision.reasons) for row in rows)
    return Answered(went_out[-1].decision.question, tuple(dict.fromkeys(cited)), tuple(titles), said)


async def _went_out(runtime: Runtime, row: DecisionRow) -> bool:
    draft = await runtime.store.decisions.draft(row.id)
    return draft is not None and draft.state in WENT_OUT


def _cites(row: DecisionRow) -> list[PassageId]:
    drafted = row.decision.drafted
    return [cite for s in drafted.generation.sentences for cite in s.cites] if drafted else []
