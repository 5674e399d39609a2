"""A source that a sync held back is told to the desk: once, also over restarts, and once more when it is free."""

from __future__ import annotations

from bot.review.held_sources import tell_of_held
from tests.outbox.world import DESK, World


async def test_a_held_source_is_told_once_and_so_is_its_release(world: World) -> None:
    why = "only 3 of 40 articles came back"
    assert not await tell_of_held(world.runtime, {})
    assert await tell_of_held(world.runtime, {"docs": why})
    assert not await tell_of_held(world.runtime, {"docs": "only 2 of 40 articles came back"})
    world.restarted()
    assert not await tell_of_held(world.runtime, {"docs": why})
    assert await tell_of_held(world.runtime, {"docs": why, "help": "a part of it could not be listed"})
    world.clock.advance(60)
    assert await tell_of_held(world.runtime, {"help": "a part of it could not be listed"})
    world.clock.advance(60)
    assert await tell_of_held(world.runtime, {"docs": why, "help": "a part of it could not be listed"})
    await world.run()
    said = [message["text"] for message in world.slack.ours(DESK)]
    assert [text.split(":")[0] for text in said] == [
        "The articles of docs were not brought up to date",
        "The articles of help were not brought up to date",
        "The articles of docs are up to date again.",
        "The articles of docs were not brought up to date",
    ]
    assert why in said[0]
