"""What doctor says of cards that wait, a desk that cannot be reached, and reactions whose removal is never told."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from bot.listen.reactions import REMOVED_HEARD
from bot.outbox.desk_alert import DESK_REFUSED
from bot.people.channel_book import ALIAS_KEY
from bot.store.records import PostState
from bot.store.store import Store
from slack_sandbox import Sandbox
from tests.doctor.install import Install
from tests.fakes.clock import ManualClock
from tests.store.rows import post

CLOCK = ManualClock()


@pytest.fixture
def dated(install: Install) -> Install:
    install.now = CLOCK.now
    return install


@asynccontextmanager
async def tables(install: Install) -> AsyncIterator[Store]:
    ids = iter(range(99))
    url = f"sqlite:///{install.root / 'data' / 'earnest.db'}"
    store = await Store.open(url, CLOCK, lambda: f"id{next(ids)}")
    try:
        yield store
    finally:
        await store.close()


async def test_before_the_bots_first_start_nothing_is_said_of_cards(install: Install) -> None:
    assert (await install.look()).every("waiting cards") == []


async def test_cards_that_wait_for_a_refused_desk_fail_with_the_refusal_and_its_fix(dated: Install) -> None:
    async with tables(dated) as store:
        await store.posts.add([post("card:T1", "CDESK", kind="card"), post("card:T2", "CDESK", kind="card")])
        await store.meta.set(DESK_REFUSED, f"{CLOCK.now().isoformat()} is_archived")
    found = (await dated.look())["waiting cards"]
    assert found.level == "fail"
    assert f"2 cards cannot be posted since {CLOCK.now():%Y-%m-%d %H:%M} UTC: the channel is archived" in found.what
    assert "unarchive it" in found.fix and "desk.alert" in found.fix


@pytest.mark.parametrize(("age_s", "level"), [(5, "ok"), (120, "warn")])
async def test_a_card_that_waits_for_long_is_told_with_the_reason(dated: Install, age_s: int, level: str) -> None:
    async with tables(dated) as store:
        await store.posts.add([post("card:T1", "CDESK", kind="card"), post("answer:D1", "CACME")])
        (card,) = [each for each in await store.posts.claim_due() if each.kind == "card"]
        await store.posts.retry(card.id, CLOCK.now(), why="Slack is away")
    made = CLOCK.now()
    dated.now = lambda: made + timedelta(seconds=age_s)
    found = (await dated.look())["waiting cards"]
    assert (found.level, "Slack is away" in found.what, bool(found.fix)) == (level, level == "warn", level == "warn")


async def test_a_card_that_is_out_waits_no_more(dated: Install) -> None:
    async with tables(dated) as store:
        await store.posts.add([post("card:T1", "CDESK", kind="card")])
        (card,) = await store.posts.claim_due()
        await store.posts.sent(card.id, None, None)
        assert (await store.posts.by_key("card:T1") or card).state is PostState.SENT
    made = CLOCK.now()
    dated.now = lambda: made + timedelta(hours=1)
    assert (await dated.look())["waiting cards"].level == "ok"


@pytest.mark.parametrize(("stored", "told"), [("unheard", True), ("heard", False), (None, False)])
async def test_an_older_installation_whose_app_may_not_tell_of_removed_reactions_is_told(
    install: Install, stored: str | None, told: bool
) -> None:
    async with tables(install) as store:
        if stored is not None:
            await store.meta.set(REMOVED_HEARD, stored)
    found = (await install.look()).every("reactions taken off")
    assert [each.level for each in found] == (["warn"] if told else [])
    assert all("manifest.yml" in each.fix and "reaction_removed" in each.fix for each in found)


async def test_an_archived_desk_fails_by_id_and_by_a_name_that_was_known(connected: Install, sandbox: Sandbox) -> None:
    await sandbox.drive.archive("#support-desk")
    connected.policy["desk"] = {"channel": "C0DESK0001"}
    found = (await connected.look())["desk channel"]
    assert (found.level, "is archived" in found.what, "unarchive" in found.fix) == ("fail", True, True)
    connected.policy["desk"] = {"channel": "#support-desk"}
    assert "archived or private" in (await connected.look())["desk channel"].what
    async with tables(connected) as store:
        await store.meta.set(f"{ALIAS_KEY}#support-desk", "C0DESK0001")
    assert "is archived" in (await connected.look())["desk channel"].what


async def test_an_archived_customers_channel_is_told_and_a_renamed_one_is_found(
    connected: Install, sandbox: Sandbox
) -> None:
    connected.policy["channels"] = {"#lumio-acme": {"account": "acme"}, "C0LUMGLOB1": {"account": "acme"}}
    await sandbox.drive.archive("C0LUMGLOB1")
    channel = sandbox.world.channel("#lumio-acme")
    async with tables(connected) as store:
        await store.meta.set(f"{ALIAS_KEY}#lumio-acme", channel.id)
    channel.name = "lumio-acme-new"
    report = await connected.look()
    assert report.every("channel #lumio-acme") == []
    assert (report["channel C0LUMGLOB1"].level, "archived" in report["channel C0LUMGLOB1"].what) == ("warn", True)
