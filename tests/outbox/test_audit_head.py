"""The head of the audit log is told once a week, by rows and our clock, also over a restart."""

from __future__ import annotations

from bot.review.audit_head import tell_audit_head
from bot.store.records import LogEntry
from tests.outbox.world import DESK, World

DAY = 86_400


async def test_the_head_is_told_once_a_week_also_over_a_restart(world: World) -> None:
    assert not await tell_audit_head(world.runtime)
    await world.store.reviews.log(LogEntry("a:1", "U0SAM00001", "approve", world.clock.now()))
    world.clock.advance(6 * DAY)
    assert not await tell_audit_head(world.runtime)
    world.clock.advance(DAY)
    assert await tell_audit_head(world.runtime)
    world.restarted()
    assert not await tell_audit_head(world.runtime)
    await world.run()
    head = await world.store.audit_log.head()
    assert head is not None
    assert [head.hash in message["text"] for message in world.slack.ours(DESK)] == [True]
    world.clock.advance(7 * DAY)
    assert await tell_audit_head(world.runtime)
