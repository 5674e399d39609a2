"""Sends spans over OTLP, in a thread of the SDK's; a collector that is away costs nobody anything but the spans."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import unquote

from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.sdk.trace.id_generator import IdGenerator
from opentelemetry.trace import (
    NonRecordingSpan,
    SpanContext,
    SpanKind,
    Status,
    StatusCode,
    TraceFlags,
    set_span_in_context,
)

from bot.operations.traces.spans import Exporter, Span
from bot.settings import Settings

ENDS_WITHIN_S = 3.0


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Exporter]:
    """Sends to OTEL_EXPORTER_OTLP_ENDPOINT until the context ends, and then what is left, for three seconds at most."""
    assert settings.otel_exporter_otlp_endpoint is not None
    address = settings.otel_exporter_otlp_endpoint.rstrip("/") + "/v1/traces"
    provider = provided(OTLPSpanExporter(endpoint=address, headers=_headers(settings)), settings.otel_service_name)
    try:
        yield Sdk(provider)
    finally:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(ENDS_WITHIN_S):
                await asyncio.to_thread(provider.shutdown)


def provided(exporter: SpanExporter, service: str) -> TracerProvider:
    """The SDK's part that makes spans and hands them on in batches."""
    resource = Resource.create({"service.name": service})
    provider = TracerProvider(resource=resource, id_generator=GivenIds(), shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    return provider


class GivenIds(IdGenerator):
    """Gives the ids that the next span shall have; a span is begun right after they are set."""

    trace_id = span_id = 1

    def generate_trace_id(self) -> int:
        """The trace's."""
        return self.trace_id

    def generate_span_id(self) -> int:
        """The span's."""
        return self.span_id


class Sdk:
    """Fulfils `Exporter` with the SDK's tracer."""

    def __init__(self, provider: TracerProvider) -> None:
        assert isinstance(provider.id_generator, GivenIds)
        self._ids = provider.id_generator
        self._tracer = provider.get_tracer("earnest")

    def __call__(self, span: Span) -> None:
        """See Exporter."""
        self._ids.trace_id, self._ids.span_id = span.trace_id, span.span_id
        made = self._tracer.start_span(
            span.name,
            context=_under(span),
            kind=SpanKind.CLIENT if span.client else SpanKind.INTERNAL,
            attributes=span.attributes,
            start_time=span.start_ns,
        )
        if span.error:
            made.set_status(Status(StatusCode.ERROR, span.error))
        made.end(span.end_ns)


def _under(span: Span) -> Context:
    if span.parent_id is None:
        return Context()
    parent = SpanContext(span.trace_id, span.parent_id, is_remote=False, trace_flags=TraceFlags(TraceFlags.SAMPLED))
    return set_span_in_context(NonRecordingSpan(parent), Context())


def _headers(settings: Settings) -> dict[str, str] | None:
    """As the specification writes them: `name=value,name=value`, values escaped as in addresses."""
    if settings.otel_exporter_otlp_headers is None:
        return None
    pairs = [part.partition("=") for part in settings.otel_exporter_otlp_headers.get_secret_value().split(",")]
    return {name.strip(): unquote(value.strip()) for name, is_pair, value in pairs if is_pair}
