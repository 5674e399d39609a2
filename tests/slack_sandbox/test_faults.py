"""Rate limits and misbehaviour on demand: docs/slack.md, Rate limits."""

import time

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncConnectionErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from slack_sandbox import CallFault, ManualClock, Options, Sandbox, pings_in
from tests.slack_sandbox.conftest import client_of

ACME, DESK = "C0LUMACME1", "C0DESK0001"


async def post_until_refused(client: AsyncWebClient, channel: str, most: int = 20) -> tuple[int, str]:
    """How many posts went through, and what Retry-After said."""
    for number in range(most):
        try:
            await client.chat_postMessage(channel=channel, text=str(number))
        except SlackApiError as error:
            assert (error.response.status_code, error.response["error"]) == (429, "ratelimited")
            return number, error.response.headers["Retry-After"]
    return most, ""


async def test_posts_to_one_channel_are_held_to_one_a_second_after_a_short_burst(strict: Sandbox) -> None:
    clock = strict.workspace.clock
    assert isinstance(clock, ManualClock)
    client = client_of(strict)
    taken, wait = await post_until_refused(client, ACME)
    assert (taken, wait) == (4, "1")
    await client.chat_postMessage(channel=DESK, text="another channel is not held up")
    await clock.advance(1)
    assert (await post_until_refused(client, ACME))[0] == 1


async def test_a_tier_is_counted_by_method_and_by_minute(strict: Sandbox) -> None:
    clock = strict.workspace.clock
    assert isinstance(clock, ManualClock)
    client = client_of(strict)
    for _ in range(20):
        await client.users_list()
    with pytest.raises(SlackApiError) as refused:
        await client.users_list()
    assert refused.value.response.headers["Retry-After"] == "3"
    await client.users_info(user="U0DANA0001")
    await clock.advance(3)
    await client.users_list()


async def test_limits_can_be_switched_off() -> None:
    async with Sandbox(Options(rate_limits=False)) as sandbox:
        assert await post_until_refused(client_of(sandbox), ACME, 12) == (12, "")


async def test_a_429_can_be_asked_for_on_one_method(sandbox: Sandbox, client: AsyncWebClient) -> None:
    sandbox.faults.call("chat.postMessage", CallFault.RATE_LIMITED, retry_after=7)
    await client.auth_test()
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel=ACME, text="x")
    assert refused.value.response.headers["Retry-After"] == "7"
    await client.chat_postMessage(channel=ACME, text="x")


@pytest.mark.parametrize("status", [500, 503])
async def test_a_server_error_does_nothing(sandbox: Sandbox, client: AsyncWebClient, status: int) -> None:
    sandbox.faults.call("*", "server_error", status=status)
    with pytest.raises(SlackApiError) as failed:
        await client.chat_postMessage(channel=ACME, text="x")
    assert failed.value.response.status_code == status
    assert sandbox.bot_posts("lumio-acme") == []
    assert sandbox.calls[-1].status == status


async def test_an_answer_may_be_no_json(sandbox: Sandbox) -> None:
    sandbox.faults.call("auth.test", CallFault.NOT_JSON)
    async with aiohttp.ClientSession() as session, session.post(f"{sandbox.api_url}auth.test") as response:
        assert (response.status, response.content_type) == (200, "text/html")
    assert sandbox.calls[-1].error == "not_json"


async def test_any_error_code_can_be_asked_for_after_some_good_calls(sandbox: Sandbox, client: AsyncWebClient) -> None:
    sandbox.faults.call("chat.postMessage", CallFault.ERROR, code="rate_limited", skip=1)
    await client.chat_postMessage(channel=ACME, text="x")
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel=ACME, text="x")
    assert refused.value.response["error"] == "rate_limited"


async def test_a_post_whose_answer_is_lost_stands_all_the_same(sandbox: Sandbox, client: AsyncWebClient) -> None:
    sandbox.faults.call("chat.postMessage", CallFault.LOST_ANSWER)
    with pytest.raises((aiohttp.ClientError, OSError)):
        await client.chat_postMessage(channel=ACME, text="x")
    assert len(sandbox.bot_posts("lumio-acme")) == 1
    assert sandbox.calls[-1].status == 0


async def test_a_call_lost_on_its_way_does_nothing(sandbox: Sandbox, client: AsyncWebClient) -> None:
    sandbox.faults.call("chat.postMessage", CallFault.LOST_CALL)
    with pytest.raises((aiohttp.ClientError, OSError)):
        await client.chat_postMessage(channel=ACME, text="x")
    assert sandbox.bot_posts("lumio-acme") == []


async def test_the_sdks_own_second_try_doubles_a_post_whose_answer_was_lost(sandbox: Sandbox) -> None:
    sandbox.faults.call("chat.postMessage", CallFault.LOST_ANSWER)
    handlers = [AsyncConnectionErrorRetryHandler(max_retry_count=1)]
    client = AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url, retry_handlers=handlers)
    await client.chat_postMessage(channel=ACME, text="x")
    assert len(sandbox.bot_posts("lumio-acme")) == 2


async def test_a_slow_answer_is_slow(sandbox: Sandbox, client: AsyncWebClient) -> None:
    sandbox.faults.call("auth.test", CallFault.SLOW, seconds=0.1)
    start = time.perf_counter()
    await client.auth_test()
    assert time.perf_counter() - start >= 0.1


def test_what_would_ping_everybody_is_found_wherever_it_stands() -> None:
    block = {"type": "section", "text": {"type": "mrkdwn", "text": "hey @channel and <!subteam^S123>"}}
    quiet = {"type": "section", "text": {"type": "mrkdwn", "text": "hey @channel", "verbatim": True}}
    plain = {"type": "section", "text": {"type": "plain_text", "text": "hey @here <!here>"}}
    rich = {"type": "rich_text", "elements": [{"type": "broadcast", "range": "everyone"}]}
    assert pings_in({"text": "<!here> @channel"}) == ["<!here>"]
    assert pings_in({"text": "x", "blocks": [block]}) == ["<!subteam^S123>", "@channel"]
    assert pings_in({"text": "x", "blocks": [quiet, plain]}) == []
    assert pings_in({"text": "x", "blocks": [rich]}) == ["everyone"]
