"""What nobody foresaw: one log line with an id by which people ask for it, told to whoever watches."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from bot.domain.frames import failure_id
from bot.domain.telemetry import Failed, Tell, Where
from bot.platform.work import work_of_this_task

log = logging.getLogger(__name__)


def report(where: Where, what: str, error: BaseException, tell: Tell, *, on_card: bool = False) -> str:
    """Log an exception that is none of ours and tell of it; its id, the same for each that fails in the same way at the
    same place. `what` names the piece of work, without words of a stranger. `on_card`: a card will show the id."""
    found = failure_id(error)
    fields = {"id": found, "where": where.value}
    log.error("%s failed unexpectedly, id %s", what, found, exc_info=error, extra={"event": "failed", "fields": fields})
    work = work_of_this_task()
    tell(Failed(where, found, type(error).__name__, work.ticket, work.turn, on_card))
    return found


def catch_strays(tell: Tell) -> Callable[[], None]:
    """Report what ends a task that nobody waits for, which Python only mentions; returns what undoes it."""
    loop = asyncio.get_running_loop()
    before = loop.get_exception_handler()

    def stray(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, Exception):
            report(Where.TASK, _name(context), error, tell)
        elif before is not None:
            before(loop, context)
        else:
            loop.default_exception_handler(context)

    loop.set_exception_handler(stray)
    return lambda: loop.set_exception_handler(before)


def _name(context: dict[str, Any]) -> str:
    task = context.get("task") or context.get("future")
    return f"task {task.get_name()}" if isinstance(task, asyncio.Task) else "a callback"
