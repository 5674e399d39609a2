"""Whether the running bot does its work: what each part says of itself, and the reasons where one does not."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from bot.domain.ports import Clock
from bot.errors import EarnestError
from bot.operations.metric_figures import Figures
from bot.platform.claude.breaker import Breaker
from bot.store.database import Database
from bot.store.queues import Queue, queues

T = TypeVar("T")
ANSWERS_WITHIN_S = 2.0  # a part that says nothing for so long is taken to be away
INBOX_WAITS_S = 60.0
POSTS_WAIT_S = 120.0
CHECKS = ("socket", "database", "inbox", "posts", "index", "breaker")


@dataclass(frozen=True, slots=True)
class Watched:
    """What is looked at in a running bot. `connected`: whether Slack's socket stands. `index` raises our errors where
    nothing can be searched. `alive`: whether all of its loops run. `figures` reads what changes slowly."""

    database: Database
    clock: Clock
    connected: Callable[[], Coroutine[Any, Any, bool]]
    index: Callable[[], Coroutine[Any, Any, None]]
    breakers: Mapping[str, Breaker]
    alive: Callable[[], bool]
    figures: Callable[[], Coroutine[Any, Any, Figures]]


@dataclass(frozen=True, slots=True)
class Readiness:
    """What a look found. `reasons` maps each check that does not hold to a sentence for an operator; `queues` is empty
    while the database is away."""

    reasons: Mapping[str, str]
    queues: Mapping[str, Queue] = field(default_factory=dict)
    breakers: Mapping[str, bool] = field(default_factory=dict)

    @property
    def ready(self) -> bool:
        """Whether every check holds."""
        return not self.reasons


async def look(watched: Watched) -> Readiness:
    """Ask every part, each for at most `ANSWERS_WITHIN_S` seconds. Raises nothing that a part does."""
    connected, waiting, index = await asyncio.gather(_connected(watched), _queues(watched), _index(watched))
    reasons = {}
    if not connected:
        reasons["socket"] = "there is no connection to Slack"
    if waiting is None:
        reasons["database"] = f"the database does not answer within {ANSWERS_WITHIN_S:g} s"
    else:
        reasons |= _waits(waiting)
    if index:
        reasons["index"] = index
    refusing = sorted(model for model, breaker in watched.breakers.items() if breaker.refuses)
    if refusing:
        reasons["breaker"] = f"left alone after failures in a row: {', '.join(refusing)}"
    return Readiness(
        {check: reasons[check] for check in CHECKS if check in reasons},
        waiting or {},
        {model: breaker.is_open for model, breaker in watched.breakers.items()},
    )


def _waits(waiting: Mapping[str, Queue]) -> dict[str, str]:
    limits = {"inbox": (INBOX_WAITS_S, "is not worked on"), "posts": (POSTS_WAIT_S, "is not sent")}
    return {
        name: f"the oldest of {waiting[name].waiting} {what} for {waiting[name].oldest_s:.0f} s (at most {most:g} s)"
        for name, (most, what) in limits.items()
        if waiting[name].oldest_s > most
    }


async def _connected(watched: Watched) -> bool:
    try:
        return await within(watched.connected())
    except TimeoutError:
        return False


async def _queues(watched: Watched) -> dict[str, Queue] | None:
    try:
        return await within(queues(watched.database, watched.clock.now()))
    except (EarnestError, TimeoutError):
        return None


async def _index(watched: Watched) -> str:
    try:
        await within(watched.index())
    except TimeoutError:
        return f"the index does not answer within {ANSWERS_WITHIN_S:g} s"
    except EarnestError as error:
        return str(error)
    return ""


async def within(part: Coroutine[Any, Any, T]) -> T:
    """What a part says; raises TimeoutError where it says nothing in `ANSWERS_WITHIN_S`. It is told to stop then, but
    not waited for: a driver takes seconds more to let a connection go that hangs."""
    asked = asyncio.ensure_future(part)
    try:
        await asyncio.wait((asked,), timeout=ANSWERS_WITHIN_S)
        if not asked.done():
            raise TimeoutError
        return asked.result()
    finally:
        if not asked.done():
            asked.add_done_callback(_let_go)
            asked.cancel()


def _let_go(asked: asyncio.Future[Any]) -> None:
    """Nobody is told what it said in the end."""
    if not asked.cancelled():
        asked.exception()
