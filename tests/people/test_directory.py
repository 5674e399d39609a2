"""What the directory remembers of people, and for how long, where authors are compared with staff."""

from __future__ import annotations

from typing import cast

import pytest

from bot.domain import ChannelId, TeamId, UserId
from bot.errors import TransientError
from bot.people import directory as module
from bot.people.directory import Directory
from bot.platform.slack.facts import Identity, UserFacts
from bot.platform.slack.gateway import SlackGateway
from tests.outbox.world import policy

HOME, DESK = "THOME", ChannelId("C0DESK00001")
MALLORY = UserId("UMALLORY")


class People:
    """Slack, as far as it tells of people: names by id. Mallory is of another workspace."""

    def __init__(self, **names: str) -> None:
        self.names, self.asked, self.down = names, list[str](), False
        self.strangers: dict[str, str] = {}

    async def user(self, user: UserId) -> UserFacts | None:
        self.asked.append(user)
        if self.down:
            raise TransientError("down")
        name = self.names.get(user) or self.strangers.get(user)
        team = "TACME" if user == MALLORY or user in self.strangers else HOME
        return UserFacts(name, frozenset({team}), names=(name,)) if name else None

    async def members(self, channel: ChannelId) -> frozenset[UserId]:
        return frozenset(UserId(user) for user in self.names if user != MALLORY)


def directory_of(people: People) -> Directory:
    identity = Identity(TeamId(HOME), UserId("UEARNEST"), "B1", "https://home.example", frozenset())
    return Directory(cast(SlackGateway, people), policy(DESK), identity)


async def test_an_author_is_compared_with_the_desk_though_none_of_it_has_spoken_and_each_is_asked_for_once() -> None:
    people = People(UDANA="Dana Kim", USAM="Sam Okafor", UMALLORY="dana kim", UEARNEST="Earnest")
    directory = directory_of(people)
    found = await directory.impersonated(MALLORY)
    assert found is not None and (found.shown, found.whom) == ("dana kim", "Dana Kim")
    assert await directory.impersonated(UserId("UDANA")) is None
    await directory.impersonated(MALLORY)
    assert sorted(people.asked) == ["UDANA", "UEARNEST", "UMALLORY", "USAM"]


async def test_a_name_that_is_changed_later_is_seen_and_what_slack_will_not_tell_leaves_what_was_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    people = People(UDANA="Dana Kim", UMALLORY="Mallory")
    directory = directory_of(people)
    assert await directory.impersonated(MALLORY) is None
    people.names[MALLORY] = "Dana Kim"
    assert await directory.impersonated(MALLORY) is None  # as it was known some minutes ago
    monkeypatch.setattr(module, "FACTS_KEPT_S", 0.0)
    people.down = True
    assert await directory.impersonated(MALLORY) is None
    people.down = False
    assert await directory.impersonated(MALLORY) is not None
    people.down = True
    assert await directory.impersonated(MALLORY) is not None


async def test_a_large_desk_is_looked_up_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LOOKED_UP_AT_ONCE", 2)
    people = People(U1="Ann Ash", U2="Ben Birch", U3="Dana Kim", UMALLORY="Dana Kim")
    directory = directory_of(people)
    assert await directory.impersonated(MALLORY) is None
    monkeypatch.setattr(module, "MEMBERS_KEPT_S", 0.0)
    assert await directory.impersonated(MALLORY) is not None


async def test_customers_of_years_are_not_all_remembered_and_push_no_colleague_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "PEOPLE_REMEMBERED", 3)
    people = People(UDANA="Dana Kim", UMALLORY="Dana Kim", UEARNEST="Earnest")
    directory = directory_of(people)
    assert await directory.impersonated(MALLORY) is not None
    for number in range(20):
        people.strangers[UserId(f"U{number}")] = f"Visitor {number}"
        await directory.author(UserId(f"U{number}"), name=f"Visitor {number}")
    asked = len(people.asked)
    assert await directory.name(UserId("UDANA")) == "Dana Kim"
    assert await directory.name(UserId("U19")) == "Visitor 19"
    assert len(people.asked) == asked
    assert [len(kept) for kept in (directory._others, directory._names)] == [3, 3]
    assert await directory.impersonated(MALLORY) is not None
