"""Earlier turns: whole exchanges word for word, the rest in a summary that is extended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from bot.answer.history import split_history, summary_of_older
from bot.domain import StoredSummary, TicketId, Utterance
from bot.errors import TransientError

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
    """Joins what it is told, and keeps what it was asked."""

    asked: list[tuple[str, str]] = field(default_factory=list)

    async def __call__(self, said: Sequence[Utterance], before: str) -> str:
        text = " ".join(turn.text for turn in said)
        self.asked.append((text, before))
        return f"{before} {text}".strip()


async def test_a_summary_is_extended_by_what_is_new_and_made_anew_when_an_old_turn_changed() -> None:
    store, summarise = Kept(), Summariser()
    assert await summary_of_older(turns("c1 e1"), TICKET, store, summarise) == "c1 e1"
    assert await summary_of_older(turns("c1 e1"), TICKET, store, summarise) == "c1 e1"
    assert await summary_of_older(turns("c1 e1 c2 e2"), TICKET, store, summarise) == "c1 e1 c2 e2"
    assert summarise.asked == [("c1 e1", ""), ("c2 e2", "c1 e1")]
    assert await summary_of_older(turns("c1 e1 c3 e2"), TICKET, store, summarise) == "c1 e1 c3 e2"
    assert summarise.asked[-1] == ("c1 e1 c3 e2", "")
    assert await summary_of_older(turns("c1"), TICKET, store, summarise) == "c1"


async def test_without_older_turns_or_a_store_nothing_is_asked_or_kept() -> None:
    summarise = Summariser()
    assert await summary_of_older((), TICKET, Kept(), summarise) == ""
    assert summarise.asked == []
    assert await summary_of_older(turns("c1"), None, Kept(), summarise) == "c1"


async def test_a_summary_that_cannot_be_made_is_left_out() -> None:
    async def away(said: Sequence[Utterance], before: str) -> str:
        raise TransientError("busy")

    store = Kept()
    assert await summary_of_older(turns("c1"), TICKET, store, away) == ""
    assert store.summary is None
