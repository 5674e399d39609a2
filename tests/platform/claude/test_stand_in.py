"""The stand-in is strict: requests that the API refuses are refused here too, or the tests on the wire prove little."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from anthropic import APIStatusError

from bot.claude import Claude
from tests.fakes.model_rules import Refused, check_body
from tests.fakes.model_server import ModelServer

Edit = Callable[[dict[str, Any]], object]


def valid() -> dict[str, Any]:
    result = {
        "type": "search_result",
        "source": "a#1",
        "title": "A",
        "content": [{"type": "text", "text": "One."}],
        "citations": {"enabled": True},
    }
    return {
        "model": "claude-sonnet-5-5",
        "max_tokens": 10,
        "system": [{"type": "text", "text": "S", "cache_control": {"type": "ephemeral", "ttl": "1h"}}],
        "messages": [{"role": "user", "content": [result, {"type": "text", "text": "Q"}]}],
    }


def blocks(body: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = body["messages"][0]["content"]
    return found


JSON = {"type": "json_schema", "schema": {"type": "object", "properties": {}, "additionalProperties": False}}
BOUND = {"type": "json_schema", "schema": {"type": "number", "minimum": 0}}
OPEN = {"type": "json_schema", "schema": {"type": "object", "properties": {}}}
CITED = {"type": "text", "text": "x", "citations": []}
PREFILL = {"role": "assistant", "content": "Sure"}
OTHER = {"type": "search_result", "source": "b", "title": "B", "content": [{"type": "text", "text": "x"}]}
MARK = {"type": "ephemeral"}


@pytest.mark.parametrize(
    ("why", "edit"),
    [
        ("temperature", lambda b: b.update(temperature=0)),
        ("extra inputs", lambda b: b.update(output_format={})),
        ("max_tokens", lambda b: b.pop("max_tokens")),
        ("model", lambda b: b.update(model="claude-3-opus")),
        ("cannot be combined", lambda b: b.update(output_config={"format": JSON})),
        ("not for this model", lambda b: b.update(thinking={"type": "disabled"})),
        ("not for this model", lambda b: b.update(thinking={"type": "enabled", "budget_tokens": 1024})),
        ("effort", lambda b: b.update(model="claude-haiku-4-5", output_config={"effort": "low"})),
        ("effort", lambda b: b.update(output_config={"effort": "tiny"})),
        ("minimum", lambda b: (blocks(b).pop(0), b.update(output_config={"format": BOUND}))),
        ("additionalProperties", lambda b: (blocks(b).pop(0), b.update(output_config={"format": OPEN}))),
        ("citations", lambda b: blocks(b).append(CITED)),
        ("prefill", lambda b: b["messages"].append(PREFILL)),
        ("empty", lambda b: blocks(b)[1].update(text=" ")),
        ("empty", lambda b: blocks(b)[0].update(content=[])),
        ("source", lambda b: blocks(b)[0].pop("source")),
        ("all or for none", lambda b: blocks(b).append(OTHER)),
        ("at most 4", lambda b: blocks(b).extend({"type": "text", "text": "x", "cache_control": MARK} for _ in "1234")),
        ("1h before 5m", lambda b: b["system"].insert(0, {"type": "text", "text": "x", "cache_control": MARK})),
        ("user_id", lambda b: b.update(metadata={"team": "x"})),
    ],
)
def test_what_the_api_refuses_is_refused(why: str, edit: Edit) -> None:
    body = valid()
    check_body(body)
    edit(body)
    with pytest.raises(Refused, match=why):
        check_body(body)


async def test_an_old_api_version_or_key_header_is_refused(claude: Claude, server: ModelServer) -> None:
    for headers, status in (
        ({"anthropic-version": "2023-06-01"}, 400),
        ({"Authorization": "", "x-api-key": "sk-test-loopback"}, 401),
    ):
        with pytest.raises(APIStatusError) as caught:
            await claude.client.messages.create(
                model="claude-haiku-5-5",
                max_tokens=1,
                messages=[{"role": "user", "content": "hi"}],
                extra_headers=headers,
            )
        assert caught.value.status_code == status
    assert server.received == []


async def test_a_model_that_thinks_by_default_puts_thinking_first(claude: Claude) -> None:
    message = await claude.client.messages.create(
        model="claude-haiku-5-5", max_tokens=50, messages=[{"role": "user", "content": "hi"}]
    )
    assert [block.type for block in message.content] == ["thinking", "text"]


async def test_a_stream_gives_the_same_words_as_a_plain_reply(claude: Claude) -> None:
    ask: dict[str, Any] = {key: valid()[key] for key in ("model", "max_tokens", "messages")}
    ask["messages"][0]["content"][1]["text"] = "one?"
    plain = await claude.client.messages.create(**ask)
    async with claude.client.messages.stream(**ask) as stream:
        streamed = await stream.get_final_message()
    texts = [[b.text for b in m.content if b.type == "text"] for m in (plain, streamed)]
    assert texts[0] == texts[1] == ["One."]
    assert streamed.content[-1].type == "text"
    assert streamed.content[-1].citations
