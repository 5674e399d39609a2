"""An event is a row before it is acknowledged, and one that cannot be stored is not acknowledged."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncBoltRequest

from bot.domain.inbound import Inbound
from bot.errors import TransientError
from bot.listen import events, interactions
from bot.listen.receiver import Receiver
from bot.platform.slack.socket import bolt_app, web_client, web_session
from bot.review.forms import Forms
from tests.fakes.slack import IDENTITY
from tests.outbox.world import World

EVENT: dict[str, Any] = {
    "type": "event_callback",
    "team_id": "T0ACME",
    "event_id": "Ev1",
    "authorizations": [{"team_id": "T0HOME", "user_id": "UBOT", "is_bot": True}],
    "event": {"type": "message", "channel": "CACME", "user": "UCUST", "ts": "1700000000.000100", "text": "Hello?"},
}


class LockedReceiver(Receiver):
    """A receiver whose database cannot be written."""

    async def put(self, record: Inbound) -> None:
        raise TransientError("the database is locked")


async def status_of(world: World, receiver: Receiver, forms: Forms) -> int:
    """The status that decides whether Socket Mode acknowledges an envelope: only 200 does."""
    async with web_session() as session:
        app: AsyncApp = bolt_app(web_client("xoxb-test", "http://127.0.0.1:9/api/", session), IDENTITY)
        events.register(app, receiver, "UBOT", world.runtime.new_id)
        interactions.register(app, receiver, forms, world.runtime.new_id)
        response = await app.async_dispatch(AsyncBoltRequest(body=EVENT, mode="socket_mode"))
    return response.status


async def test_an_event_is_in_the_inbox_when_it_is_acknowledged(world: World, forms: Forms) -> None:
    assert await status_of(world, Receiver(world.runtime), forms) == 200
    assert [row.ts for row in await world.store.inbox.pending(10)] == [EVENT["event"]["ts"]]


async def test_an_event_that_cannot_be_stored_is_not_acknowledged(world: World, forms: Forms) -> None:
    assert await status_of(world, LockedReceiver(world.runtime), forms) != 200
    assert await world.store.inbox.pending(10) == []


async def test_an_event_that_comes_twice_is_one_row(world: World, forms: Forms) -> None:
    for _ in range(2):
        assert await status_of(world, Receiver(world.runtime), forms) == 200
    assert len(await world.store.inbox.pending(10)) == 1
