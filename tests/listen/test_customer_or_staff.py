"""Who is a customer, who is staff, and which channels are served."""

import pytest

from bot.domain import ChannelId, Person, TeamId, UserId
from bot.listen.customer_or_staff import Installation, Side, is_served, side_of
from bot.policy import ChannelPolicy

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
