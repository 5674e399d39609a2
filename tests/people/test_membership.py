"""Who may act on a card."""

import pytest

from bot.domain import TeamId, UserId
from bot.people.membership import Membership, is_desk_member

HOME, ACME = TeamId("THOST"), TeamId("TACME")
DESK = Membership(HOME, frozenset({UserId("ULISTED")}), frozenset({UserId("USAM"), UserId("UGUEST")}))


@pytest.mark.parametrize(
    ("user", "team", "may"),
    [
        ("USAM", HOME, True),
        ("UGUEST", ACME, False),
        ("USAM", None, False),
        ("UOTHER", HOME, False),
        ("ULISTED", ACME, True),
    ],
)
def test_a_desk_member_is_in_the_desk_channel_and_of_the_installing_team(user: str, team: TeamId, may: bool) -> None:
    assert is_desk_member(DESK, UserId(user), team) is may


def test_where_slack_lists_no_members_only_an_act_from_the_desk_itself_counts() -> None:
    unknown = Membership(HOME, frozenset(), None)
    assert is_desk_member(unknown, UserId("USAM"), HOME, seen_in_desk=True)
    assert not is_desk_member(unknown, UserId("USAM"), HOME)
    assert not is_desk_member(unknown, UserId("UANN"), ACME, seen_in_desk=True)


def test_where_slack_lists_nobody_the_policys_list_decides_and_without_one_the_place_of_the_click() -> None:
    listed = Membership(TeamId("T1"), frozenset({UserId("U1")}), None)
    nobody = Membership(TeamId("T1"), frozenset(), None)
    assert is_desk_member(listed, UserId("U1"), None)
    assert not is_desk_member(listed, UserId("U2"), TeamId("T1"), seen_in_desk=True)
    assert is_desk_member(nobody, UserId("U2"), TeamId("T1"), seen_in_desk=True)
    assert not is_desk_member(nobody, UserId("U2"), TeamId("T1"))
