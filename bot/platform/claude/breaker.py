"""A breaker: after failures in a row a model is left alone for a while, and calls that wait for it are ended."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from bot.errors import EarnestError, TransientError

FAILURES = 3
PROBE_AFTER_S = 30.0
_PATIENCE_S = 1.0  # a call that was given less time than this and cancelled says nothing about the model


class Breaker:
    """Of one model. Closed: calls pass. Open: none do. Once `probe_after_s` seconds have passed, one call is let
    through, and closes it again or opens it anew. Time is `monotonic`, in seconds."""

    def __init__(
        self, monotonic: Callable[[], float], failures: int = FAILURES, probe_after_s: float = PROBE_AFTER_S
    ) -> None:
        self._monotonic = monotonic
        self._most = failures
        self._probe_after_s = probe_after_s
        self._failed = 0
        self._opened_at: float | None = None
        self._probing = False
        self._flying: set[asyncio.Timeout] = set()

    @property
    def is_open(self) -> bool:
        """Whether the model is left alone at present."""
        return self._opened_at is not None

    @property
    def refuses(self) -> bool:
        """Whether a call would be refused now: open, and the time of the next probe has not come."""
        return self._opened_at is not None and (self._probing or not self._may_probe(self._opened_at))

    @asynccontextmanager
    async def call(self) -> AsyncIterator[None]:
        """Make one call inside. A TransientError, and a wait that is cancelled, are failures; any other end, also a
        refused request, shows that the model is there. Raises TransientError at once while the breaker is open, and
        for a call that was under way when it opened."""
        probe = self._enter()
        started = self._monotonic()
        limit = asyncio.timeout(None)
        try:
            async with limit:
                self._flying.add(limit)
                try:
                    yield
                finally:
                    self._flying.discard(limit)
        except TimeoutError:
            if limit.expired():  # not a failure of its own: those that opened the breaker are counted
                raise _left_alone() from None
            self._fail(probe)
            raise
        except TransientError:
            self._fail(probe)
            raise
        except asyncio.CancelledError:
            if probe or self._monotonic() - started >= _PATIENCE_S:
                self._fail(probe)
            raise
        except EarnestError:
            self._close()
            raise
        else:
            self._close()
        finally:
            self._probing = self._probing and not probe

    def _enter(self) -> bool:
        """Whether this call is the probe. Raises TransientError when it may not be made."""
        if self._opened_at is None:
            return False
        if self._probing or not self._may_probe(self._opened_at):
            raise _left_alone()
        self._probing = True
        return True

    def _may_probe(self, opened_at: float) -> bool:
        return self._monotonic() - opened_at >= self._probe_after_s

    def _fail(self, probe: bool) -> None:
        self._failed += 1
        if not probe and (self._opened_at is not None or self._failed < self._most):
            return
        self._opened_at = self._monotonic()
        for limit in self._flying:
            limit.reschedule(asyncio.get_running_loop().time())
        self._flying.clear()

    def _close(self) -> None:
        self._failed, self._opened_at, self._probing = 0, None, False


def _left_alone() -> TransientError:
    return TransientError("Claude failed several times in a row and is left alone for a while; try again later")
