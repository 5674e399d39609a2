"""A loopback server that speaks the Messages API strictly, and misbehaves as scripted."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

from tests.fakes.model_rules import MODELS, Refused, all_blocks, check_body, check_headers, search_results
from tests.fakes.model_words import blocks_for, text

KEY = "sk-test-loopback"
Body = dict[str, Any]


@dataclass(frozen=True)
class Turn:
    """How one call goes; without any field set, as it should.

    `blocks` builds the reply's content from the request; `said` is one uncited text block. `raw` is sent as the body
    of a 200. `stall` never answers, `cut` drops the connection in mid-body, `break_stream` sends an error event
    after the first block of a stream."""

    status: int = 200
    kind: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    said: str | None = None
    blocks: Callable[[Body], list[dict[str, Any]]] | None = None
    raw: str | None = None
    raw_type: str = "text/html"
    stop_reason: str = "end_turn"
    stop_details: dict[str, Any] | None = None
    thinking: bool = False
    usage: dict[str, Any] | None = None
    stall: bool = False
    cut: bool = False
    break_stream: bool = False


OVERLOADED = Turn(529, "overloaded_error")
BROKEN = Turn(500, "api_error")
REFUSED = Turn(stop_reason="refusal", blocks=lambda body: [], stop_details={"type": "refusal", "category": "cyber"})
CAPTIVE_PROXY = Turn(raw="<html>Please log in</html>")


def rate_limited(seconds: float, **headers: str) -> Turn:
    return Turn(429, "rate_limit_error", {"retry-after": f"{seconds:g}", **headers})


def truncated(said: str) -> Turn:
    return Turn(said=said, stop_reason="max_tokens")


@dataclass(frozen=True)
class Received:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: Body


class ModelServer:
    """`async with ModelServer() as server:` then point ANTHROPIC_BASE_URL at `server.url`."""

    def __init__(self, *, knows_models: bool = True) -> None:
        self.received: list[Received] = []
        self.lifecycle: dict[str, dict[str, Any]] = {}
        self.stalled = asyncio.Event()
        self._knows_models = knows_models
        self._turns: list[tuple[str, Turn]] = []
        self._cached: set[str] = set()
        self._release = asyncio.Event()
        self._runner: web.AppRunner | None = None
        self.url = ""

    def script(self, *turns: Turn, kind: str = "") -> None:
        """How the next calls go; `kind` (`answer`, `json`, `text`) keeps turns for calls of that kind."""
        self._turns.extend((kind, turn) for turn in turns)

    @property
    def bodies(self) -> list[Body]:
        return [request.body for request in self.received]

    def reset(self) -> None:
        """Forget requests, scripts and cache."""
        self.received.clear()
        self._turns.clear()
        self._cached.clear()
        self.lifecycle.clear()
        self.stalled.clear()

    async def __aenter__(self) -> ModelServer:
        app = web.Application(client_max_size=32 * 2**20, middlewares=[_refusals])
        app.router.add_post("/v1/messages", self._messages)
        if self._knows_models:
            app.router.add_get("/v1/models", self._models)
            app.router.add_get("/v1/models/{id}", self._model)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        return self

    async def __aexit__(self, *exc: object) -> None:
        self._release.set()
        if self._runner is not None:
            await self._runner.cleanup()

    async def _messages(self, request: web.Request) -> web.StreamResponse:
        check_headers(request.headers, KEY)
        body = json.loads(await request.text())
        self.received.append(Received(request.path, dict(request.headers), body))
        check_body(body)
        turn = self._next(_kind(body))
        if turn.stall:
            self.stalled.set()
            await self._release.wait()
        if turn.status != 200:
            return _error(turn.status, turn.kind, "scripted", turn.headers)
        if turn.raw is not None:
            return web.Response(text=turn.raw, content_type=turn.raw_type)
        message = self._message(body, turn)
        if body.get("stream"):
            return await _stream(request, message, turn.break_stream)
        return await _cut(request, message) if turn.cut else web.json_response(message, headers=_request_id())

    def _next(self, kind: str) -> Turn:
        for at, (wanted, turn) in enumerate(self._turns):
            if wanted in ("", kind):
                del self._turns[at]
                return turn
        return Turn()

    def _message(self, body: Body, turn: Turn) -> dict[str, Any]:
        said = [text(turn.said)] if turn.said is not None else (turn.blocks or blocks_for)(body)
        thinks = "thinking" not in body and MODELS[body["model"]].thinks_by_default
        if turn.thinking or thinks:
            said = [{"type": "thinking", "thinking": "Let me see.", "signature": "c2ln"}, *said]
        return {
            "id": f"msg_{len(self.received)}",
            "type": "message",
            "role": "assistant",
            "model": body["model"],
            "content": said,
            "stop_reason": turn.stop_reason,
            "stop_sequence": None,
            "stop_details": turn.stop_details,
            "usage": turn.usage or self._usage(body, said),
        }

    def _usage(self, body: Body, said: list[dict[str, Any]]) -> dict[str, Any]:
        """A token is four characters. The prefix up to the last mark is written once, then read."""
        prompt = [json.dumps(block, sort_keys=True) for block in all_blocks(body)]
        marks = [at for at, block in enumerate(all_blocks(body)) if "cache_control" in block]
        prefix = body["model"] + "".join(prompt[: marks[-1] + 1]) if marks else ""
        whole, size = sum(map(len, prompt)) // 4, len(prefix) // 4
        size = size if size >= MODELS[body["model"]].cache_from else 0
        hit = prefix in self._cached
        if size:
            self._cached.add(prefix)
        written = 0 if hit else size
        hour = written if marks and list(all_blocks(body))[marks[-1]]["cache_control"].get("ttl") == "1h" else 0
        return {
            "input_tokens": max(1, whole - size),
            "cache_creation_input_tokens": written,
            "cache_read_input_tokens": size if hit else 0,
            "cache_creation": {"ephemeral_1h_input_tokens": hour, "ephemeral_5m_input_tokens": written - hour},
            "output_tokens": max(1, sum(len(str(b.get("text") or b.get("thinking"))) for b in said) // 4),
            "service_tier": "standard",
        }

    async def _models(self, request: web.Request) -> web.Response:
        check_headers({**request.headers, "Content-Type": "application/json"}, KEY)
        return web.json_response({"data": [], "has_more": False, "first_id": None, "last_id": None})

    async def _model(self, request: web.Request) -> web.Response:
        name = request.match_info["id"]
        check_headers({**request.headers, "Content-Type": "application/json"}, KEY)
        if name not in MODELS:
            return _error(404, "not_found_error", f"model: {name}")
        info = {"id": name, "type": "model", "display_name": name, "created_at": "2026-01-01T00:00:00Z"}
        return web.json_response({**info, "lifecycle": "active", **self.lifecycle.get(name, {})})


@web.middleware
async def _refusals(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except Refused as refused:
        return _error(refused.status, refused.kind, str(refused))
    except json.JSONDecodeError:
        return _error(400, "invalid_request_error", "body: not JSON")


def _kind(body: Body) -> str:
    if search_results(body):
        return "answer"
    return "json" if "format" in body.get("output_config", {}) else "text"


def _request_id() -> dict[str, str]:
    return {"request-id": "req_loopback"}


def _error(status: int, kind: str, message: str, headers: dict[str, str] | None = None) -> web.Response:
    body = {"type": "error", "error": {"type": kind, "message": message}, "request_id": "req_loopback"}
    return web.json_response(body, status=status, headers={**_request_id(), **(headers or {})})


async def _cut(request: web.Request, message: dict[str, Any]) -> web.StreamResponse:
    whole = json.dumps(message).encode()
    response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": str(len(whole))})
    await response.prepare(request)
    await response.write(whole[: len(whole) // 2])
    if request.transport is not None:
        request.transport.abort()
    return response


async def _stream(request: web.Request, message: dict[str, Any], broken: bool) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", **_request_id()})
    await response.prepare(request)

    async def send(event: dict[str, Any]) -> None:
        await response.write(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode())

    await send({"type": "message_start", "message": {**message, "content": [], "stop_reason": None}})
    for index, block in enumerate(message["content"]):
        opened = {**block, "text": ""} if block["type"] == "text" else block
        await send({"type": "content_block_start", "index": index, "content_block": {**opened, "citations": None}})
        for citation in block.get("citations") or []:
            delta = {"type": "citations_delta", "citation": citation}
            await send({"type": "content_block_delta", "index": index, "delta": delta})
        if block["type"] == "text":
            delta = {"type": "text_delta", "text": block["text"]}
            await send({"type": "content_block_delta", "index": index, "delta": delta})
        if broken:
            await send({"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}})
            return response
        await send({"type": "content_block_stop", "index": index})
    end = {"stop_reason": message["stop_reason"], "stop_sequence": None}
    await send({"type": "message_delta", "delta": end, "usage": message["usage"]})
    await send({"type": "message_stop"})
    return response
