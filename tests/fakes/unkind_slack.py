"""A Slack that keeps its promises to the letter and does all else in its own way: short pages, odd events."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from typing import Any

from aiohttp import web

from tests.fakes.bare_slack import BOT, BareSlack, Json, fields_of

REPLIES, MESSAGES = 3, 20  # a page, whatever is asked for


class UnkindSlack(BareSlack):
    """A BareSlack that answers posts to a channel as `plans` says, one plan a post: "html" (502 with a page),
    "done, html" (it is done, the answer is a page), "haste" (429 without Retry-After), "odd" (an error code that nobody
    knows), "empty" (ok and no more, though it is done). `met` are the posts that met one. It pages whatever limit is
    asked for, and says hello late."""

    def __init__(self) -> None:
        super().__init__()
        self.plans: dict[str, list[str]] = defaultdict(list)
        self.met: list[Json] = []
        self.hello = asyncio.Event()
        self.hello.set()

    async def disconnect(self, reason: str) -> None:
        """Say that the connection ends; after a warning it goes on. A new one is made once `hello` is set."""
        socket = self._sockets[-1]
        await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "unkind"}})
        if reason != "warning":
            self.hello.clear()
            await socket.close()
            await self.until(lambda: socket not in self._sockets)

    async def reconnected(self) -> None:
        """Let the bot in again, and wait for it."""
        self.hello.set()
        await self.connected()

    async def odd_event(self, event: Json, **around: Any) -> Any:
        """An event whose envelope has its parts in another order and more of them; delivered as a retry."""
        payload = {
            "event_time": 1,
            "authorizations": [],
            "event": event,
            "type": "event_callback",
            "token": "t",
            "is_ext_shared_channel": "perhaps",
            "retry_num": 2,
            **around,
        }
        self._made += 1
        envelope = f"e{self._made}"
        acked = self._acked[envelope] = asyncio.get_running_loop().create_future()
        sent = {"retry_reason": "timeout", "retry_attempt": 2, "payload": payload, "type": "events_api"}
        return await self._deliver(acked, {**sent, "accepts_response_payload": False, "envelope_id": envelope})

    async def stranger(self, kind: str) -> None:
        """An envelope of a type that nobody has heard of."""
        await self._sockets[-1].send_json({"type": kind, "envelope_id": f"strange{self._made}", "payload": {}})

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        await self.hello.wait()
        return await super()._socket(request)

    async def _method(self, request: web.Request) -> web.StreamResponse:
        method, fields = request.match_info["method"], await fields_of(request)
        plans = self.plans[str(fields.get("channel"))] if method == "chat.postMessage" else []
        plan = plans.pop(0) if plans else ""
        if plan:
            self.met.append(fields)
        if plan == "html":
            self.calls.append(method)
            return web.Response(status=502, text="<html><h1>Bad gateway</h1></html>", content_type="text/html")
        if plan == "haste":
            self.calls.append(method)
            return web.Response(status=429, text="slow down")
        if plan == "odd":
            self.calls.append(method)
            return web.json_response({"ok": False, "error": "the_moon_is_full", "warning": ["w"]})
        answer = await super()._method(request)
        if plan == "done, html":
            return web.Response(status=200, text="<html>ok?</html>", content_type="text/html")
        if plan == "empty":
            return web.json_response({"ok": True})
        return answer

    async def _auth_test(self, fields: Json) -> Json:
        return {"user_id": BOT, "team_id": "T1", "enterprise_id": None, "expires_in": 0, "nonsense": [[]]}

    async def _post(self, fields: Json) -> Json:
        done = await super()._post(fields)
        return {**done, "response_metadata": {"messages": ["[WARN] …"]}, "warning": "missing_charset", "message": None}

    async def _history(self, fields: Json) -> Json:
        """Short pages, the thread's parent first on each."""
        found = (await super()._history(fields))["messages"]
        counts = Counter(m.get("thread_ts") for m in self.messages if m["channel"] == fields["channel"])
        found = [{**m, "reply_count": counts[m["ts"]]} if counts[m["ts"]] else m for m in found]
        at, size = int(fields.get("cursor") or 0), REPLIES if fields.get("ts") else MESSAGES
        parent = found[:1] if fields.get("ts") and at else []
        more = len(found) > at + size
        page = {"messages": [*parent, *found[at : at + size], None], "has_more": more}
        return {**page, "response_metadata": {"next_cursor": str(at + size) if more else ""}}
