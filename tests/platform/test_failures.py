"""What nobody foresaw: one line with an id, the same for the same fault, and told to those who watch."""

from __future__ import annotations

import asyncio
import gc
import logging

import pytest

from bot.domain.frames import failure_id, frames
from bot.domain.telemetry import Dropped, Event, Failed, Where
from bot.errors import UnforeseenError
from bot.platform.background import BackgroundCalls
from bot.platform.durable.outcome import failure, unpack
from bot.platform.failures import catch_strays, report
from bot.platform.loop import Loop
from bot.platform.work import work_on
from tests.fakes.clock import ManualClock
from tests.platform.durable.waiting import until

SAID = "my zebrafinch is ill"


def here() -> None:
    raise ValueError(SAID)


def there() -> None:
    raise ValueError(SAID)


def raised(work: object) -> Exception:
    try:
        work()  # type: ignore[operator]
    except ValueError as error:
        return error
    raise AssertionError


def chained() -> None:
    try:
        here()
    except ValueError as error:
        raise ValueError("outer") from error


def failed(events: list[Event]) -> list[Failed]:
    return [event for event in events if isinstance(event, Failed)]


def test_the_same_fault_at_the_same_place_has_the_same_id() -> None:
    errors = [raised(work) for work in (here, here, there)]
    first, again, other = map(failure_id, errors)
    assert first == again != other
    assert len(first) == 8 and int(first, 16) >= 0


def test_places_are_told_from_the_innermost_on_and_of_a_chain_those_of_its_beginning() -> None:
    first, second = frames(raised(here))
    assert first.startswith("tests/platform/test_failures.py:") and first.endswith(" here")
    assert second.endswith(" raised")
    assert [place.split()[-1] for place in frames(raised(chained))] == ["here", "chained"]


async def test_one_line_has_the_id_and_those_who_watch_hear_of_it_with_the_work_it_hit(
    caplog: pytest.LogCaptureFixture,
) -> None:
    heard: list[Event] = []

    async def work() -> str:
        work_on(ticket="T1", turn="N1")
        return report(Where.STEP, "step route", raised(here), heard.append, on_card=True)

    found = await asyncio.create_task(work())
    assert [record.getMessage() for record in caplog.records] == [f"step route failed unexpectedly, id {found}"]
    assert heard == [Failed(Where.STEP, found, "ValueError", "T1", "N1", True)]


def test_the_id_survives_a_restart_with_the_failed_step() -> None:
    with pytest.raises(UnforeseenError) as again:
        unpack(failure(UnforeseenError("the work failed", code="3fa2b1c0")), str)
    assert again.value.code == "3fa2b1c0"


async def test_a_loop_that_meets_a_bug_reports_it_and_goes_on() -> None:
    heard: list[Event] = []
    rounds = asyncio.Event()

    async def work() -> None:
        if failed(heard):
            rounds.set()
            return
        here()

    loop = Loop("intake", work, asyncio.Event(), ManualClock(), heard.append)
    loop.start()
    async with asyncio.timeout(5):
        await rounds.wait()
    assert loop.alive
    await loop.stop()
    assert [(event.where, event.error) for event in failed(heard)] == [(Where.LOOP, "ValueError")]


async def test_best_effort_work_with_a_bug_is_dropped_and_reported() -> None:
    heard: list[Event] = []
    calls = BackgroundCalls(1.0, heard.append)

    async def work() -> None:
        here()

    calls.do(work, "reaction")

    async def done() -> bool:
        return not calls.busy

    await until(done)
    assert heard[0] == Dropped("reaction")
    assert [event.where for event in failed(heard)] == [Where.BACKGROUND]


async def test_a_task_that_nobody_waits_for_is_reported_without_its_words(caplog: pytest.LogCaptureFixture) -> None:
    heard: list[Event] = []
    undo = catch_strays(heard.append)

    async def work() -> None:
        here()

    task = asyncio.create_task(work(), name="stray")
    await asyncio.wait([task])
    del task
    gc.collect()
    undo()
    assert [event.where for event in failed(heard)] == [Where.TASK]
    assert "task stray failed unexpectedly" in caplog.messages[-1]
    assert SAID not in "".join(caplog.messages)
    assert logging.getLogger("bot.platform.failures").name in {record.name for record in caplog.records}
