"""Work that an older version left, killed between any two steps, is finished by this one."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest

from bot.domain import (
    Brief,
    Classification,
    Generation,
    Grounding,
    IntentScore,
    Passage,
    PassageId,
    SearchQuery,
    Sentence,
    SentenceCheck,
    TicketId,
    Tier,
)
from bot.flow import Parts, decide
from bot.listen.turn_starter import TurnStarter
from bot.listen.turn_work import TurnWork
from bot.listen.turn_workflows import WORKFLOW, InProgress
from bot.pipeline import NoAudits
from bot.platform.durable.workflows import Durable
from bot.settings import Settings
from bot.store.records import PostState, TurnState
from bot.store.store import Store
from tests.fakes.clock import ManualClock
from tests.outbox.world import World, open_world
from tests.platform.durable.waiting import until

STORED = Path(__file__).parents[1] / "data" / "stored"
TICKETS = ("before-classify", "before-retrieve", "before-generate", "before-route", "before-review", "before-end")
DONE = {"classify": 1, "retrieve": 2, "generate": 3}  # the number of the first ticket whose step had finished


class Counting:
    """The parts of the pipeline; counts which step ran for which question."""

    name = "extractive"

    def __init__(self) -> None:
        self.ran: Counter[tuple[str, str]] = Counter()

    async def classify(self, text: str, history: Sequence[str] = (), *_: object, **__: object) -> Classification:
        self.ran["classify", text] += 1
        return Classification((IntentScore("feature_question", 0.9),))

    async def search(self, query: SearchQuery) -> list[Passage]:
        self.ran["retrieve", query.text] += 1
        return []

    async def version(self) -> str:
        return "000001-of-tests"

    async def answer(self, brief: Brief, *_: object, **__: object) -> Generation:
        self.ran["generate", brief.question] += 1
        cites = (PassageId("exports#1"),)
        return Generation("extractive", (Sentence("Open **Reports > Export**.", cites),), chance=0.9)

    async def summarise(self, *_: object, **__: object) -> str:
        return "The customer asks how to export a report."

    async def check(self, question: str, generation: Generation, *_: object, **__: object) -> Grounding:
        return Grounding(tuple(SentenceCheck(s, True, PassageId("exports#1")) for s in generation.sentences), 1.0)

    async def as_reviewed(self, passages: Sequence[Passage]) -> tuple[Passage, ...]:
        return tuple(passages)

    async def flagged(self, *_: object, **__: object) -> frozenset[str]:
        return frozenset()


@pytest.fixture
async def yesterday(tmp_path: Path) -> Path:
    """A folder with both databases as they were left."""
    for name in ("earnest", "durable"):
        with sqlite3.connect(tmp_path / f"{name}.db") as database:
            database.executescript((STORED / f"{name}.sql").read_text(encoding="utf-8"))
        database.close()
    store = await Store.open(f"sqlite:///{tmp_path}/earnest.db", ManualClock(), lambda: "unused")
    await store.close()  # its tables are today's now
    return tmp_path


async def finished(world: World, folder: Path) -> Counting:
    """Take up the turns until all are decided."""
    parts = Counting()
    built = Parts(
        policy=world.runtime.policy,
        classifier=parts,
        index=parts,
        engine=parts,
        fallback=None,
        summariser=parts,
        checker=parts,
        sources=parts,
        clock=world.clock,
        audits=NoAudits(),
    )
    running = InProgress(world.runtime.wake.turns)
    work = TurnWork(world.runtime, partial(decide, built), running)
    durable = await Durable.launch(Settings(_env_file=None, data_dir=folder), on_failed=work.failed)
    durable.workflow(WORKFLOW, work.workflow)
    starter = TurnStarter(world.runtime, durable, work, running)

    async def all_decided() -> bool:
        await starter.work()
        return not await world.store.turns.undecided() and not len(running)

    try:
        await until(all_decided)
    finally:
        await durable.close()
    return parts


async def test_turns_killed_between_any_two_steps_are_decided_and_no_finished_step_runs_again(yesterday: Path) -> None:
    world = await open_world(yesterday / "earnest.db", prefix="new")
    try:
        parts = await finished(world, yesterday)
        for number, suffix in enumerate(TICKETS):
            ticket = TicketId(f"ticket-{number}-{suffix}")
            (turn,) = await world.store.turns.of_ticket(ticket)
            (row,) = await world.store.decisions.of_ticket(ticket)
            kinds = [post.kind for post in await world.store.posts.of_ticket(ticket)]
            assert (turn.state, kinds.count("card")) == (TurnState.DECIDED, 1)
            # The first two are searched for anew, and nothing is found; the others stand on what was stored.
            assert row.decision.tier is (Tier.ASSISTED if number < 2 else Tier.REVIEWED)
            question = f"How do I export report {number}?"
            again = {step for step, first in DONE.items() if number >= first and parts.ran[step, question]}
            assert again == set(), f"{suffix}: {again} had finished before the kill"
        assert parts.ran["classify", "How do I export report 0?"] == 1
        assert parts.ran["generate", "How do I export report 2?"] == 1
    finally:
        await world.store.close()


async def test_posts_that_had_not_left_leave_once(yesterday: Path) -> None:
    world = await open_world(yesterday / "earnest.db", prefix="new")
    try:
        world.restarted()
        await world.run()
        posts = await world.store.posts.of_ticket(TicketId("ticket-5-before-end"))
        assert [(post.kind, post.state) for post in posts] == [("card", PostState.SENT), ("notice", PostState.DUE)]
        assert len(world.slack.ours("CDESK")) == 1
    finally:
        await world.store.close()
