"""The desk hears of what nobody foresaw: by its id, once a day, unless a card shows it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain.telemetry import Dropped, Event, Failed, Where
from bot.outbox.failure_note import FailureNotes
from tests.outbox.world import DESK, World
from tests.platform.durable.waiting import until

FAILED = Failed(Where.LOOP, "3fa2b1c0", "KeyError", None, None)


async def notes(world: World) -> list[str]:
    """What the desk was told."""

    async def settled() -> bool:
        return not world.runtime.background.busy

    await until(settled)
    await world.run()
    return [message["text"] for message in world.slack.ours(DESK)]


async def test_a_failure_is_told_once_a_day_by_its_id(world: World) -> None:
    heard: list[Event] = []
    tell = FailureNotes(heard.append)
    tell(FAILED)
    tell.begin(world.runtime)
    assert await notes(world) == []
    for _ in range(3):
        tell(FAILED)
    tell(replace(FAILED, failure_id="0badcafe"))
    told = await notes(world)
    assert sorted(text.partition(";")[0] for text in told) == [
        "Something failed here, id 0badcafe",
        "Something failed here, id 3fa2b1c0",
    ]
    world.clock.advance(timedelta(days=1).total_seconds())
    tell(FAILED)
    assert len(await notes(world)) == 3
    assert len(heard) == 6


async def test_what_a_card_shows_needs_no_note(world: World) -> None:
    tell = FailureNotes(lambda event: None)
    tell.begin(world.runtime)
    tell(replace(FAILED, on_card=True))
    tell(Dropped("home"))
    assert await notes(world) == []
