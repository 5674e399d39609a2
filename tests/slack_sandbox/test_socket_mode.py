"""Opening, hello, pings, acks, disconnects: docs/slack.md, Socket Mode."""

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from slack_sandbox import Options, Sandbox
from tests.slack_sandbox.app import bare_socket, bolt
from tests.slack_sandbox.conftest import client_of


async def test_a_bot_token_opens_no_socket(sandbox: Sandbox) -> None:
    with pytest.raises(SlackApiError) as refused:
        await client_of(sandbox).apps_connections_open(app_token=sandbox.bot_token)
    assert refused.value.response["error"] == "not_allowed_token_type"


async def test_a_get_on_connections_open_is_insecure(sandbox: Sandbox) -> None:
    headers = {"Authorization": f"Bearer {sandbox.app_token}"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.get(f"{sandbox.api_url}apps.connections.open") as response,
    ):
        assert (await response.json())["error"] == "insecure_request"


async def test_a_ticket_is_good_for_one_socket(sandbox: Sandbox) -> None:
    opened = await client_of(sandbox).apps_connections_open(app_token=sandbox.app_token)
    async with aiohttp.ClientSession() as session, session.ws_connect(opened["url"]):
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await session.ws_connect(opened["url"])
    assert refused.value.status == 403


async def test_hello_comes_first_and_counts_the_sockets(sandbox: Sandbox) -> None:
    async with bare_socket(sandbox), bare_socket(sandbox, hello=False) as second:
        hello = await second.next()
    assert hello["type"] == "hello"
    assert hello["num_connections"] == 2
    assert hello["connection_info"] == {"app_id": sandbox.world.bot.app_id}
    assert {"host", "build_number", "approximate_connection_time"} <= set(hello["debug_info"])


async def test_every_ping_is_answered_with_its_own_payload(sandbox: Sandbox) -> None:
    async with bare_socket(sandbox) as socket:
        await socket.ws.ping(b"sdk-ping-pong:1234.5")
        frame = await socket.ws.receive(timeout=30)
    assert (frame.type, bytes(frame.data)) == (aiohttp.WSMsgType.PONG, b"sdk-ping-pong:1234.5")


async def test_the_eleventh_socket_is_sent_away() -> None:
    async with (
        Sandbox(Options(max_sockets=2)) as sandbox,
        bare_socket(sandbox),
        bare_socket(sandbox),
        bare_socket(sandbox, hello=False) as third,
    ):
        assert (await third.next())["reason"] == "too_many_websockets"
        assert (await third.ws.receive(timeout=30)).type is aiohttp.WSMsgType.CLOSE
        assert len(sandbox.hub.open_sockets) == 2


async def test_an_envelope_goes_to_one_of_two_sockets(sandbox: Sandbox) -> None:
    async with bolt(sandbox) as one, bolt(sandbox) as two:
        await sandbox.connected(2)
        for number in range(12):
            await sandbox.drive.post("dana", "lumio-acme", f"question {number}")
        await sandbox.wait_for(lambda: len(one.bodies) + len(two.bodies) == 12)
        await sandbox.wait_for(lambda: not sandbox.delivery.under_way)
    assert one.bodies
    assert two.bodies
    assert len(sandbox.envelopes) == 12


async def test_an_ack_of_an_unknown_envelope_is_flagged(sandbox: Sandbox) -> None:
    async with bare_socket(sandbox) as socket:
        await socket.ack({"envelope_id": "nobody-sent-this"})
        await sandbox.wait_for(lambda: sandbox.oddities)
    assert "unknown envelope" in sandbox.oddities[0]


async def test_an_ack_over_another_socket_does_not_count(sandbox: Sandbox) -> None:
    async with bare_socket(sandbox) as first:
        await sandbox.drive.post("dana", "lumio-acme", "hello")
        envelope = await first.next()
        async with bare_socket(sandbox) as second:
            await second.ack(envelope)
            await sandbox.wait_for(lambda: sandbox.oddities)
            assert not sandbox.envelopes[0].acked
            await first.ack(envelope)
            await sandbox.wait_for(lambda: sandbox.envelopes[0].acked)


@pytest.mark.parametrize("reason", ["warning", "refresh_requested", "link_disabled"])
async def test_bolt_reconnects_when_it_is_told_to_go(sandbox: Sandbox, reason: str) -> None:
    async with bolt(sandbox) as app:
        before = sandbox.hub.open_sockets[0].number
        await sandbox.disconnect(reason)
        await sandbox.wait_for(lambda: [s for s in sandbox.hub.open_sockets if s.number > before])
        await sandbox.drive.post("dana", "lumio-acme", "still there?")
        await sandbox.wait_for(lambda: app.events("message"))


async def test_bolt_comes_back_after_the_network_broke(sandbox: Sandbox) -> None:
    async with bolt(sandbox, ping_interval=0.2) as app:
        before = sandbox.hub.open_sockets[0].number
        sandbox.drop_sockets()
        await sandbox.wait_for(lambda: [s for s in sandbox.hub.open_sockets if s.number > before])
        await sandbox.drive.post("dana", "lumio-acme", "still there?")
        await sandbox.wait_for(lambda: app.events("message"))


async def test_a_socket_that_was_warned_is_closed_ten_seconds_later(strict: Sandbox) -> None:
    async with bare_socket(strict) as socket:
        await strict.disconnect("warning")
        assert (await socket.next())["reason"] == "warning"
        assert not strict.hub.open_sockets
        await strict.workspace.clock.advance(10.1)  # type: ignore[attr-defined]
        assert (await socket.ws.receive(timeout=30)).type is aiohttp.WSMsgType.CLOSE
