"""Slack's rate limits: who was refused for haste waits in turn, and so do all others."""

from __future__ import annotations

import asyncio

import pytest
import pytest_asyncio

from bot.errors import TransientError
from bot.platform.slack import limits
from bot.platform.slack.limits import FIRST, TIER3_BURST, RateGate

REPLIES, HISTORY = "conversations.replies", "conversations.history"


@pytest_asyncio.fixture
async def gate() -> RateGate:
    """Twenty calls a second after the burst."""
    return RateGate(asyncio.get_running_loop().time, tier3_per_minute=1200)


async def used_up(gate: RateGate, method: str) -> None:
    for _ in range(TIER3_BURST):
        await gate.tier3(method)


async def test_what_is_refused_for_haste_is_called_again_in_its_turn_and_all_others_wait(gate: RateGate) -> None:
    loop = asyncio.get_running_loop()
    began, made = loop.time(), []

    async def call() -> str:
        made.append(loop.time() - began)
        if len(made) == 1:
            raise TransientError("slow down", retry_after_s=0.2)
        return "read"

    assert await gate.in_turn({REPLIES: call}) == "read"
    await gate.tier3(HISTORY)
    assert loop.time() - began < 0.35
    await gate.tier3(REPLIES)
    assert len(made) == 2 and made[1] >= 0.2
    assert loop.time() - began >= 0.25, "a token a call is there again only after the wait that Slack asked for"


async def test_a_failure_that_is_no_refusal_for_haste_is_raised_at_once(gate: RateGate) -> None:
    async def broken() -> None:
        raise TransientError("away")

    with pytest.raises(TransientError):
        await gate.in_turn({REPLIES: broken})
    assert await gate.tier3(REPLIES) == REPLIES


async def test_of_two_methods_the_one_with_the_shorter_line_is_taken(gate: RateGate) -> None:
    await used_up(gate, REPLIES)
    assert await gate.tier3(REPLIES, HISTORY) == HISTORY


async def test_who_may_call_either_of_two_methods_takes_the_one_that_other_processes_leave() -> None:
    class Elsewhere:
        """Other processes have used up one of them."""

        async def take(self, key: str, every_s: float, burst: float) -> float:
            return 60.0 if key == REPLIES else 0.0

        async def close(self, key: str, every_s: float, burst: float, for_s: float) -> None:
            raise AssertionError("nothing was refused")

    gate = RateGate(asyncio.get_running_loop().time, shared=Elsewhere())
    async with asyncio.timeout(5.0):
        assert await gate.tier3(REPLIES, HISTORY) == HISTORY
    assert not gate._lines, "and leaves the line of the other"


async def test_who_is_quick_stands_before_those_who_wait_already(gate: RateGate) -> None:
    await used_up(gate, REPLIES)
    order: list[str] = []

    async def wait(name: str, quick: bool) -> None:
        await gate.tier3(REPLIES, ahead_s=FIRST if quick else 0.0)
        order.append(name)

    async with asyncio.TaskGroup() as tasks:
        for number in range(3):
            tasks.create_task(wait(f"look {number}", False))
        tasks.create_task(wait("notice", True))
    assert order == ["notice", "look 0", "look 1", "look 2"]


async def test_who_reads_ahead_stands_before_those_who_came_just_now_and_after_those_who_wait_for_long(
    gate: RateGate,
) -> None:
    await used_up(gate, HISTORY)
    await used_up(gate, REPLIES)
    gate._buckets[REPLIES].tokens -= 8  # two fifths of a second, and what came while both were used up
    gate._buckets[HISTORY].tokens = -1.0
    order: list[str] = []

    async def wait(name: str, ahead_s: float = 0.0) -> None:
        await gate.tier3(REPLIES, ahead_s=ahead_s)
        order.append(name)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(wait("look that waits for long"))
        await gate.tier3(HISTORY)  # a twentieth of a second at least
        tasks.create_task(wait("look just now"))
        tasks.create_task(wait("catching up", 0.02))
    assert order == ["look that waits for long", "catching up", "look just now"]


async def test_who_stops_waiting_leaves_the_line(gate: RateGate) -> None:
    await used_up(gate, REPLIES)
    given_up = asyncio.create_task(gate.tier3(REPLIES))
    await asyncio.sleep(0)
    given_up.cancel()
    async with asyncio.timeout(1.0):
        await gate.tier3(REPLIES)


async def test_posts_of_a_channel_go_one_by_one_and_the_quick_one_first() -> None:
    loop = asyncio.get_running_loop()
    gate = RateGate(loop.time, post_every_s=0.05)
    began, order = loop.time(), []

    async def post(name: str, quick: bool = False) -> None:
        await gate.post("CDESK", quick=quick)
        order.append(name)

    await post("first")
    async with asyncio.TaskGroup() as tasks:
        for number in range(2):
            tasks.create_task(post(f"draft {number}"))
        tasks.create_task(post("handed over", quick=True))
        tasks.create_task(gate.post("CACME"))
    assert order == ["first", "handed over", "draft 0", "draft 1"]
    assert loop.time() - began >= 0.15


async def test_channels_of_years_leave_nothing_behind_and_those_that_wait_are_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "BUCKETS", 5)
    now = 0.0
    gate = RateGate(lambda: now)
    for number in range(100):
        await gate.post(f"C{number}")
        now += 1.0  # as long as it takes until a channel may be posted to again
    assert len(gate._buckets) <= 5
    assert not gate._lines
    await used_up(gate, REPLIES)
    for number in range(10):
        await gate.post(f"D{number}")
    assert gate._wait_s(REPLIES, gate._tier3, limits._Place(False, 10_000)) > 0


async def test_who_is_patient_lets_others_go_first_and_leaves_room_for_those_of_other_processes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Elsewhere:
        """Notes how much each may use up at once."""

        bursts: list[float]

        async def take(self, key: str, every_s: float, burst: float) -> float:
            self.bursts.append(burst)
            return 0.0

        async def close(self, key: str, every_s: float, burst: float, for_s: float) -> None:
            raise AssertionError("nothing was refused")

    monkeypatch.setattr(limits, "PATIENCE_S", 0.5)
    shared = Elsewhere()
    shared.bursts = []
    gate = RateGate(asyncio.get_running_loop().time, tier3_per_minute=1200, shared=shared)
    await used_up(gate, REPLIES)
    shared.bursts.clear()
    order: list[str] = []

    async def wait(name: str, gate: RateGate) -> None:
        await gate.tier3(REPLIES)
        order.append(name)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(wait("what was heard", gate.patient()))
        await asyncio.sleep(0)
        for number in range(2):
            tasks.create_task(wait(f"look {number}", gate))
    assert order == ["look 0", "look 1", "what was heard"]
    assert shared.bursts == [TIER3_BURST, TIER3_BURST, TIER3_BURST - limits.ROOM]
    monkeypatch.setattr(limits, "PATIENCE_S", 1e-9)
    await gate.patient().tier3(HISTORY)
    assert shared.bursts[-1] == TIER3_BURST, "and no longer than it can"
