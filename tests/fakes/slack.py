"""A Slack without a wire: channels in memory behind the real gateway, failing call by call as it is told to."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from slack_sdk.web.async_client import AsyncWebClient

from bot.domain import TeamId, UserId
from bot.errors import EarnestError, PermanentError, TransientError, UncertainError
from bot.platform.slack.facts import Identity
from bot.platform.slack.gateway import SlackGateway
from bot.platform.slack.limits import RateGate

IDENTITY = Identity(TeamId("THOME"), UserId("UBOT"), "B1", "https://home.example/", frozenset())
FIRST_TS = 1_700_000_000  # Slack's clock, which is not ours


@dataclass(frozen=True)
class Fault:
    """What one call meets. `done`: it takes effect all the same. `hangs`: no answer ever comes."""

    error: EarnestError | None = None
    done: bool = False
    hangs: bool = False


def lost_answer() -> Fault:
    return Fault(UncertainError("the connection broke"), done=True)


def lost_call() -> Fault:
    return Fault(UncertainError("the connection broke"))


def busy(seconds: float | None = None) -> Fault:
    return Fault(TransientError("slow down", retry_after_s=seconds))


def refused(code: str) -> Fault:
    return Fault(PermanentError(f"Slack refused it ({code})", code=code))


@dataclass
class FakeSlack(SlackGateway):
    """`faults[method]` are met one by one, `standing[method, channel]` until it is taken away."""

    messages: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    faults: dict[str, deque[Fault]] = field(default_factory=lambda: defaultdict(deque))
    standing: dict[tuple[str, str], str] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)
    listed: list[dict[str, Any]] = field(default_factory=list)
    unknown_blocks: set[str] = field(default_factory=set)
    keeps_metadata: bool = True
    tells_threads: bool = True
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    hanging: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        super().__init__(cast(AsyncWebClient, None), RateGate(self._hours))
        self._ts = FIRST_TS
        self._ticks = 0.0

    def _hours(self) -> float:
        """A time that passes so fast that no rate is ever reached."""
        self._ticks += 3600.0
        return self._ticks

    def next_ts(self) -> str:
        self._ts += 1
        return f"{self._ts}.000100"

    def customer_says(self, channel: str, text: str, thread_ts: str | None = None) -> str:
        ts = self.next_ts()
        self.messages[channel].append({"ts": ts, "user": "UCUST", "text": text, "thread_ts": thread_ts})
        return ts

    def ours(self, channel: str) -> list[dict[str, Any]]:
        return [message for message in self.messages[channel] if message["user"] == IDENTITY.user_id]

    def made(self, method: str) -> list[dict[str, Any]]:
        return [fields for name, fields in self.calls if name == method]

    async def call(self, method: str, fields: Mapping[str, object], *, effect: bool = False) -> dict[str, Any]:
        given = dict(fields)
        channel = self.named.get(str(given.get("channel")), str(given.get("channel")))
        self.calls.append((method, given))
        await asyncio.sleep(0)
        fault = self.faults[method].popleft() if self.faults[method] else Fault()
        if fault.error and not fault.done:
            raise fault.error
        code = self.standing.get((method, channel)) or self.standing.get((method, "*")) or self._refusal(given)
        if code:
            raise refused(code).error or AssertionError
        answer = self._do(method, channel, given)
        if fault.hangs:
            self.hanging.set()
            await asyncio.Event().wait()
        if fault.error:
            raise fault.error
        return answer

    def _refusal(self, given: dict[str, Any]) -> str:
        used = {block["type"] for block in given.get("blocks") or []}
        return "invalid_blocks" if used & self.unknown_blocks else ""

    def _do(self, method: str, channel: str, given: dict[str, Any]) -> dict[str, Any]:
        match method:
            case "chat.postMessage":
                return self._post(channel, given)
            case "chat.delete":
                self.messages[channel] = [m for m in self.messages[channel] if m["ts"] != given["ts"]]
                return {}
            case "chat.update":
                return self._update(channel, given)
            case "conversations.replies":
                return self._replies(channel, given)
            case "conversations.history":
                oldest = float(given.get("oldest") or 0)
                return {"messages": [m for m in reversed(self.messages[channel]) if float(m["ts"]) > oldest]}
            case "chat.getPermalink":
                return {"permalink": f"https://home.example/{channel}/{given['message_ts']}"}
            case "users.info":
                return {"user": {"id": given["user"], "real_name": str(given["user"]).title(), "team_id": "THOME"}}
            case "conversations.list" if self.listed:
                return {"channels": self.listed}
            case "conversations.info":
                return {"channel": {"id": channel, "name": channel.lower(), "is_member": True}}
        raise PermanentError(f"{method} is not known", code="unknown_method")

    def _post(self, channel: str, given: dict[str, Any]) -> dict[str, Any]:
        message = {"ts": self.next_ts(), "user": IDENTITY.user_id, **given}
        if not any(parent["ts"] == given.get("thread_ts") for parent in self.messages[channel]):
            message.pop("thread_ts", None)  # a reply to a deleted parent lands in the channel itself
        if not self.keeps_metadata:
            message.pop("metadata", None)
        self.messages[channel].append(message)
        told = {"message": message} if self.tells_threads else {}
        return {"channel": channel, "ts": message["ts"], **told}

    def _update(self, channel: str, given: dict[str, Any]) -> dict[str, Any]:
        found = next((m for m in self.ours(channel) if m["ts"] == given["ts"]), None)
        if found is None:
            raise PermanentError("no such message", code="message_not_found")
        found.update({key: given[key] for key in ("text", "blocks")})
        return {}

    def _replies(self, channel: str, given: dict[str, Any]) -> dict[str, Any]:
        parent = given["ts"]
        if not any(message["ts"] == parent for message in self.messages[channel]):
            raise PermanentError("no such thread", code="thread_not_found")
        return {"messages": [m for m in self.messages[channel] if parent in (m["ts"], m.get("thread_ts"))]}
