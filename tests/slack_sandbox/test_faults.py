"""Rate limits and misbehaviour on demand: docs/slack.md, Rate limits."""

import asyncio
import time

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncConnectionErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from slack_sandbox import CallFault, ManualClock, Options, Sandbox, pings_in
from tests.slack_sandbox.app import bolt
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


async def refusal(client: AsyncWebClient, method: str, **args: object) -> str:
    """Slack's code for a call, empty when it was done."""
    try:
        await client.api_call(method, json=args)
    except SlackApiError as error:
        return str(error.response["error"])
    return ""


SECTION = [{"type": "section", "text": {"type": "mrkdwn", "text": "x"}}]
TABLE = [{"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]]}]


@pytest.mark.parametrize(
    ("only", "hit", "passes"),
    [
        ({}, {"channel": ACME, "text": "x"}, {}),
        ({"channel": ACME}, {"channel": ACME, "text": "x"}, {"channel": DESK, "text": "x"}),
        ({"block": "table"}, {"channel": ACME, "blocks": TABLE}, {"channel": ACME, "blocks": SECTION}),
        ({"block": "mrkdwn"}, {"channel": ACME, "blocks": SECTION}, {"channel": ACME, "blocks": TABLE}),
        (
            {"kind": "card"},
            {"channel": DESK, "text": "x", "metadata": {"event_type": "e", "event_payload": {"kind": "card"}}},
            {"channel": DESK, "text": "x", "metadata": {"event_type": "e", "event_payload": {"kind": "note"}}},
        ),
    ],
)
async def test_a_post_is_refused_by_code_and_by_what_it_is(
    sandbox: Sandbox, client: AsyncWebClient, only: dict[str, str], hit: dict[str, object], passes: dict[str, object]
) -> None:
    sandbox.faults.refuse("chat.postMessage", "restricted_action", times=2, **only)
    if passes:
        assert await refusal(client, "chat.postMessage", **passes) == ""
    assert await refusal(client, "chat.postMessage", **hit) == "restricted_action"
    assert await refusal(client, "chat.update", channel=ACME, ts="1.2", text="x") == "message_not_found"
    assert await refusal(client, "chat.postMessage", **hit) == "restricted_action"
    assert await refusal(client, "chat.postMessage", **hit) == ""


async def test_a_method_fails_until_it_is_allowed_again(sandbox: Sandbox, client: AsyncWebClient) -> None:
    sandbox.faults.refuse("users.info", "internal_error", user="U0DANA0001", times=None)
    sandbox.faults.refuse("conversations.list", "missing_scope", times=None)
    for _ in range(3):
        with pytest.raises(SlackApiError):
            await client.users_info(user="U0DANA0001")
        with pytest.raises(SlackApiError):
            await client.conversations_list()
    await client.users_info(user="U0OMAR0001")
    sandbox.faults.allow("users.info")
    sandbox.faults.allow("conversations.list")
    await client.users_info(user="U0DANA0001")
    await client.conversations_list()


async def test_a_call_that_cannot_be_read_uses_up_its_fault_too(sandbox: Sandbox) -> None:
    sandbox.faults.call("chat.postMessage", CallFault.RATE_LIMITED)
    headers = {"Authorization": f"Bearer {sandbox.bot_token}", "Content-Type": "application/json; charset=utf-8"}
    async with aiohttp.ClientSession(headers=headers) as session:
        answers = []
        for _ in range(2):
            async with session.post(f"{sandbox.api_url}chat.postMessage", data=b"{") as response:
                answers.append((await response.json())["error"])
    assert answers == ["ratelimited", "invalid_form_data"]


async def test_a_change_or_deletion_is_never_delivered(sandbox: Sandbox) -> None:
    async with bolt(sandbox) as app:
        kept, alone, parent = [await sandbox.drive.post("dana", "lumio-acme", text) for text in ("a", "b", "c")]
        await sandbox.drive.post("omar", "lumio-acme", "reply", thread_ts=parent["ts"])
        sandbox.faults.lose("message_changed", ts=kept["ts"])
        sandbox.faults.lose("message_deleted", channel=ACME, times=2)
        await sandbox.drive.edit("dana", "lumio-acme", alone["ts"], "b, better")
        await sandbox.drive.edit("dana", "lumio-acme", kept["ts"], "a, better")
        await sandbox.drive.delete("dana", "lumio-acme", alone["ts"])
        await sandbox.drive.delete("dana", "lumio-acme", parent["ts"])
        await sandbox.drive.post("dana", "lumio-acme", "last")
        await sandbox.wait_for(lambda: not sandbox.delivery.under_way and len(app.bodies) == 6)
    changed = [event for event in app.events("message") if event.get("subtype")]
    assert [(event["subtype"], event["message"]["ts"]) for event in changed] == [("message_changed", alone["ts"])]
    lost = [body["event"] for body in sandbox.dropped_events]
    assert [event["subtype"] for event in lost] == ["message_changed", "message_deleted", "message_changed"]
    assert lost[2]["message"]["subtype"] == "tombstone"
    assert sandbox.message("lumio-acme", kept["ts"])["text"] == "a, better"
    assert sandbox.message("lumio-acme", alone["ts"]) is None


async def test_a_reply_that_travels_while_its_parent_is_deleted_comes_back_at_the_root(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    parent = await sandbox.drive.post("dana", "lumio-acme", "question")
    sandbox.faults.hold("chat.postMessage", channel=ACME)
    under_way = asyncio.create_task(client.chat_postMessage(channel=ACME, text="answer", thread_ts=parent["ts"]))
    await sandbox.wait_for(lambda: sandbox.faults.held == ["chat.postMessage"])
    await client.chat_postMessage(channel=DESK, text="others are not held up")
    await sandbox.drive.delete("dana", "lumio-acme", parent["ts"])
    sandbox.faults.let_go()
    answer = await under_way
    assert "thread_ts" not in answer["message"]
    assert [seen["text"] for seen in sandbox.messages("lumio-acme")] == ["answer"]
