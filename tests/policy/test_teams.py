"""Who is on call: turns by the week in a time zone, people who stand in, and never nobody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from bot.policy import Intent, OnCall, Policy, Team
from bot.policy.teams import is_user_id
from tests.policy.moments import BERLIN, berlin

WEEKLY = {"rotation": ["UADA", "UBOB", "UCLEO"], "starts": "2026-11-23", "timezone": "Europe/Berlin"}


@pytest.mark.parametrize(
    ("moment", "who"),
    [
        (berlin(11, 23, 9), "UADA"),
        (berlin(11, 30, 8, 59), "UADA"),
        (berlin(11, 30, 9), "UBOB"),
        (berlin(12, 7, 9), "UCLEO"),
        (berlin(12, 14, 9), "UADA"),
        (berlin(11, 23, 8, 59), "UCLEO"),
        (berlin(10, 26, 9), "UCLEO"),  # the week in which clocks changed begins at nine all the same
    ],
)
def test_people_take_turns_at_the_handover_in_the_teams_own_time_zone(moment: datetime, who: str) -> None:
    assert OnCall.model_validate(WEEKLY).now(moment, UTC) == who


def test_without_a_time_zone_of_its_own_a_team_has_that_of_the_hours() -> None:
    rule = OnCall.model_validate({"rotation": ["UADA", "UBOB"], "starts": "2026-11-23", "at": "00:00"})
    moment = datetime(2026, 11, 29, 23, 30, tzinfo=UTC)
    assert (rule.now(moment, UTC), rule.now(moment, BERLIN)) == ("UADA", "UBOB")


def test_who_stands_in_goes_before_the_rotation_and_the_next_is_somebody_else() -> None:
    override = {"who": "UCLEO", "from": "2026-11-24", "until": "2026-11-25T12:00"}
    rule = OnCall.model_validate({**WEEKLY, "overrides": [override]})
    assert [rule.now(berlin(11, day, 12), UTC) for day in (23, 24, 25)] == ["UADA", "UCLEO", "UADA"]
    assert rule.following(berlin(11, 24, 12), UTC) == "UBOB"
    assert rule.following(berlin(11, 23, 12), UTC) == "UBOB"
    alone = OnCall.model_validate({"rotation": ["UADA"]})
    assert alone.following(berlin(11, 23, 12), UTC) == "UADA"


def test_a_team_may_just_name_somebody_or_nobody() -> None:
    assert Team(oncall="the billing lead").on_call(berlin(11, 23, 9), UTC) == "the billing lead"
    assert Team().on_call(berlin(11, 23, 9), UTC) == ""
    assert [is_user_id(name) for name in ("U012AB3CD", "W012", "Ada", "the billing lead")] == [True, True, False, False]


@pytest.mark.parametrize(
    ("oncall", "says"),
    [
        ({"rotation": []}, "at least 1"),
        ({"rotation": ["UADA"], "timezone": "Berlin"}, "use a name such as Europe/Berlin"),
        ({"rotation": ["UADA"], "overrides": [{"who": "U1", "from": "2026-11-25", "until": "2026-11-24"}]}, "`until`"),
    ],
)
def test_a_rotation_that_names_nobody_or_no_time_is_refused(oncall: dict[str, object], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        OnCall.model_validate(oncall)


@pytest.mark.parametrize(
    ("teams", "says"),
    [
        ({"a": {"then": "b"}}, "teams.a.then is 'b', which teams does not list"),
        ({"a": {"then": "b"}, "b": {}}, "has no owner; name teams.b.oncall"),
        ({"a": {"then": "b", "oncall": "x"}, "b": {"then": "a", "oncall": "y"}}, "leads back to 'a'"),
    ],
)
def test_nothing_goes_on_to_nobody_or_round_in_a_circle(teams: dict[str, object], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        Policy.model_validate({"intents": {"i": Intent(team="a")}, "teams": teams})


def test_a_chain_of_teams_with_owners_is_fine() -> None:
    teams = {"a": {"then": "b", "take_within": "30m"}, "b": {"oncall": WEEKLY}}
    policy = Policy.model_validate({"intents": {"i": Intent(team="a")}, "teams": teams})
    assert policy.teams["a"].take_within == timedelta(minutes=30)
