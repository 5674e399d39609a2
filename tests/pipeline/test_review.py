"""Who may act on a card, and which acts make sense when."""

import pytest

from bot.domain import TeamId, UserId
from bot.pipeline.review import Act, CardFacts, DraftState, Membership, ThreadState, acts, allowed, is_desk_member

HOME, ACME = TeamId("THOST"), TeamId("TACME")
DESK = Membership(HOME, frozenset({UserId("ULISTED")}), frozenset({UserId("USAM"), UserId("UGUEST")}))


def test_a_pending_draft_offers_every_button_that_decides_it() -> None:
    offered = acts(CardFacts(DraftState.PENDING, ThreadState.OPEN))
    assert {Act.APPROVE, Act.EDIT, Act.DECLINE, Act.REASSIGN, Act.TAKE} <= set(offered)
    assert Act.GIVE_BACK not in offered


@pytest.mark.parametrize("state", [s for s in DraftState if s is not DraftState.PENDING])
def test_a_decided_draft_cannot_be_decided_again(state: DraftState) -> None:
    card = CardFacts(state, ThreadState.OPEN)
    assert not any(allowed(act, card) for act in (Act.APPROVE, Act.EDIT, Act.DECLINE))


def test_nothing_is_approved_in_watch_mode_or_for_a_question_that_changed() -> None:
    assert not allowed(Act.APPROVE, CardFacts(DraftState.PENDING, ThreadState.OPEN, watching=True))
    assert not allowed(Act.APPROVE, CardFacts(DraftState.PENDING, ThreadState.OPEN, current=False))


def test_a_thread_is_taken_and_given_back_in_turn() -> None:
    assert allowed(Act.TAKE, CardFacts(DraftState.NONE, ThreadState.WITH_PEOPLE))
    assert not allowed(Act.TAKE, CardFacts(DraftState.NONE, ThreadState.WITH_PEOPLE, owned=True))
    assert allowed(Act.GIVE_BACK, CardFacts(DraftState.NONE, ThreadState.WITH_PEOPLE))


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
