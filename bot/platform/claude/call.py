"""One call to Claude: a deadline around everything, few retries, a breaker a model, and a note in the ledger first."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from anthropic import AsyncAnthropic
from anthropic.types import Message

from bot.domain import NO_CONTEXT, CallContext, Usage
from bot.domain.ports import CallLedger
from bot.domain.telemetry import Tell, nobody
from bot.errors import EarnestError, ModelError, TransientError
from bot.platform.claude.breaker import Breaker
from bot.platform.claude.errors import forbids_retry, outcome_of, to_ours
from bot.platform.claude.models import Tokens, cost_usd, tokens_of
from bot.platform.claude.reply import Reply, as_message, reply_of
from bot.platform.claude.request import Ask, expected_cost_usd, parameters
from bot.platform.claude.spending import Tally
from bot.platform.claude.told import answered
from bot.retry import MODEL_CALLS, Backoff

T = TypeVar("T")
logger = logging.getLogger(__name__)

PENDING = "pending"
_CUT_OFF = "cut_off"
# Of a call that ended so nobody knows what it used, but it may well be billed: the expected cost stands.
_UNKNOWN = frozenset({_CUT_OFF, "timeout", "connection", "not_json", "unreadable"})


@dataclass(frozen=True, slots=True)
class Pace:
    """How calls wait. `deadline_s` bounds a call with all its tries."""

    deadline_s: float = 30.0
    tries: int = 3
    backoff: Backoff = MODEL_CALLS
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    monotonic: Callable[[], float] = time.monotonic
    jitter: Callable[[], float] = random.random


@dataclass(slots=True)
class _Run:
    """One request with its tries. `until` is on the pace's clock."""

    request: Ask
    context: CallContext
    until: float
    usage: list[Usage] = field(default_factory=list)


class Caller:
    """Sends requests; breakers are kept per model, so one is made per app."""

    def __init__(
        self,
        client: AsyncAnthropic,
        pace: Pace | None = None,
        ledger: CallLedger | None = None,
        *,
        models: Iterable[str] = (),
        tell: Tell = nobody,
        with_content: bool = False,
    ) -> None:
        """`models` are those that will be asked, so that their breakers can be watched before. `with_content`: `tell`
        hears what was said, too."""
        self._client = client
        self._pace = pace or Pace()
        self._ledger = ledger or Tally()
        self._tell = tell
        self._with_content = with_content
        self._breakers: dict[str, Breaker] = {}
        for model in models:
            self._breaker(model)

    async def ask(
        self,
        request: Ask,
        read: Callable[[Reply], T],
        context: CallContext = NO_CONTEXT,
        *,
        share: float = 1.0,
    ) -> tuple[T, tuple[Usage, ...]]:
        """What `read` makes of the reply, and the usage of each try. `read` raises ModelError for an unusable reply.
        `share` is how much of the deadline this call may take, 0..1; the turn's own end holds as well.

        Raises TransientError, ModelError, PermanentError (code `spent`: a limit of cost is reached)."""
        seconds = self._seconds(context, share)
        run = _Run(request, context, self._pace.monotonic() + seconds)
        try:
            async with asyncio.timeout(seconds):
                result = await self._tries(run, read)
        except TimeoutError:
            raise TransientError(f"Claude did not answer within {seconds:g} s; try again later") from None
        return result, tuple(run.usage)

    @property
    def breakers(self) -> Mapping[str, Breaker]:
        """The breakers, by model."""
        return self._breakers

    def _seconds(self, context: CallContext, share: float) -> float:
        most = self._pace.deadline_s * share
        if context.until is None:
            return most
        left = context.until - asyncio.get_running_loop().time()
        if left <= 0:
            raise TransientError("no time is left in this turn to ask Claude; the rest is decided without it")
        return min(most, left)

    async def _tries(self, run: _Run, read: Callable[[Reply], T]) -> T:
        tried = 0
        while True:
            try:
                async with self._breaker(run.request.model).call():
                    return await self._once(run, read)
            except TransientError as error:
                tried += 1
                wait = self._pace.backoff.delay_s(tried, error.retry_after_s, self._pace.jitter())
                left = run.until - self._pace.monotonic()
                closed = not self._breaker(run.request.model).is_open
                if tried >= self._pace.tries or wait >= left or forbids_retry(error) or not closed:
                    raise
                await self._pace.sleep(wait)

    def _breaker(self, model: str) -> Breaker:
        return self._breakers.setdefault(model, Breaker(self._pace.monotonic))

    async def _once(self, run: _Run, read: Callable[[Reply], T]) -> T:
        request = run.request
        expected = Usage(request.model, request.purpose, cost_usd=expected_cost_usd(request), outcome=PENDING)
        call_id = await self._ledger.open(expected, run.context.ticket_id)
        start = self._pace.monotonic()
        message: Message | None = None
        tokens, outcome = Tokens(), _CUT_OFF  # stays so when the deadline or the caller cancels us
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
            ms = (self._pace.monotonic() - start) * 1000
            usage = _usage(expected, tokens, ms, outcome)
            run.usage.append(usage)
            self._tell(answered(request, run.context, usage, message, with_content=self._with_content))
            await self._settle(call_id, usage)

    async def _settle(self, call_id: str, usage: Usage) -> None:
        try:
            await self._ledger.settle(call_id, usage)
        except EarnestError as error:
            logger.warning("the cost of a call could not be stored, its estimate stands: %s", error)

    async def _send(self, request: Ask) -> Message:
        try:
            reply: object = await self._client.messages.create(**parameters(request))
        except Exception as error:
            ours = to_ours(error)
            logger.warning("%s call failed: %s (request %s)", request.purpose, ours, getattr(error, "request_id", None))
            raise ours from error
        logger.debug("%s answered (request %s)", request.purpose, getattr(reply, "_request_id", None))
        return as_message(reply)


def _usage(expected: Usage, tokens: Tokens, ms: float, outcome: str) -> Usage:
    known = outcome not in _UNKNOWN or tokens != Tokens()
    return replace(
        expected,
        input_tokens=tokens.input,
        cache_write_tokens=tokens.write_5m + tokens.write_1h,
        cache_read_tokens=tokens.read,
        output_tokens=tokens.output,
        cost_usd=cost_usd(expected.model, tokens) if known else expected.cost_usd,
        ms=round(ms, 3),
        outcome=outcome,
    )


def _read(message: Message, read: Callable[[Reply], T]) -> T:
    """A reply comes from outside: whatever reading it breaks on is the reply's fault, and must not stop a ticket."""
    try:
        return read(reply_of(message))
    except EarnestError:
        raise
    except Exception as error:
        logger.exception("a reply of Claude could not be read (request %s)", getattr(message, "_request_id", None))
        raise ModelError("Claude's answer could not be read", code="unreadable") from error
