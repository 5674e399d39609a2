"""Step 6, review: what people may do with a draft and a thread, and what each act changes. Pure rules."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from bot.domain import TeamId, UserId


class DraftState(StrEnum):
    """Where a decision's answer stands. `none`: there was nothing to approve; `posted`: Tier 0."""

    NONE = "none"
    PENDING = "pending"
    APPROVED = "approved"
    EDITED = "edited"
    DECLINED = "declined"
    SUPERSEDED = "superseded"
    POSTED = "posted"


class ThreadState(StrEnum):
    """Whose thread it is."""

    OPEN = "open"
    WITH_PEOPLE = "with_people"
    CLOSED = "closed"


class Act(StrEnum):
    """What a desk member can do on a card."""

    APPROVE = "approve"
    EDIT = "edit"
    REASSIGN = "reassign"
    DECLINE = "decline"
    TAKE = "take"
    GIVE_BACK = "give_back"
    ACCURATE = "accurate"
    INACCURATE = "inaccurate"


ON_A_DRAFT = frozenset({Act.APPROVE, Act.EDIT, Act.DECLINE})


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What decides which acts a card allows. `current` is false for a decision that a newer one replaced; `owned` says
    that a person, not only a team, has taken the thread."""

    draft: DraftState
    thread: ThreadState
    current: bool = True
    watching: bool = False
    owned: bool = False


def allowed(act: Act, card: CardFacts) -> bool:
    """Whether an act makes sense now. In watch mode nothing may reach the customer, so nothing is approved."""
    if act in ON_A_DRAFT:
        return card.draft is DraftState.PENDING and card.current and not card.watching
    if act is Act.TAKE:
        return card.thread is not ThreadState.CLOSED and not card.owned
    if act is Act.GIVE_BACK:
        return card.thread is ThreadState.WITH_PEOPLE
    if act is Act.REASSIGN:
        return card.thread is not ThreadState.CLOSED
    return card.draft is not DraftState.NONE


def acts(card: CardFacts) -> tuple[Act, ...]:
    """All acts a card allows, in the order of its buttons."""
    return tuple(act for act in Act if allowed(act, card))


@dataclass(frozen=True, slots=True)
class Membership:
    """What is known of the desk. `members` None: Slack would not list them."""

    home_team: TeamId
    listed: frozenset[UserId]
    members: frozenset[UserId] | None


def is_desk_member(
    desk: Membership, user: UserId, team: TeamId | None, *, seen_in_desk: bool = False, bots: Collection[UserId] = ()
) -> bool:
    """Whether a person may act: listed, or a member of the desk channel and of the installing team.

    `seen_in_desk`: the act itself came from a message in the desk channel, which only its members can see; it stands in
    for the list where Slack will not give one, and for nothing else."""
    if user in bots:
        return False
    if user in desk.listed:
        return True
    if team != desk.home_team:
        return False
    return seen_in_desk if desk.members is None else user in desk.members
