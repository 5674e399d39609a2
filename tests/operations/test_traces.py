"""One trace a turn: from the envelope to Slack's ok, with its steps, its model calls, and no word unless asked for."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import replace

import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.semconv._incubating.attributes import gen_ai_attributes
from opentelemetry.semconv.attributes import error_attributes
from opentelemetry.trace import StatusCode

from bot.domain import DecisionId, PostId, ReasonCode, TicketId, Tier, TurnId, Usage
from bot.domain.telemetry import Decided, Event, Gathered, ModelAnswered, ModelContent, Posted, Received, Stepped
from bot.errors import ConfigError
from bot.operations.operations import operated
from bot.operations.traces import names, otlp
from bot.operations.traces.spans import Span, Traces, root_of, trace_of
from bot.settings import Settings
from tests.fakes.clock import ManualClock

TICKET, TURN, DECISION = TicketId("T1"), TurnId("N1"), DecisionId("D1")
KEY = "m:C1:1"
USAGE = Usage("claude-sonnet-5-5", "answer", 100, 20, 30, 40, 0.012, 1500.0)
CALL = ModelAnswered(TICKET, TURN, USAGE, 800, "msg_1", "claude-sonnet-5-5-20260101", "end_turn")
DECIDED = Decided(TICKET, TURN, DECISION, 1, Tier.ANSWERED, (ReasonCode.ALL_CLEAR,), "exports", "claude", False, 5.0)
POSTED = Posted(PostId("P1"), "answer", TICKET, TURN, DECISION, "sent", "", 0.2, 1)
STORY: tuple[tuple[float, Event], ...] = (
    (0, Received(KEY, "posted", 0.004)),
    (0.1, Gathered(TICKET, TURN, KEY)),
    (3, Stepped(None, TURN, "listen", 0.01)),
    (2, CALL),
    (0.1, Stepped(TICKET, TURN, "generate", 2.0)),
    (0.1, DECIDED),
    (0.1, Stepped(TICKET, TURN, "review", 0.05)),
    (0.3, POSTED),
)


class Recorder:
    """Tells a story to a fresh tracer, or goes on with one that knows nothing of what was before."""

    def __init__(self) -> None:
        self.spans: list[Span] = []
        self.clock = ManualClock()
        self.traces = Traces(self.spans.append, self.clock)

    def told(self, *story: tuple[float, Event]) -> dict[str, Span]:
        """The spans by name."""
        for seconds, event in story:
            self.clock.advance(seconds)
            self.traces(event)
        return {span.name: span for span in self.spans}


def test_a_turn_is_one_trace_whose_root_spans_from_the_envelope_to_slacks_ok() -> None:
    recorder = Recorder()
    begin = recorder.clock.now().timestamp()
    spans = recorder.told(*STORY)
    assert {span.trace_id for span in recorder.spans} == {trace_of(TURN)}
    root = spans["turn"]
    assert (root.span_id, root.parent_id) == (root_of(TURN), None)
    assert root.start_ns / 1e9 == pytest.approx(begin - 0.004)
    assert root.end_ns / 1e9 == pytest.approx(recorder.clock.now().timestamp())
    assert root.attributes[names.TIER] == 0
    assert root.attributes[names.REASONS] == ("all_clear",)
    assert {"receive", "listen", "generate", "review", "post answer"} <= set(spans)
    model = spans.pop("chat claude-sonnet-5-5")
    assert model.parent_id == spans["generate"].span_id
    assert {span.parent_id for name, span in spans.items() if name != "turn"} == {root.span_id}
    assert all(root.start_ns <= span.start_ns <= span.end_ns <= root.end_ns for span in recorder.spans)


def test_the_root_is_told_once_and_what_follows_later_joins_its_trace() -> None:
    recorder = Recorder()
    recorder.told(*STORY, (60, DECIDED), (3600, POSTED))
    assert len([span for span in recorder.spans if span.name == "turn"]) == 1
    assert len([span for span in recorder.spans if span.name == "post answer"]) == 2
    restarted = Recorder()
    late = restarted.told((0, POSTED))["post answer"]
    assert (late.trace_id, late.parent_id) == (trace_of(TURN), root_of(TURN))


def test_what_is_no_request_ends_with_its_decision() -> None:
    spans = Recorder().told(*STORY[:5], (0.1, replace(DECIDED, not_a_request=True)))
    assert spans["turn"].parent_id is None


def test_failures_are_errors_with_their_code() -> None:
    broken = replace(CALL, usage=replace(USAGE, outcome="http_529"))
    refused = replace(POSTED, outcome="refused", code="is_archived")
    spans = Recorder().told((0, broken), (0, Stepped(TICKET, TURN, "generate", 1.0, "TransientError")), (0, refused))
    found = {span.name: span.error for span in spans.values()}
    assert found == {
        "chat claude-sonnet-5-5": "http_529",
        "generate": "TransientError",
        "post answer": "is_archived",
    }
    assert spans["post answer"].attributes[names.ERROR_TYPE] == "is_archived"


def test_a_model_call_has_the_conventions_attributes_and_no_content() -> None:
    about = Recorder().told(*STORY)["chat claude-sonnet-5-5"].attributes
    assert about["gen_ai.operation.name"] == "chat"
    assert about["gen_ai.provider.name"] == "anthropic"
    assert about["gen_ai.request.model"] == "claude-sonnet-5-5"
    assert about["gen_ai.request.max_tokens"] == 800
    assert about["gen_ai.response.model"] == "claude-sonnet-5-5-20260101"
    assert about["gen_ai.response.finish_reasons"] == ("end_turn",)
    assert (about["gen_ai.usage.input_tokens"], about["gen_ai.usage.output_tokens"]) == (150, 40)
    assert about["gen_ai.conversation.id"] == "T1"
    assert not {names.SYSTEM_INSTRUCTIONS, names.INPUT_MESSAGES, names.OUTPUT_MESSAGES} & set(about)


def test_content_stands_there_in_the_conventions_shape_where_it_was_asked_for() -> None:
    said = ModelContent(("Be kind.",), ("How do I export?",), ("Open Reports.",))
    about = Recorder().told((0, replace(CALL, content=said)), *STORY[4:5])["chat claude-sonnet-5-5"].attributes
    assert json.loads(str(about["gen_ai.system_instructions"])) == [{"type": "text", "content": "Be kind."}]
    [asked] = json.loads(str(about["gen_ai.input.messages"]))
    assert asked == {"role": "user", "parts": [{"type": "text", "content": "How do I export?"}]}
    [answered] = json.loads(str(about["gen_ai.output.messages"]))
    assert (answered["role"], answered["finish_reason"]) == ("assistant", "stop")


def test_the_pinned_names_are_those_of_the_conventions_and_none_is_deprecated() -> None:
    known = {value for name, value in vars(gen_ai_attributes).items() if name.startswith("GEN_AI_")}
    old = {"gen_ai.system", "gen_ai.prompt", "gen_ai.completion"}
    pinned = {value for value in vars(names).values() if isinstance(value, str) and value.startswith("gen_ai.")}
    assert len(pinned) > 10
    assert pinned <= known - old
    assert gen_ai_attributes.GenAiOperationNameValues.CHAT.value == names.CHAT
    assert gen_ai_attributes.GenAiProviderNameValues.ANTHROPIC.value == names.ANTHROPIC
    assert error_attributes.ERROR_TYPE == names.ERROR_TYPE


def test_the_sdk_gets_the_ids_times_and_errors_that_the_spans_have() -> None:
    memory = InMemorySpanExporter()
    provider = otlp.provided(memory, "earnest")
    clock = ManualClock()
    traces = Traces(otlp.Sdk(provider), clock)
    for seconds, event in (*STORY, (0.0, replace(POSTED, outcome="failed", code="internal"))):
        clock.advance(seconds)
        traces(event)
    provider.shutdown()
    spans = memory.get_finished_spans()
    assert {span.context.trace_id for span in spans} == {trace_of(TURN)}
    [root] = [span for span in spans if span.name == "turn"]
    assert (root.context.span_id, root.parent) == (root_of(TURN), None)
    assert root.resource.attributes["service.name"] == "earnest"
    [generate] = [span for span in spans if span.name == "generate"]
    assert generate.parent is not None and generate.parent.span_id == root_of(TURN)
    assert generate.end_time is not None and generate.start_time is not None
    assert generate.end_time - generate.start_time == 2_000_000_000
    assert [span.status.status_code for span in spans if span.name == "post answer"] == [
        StatusCode.UNSET,
        StatusCode.ERROR,
    ]


async def test_an_address_that_is_none_is_refused_and_without_one_nothing_is_sent() -> None:
    with pytest.raises(ValueError, match="otel_exporter_otlp_endpoint"):
        Settings(_env_file=None, otel_exporter_otlp_endpoint="collector:4318")
    async with operated(Settings.model_construct()) as operations:
        operations.tell(POSTED)


async def test_without_the_extra_one_sentence_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "bot.operations.traces.otlp", None)
    with pytest.raises(ConfigError, match=r"pip install 'earnest\[traces\]'"):
        async with operated(Settings.model_construct(otel_exporter_otlp_endpoint="http://127.0.0.1:9")):
            pass


async def test_a_collector_that_says_nothing_does_not_keep_the_bot_from_ending(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(otlp, "ENDS_WITHIN_S", 0.2)
    asked, over = asyncio.Event(), asyncio.Event()

    async def mute(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.set()
        await over.wait()
        writer.close()

    server = await asyncio.start_server(mute, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with operated(Settings.model_construct(otel_exporter_otlp_endpoint=f"http://127.0.0.1:{port}")) as operations:
        for _, event in STORY:
            operations.tell(event)
        ends = time.monotonic()
    took_s = time.monotonic() - ends
    assert asked.is_set()
    over.set()
    server.close()
    assert took_s < 8.0  # the exporter itself waits for ten
