"""Who goes first at the one lock that SQLite's writers queue for."""

import asyncio

import pytest

from bot.store.priority_lock import PriorityLock


async def test_an_urgent_taker_overtakes_all_who_wait() -> None:
    turnstile, order = PriorityLock(), list[str]()

    async def take(name: str, urgent: bool) -> None:
        async with turnstile.turn(urgent=urgent):
            order.append(name)

    async with turnstile.turn():
        waiting = [asyncio.create_task(take(name, name == "inbox")) for name in ("first", "second", "inbox")]
        await asyncio.sleep(0)
    await asyncio.gather(*waiting)
    assert order == ["inbox", "first", "second"]


async def test_one_who_gives_up_while_waiting_leaves_the_way_free() -> None:
    turnstile = PriorityLock()

    async def take() -> None:
        async with turnstile.turn():
            pass

    async with turnstile.turn():
        waiting = asyncio.create_task(take())
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    async with asyncio.timeout(1), turnstile.turn():
        pass


async def test_one_who_is_cancelled_just_when_the_turn_comes_passes_it_on() -> None:
    turnstile, entered = PriorityLock(), list[str]()

    async def take(name: str) -> None:
        async with turnstile.turn():
            entered.append(name)

    async with turnstile.turn():
        doomed, next_one = asyncio.create_task(take("doomed")), asyncio.create_task(take("next"))
        await asyncio.sleep(0)
    doomed.cancel()  # its turn was given to it on the line above, and it has not run since
    async with asyncio.timeout(1):
        await asyncio.gather(doomed, next_one, return_exceptions=True)
    assert entered == ["next"]
