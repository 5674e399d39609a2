"""What calls cost: noted before they are made, held to the month's and the ticket's limit, with a warning before it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain import TicketId, Usage
from bot.domain.ports import Clock
from bot.domain.recent import Recent
from bot.errors import PermanentError

log = logging.getLogger(__name__)
SPENT = "spent"
MONTH = "month"  # what a warning about the month's limit is about
REMEMBERED = 2_000  # tickets that were warned of


class CallStore(Protocol):
    """Where calls are kept; open ones count with what they were expected to cost."""

    async def open(self, expected: Usage, ticket_id: TicketId | None) -> str: ...

    async def settle(self, call_id: str, usage: Usage) -> None: ...

    async def cost_usd(self, since: datetime) -> float: ...

    async def ticket_cost_usd(self, ticket_id: TicketId) -> float: ...


@dataclass(frozen=True, slots=True)
class Limits:
    """Dollars; None is without limit. `warn_at` is the share of a limit from which to warn, 0..1."""

    monthly_usd: float | None = None
    ticket_usd: float | None = None
    warn_at: float = 0.8


@dataclass(frozen=True, slots=True)
class Warned:
    """A limit that is nearly reached: `what` is `month` or the ticket's id."""

    what: str
    spent_usd: float
    limit_usd: float

    @property
    def text(self) -> str:
        """One sentence for an operator."""
        part, key = ("This month", "monthly_usd") if self.what == MONTH else (f"Ticket {self.what}", "ticket_usd")
        share = self.spent_usd / self.limit_usd
        spent = f"{part} has used {share:.0%} of its ${self.limit_usd:g} for language models"
        return f"{spent}; thresholds.spend.{key} is the limit"


class Spending:
    """Fulfils `CallLedger`. `on_warning` hears of each limit once: of the month's once a month, of a ticket's once."""

    def __init__(
        self, store: CallStore, limits: Limits, clock: Clock, on_warning: Callable[[Warned], None] | None = None
    ) -> None:
        self._store = store
        self._limits = limits
        self._clock = clock
        self._on_warning = on_warning
        self._warned = Recent[str, bool](REMEMBERED)
        self._one_at_a_time = asyncio.Lock()  # of two calls that fit a limit alone, the second may not fit any more

    async def open(self, expected: Usage, ticket_id: TicketId | None) -> str:
        """See CallLedger."""
        async with self._one_at_a_time:
            month, ticket = self._limits.monthly_usd, self._limits.ticket_usd
            if month is not None:
                start = month_of(self._clock.now())
                self._hold(MONTH, await self._store.cost_usd(start), expected.cost_usd, month, f"{start:%Y-%m}")
            if ticket is not None and ticket_id is not None:
                spent = await self._store.ticket_cost_usd(ticket_id)
                self._hold(ticket_id, spent, expected.cost_usd, ticket, ticket_id)
            return await self._store.open(expected, ticket_id)

    async def settle(self, call_id: str, usage: Usage) -> None:
        """See CallLedger."""
        await self._store.settle(call_id, usage)

    def _hold(self, what: str, spent: float, more: float, limit: float, once: str) -> None:
        """Raises PermanentError when `more` would pass the limit; warns once when it is near."""
        if spent + more >= limit * self._limits.warn_at and not self._warned.used(once):
            self._warned[once] = True
            warned = Warned(what, spent, limit)
            log.warning("%s", warned.text)
            if self._on_warning is not None:
                self._on_warning(warned)
        if spent + more > limit:
            key = "thresholds.spend.monthly_usd" if what == MONTH else "thresholds.spend.ticket_usd"
            raise PermanentError(f"the limit {key} (${limit:g}) leaves no room for another call; raise it", code=SPENT)


def month_of(now: datetime) -> datetime:
    """The start of a moment's month in its time zone."""
    return now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


class Tally:
    """Fulfils `CallLedger` where nothing is stored: keeps the usage of the calls that have ended."""

    def __init__(self) -> None:
        self.calls: list[Usage] = []

    async def open(self, expected: Usage, ticket_id: TicketId | None) -> str:
        """Nothing is noted."""
        del expected, ticket_id
        return ""

    async def settle(self, call_id: str, usage: Usage) -> None:
        """Keep it."""
        del call_id
        self.calls.append(usage)

    @property
    def cost_usd(self) -> float:
        """Dollars so far."""
        return sum(call.cost_usd for call in self.calls)
