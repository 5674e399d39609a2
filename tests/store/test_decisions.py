"""Decisions and drafts: one a revision, settled once, readable by later versions."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta

import pytest
from hypothesis import given, settings

from bot.domain import (
    Decision,
    DecisionId,
    PassageId,
    Sentence,
    TicketId,
)
from bot.domain.codec import decode, encode
from bot.domain.states import DraftState
from bot.errors import PermanentError
from bot.store import Store
from tests.fakes.clock import ManualClock
from tests.store.made import DECISIONS
from tests.store.rows import STAFF, answer, decided, turn_of


@given(decision=DECISIONS)
@settings(max_examples=40)
def test_a_decision_comes_back_as_it_went_in(decision: Decision) -> None:
    assert decode(encode(decision, Decision), Decision) == decision


def test_a_decision_that_an_older_version_wrote_can_be_read() -> None:
    stored = json.loads(encode(answer(), Decision))
    del stored["summary"]
    del stored["drafted"]["tries"]
    stored["of_another_version"] = {"any": "thing"}
    assert decode(json.dumps(stored), Decision) == answer()


def test_what_is_no_decision_is_refused_in_clear_words() -> None:
    with pytest.raises(PermanentError, match="Decision is of a shape"):
        decode('{"tier": "none"}', Decision)


def test_half_a_surrogate_from_a_model_does_not_lose_the_sentence() -> None:
    assert decode(encode(Sentence("ok \ud83d"), Sentence), Sentence) == Sentence("ok \ufffd")


async def test_a_stored_decision_reads_back_whole(store: Store, clock: ManualClock) -> None:
    turn = await turn_of(store, clock.now())
    await decided(store, turn, clock.now())
    row = await store.decisions.get(DecisionId("D1"))
    assert row is not None
    assert (row.decision, row.ticket_id, row.current) == (answer(), "T1", True)
    draft = await store.decisions.draft(DecisionId("D1"))
    assert draft is not None
    assert (draft.text, draft.state) == ("Open Reports.", DraftState.PENDING)


async def test_a_revision_is_decided_once_also_when_its_workflow_runs_twice(store: Store, clock: ManualClock) -> None:
    turn = await turn_of(store, clock.now())
    assert await decided(store, turn, clock.now(), key="D1")
    assert not await decided(store, turn, clock.now(), key="D2")
    assert [row.id for row in await store.decisions.of_ticket(TicketId("T1"))] == ["D1"]


async def test_a_newer_decision_makes_the_older_draft_unusable(store: Store, clock: ManualClock) -> None:
    turn = await turn_of(store, clock.now())
    await decided(store, turn, clock.now(), key="D1")
    revised = await store.turns.revise(turn.id, clock.advance(1))
    assert revised is not None
    await decided(store, revised, clock.now(), key="D2")
    assert not await store.decisions.settle(DecisionId("D1"), DraftState.APPROVED, STAFF, "Open Reports.")
    older, newer = await store.decisions.of_ticket(TicketId("T1"))
    assert (older.current, newer.current) == (False, True)
    found = await store.decisions.draft(DecisionId("D1"))
    assert found is not None
    assert found.state is DraftState.SUPERSEDED


async def test_of_two_clicks_on_a_draft_one_decides(store: Store, clock: ManualClock) -> None:
    turn = await turn_of(store, clock.now())
    await decided(store, turn, clock.now())
    choices = (DraftState.APPROVED, DraftState.DECLINED)
    won = await asyncio.gather(*(store.decisions.settle(DecisionId("D1"), choice, STAFF) for choice in choices))
    assert sorted(won) == [False, True]
    draft = await store.decisions.draft(DecisionId("D1"))
    assert draft is not None
    assert (draft.state, draft.decided_by) == (choices[won.index(True)], STAFF)


async def test_drafts_nobody_decided_are_found_by_their_age(store: Store, clock: ManualClock) -> None:
    made = clock.now()
    await decided(store, await turn_of(store, made, 1), made, key="D1")
    await decided(store, await turn_of(store, clock.advance(60), 2), clock.now(), key="D2")
    assert [draft.decision_id for draft in await store.decisions.undecided_since(made)] == ["D1"]


async def test_a_recall_finds_every_decision_that_leaned_on_a_passage(store: Store, clock: ManualClock) -> None:
    for number, passage in enumerate(("exports#1", "billing#1", "exports#1"), start=1):
        turn = await turn_of(store, clock.advance(1), number)
        await decided(store, turn, clock.now(), key=f"D{number}", decision=answer(passage=passage))
    leaning = await store.decisions.leaning_on([PassageId("exports#1")])
    assert [row.id for row in leaning] == ["D3", "D1"]
    assert await store.decisions.uses(clock.now() - timedelta(seconds=1)) == {"billing": 1, "exports": 1}


async def test_what_was_posted_at_once_has_no_draft_to_approve(store: Store, clock: ManualClock) -> None:
    turn = await turn_of(store, clock.now())
    await decided(store, turn, clock.now(), draft=DraftState.POSTED)
    draft = await store.decisions.draft(DecisionId("D1"))
    assert draft is not None
    assert (draft.state, draft.final_text, draft.decided_at) == (DraftState.POSTED, "Open Reports.", clock.now())
    assert not await store.decisions.settle(DecisionId("D1"), DraftState.DECLINED, STAFF)
