"""Lengths of time as people write them in support.yml: `30m`, `4h`, `1h30m`."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated

from pydantic import BeforeValidator

_LENGTH = re.compile(r"(?:(\d{1,4})h)?(?:(\d{1,5})m)?")


def parse_duration(value: object) -> timedelta:
    """`4h` -> four hours. Raises ValueError with the fix for anything else; days are left out, since a day of open
    hours is not a day of the calendar."""
    if isinstance(value, timedelta):
        return value
    found = _LENGTH.fullmatch(value.strip()) if isinstance(value, str) else None
    length = timedelta(hours=int(found.group(1) or 0), minutes=int(found.group(2) or 0)) if found else timedelta()
    if length <= timedelta():
        raise ValueError(f"{value!r} is no length of time; write open hours and minutes, such as 30m, 4h or 1h30m")
    return length


Duration = Annotated[timedelta, BeforeValidator(parse_duration)]
