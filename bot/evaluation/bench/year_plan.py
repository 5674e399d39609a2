"""What a made-up year of tickets is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Place:
    """Where a customer asks: channel, account, and a person of it."""

    channel: str
    account: str
    user: str


@dataclass(frozen=True, slots=True)
class YearPlan:
    """So many tickets by these people in turn, the last one an hour before `until`; cards stand in `desk`."""

    tickets: int
    places: Sequence[Place]
    desk: str
    staff: Sequence[str]
    until: datetime
    seed: int = 1
