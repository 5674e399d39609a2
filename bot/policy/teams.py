"""The teams that requests are for, and who of them is on call when. Pure."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, field_validator, model_validator

from bot.policy.durations import Duration
from bot.policy.hours import Weekday
from bot.policy.part import Part

_DAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_USER_ID = re.compile(r"[UW][A-Z0-9]{2,}")
_WEEK = timedelta(days=7)


class Override(Part):
    """Somebody stands in: from a moment on, up to and without another. A day is its beginning."""

    who: str = Field(min_length=1)
    start: datetime = Field(alias="from")
    end: datetime = Field(alias="until")

    @model_validator(mode="after")
    def _ends_later(self) -> Override:
        if self.start.replace(tzinfo=None) >= self.end.replace(tzinfo=None):
            raise ValueError(f"the override of {self.who} ends at its beginning or before; `until` is the end")
        return self


class OnCall(Part):
    """A weekly rotation: people by their Slack ids (other names cannot be notified), who take turns at `handover`, a
    weekday, at a time of day. The first has the week in which `starts` lies. Times are in `timezone`, by default that
    of `hours`."""

    rotation: list[str] = Field(min_length=1)
    overrides: list[Override] = []
    timezone: str | None = None
    handover: Weekday = "mon"
    at: time = time(9)
    starts: date = date(2024, 1, 1)

    @field_validator("timezone")
    @classmethod
    def _known(cls, value: str | None) -> str | None:
        if value is not None and value not in available_timezones():
            raise ValueError(f"unknown time zone {value!r}; use a name such as Europe/Berlin")
        return value

    def now(self, moment: datetime, zone: tzinfo) -> str:
        """Who is on call at a moment (aware); `zone` is that of `hours`. A later override goes before an earlier."""
        local = self._local(moment, zone)
        for one in reversed(self.overrides):
            if _naive(one.start, local) <= local.replace(tzinfo=None) < _naive(one.end, local):
                return one.who
        return self.rotation[self._week(local) % len(self.rotation)]

    def following(self, moment: datetime, zone: tzinfo) -> str:
        """Who of the rotation comes after whoever is on call at a moment."""
        now = self.now(moment, zone)
        turn = self._week(self._local(moment, zone))
        others = [self.rotation[(turn + n) % len(self.rotation)] for n in range(1, len(self.rotation) + 1)]
        return next((one for one in others if one != now), now)

    def _local(self, moment: datetime, zone: tzinfo) -> datetime:
        return moment.astimezone(ZoneInfo(self.timezone) if self.timezone else zone)

    def _week(self, local: datetime) -> int:
        """How many handovers there were since the first one's week began."""
        return (
            self._handover(local.replace(tzinfo=None)) - self._handover(datetime.combine(self.starts, self.at))
        ) // _WEEK

    def _handover(self, moment: datetime) -> datetime:
        """The last handover at or before a local moment without its zone."""
        back = timedelta(days=(moment.weekday() - _DAYS.index(self.handover)) % 7)
        found = datetime.combine(moment.date() - back, self.at)
        return found if found <= moment else found - _WEEK


class Team(Part):
    """A group of people. `channel` gets a pointer to cards that are theirs, and the card itself when it is given to
    them; `oncall` is a name, or a rotation, of whom to call. What was given to the team and nobody takes within
    `take_within` goes on: to the team `then`, else to whoever is next in the rotation."""

    channel: str | None = None
    oncall: str | OnCall | None = None
    take_within: Duration | None = None
    then: str | None = None

    def on_call(self, moment: datetime, zone: tzinfo) -> str:
        """Whom to call at a moment (aware), an id or a name; empty where the policy names nobody."""
        return self.oncall.now(moment, zone) if isinstance(self.oncall, OnCall) else self.oncall or ""

    def next_on_call(self, moment: datetime, zone: tzinfo) -> str:
        """Whom to call when that person does not answer."""
        return self.oncall.following(moment, zone) if isinstance(self.oncall, OnCall) else self.oncall or ""


OnBreach = Literal["page", "reassign"]
"""What a missed target does: the person on call is notified, or the request goes to the team that comes then."""


def is_user_id(name: str) -> bool:
    """Whether a name of the policy is a Slack id, so that the person can be notified."""
    return _USER_ID.fullmatch(name) is not None


def check_teams(teams: dict[str, Team]) -> None:
    """Raises ValueError where requests would go on to nobody, or round in a circle."""
    for name, team in teams.items():
        if team.then is None:
            continue
        if team.then not in teams:
            raise ValueError(f"teams.{name}.then is {team.then!r}, which teams does not list")
        if not teams[team.then].oncall:
            raise ValueError(f"teams.{name}.then is {team.then!r}, which has no owner; name teams.{team.then}.oncall")
        at: str | None = team.then
        seen = {name}
        while at is not None and at in teams:
            if at in seen:
                raise ValueError(f"teams.{name}.then leads back to {at!r}; let the last team have no `then`")
            seen.add(at)
            at = teams[at].then


def _naive(moment: datetime, local: datetime) -> datetime:
    return (
        moment.replace(tzinfo=None) if moment.tzinfo is None else moment.astimezone(local.tzinfo).replace(tzinfo=None)
    )
