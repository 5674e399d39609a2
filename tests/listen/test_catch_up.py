"""Reading what was said meanwhile, at a Slack that does not show all of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

import pytest
import pytest_asyncio
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain import ChannelId
from bot.errors import EarnestError, PermanentError, TransientError
from bot.listen.catch_up import LISTED_KEY, CatchUp
from bot.listen.caught_up import CaughtUp
from bot.people.directory import Directory
from bot.platform.slack.gateway import SlackGateway
from bot.platform.slack.limits import RateGate
from bot.retry import Backoff
from tests.fakes.slack import IDENTITY
from tests.outbox.world import World

AT_ONCE = Backoff((0.0,))
ACME = ChannelId("CACME")
NEWS = "9999999999.000000"


class Shown(SlackGateway):
    """A Slack with one channel, in whose thread stands an unheard reply; `failing` methods fail `times` times."""

    def __init__(self, world: World, parent: str) -> None:
        super().__init__(cast(AsyncWebClient, None), RateGate(world.slack._hours))
        self.parent = {"ts": parent, "user": "UCUST", "text": "Help", "latest_reply": NEWS, "reply_count": 1}
        self._reply = {"ts": NEWS, "thread_ts": parent, "user": "UCUST", "text": "Still the same, sorry"}
        self.failing: dict[str, EarnestError] = {}

    async def call(self, method: str, fields: Mapping[str, object], *, effect: bool = False) -> dict[str, Any]:
        if method in self.failing:
            raise self.failing[method]
        shown: dict[str, dict[str, Any]] = {
            "users.conversations": {"channels": [{"id": ACME, "name": "acme"}]},
            "conversations.history": {"messages": [self.parent]},
            "conversations.replies": {"messages": [self.parent, self._reply]},
        }
        return shown.get(method, {})


@pytest_asyncio.fixture
async def shown(world: World) -> Shown:
    """What Slack shows of a channel with an open ticket."""
    case = await world.case(ACME)
    await world.store.channels.read_up_to(ACME, case.ticket.thread_ts)
    return Shown(world, case.ticket.thread_ts)


def catch_up_of(world: World, shown: Shown) -> CatchUp:
    directory = Directory(shown, world.runtime.policy, IDENTITY)
    return CatchUp(replace(world.runtime, slack=shown, directory=directory), AT_ONCE)


async def heard(world: World) -> bool:
    """Whether the reply is in the inbox."""
    return NEWS in [row.ts for row in await world.store.inbox.pending()]


@pytest.mark.parametrize("method", ["conversations.history", "conversations.replies"])
async def test_what_slack_does_not_show_for_long_does_not_count_as_read(
    world: World, shown: Shown, method: str
) -> None:
    shown.failing = {method: TransientError("Slack is away", retry_after_s=0.0)}
    catch_up = catch_up_of(world, shown)
    assert not await catch_up.run()
    assert await world.store.meta.get(LISTED_KEY) is None, "a channel that is new then may hold more"
    assert not await heard(world)
    shown.failing.clear()
    assert await catch_up.run()
    assert await heard(world)


async def test_a_thread_of_which_we_have_every_reply_is_not_read_again(world: World) -> None:
    """Most that is new in a thread is our own answer."""
    case = await world.answer()
    await world.run()
    await world.store.channels.read_up_to(ACME, case.ticket.thread_ts)
    shown = Shown(world, case.ticket.thread_ts)
    shown.parent["latest_reply"] = (await world.post_of(case)).slack_ts
    assert await catch_up_of(world, shown).run()
    assert not await heard(world), "the thread was read"
    shown.parent["reply_count"] = 2  # somebody said something before our answer, which nobody told us of
    assert await catch_up_of(world, shown).run()
    assert await heard(world)


async def test_channels_that_are_known_are_read_while_slack_lists_none(world: World, shown: Shown) -> None:
    away = TransientError("Slack is away", retry_after_s=0.0)
    shown.failing = dict.fromkeys(("users.conversations", "conversations.list"), away)
    assert not await catch_up_of(world, shown).run()
    assert await heard(world)


@pytest.mark.parametrize("method", ["conversations.history", "conversations.replies"])
async def test_what_slack_will_not_show_at_all_is_not_asked_for_again(world: World, shown: Shown, method: str) -> None:
    shown.failing = {method: PermanentError("no", code="not_in_channel")}
    assert await catch_up_of(world, shown).run()


async def test_catching_up_goes_on_until_all_was_shown(world: World) -> None:
    shown = iter((False, TransientError("Slack is away"), True))
    times = 0

    async def catch_up() -> bool:
        nonlocal times
        times += 1
        outcome = next(shown)
        if isinstance(outcome, TransientError):
            raise outcome
        return outcome

    async def connected() -> bool:
        return True

    caught_up = CaughtUp(world.runtime, catch_up, connected, AT_ONCE)
    await caught_up.run()
    assert times == 3
