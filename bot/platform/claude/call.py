"""One call to Claude: parameters per model, our own deadline around everything, few retries, usage always recorded."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

from anthropic import AsyncAnthropic, omit
from anthropic.types import ContentBlockParam, Message, OutputConfigParam, TextBlockParam

from bot.domain import Usage
from bot.errors import EarnestError, ModelError, TransientError
from bot.platform.claude.errors import body_error, forbids_retry, outcome_of, to_ours
from bot.platform.claude.models import Tokens, cost_usd, facts, tokens_of

T = TypeVar("T")
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pace:
    """How calls wait. `deadline_s` bounds a call with all its tries; waits between tries double from `backoff_s`."""

    deadline_s: float = 30.0
    tries: int = 3
    backoff_s: float = 0.5
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    monotonic: Callable[[], float] = time.monotonic
    jitter: Callable[[], float] = random.random


@dataclass(frozen=True, slots=True)
class Ask:
    """One request. `system` is fixed text and cached for an hour, and so is `guidance` after it, which some questions
    share; `schema` asks for JSON, which excludes citations."""

    model: str
    purpose: str
    system: str
    content: list[ContentBlockParam]
    max_tokens: int
    schema: dict[str, object] | None = None
    user_hash: str = ""
    guidance: str = ""


@dataclass(slots=True)
class _Run:
    started: float
    usage: list[Usage] = field(default_factory=list)


class Caller:
    """Sends requests. `on_usage` hears of every call, failed ones too."""

    def __init__(
        self, client: AsyncAnthropic, pace: Pace | None = None, on_usage: Callable[[Usage], None] | None = None
    ) -> None:
        self._client = client
        self._pace = pace or Pace()
        self._on_usage = on_usage

    async def ask(self, request: Ask, read: Callable[[Message], T]) -> tuple[T, tuple[Usage, ...]]:
        """What `read` makes of the reply, and the usage of each try. `read` raises ModelError for an unusable reply.

        Raises TransientError, ModelError, PermanentError."""
        run = _Run(self._pace.monotonic())
        try:
            async with asyncio.timeout(self._pace.deadline_s):
                result = await self._tries(request, read, run)
        except TimeoutError:
            raise TransientError(f"Claude did not answer within {self._pace.deadline_s:g} s; try again later") from None
        return result, tuple(run.usage)

    async def _tries(self, request: Ask, read: Callable[[Message], T], run: _Run) -> T:
        tried = 0
        while True:
            try:
                return await self._once(request, read, run)
            except TransientError as error:
                tried += 1
                wait = error.retry_after_s
                if wait is None:
                    wait = self._pace.backoff_s * 2 ** (tried - 1) * (0.75 + 0.25 * self._pace.jitter())
                left = self._pace.deadline_s - (self._pace.monotonic() - run.started)
                if tried >= self._pace.tries or wait >= left or forbids_retry(error):
                    raise
                await self._pace.sleep(wait)

    async def _once(self, request: Ask, read: Callable[[Message], T], run: _Run) -> T:
        start = self._pace.monotonic()
        tokens, outcome = Tokens(), "cut_off"  # stays so when the deadline or the caller cancels us
        try:
            message = await self._send(request)
            tokens = tokens_of(message)
            result = _read(message, read)
            outcome = "ok"
            return result
        except EarnestError as error:
            outcome = outcome_of(error)
            raise
        finally:
            self._record(request, tokens, (self._pace.monotonic() - start) * 1000, outcome, run)

    async def _send(self, request: Ask) -> Message:
        try:
            reply: object = await self._client.messages.create(
                model=request.model,
                max_tokens=request.max_tokens,
                system=[_kept(text) for text in (request.system, request.guidance) if text],
                messages=[{"role": "user", "content": request.content}],
                thinking=facts(request.model).thinking or omit,
                output_config=_output(request) or omit,
                metadata={"user_id": request.user_hash} if request.user_hash else omit,
            )
        except Exception as error:
            ours = to_ours(error)
            logger.warning("%s call failed: %s (request %s)", request.purpose, ours, getattr(error, "request_id", None))
            raise ours from error
        logger.debug("%s answered (request %s)", request.purpose, getattr(reply, "_request_id", None))
        return as_message(reply)

    def _record(self, request: Ask, tokens: Tokens, ms: float, outcome: str, run: _Run) -> None:
        usage = Usage(
            model=request.model,
            purpose=request.purpose,
            input_tokens=tokens.input,
            cache_write_tokens=tokens.write_5m + tokens.write_1h,
            cache_read_tokens=tokens.read,
            output_tokens=tokens.output,
            cost_usd=cost_usd(request.model, tokens),
            ms=round(ms, 3),
            outcome=outcome,
        )
        run.usage.append(usage)
        if self._on_usage is not None:
            self._on_usage(usage)


def _read(message: Message, read: Callable[[Message], T]) -> T:
    """A reply comes from outside: whatever reading it breaks on is the reply's fault, and must not stop a ticket."""
    try:
        return read(message)
    except EarnestError:
        raise
    except Exception as error:
        logger.exception("a reply of Claude could not be read (request %s)", getattr(message, "_request_id", None))
        raise ModelError("Claude's answer could not be read", code="unreadable") from error


def as_message(reply: object) -> Message:
    """The reply as a message. The SDK passes a body that is not JSON through as text, and does not check shapes."""
    if not isinstance(reply, Message):
        raise ModelError("Claude's answer was not JSON; check ANTHROPIC_BASE_URL for a proxy", code="not_json")
    extra = reply.model_extra or {}
    problem = extra.get("error")
    if getattr(reply, "type", None) == "error" and isinstance(problem, dict):
        raise body_error(str(problem.get("type", "")))
    if not isinstance(getattr(reply, "content", None), list):
        raise ModelError("Claude's answer holds no content", code="unreadable")
    return reply


def _kept(text: str) -> TextBlockParam:
    """A block of instructions that is kept for an hour, with all that stands before it."""
    return {"type": "text", "text": text, "cache_control": {"type": "ephemeral", "ttl": "1h"}}


def _output(request: Ask) -> OutputConfigParam:
    """Effort and format; a key the model does not accept is left out."""
    output: OutputConfigParam = {}
    if facts(request.model).effort:
        output["effort"] = "low"
    if request.schema is not None:
        output["format"] = {"type": "json_schema", "schema": request.schema}
    return output
