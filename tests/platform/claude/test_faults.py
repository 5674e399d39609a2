"""Every way a call goes wrong: which of our errors it becomes, how often it is tried, what is recorded."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import Any

import httpx2
import pytest
from anthropic import APIStatusError, AsyncAnthropic
from pydantic import SecretStr

from bot.claude import Claude, open_claude
from bot.domain import Brief, Usage
from bot.errors import EarnestError, ModelError, PermanentError, TransientError
from bot.platform.claude.call import Caller, Pace
from bot.platform.claude.errors import outcome_of, to_ours
from bot.platform.claude.reply import read_text
from bot.platform.claude.request import Ask
from bot.platform.claude.spending import Tally
from bot.retry import Backoff
from bot.settings import Settings
from tests.fakes.claude import POLICY, Waits
from tests.fakes.model_server import (
    BROKEN,
    CAPTIVE_PROXY,
    OVERLOADED,
    REFUSED,
    ModelServer,
    Turn,
    rate_limited,
    truncated,
)

SHORT = POLICY.model_copy(update={"thresholds": POLICY.thresholds.model_copy(update={"generation_deadline_s": 0.2})})


async def failing(claude: Claude, server: ModelServer, brief: Brief, *turns: Turn) -> EarnestError:
    server.script(*turns)
    with pytest.raises(EarnestError) as caught:
        await claude.engine.answer(brief)
    return caught.value


@pytest.mark.parametrize("turn", [OVERLOADED, BROKEN, Turn(408, "timeout_error"), Turn(409, "conflict_error")])
async def test_a_passing_fault_is_tried_again_and_both_calls_are_recorded(
    claude: Claude, server: ModelServer, brief: Brief, waits: Waits, heard: list[Usage], turn: Turn
) -> None:
    server.script(turn)
    generation = await claude.engine.answer(brief)
    assert generation.sentences
    assert waits.slept == [0.5]
    assert [usage.outcome for usage in generation.usage] == [f"http_{turn.status}", "ok"]
    assert generation.usage[0].cost_usd == 0
    assert heard == list(generation.usage)


async def test_a_fault_that_stays_is_transient_after_three_tries(
    claude: Claude, server: ModelServer, brief: Brief, waits: Waits, heard: list[Usage]
) -> None:
    error = await failing(claude, server, brief, OVERLOADED, OVERLOADED, OVERLOADED)
    assert isinstance(error, TransientError)
    assert waits.slept == [0.5, 1.0]
    assert len(server.received) == len(heard) == 3


async def test_retry_after_is_obeyed_where_it_fits_the_deadline(
    claude: Claude, server: ModelServer, brief: Brief, waits: Waits
) -> None:
    server.script(rate_limited(4))
    assert (await claude.engine.answer(brief)).sentences
    assert waits.slept == [4.0]


async def test_a_retry_after_beyond_the_deadline_fails_at_once_and_says_how_long(
    claude: Claude, server: ModelServer, brief: Brief, waits: Waits
) -> None:
    error = await failing(claude, server, brief, rate_limited(120))
    assert isinstance(error, TransientError)
    assert error.retry_after_s == 120
    assert waits.slept == []
    assert len(server.received) == 1


async def test_two_waits_together_do_not_pass_the_deadline(
    claude: Claude, server: ModelServer, brief: Brief, waits: Waits
) -> None:
    error = await failing(claude, server, brief, rate_limited(20), rate_limited(20))
    assert isinstance(error, TransientError)
    assert waits.slept == [20.0]


async def test_a_server_that_forbids_another_try_is_obeyed(
    claude: Claude, server: ModelServer, brief: Brief, waits: Waits
) -> None:
    error = await failing(claude, server, brief, Turn(529, "overloaded_error", {"x-should-retry": "false"}))
    assert isinstance(error, TransientError)
    assert waits.slept == []


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, "invalid_request_error"),
        (401, "authentication_error"),
        (402, "billing_error"),
        (403, "permission_error"),
        (404, "not_found_error"),
        (413, "request_too_large"),
        (422, "invalid_request_error"),
    ],
)
async def test_other_refusals_are_permanent_and_say_what_to_fix(
    claude: Claude, server: ModelServer, brief: Brief, waits: Waits, status: int, kind: str
) -> None:
    error = await failing(claude, server, brief, Turn(status, kind))
    assert type(error) is PermanentError
    assert error.code == f"http_{status}"
    assert "scripted" not in str(error)
    assert len(server.received) == 1
    assert waits.slept == []


async def test_a_wrong_key_names_the_setting(settings: Settings, brief: Brief) -> None:
    other = settings.model_copy(update={"anthropic_api_key": SecretStr("sk-wrong")})
    async with open_claude(other, POLICY) as claude:
        with pytest.raises(PermanentError, match="check ANTHROPIC_API_KEY"):
            await claude.engine.answer(brief)


@pytest.mark.parametrize(
    ("turn", "code"),
    [
        (REFUSED, "refusal"),
        (Turn(said="Half of it", stop_reason="refusal"), "refusal"),
        (truncated("Open **Repo"), "truncated"),
        (Turn(said="x", stop_reason="model_context_window_exceeded"), "truncated"),
        (Turn(said="x", stop_reason="tool_use"), "tool_use"),
        (Turn(said="x", stop_reason="brand_new_reason"), "unexpected_stop"),
        (CAPTIVE_PROXY, "not_json"),
        (Turn(raw="{broken", raw_type="application/json"), "not_json"),
        (Turn(raw="[1, 2]", raw_type="application/json"), "not_json"),
        (Turn(raw="null", raw_type="application/json"), "not_json"),
        (Turn(raw="", raw_type="text/plain"), "not_json"),
        (Turn(raw='{"type": "message"}', raw_type="application/json"), "unreadable"),
        (Turn(raw='{"content": "hello", "stop_reason": "end_turn"}', raw_type="application/json"), "unreadable"),
    ],
)
async def test_an_unusable_reply_is_a_model_error_and_is_not_tried_again(
    claude: Claude, server: ModelServer, brief: Brief, heard: list[Usage], turn: Turn, code: str
) -> None:
    error = await failing(claude, server, brief, turn)
    assert isinstance(error, ModelError)
    assert error.code == code
    assert [usage.outcome for usage in heard] == [code]
    assert len(server.received) == 1


async def test_tokens_of_a_refused_or_cut_off_reply_are_paid_for_and_counted(
    claude: Claude, server: ModelServer, brief: Brief, heard: list[Usage]
) -> None:
    await failing(claude, server, brief, truncated("word " * 400))
    assert heard[0].output_tokens == 500
    assert heard[0].cost_usd > 500 * 10 / 1e6


@pytest.mark.parametrize(
    ("kind", "wanted"), [("overloaded_error", TransientError), ("invalid_request_error", PermanentError)]
)
async def test_an_error_object_with_status_200_is_an_error(
    claude: Claude, server: ModelServer, brief: Brief, kind: str, wanted: type[EarnestError]
) -> None:
    body = json.dumps({"type": "error", "error": {"type": kind, "message": "m"}})
    turn = Turn(raw=body, raw_type="application/json")
    assert type(await failing(claude, server, brief, turn, turn, turn)) is wanted


async def test_a_connection_cut_in_mid_body_is_transient(
    claude: Claude, server: ModelServer, brief: Brief, heard: list[Usage]
) -> None:
    error = await failing(claude, server, brief, Turn(cut=True), Turn(cut=True), Turn(cut=True))
    assert type(error) is TransientError
    assert {usage.outcome for usage in heard} == {"connection"}


async def test_nobody_listening_is_transient(settings: Settings, brief: Brief, waits: Waits) -> None:
    nowhere = settings.model_copy(update={"anthropic_base_url": "http://127.0.0.1:9"})
    async with open_claude(nowhere, POLICY, pace=waits.pace) as claude:
        with pytest.raises(TransientError, match="ANTHROPIC_BASE_URL"):
            await claude.engine.answer(brief)


async def test_our_deadline_ends_a_call_that_stalls(
    settings: Settings, server: ModelServer, brief: Brief, tally: Tally
) -> None:
    server.script(Turn(stall=True))
    pace = Pace(tries=1)
    async with open_claude(settings, SHORT, ledger=tally, pace=pace) as claude:
        with pytest.raises(TransientError, match=r"in time|within"):
            await claude.engine.answer(brief)
    assert [usage.outcome in {"cut_off", "timeout"} for usage in tally.calls] == [True]


async def test_the_deadline_covers_all_tries_and_waits_together(
    settings: Settings, server: ModelServer, brief: Brief
) -> None:
    async def forever(seconds: float) -> None:
        await asyncio.Event().wait()

    server.script(OVERLOADED)
    pace = Pace(sleep=forever, backoff=Backoff((0.01,)), monotonic=lambda: 0.0)
    async with open_claude(settings, SHORT, pace=pace) as claude:
        with pytest.raises(TransientError, match=r"within 0\.16 s"):
            await claude.engine.answer(brief)


async def test_a_caller_that_gives_up_is_let_go_and_the_call_is_recorded(
    claude: Claude, server: ModelServer, brief: Brief, heard: list[Usage]
) -> None:
    server.script(Turn(stall=True))
    task = asyncio.create_task(claude.engine.answer(brief))
    await server.stalled.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert [usage.outcome for usage in heard] == ["cut_off"]


async def test_an_error_inside_a_stream_is_transient(claude: Claude, server: ModelServer) -> None:
    server.script(Turn(said="Hello", break_stream=True))
    with pytest.raises(APIStatusError) as caught:
        async with claude.client.messages.stream(
            model="claude-haiku-5-5", max_tokens=10, messages=[{"role": "user", "content": "hi"}]
        ) as stream:
            await stream.until_done()
    assert caught.value.status_code == 200
    assert type(to_ours(caught.value)) is TransientError


async def test_an_unknown_failure_of_the_client_is_still_one_of_our_errors(waits: Waits) -> None:
    def explode(request: httpx2.Request) -> httpx2.Response:
        raise RuntimeError("wires crossed")

    http = httpx2.AsyncClient(transport=httpx2.MockTransport(explode))
    async with AsyncAnthropic(api_key="k", base_url="http://loop", http_client=http, max_retries=0) as client:
        request = Ask("claude-haiku-5-5", "summarise", ("Be short.",), ("hi",), 10)
        with pytest.raises(EarnestError) as caught:
            await Caller(client, replace(waits.pace, tries=1)).ask(request, read_text)
    assert "wires" not in str(caught.value)
    assert outcome_of(caught.value)


async def test_a_reply_that_breaks_its_reader_is_a_model_error(
    claude: Claude, waits: Waits, server: ModelServer
) -> None:
    def breaks(message: Any) -> str:
        raise IndexError(message.id)

    request = Ask("claude-haiku-5-5", "summarise", ("Be short.",), ("hi",), 10)
    with pytest.raises(ModelError):
        await Caller(claude.client, waits.pace).ask(request, breaks)
    assert len(server.received) == 1
