"""Earlier turns: whole exchanges word for word, the rest in a summary that is extended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from bot.answer.history import split_history, summary_for_card, summary_of_older
from bot.domain import NO_CONTEXT, Brief, CallContext, Generation, StoredSummary, TicketId, Utterance
from bot.errors import EarnestError, TransientError

TICKET = TicketId("T1")


def turns(written: str) -> tuple[Utterance, ...]:
    """`c1 e1 c2` as turns of customer, Earnest and staff."""
    roles = {"c": "customer", "e": "earnest", "s": "staff"}
    return tuple(Utterance(roles[word[0]], word) for word in written.split())


@pytest.mark.parametrize(
    ("history", "exchanges", "older"),
    [
        ("", 3, 0),
        ("c1 e1 c2 e2 c3 e3", 3, 0),
        ("c1 e1 c2 e2 c3 e3 c4 e4", 3, 2),
        ("c1 e1 s1 c2 e2 c3 c4 e3 e4 c5", 3, 3),
        ("c1 c2 c3 c4 e1", 3, 0),
        ("c1 c2 c3 e1 c4 e2", 1, 4),
        ("e1 c1 e2 c2 e3", 2, 1),
        ("s1 s2", 3, 0),
        ("c1 e1", 0, 2),
    ],
)
def test_exchanges_are_kept_whole(history: str, exchanges: int, older: int) -> None:
    every = turns(history)
    assert split_history(every, exchanges) == (every[:older], every[older:])


@dataclass
class Kept:
    """A store of one summary."""

    summary: StoredSummary | None = None

    async def get(self, ticket_id: TicketId) -> StoredSummary | None:
        assert ticket_id == TICKET
        return self.summary

    async def put(self, ticket_id: TicketId, summary: StoredSummary) -> None:
        assert ticket_id == TICKET
        self.summary = summary


@dataclass
class Summariser:
    """An engine that joins what it is told, and keeps what it was asked; with an error it is away."""

    name: str = "joins"
    error: EarnestError | None = None
    asked: list[tuple[str, str]] = field(default_factory=list)

    async def answer(self, brief: Brief) -> Generation:
        raise AssertionError

    async def summarise(
        self, conversation: Sequence[Utterance], context: CallContext = NO_CONTEXT, before: str = ""
    ) -> str:
        if self.error:
            raise self.error
        text = " ".join(turn.text for turn in conversation)
        self.asked.append((text, before))
        return f"{before} {text}".strip()


ON_TICKET = CallContext(TICKET)


async def test_a_summary_is_extended_by_what_is_new_and_made_anew_when_an_old_turn_changed() -> None:
    store, engine = Kept(), Summariser()
    assert await summary_of_older(turns("c1 e1"), engine, store, ON_TICKET) == "c1 e1"
    assert await summary_of_older(turns("c1 e1"), engine, store, ON_TICKET) == "c1 e1"
    assert await summary_of_older(turns("c1 e1 c2 e2"), engine, store, ON_TICKET) == "c1 e1 c2 e2"
    assert engine.asked == [("c1 e1", ""), ("c2 e2", "c1 e1")]
    assert await summary_of_older(turns("c1 e1 c3 e2"), engine, store, ON_TICKET) == "c1 e1 c3 e2"
    assert engine.asked[-1] == ("c1 e1 c3 e2", "")
    assert await summary_of_older(turns("c1"), engine, store, ON_TICKET) == "c1"


async def test_without_older_turns_or_a_ticket_nothing_is_asked_or_kept() -> None:
    store, engine = Kept(), Summariser()
    assert await summary_of_older((), engine, store, ON_TICKET) == ""
    assert engine.asked == []
    assert await summary_of_older(turns("c1"), engine, store, NO_CONTEXT) == "c1"
    assert store.summary is None


async def test_a_card_tells_the_older_turns_in_short_and_another_summariser_stands_in() -> None:
    store, away, spare = Kept(), Summariser(error=TransientError("busy")), Summariser()
    told = await summary_for_card(turns("c1 e1 c2 e2 c3"), 1, (away, None, spare), store, ON_TICKET)
    assert told == "c1 e1 c2 e2 c3"
    assert spare.asked == [("c1 e1 c2 e2", ""), ("c3", "c1 e1 c2 e2")]
    assert await summary_for_card(turns("c1"), 3, (away,), Kept(), ON_TICKET) == ""
