"""A model that fails again and again is left alone, waits for it end, and one call finds out when it is back."""

from __future__ import annotations

import asyncio

import pytest

from bot.errors import ModelError, TransientError
from bot.platform.claude.breaker import Breaker


class Time:
    """A clock that is moved by hand, in seconds."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def breaker(time: Time) -> Breaker:
    return Breaker(time)


async def call(breaker: Breaker, outcome: BaseException | None = None) -> None:
    async with breaker.call():
        if outcome is not None:
            raise outcome


async def fails(breaker: Breaker, times: int) -> None:
    for _ in range(times):
        with pytest.raises(TransientError, match="busy"):
            await call(breaker, TransientError("busy"))


async def test_three_failures_in_a_row_open_it_and_others_are_refused_at_once(breaker: Breaker) -> None:
    await fails(breaker, 3)
    with pytest.raises(TransientError, match="left alone"):
        await call(breaker)


@pytest.mark.parametrize("between", [None, ModelError("refused", code="refusal")])
async def test_a_model_that_answers_in_between_is_there(breaker: Breaker, between: ModelError | None) -> None:
    await fails(breaker, 2)
    if between is None:
        await call(breaker)
    else:
        with pytest.raises(ModelError):
            await call(breaker, between)
    await fails(breaker, 2)
    await call(breaker)


async def test_calls_under_way_end_when_it_opens(breaker: Breaker) -> None:
    async def hang() -> None:
        async with breaker.call():
            await asyncio.Event().wait()

    hanging = [asyncio.create_task(hang()) for _ in range(4)]
    await asyncio.sleep(0)
    await fails(breaker, 3)
    ended = await asyncio.gather(*hanging, return_exceptions=True)
    assert [type(error) for error in ended] == [TransientError] * 4
    assert breaker.is_open


async def test_after_a_while_one_call_probes_and_the_others_wait_for_it(breaker: Breaker, time: Time) -> None:
    await fails(breaker, 3)
    time.now += 29.9
    with pytest.raises(TransientError, match="left alone"):
        await call(breaker)
    time.now += 0.1
    async with breaker.call():
        with pytest.raises(TransientError, match="left alone"):
            await call(breaker)
    await call(breaker)
    assert not breaker.is_open


async def test_a_probe_that_fails_opens_it_anew(breaker: Breaker, time: Time) -> None:
    await fails(breaker, 3)
    time.now += 30
    await fails(breaker, 1)
    time.now += 29
    with pytest.raises(TransientError, match="left alone"):
        await call(breaker)
    time.now += 1
    await call(breaker)


async def test_a_wait_that_is_given_up_counts_unless_it_was_given_no_time(breaker: Breaker, time: Time) -> None:
    async def given_up(seconds: float) -> None:
        with pytest.raises(asyncio.CancelledError):
            async with breaker.call():
                time.now += seconds
                raise asyncio.CancelledError

    for _ in range(3):
        await given_up(0.5)
    assert not breaker.is_open
    for _ in range(3):
        await given_up(10.0)
    assert breaker.is_open


async def test_a_probe_that_breaks_in_an_unforeseen_way_does_not_block_the_next(breaker: Breaker, time: Time) -> None:
    await fails(breaker, 3)
    time.now += 30
    with pytest.raises(ZeroDivisionError):
        await call(breaker, ZeroDivisionError())
    await call(breaker)
