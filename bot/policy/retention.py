"""How long what is kept: `retention:` of support.yml."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated

from pydantic import BeforeValidator

from bot.policy.part import Part

_LENGTH = re.compile(r"(\d{1,5})\s*([dwy])")
_DAYS = {"d": 1, "w": 7, "y": 365}
LEAST = timedelta(days=7)  # what is being worked on is not older than this


def parse_period(value: object) -> timedelta:
    """`180d`, `26w`, `2y` -> days of the calendar. Raises ValueError with the fix for anything else."""
    if isinstance(value, timedelta):
        return value
    found = _LENGTH.fullmatch(value.strip()) if isinstance(value, str) else None
    length = timedelta(days=int(found.group(1)) * _DAYS[found.group(2)]) if found else timedelta()
    if length < LEAST:
        raise ValueError(
            f"{value!r} is no time to keep something; write days, weeks or years from 7d on: 180d, 26w, 2y"
        )
    return length


Period = Annotated[timedelta, BeforeValidator(parse_period)]


class Retention(Part):
    """`messages`: what was asked and said; `drafts`: answers, and what people made of them; `audit`: who did what and
    why, after which persons and words are stand-ins and the rows stay; `metrics`: rows that are only counted."""

    messages: Period = timedelta(days=180)
    drafts: Period = timedelta(days=180)
    audit: Period = timedelta(days=730)
    metrics: Period = timedelta(days=730)
