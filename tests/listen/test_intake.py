"""Stored payloads are worked on in order, and one that breaks its handler does not hold up the others."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import timedelta

from bot.domain import ChannelId, MessageTs
from bot.domain.inbound import Inbound, MessageDeleted
from bot.domain.telemetry import Event, Failed, Where
from bot.errors import TransientError
from bot.listen.intake import GIVE_UP_AFTER, LINES_AT_ONCE, SOON_TRIES, UNFORESEEN_TRIES, Intake
from bot.retry import LEFT_TO_NEWER
from bot.store.inbox import entry_for
from bot.store.leases import Leases
from bot.store.records import InboxState
from tests.outbox.world import World


class AllOurs(Leases):
    """Other processes may work beside this one, and hold nothing."""

    shared = True  # type: ignore[assignment]

    def __init__(self) -> None:
        pass

    async def claim(self, keys: Sequence[str]) -> set[str]:
        """All of them."""
        return set(keys)

    async def give_back(self, keys: Collection[str]) -> None:
        """Nothing is kept."""


def deleted(channel: str, number: int) -> MessageDeleted:
    return MessageDeleted(ChannelId(channel), MessageTs(f"{number}.0"))


async def test_a_payload_that_meets_a_bug_is_put_off_then_given_up_and_the_others_are_worked_on(world: World) -> None:
    heard: list[Event] = []
    done: list[str] = []

    async def handle(record: Inbound) -> str:
        if record.key == "CBAD:1.0:delete":
            raise TypeError("words of a customer")
        done.append(record.key)
        return "done"

    intake = Intake(replace(world.runtime, tell=heard.append), handle)
    await world.store.inbox.put([entry_for(deleted(*at)) for at in (("CBAD", 1), ("CBAD", 2), ("CGOOD", 3))])
    for _ in range(UNFORESEEN_TRIES + 1):
        await intake.work()
        world.clock.advance(120)
    assert done[0] == "CGOOD:3.0:delete"
    await intake.work()
    assert set(done) == {"CGOOD:3.0:delete", "CBAD:2.0:delete"}
    failures = [event for event in heard if isinstance(event, Failed)]
    assert [event.where for event in failures] == [Where.INBOX] * (UNFORESEEN_TRIES + 1)
    [failure_id] = {event.failure_id for event in failures}
    row = await world.store.inbox.get("CBAD:1.0:delete")
    assert row is not None
    assert (row.state, row.note) == (InboxState.DONE, f"not possible: TypeError, id {failure_id}")


async def test_what_waits_for_an_answer_on_its_way_is_tried_for_an_hour_and_not_fifty_times(world: World) -> None:
    """A process that was killed with the answer in hand is noticed after half a minute."""
    tried = 0

    async def handle(_: Inbound) -> str:
        nonlocal tried
        tried += 1
        raise TransientError("the answer is on its way", retry_after_s=0.3)

    intake = Intake(world.runtime, handle)
    await world.store.inbox.put([entry_for(deleted("CACME", 1))])
    for _ in range(2 * SOON_TRIES):
        await intake.work()
        world.clock.advance(0.3)
    assert tried == SOON_TRIES + SOON_TRIES // 4 + 1, "as soon as was asked for at first, then every second"
    row = await world.store.inbox.get("CACME:1.0:delete")
    assert row is not None and row.state is InboxState.NEW
    world.clock.advance(GIVE_UP_AFTER / timedelta(seconds=1))
    await intake.work()
    row = await world.store.inbox.get("CACME:1.0:delete")
    assert row is not None and (row.state, row.note) == (InboxState.DONE, "given up")


async def test_of_many_lines_a_few_are_worked_on_at_a_time_and_all_in_a_round(world: World) -> None:
    under_way, most, done = 0, 0, 0

    async def handle(_: Inbound) -> str:
        nonlocal under_way, most, done
        under_way += 1
        most = max(most, under_way)
        await world.store.inbox.count()
        under_way -= 1
        done += 1
        return "done"

    intake = Intake(world.runtime, handle)
    await world.store.inbox.put([entry_for(deleted(f"C{number}", number)) for number in range(3 * LINES_AT_ONCE)])
    await intake.work()
    assert (most, done) == (LINES_AT_ONCE, 3 * LINES_AT_ONCE)


async def test_in_a_deploy_what_only_the_newer_version_knows_is_left_to_it_with_what_follows_in_its_line(
    world: World,
) -> None:
    done: list[str] = []
    world.store.leases = AllOurs()

    async def handle(record: Inbound) -> str:
        done.append(record.key)
        return "done"

    fresh = replace(entry_for(deleted("CNEW", 2)), id="tomorrow", kind="tomorrow", payload='{"kind":"tomorrow"}')
    others = [entry_for(deleted(*at)) for at in (("CNEW", 1), ("CNEW", 3), ("COLD", 4))]
    await world.store.inbox.put([others[0], fresh, *others[1:]])
    intake = Intake(world.runtime, handle)
    for _ in range(2 * UNFORESEEN_TRIES):
        await intake.work()
        world.clock.advance(60)
    assert sorted(done) == ["CNEW:1.0:delete", "COLD:4.0:delete"]
    world.clock.advance(LEFT_TO_NEWER / timedelta(seconds=1))  # nobody came: it is not waited for in vain
    for _ in range(2 * UNFORESEEN_TRIES):
        await intake.work()
        world.clock.advance(60)
    assert "CNEW:3.0:delete" in done
