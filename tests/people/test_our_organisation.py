"""Whether an author is one of ours, from all that Slack tells."""

import pytest

from bot.domain import ChannelId
from bot.people.our_organisation import Home, is_ours
from bot.platform.slack.facts import ChannelFacts, UserFacts, user_facts

PLAIN, GRID = Home("THOME"), Home("THOME", "EHOME")


def user(*teams: str, enterprise: str = "", grid: tuple[str, ...] = (), stranger: bool | None = None) -> UserFacts:
    return UserFacts("x", frozenset(teams), enterprise, frozenset(grid), stranger)


@pytest.mark.parametrize(
    ("home", "named", "told", "ours"),
    [
        (PLAIN, ["THOME"], None, True),
        (PLAIN, ["TACME"], None, False),
        (PLAIN, [], None, None),
        (PLAIN, ["THOME", "TACME"], None, None),
        (PLAIN, ["THOME"], user("TACME"), None),
        (PLAIN, [], user("THOME"), True),
        (PLAIN, [], user("THOME", stranger=True), False),
        (PLAIN, [], user("TACME", "EACME", enterprise="EACME"), False),
        (PLAIN, ["EACME"], None, False),
        (PLAIN, [], user("TACME", enterprise="ELATER", grid=("THOME", "TACME")), True),
        (GRID, ["TOTHER"], None, None),
        (GRID, ["EHOME"], None, True),
        (GRID, ["TOTHER"], user("TOTHER", enterprise="EHOME"), True),
        (GRID, ["TOTHER"], user("TOTHER", enterprise="EACME"), False),
        (GRID, ["TACME"], user("TACME"), False),
        (GRID, ["TOTHER"], user("TOTHER", enterprise="EHOME", stranger=True), True),
    ],
)
def test_ours_are_the_workspaces_and_its_organisations(
    home: Home, named: list[str], told: UserFacts | None, ours: bool | None
) -> None:
    assert is_ours(home, named, told) is ours


def test_the_channels_own_teams_tell_where_nothing_else_does() -> None:
    channel = ChannelFacts(ChannelId("C1"), "c", True, True, frozenset({"TOTHER"}), frozenset({"TACME"}))
    assert is_ours(GRID, ["TOTHER"], None, channel) is True
    assert is_ours(GRID, ["TACME"], None, channel) is False
    assert is_ours(GRID, ["TNEW"], None, channel) is None


@pytest.mark.parametrize("raw", [{}, {"profile": 3, "enterprise_user": [], "team_id": 7, "is_stranger": "no"}])
def test_what_slack_leaves_out_or_garbles_tells_nothing(raw: dict[str, object]) -> None:
    assert user_facts(raw) == UserFacts()
