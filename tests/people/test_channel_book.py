"""Which channel the policy means, after renames, new ids and names that are nobody's."""

from bot.domain import ChannelId, Mode
from bot.people.channel_book import ChannelBook
from bot.platform.slack.facts import ChannelFacts
from bot.policy import Policy

ONE, TWO = ChannelId("C0000001"), ChannelId("C0000002")


def policy(**channels: dict[str, str]) -> Policy:
    return Policy.model_validate(
        {"intents": {"a": {}}, "channels": {k.replace("_", "#"): v for k, v in channels.items()}}
    )


def facts(channel: ChannelId, name: str) -> ChannelFacts:
    return ChannelFacts(channel, name, True, True)


async def nothing_gone(channel: ChannelId) -> bool:
    return False


async def all_gone(channel: ChannelId) -> bool:
    return True


async def test_a_renamed_channel_keeps_its_entry_and_another_of_that_name_does_not_get_it() -> None:
    book = ChannelBook(policy(_acme={"mode": "watch"}))
    assert await book.resolve([facts(ONE, "acme")], nothing_gone) == {"#acme": ONE}
    assert await book.resolve([facts(ONE, "acme-old"), facts(TWO, "acme")], nothing_gone) == {}
    known, other = book.policy_of(ONE), book.policy_of(TWO)
    assert known is not None and known.mode is Mode.WATCH and other is None


async def test_a_new_id_is_followed_and_followed_again() -> None:
    book = ChannelBook(policy(C0000001={"mode": "watch"}))
    await book.resolve([facts(ONE, "acme")], nothing_gone)
    assert book.names_of(ONE) == [ONE]
    book.moved(ONE, TWO)
    assert book.names_of(TWO) == [ONE, TWO]
    book.moved(TWO, ChannelId("C0000003"))
    entry = book.policy_of(ChannelId("C0000003"))
    assert entry is not None and entry.mode is Mode.WATCH


async def test_an_entry_that_names_no_channel_closes_the_unlisted_ones_until_it_does() -> None:
    book = ChannelBook(policy(_acme={"mode": "draft"}, C0000001={}))
    await book.resolve([facts(ONE, "one")], nothing_gone)
    unlisted = book.policy_of(TWO)
    assert book.unresolved == ("#acme",) and unlisted is not None and unlisted.mode is Mode.WATCH
    listed = book.policy_of(ONE)
    assert listed is not None and listed.mode is None
    await book.resolve([facts(ONE, "one"), facts(TWO, "acme")], nothing_gone)
    assert book.unresolved == () and book.policy_of(ChannelId("C0000009")) is None


async def test_an_id_that_slack_does_not_know_closes_them_too_and_one_it_only_does_not_list_does_not() -> None:
    book = ChannelBook(policy(C0000001={}))
    await book.resolve([], nothing_gone)
    assert book.unresolved == ()
    await book.resolve([], all_gone)
    assert book.unresolved == (ONE,)


async def test_where_slack_lists_no_channels_a_name_is_not_enough() -> None:
    book = ChannelBook(policy(_acme={}))
    await book.resolve(None, nothing_gone)
    assert book.unresolved == ("#acme",) and book.by_name_only
