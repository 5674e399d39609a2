"""Writes what the bot tells of its work as log lines, one an event."""

from __future__ import annotations

import logging
import re
from dataclasses import fields
from enum import Enum

from bot.domain import Usage
from bot.domain.telemetry import Event, Failed
from bot.platform.work import Work, work_of_this_task

log = logging.getLogger(__name__)
_WORD_ENDS = re.compile(r"(?<=[a-z])(?=[A-Z])")
_LEFT_OUT = ("ticket_id", "turn_id", "content")


def write(event: Event) -> None:
    """Log an event with all that it holds. A failure has its line already, with the place where it arose."""
    if isinstance(event, Failed):
        return
    name = _WORD_ENDS.sub("_", type(event).__name__).lower()
    told = {each.name: getattr(event, each.name) for each in fields(event) if each.name not in _LEFT_OUT}
    usage = told.pop("usage", None)
    if isinstance(usage, Usage):
        told |= {each.name: getattr(usage, each.name) for each in fields(usage)}
    task = work_of_this_task()  # a card is redrawn for its turn, which the post itself does not tell
    work = Work(getattr(event, "ticket_id", None) or task.ticket, getattr(event, "turn_id", None) or task.turn)
    log.info(name, extra={"event": name, "work": work, "fields": {key: _plain(value) for key, value in told.items()}})


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return round(value, 6) if isinstance(value, float) else value
