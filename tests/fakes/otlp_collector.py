"""A loopback collector that takes traces over OTLP/HTTP."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from typing import Any

from aiohttp import web
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)


class Collector:
    """`async with Collector() as collector:` then point OTEL_EXPORTER_OTLP_ENDPOINT at `collector.url`."""

    def __init__(self) -> None:
        self.spans: list[Any] = []
        self.headers: list[Mapping[str, str]] = []
        self.url = ""
        self._runner: web.AppRunner | None = None

    def of(self, turn: str) -> list[Any]:
        """The spans of a turn."""
        return [span for span in self.spans if {"earnest.turn.id": turn}.items() <= self.attributes(span).items()]

    @staticmethod
    def attributes(span: Any) -> dict[str, str]:
        """The attributes that are text."""
        return {each.key: each.value.string_value for each in span.attributes}

    async def __aenter__(self) -> Collector:
        app = web.Application()
        app.add_routes([web.post("/v1/traces", self._take)])
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *exc: object) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    async def _take(self, request: web.Request) -> web.Response:
        body = await request.read()
        if body[:2] == b"\x1f\x8b":
            body = gzip.decompress(body)
        told = ExportTraceServiceRequest.FromString(body)
        self.headers.append({key.lower(): value for key, value in request.headers.items()})
        self.spans += [span for r in told.resource_spans for scope in r.scope_spans for span in scope.spans]
        return web.Response(
            body=ExportTraceServiceResponse().SerializeToString(), content_type="application/x-protobuf"
        )
