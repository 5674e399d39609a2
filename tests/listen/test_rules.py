"""Who is a customer, and which messages are one question."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain import ChannelId, MessageTs, Person, TeamId, UserId
from bot.listen.rules import Installation, Side, due_at, is_served, joins_ticket, side_of
from bot.policy import ChannelPolicy, Thresholds

HOUSE = Installation(TeamId("THOST"), UserId("UBOT"), frozenset({ChannelId("CDESK")}), frozenset({UserId("UDESK")}))


def person(user: str, team: str | None, bot: bool = False, *, guest: bool = False) -> Person:
    ours = None if team is None else team == "THOST"
    return Person(TeamId(team) if team else None, UserId(user), user, bot, ours, guest, ("BZAP",) if bot else ())


@pytest.mark.parametrize(
    ("author", "channel", "role"),
    [
        (person("UANN", "TACME"), None, Side.CUSTOMER),
        (person("USAM", "THOST"), None, Side.STAFF),
        (person("UWHO", None), None, Side.CUSTOMER),
        (person("UTEMP", "THOST", guest=True), None, Side.CUSTOMER),
        (person("UTEMP", "THOST", guest=True), ChannelPolicy(staff=["UTEMP"]), Side.STAFF),
        (person("UZAP", "TACME", bot=True), ChannelPolicy(bots={"BZAP": "customer"}), Side.CUSTOMER),
        (person("UZAP", "TACME", bot=True), ChannelPolicy(bots={"UZAP": "customer"}), Side.CUSTOMER),
        (person("UBOT", "THOST", bot=True), ChannelPolicy(bots={"UBOT": "customer", "BZAP": "customer"}), Side.BOT),
        (person("UZAP", "TACME", bot=True), None, Side.BOT),
        (person("UZAP", "TACME", bot=True), ChannelPolicy(customers="everyone"), Side.BOT),
        (person("UBOT", "THOST"), ChannelPolicy(customers="everyone"), Side.BOT),
        (person("USAM", "THOST"), ChannelPolicy(customers="everyone"), Side.CUSTOMER),
        (person("UWHO", None), ChannelPolicy(customers="everyone"), Side.CUSTOMER),
        (person("USAM", "THOST"), ChannelPolicy(customers="everyone", staff=["USAM"]), Side.STAFF),
        (person("UDESK", "THOST"), ChannelPolicy(customers="everyone"), Side.STAFF),
        (person("UANN", "TACME"), ChannelPolicy(staff=["UANN"]), Side.STAFF),
        (person("USAM", "THOST"), ChannelPolicy(customers=["USAM"]), Side.CUSTOMER),
        (person("UANN", "TACME"), ChannelPolicy(customers=["USAM"]), Side.OTHER),
        (person("UWHO", None), ChannelPolicy(customers=["USAM"]), Side.OTHER),
    ],
)
def test_an_author_is_what_policy_and_team_say(author: Person, channel: ChannelPolicy | None, role: Side) -> None:
    assert side_of(author, channel, HOUSE) is role


def test_channels_where_staff_work_are_never_served() -> None:
    assert not is_served(ChannelId("CDESK"), HOUSE)
    assert is_served(ChannelId("CACME"), HOUSE)


def test_a_second_top_level_message_joins_for_two_minutes() -> None:
    limits = Thresholds()
    assert joins_ticket(MessageTs("1700000000.000100"), MessageTs("1700000119.000000"), limits)
    assert not joins_ticket(MessageTs("1700000000.000100"), MessageTs("1700000121.000000"), limits)
    assert joins_ticket(MessageTs("1700000000.000100"), MessageTs("1699999999.000000"), limits)
    assert not joins_ticket(MessageTs("1700000000.000100"), MessageTs("1699999879.000000"), limits)


def test_a_burst_ends_after_silence_but_not_later_than_its_longest_wait() -> None:
    limits = Thresholds()
    first = datetime(2026, 11, 20, 9, tzinfo=UTC)
    assert due_at(first, first, limits) == first + timedelta(seconds=3)
    assert due_at(first, first + timedelta(seconds=14), limits) == first + timedelta(seconds=15)
