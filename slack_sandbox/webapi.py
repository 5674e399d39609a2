"""Answers Web API calls: token, scope, rate, arguments, the method itself, and what goes wrong on demand."""

from __future__ import annotations

import asyncio
import json
from copy import deepcopy
from typing import Any

from aiohttp import web

from slack_sandbox.clock import sleep
from slack_sandbox.faults import CallFault, PlannedFault
from slack_sandbox.journal import Call
from slack_sandbox.jsonlike import Json, written
from slack_sandbox.methods.base import ALWAYS_TAKEN, Args, Method
from slack_sandbox.methods.lookup import need_scope
from slack_sandbox.methods.registry import REGISTRY
from slack_sandbox.refusal import SlackRefusal, invalid_arguments
from slack_sandbox.workspace import Workspace

_JSON, _FORMS = "application/json", ("application/x-www-form-urlencoded", "multipart/form-data")


class WebApi:
    """The handler behind `/api/<method>`."""

    def __init__(self, ws: Workspace) -> None:
        self._ws = ws

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One call, recorded whatever becomes of it."""
        name = request.match_info["method"]
        call = Call(self._ws.now(), name, {}, {})
        try:
            headers: dict[str, str] = {}
            body, warning, unreadable = await _read(request, REGISTRY.get(name))
            call.args = _without_token(body)
            fault = self._ws.faults.take_call(name, body)
            await self._travel(name, fault)
            try:
                _fail(fault)
                if unreadable is not None:
                    raise unreadable
                call.response = self._run(request, name, Args(body), warning)
            except SlackRefusal as refusal:
                call.response, call.status, headers = refusal.body(), refusal.status, refusal.headers
            if fault is not None and fault.kind is CallFault.LOST_ANSWER:
                return self._cut(request, call)
            return self._reply(call, headers)
        except _Broken as broken:
            error = "not_json" if broken.status == 200 else f"http_{broken.status}"
            call.response, call.status = {"ok": False, "error": error}, broken.status
            if broken.status == 0:
                return self._cut(request, call)
            return web.Response(status=broken.status, text=broken.text, content_type="text/html")
        finally:
            self._ws.journal.calls.append(call)
            self._ws.changes.notify()

    async def _travel(self, name: str, fault: PlannedFault | None) -> None:
        """The time a call takes before Slack sees it."""
        if fault is not None and fault.kind is CallFault.SLOW:
            await sleep(self._ws.clock, fault.seconds)
        elif fault is not None and fault.kind is CallFault.HELD:
            arrival = self._ws.faults.on_the_way(name)
            self._ws.changes.notify()
            await arrival.wait()

    def _run(self, request: web.Request, name: str, args: Args, warning: str) -> Json:
        method = REGISTRY.get(name)
        if method is None:
            raise SlackRefusal("unknown_method", req_method=name)
        self._check_token(request, method, args)
        if method.app_token and request.method != "POST":
            raise SlackRefusal("insecure_request")
        if not any("{" in scope for scope in method.scopes):
            need_scope(self._ws, *method.scopes)
        self._check_rate(method, args)
        missing = [field for field in method.required if field not in args]
        if missing:
            raise invalid_arguments(*(f"missing required field: {field}" for field in missing))
        known = {*method.required, *method.optional, *ALWAYS_TAKEN}
        for unknown in sorted(set(args.values) - known):
            self._ws.note_oddity(f"{name}: unknown argument {unknown}")
        response = {"ok": True, **deepcopy(method.run(self._ws, args))}
        if warning:
            response.setdefault("warning", warning)
            meta = response.setdefault("response_metadata", {})
            meta["warnings"] = [*meta.get("warnings", []), warning]
        return response

    def _check_token(self, request: web.Request, method: Method, args: Args) -> None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme != "Bearer" or not token:
            token = args.text("token")
        if not token:
            raise SlackRefusal("not_authed")
        if token not in (self._ws.bot_token, self._ws.app_token):
            raise SlackRefusal("invalid_auth")
        if method.app_token != (token == self._ws.app_token):
            raise SlackRefusal("not_allowed_token_type")
        if self._ws.faults.dead_token and token == self._ws.bot_token:
            raise SlackRefusal(self._ws.faults.dead_token)

    def _check_rate(self, method: Method, args: Args) -> None:
        if not self._ws.options.rate_limits:
            return
        channel = args.text("channel") if method.per_channel else None
        wait_s = self._ws.rates.refuse_for(method.name, method.tier, channel)
        if wait_s:
            raise SlackRefusal("ratelimited", status=429, headers={"Retry-After": str(wait_s)})

    def _reply(self, call: Call, headers: dict[str, str]) -> web.Response:
        method = REGISTRY.get(call.method)
        scopes = {"x-oauth-scopes": ",".join(sorted(self._ws.grants.scopes))}
        if method is not None and method.scopes:
            scopes["x-accepted-oauth-scopes"] = ",".join(method.scopes)
        request_id = {"x-slack-req-id": self._ws.ids.secret(32).lower()}
        return web.json_response(
            call.response,
            status=call.status,
            headers={**scopes, **request_id, **headers},
            dumps=written,
        )

    def _cut(self, request: web.Request, call: Call) -> web.Response:
        call.status = 0
        if isinstance(request.transport, asyncio.Transport):
            request.transport.abort()
        return web.Response(status=500)


class _Broken(Exception):
    """An answer that is not Slack's JSON; status 0 stands for a cut connection."""

    def __init__(self, status: int, text: str = "") -> None:
        super().__init__(status)
        self.status = status
        self.text = text


def _fail(fault: PlannedFault | None) -> None:
    if fault is None:
        return
    if fault.kind is CallFault.SERVER_ERROR:
        raise _Broken(fault.status, "upstream connect error")
    if fault.kind is CallFault.NOT_JSON:
        raise _Broken(200, "<html><body>Service temporarily unavailable</body></html>")
    if fault.kind is CallFault.LOST_CALL:
        raise _Broken(0)
    if fault.kind is CallFault.RATE_LIMITED:
        raise SlackRefusal("ratelimited", status=429, headers={"Retry-After": str(fault.retry_after)})
    if fault.kind is CallFault.ERROR:
        raise SlackRefusal(fault.code)


async def _read(request: web.Request, method: Method | None) -> tuple[dict[str, Any], str, SlackRefusal | None]:
    """Arguments, a warning, and the refusal when the body cannot be read."""
    try:
        return *(await _arguments(request, method)), None
    except SlackRefusal as refusal:
        return {}, "", refusal


async def _arguments(request: web.Request, method: Method | None) -> tuple[dict[str, Any], str]:
    """Query and body as one, and a warning Slack adds. JSON is read only by methods that take it."""
    values: dict[str, Any] = dict(request.query)
    raw = await request.read()
    if request.method != "POST" or not raw:
        return values, ""
    kind = request.content_type
    if kind == _JSON:
        if method is not None and not method.reads_json:
            return values, ""
        try:
            body = json.loads(raw)
        except ValueError:
            raise SlackRefusal("invalid_form_data") from None
        if not isinstance(body, dict):
            raise SlackRefusal("invalid_form_data")
        return {**values, **body}, "" if request.charset else "missing_charset"
    if kind in _FORMS:
        form = await request.post()
        return {**values, **{k: v for k, v in form.items() if isinstance(v, str)}}, ""
    raise SlackRefusal("invalid_post_type" if request.headers.get("Content-Type") else "missing_post_type")


def _without_token(values: dict[str, Any]) -> Json:
    """The arguments as recorded: secrets stay out."""
    return {key: deepcopy(value) for key, value in values.items() if key != "token"}
