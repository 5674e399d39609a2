"""Who may act on a card."""

import pytest

from bot.domain import Person, TeamId, UserId
from bot.people.desk_members import Membership, is_desk_member

DESK = Membership(frozenset({UserId("ULISTED")}), frozenset({UserId("USAM"), UserId("UGUEST")}))


def person(user: str, *, ours: bool | None = True, guest: bool = False) -> Person:
    return Person(TeamId("T1"), UserId(user), user, ours=ours, guest=guest)


@pytest.mark.parametrize(
    ("who", "may"),
    [
        (person("USAM"), True),
        (person("USAM", ours=False), False),
        (person("USAM", ours=None), False),
        (person("UGUEST", guest=True), False),
        (person("UOTHER"), False),
        (person("ULISTED", ours=None), True),
    ],
)
def test_a_desk_member_is_in_the_desk_channel_and_certainly_one_of_ours(who: Person, may: bool) -> None:
    assert is_desk_member(DESK, who) is may


def test_where_slack_lists_no_members_only_an_act_from_the_desk_itself_counts() -> None:
    unknown = Membership(frozenset(), None)
    assert is_desk_member(unknown, person("USAM"), seen_in_desk=True)
    assert not is_desk_member(unknown, person("USAM"))
    assert not is_desk_member(unknown, person("UANN", ours=False), seen_in_desk=True)


def test_where_slack_lists_nobody_the_policys_list_decides_and_without_one_the_place_of_the_click() -> None:
    listed, nobody = Membership(frozenset({UserId("U1")}), None), Membership(frozenset(), None)
    assert is_desk_member(listed, person("U1", ours=None))
    assert not is_desk_member(listed, person("U2"), seen_in_desk=True)
    assert is_desk_member(nobody, person("U2"), seen_in_desk=True)
    assert not is_desk_member(nobody, person("U2"))
