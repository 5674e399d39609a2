"""How the stand-in misbehaves on demand, as Slack does now and then."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from enum import StrEnum

from slack_sandbox.jsonlike import Json


class CallFault(StrEnum):
    """What goes wrong with a Web API call."""

    SLOW = "slow"
    SERVER_ERROR = "server_error"
    RATE_LIMITED = "rate_limited"
    ERROR = "error"
    NOT_JSON = "not_json"
    LOST_ANSWER = "lost_answer"
    LOST_CALL = "lost_call"


class Copy(StrEnum):
    """How an event comes twice: as it was, with another event_id, or in an envelope of the same id."""

    SAME_EVENT = "same_event"
    NEW_EVENT_ID = "new_event_id"
    SAME_ENVELOPE = "same_envelope"


@dataclass(slots=True)
class PlannedFault:
    """Hits the next `times` calls of `method` (`*` for any), after letting `skip` of them pass."""

    method: str
    kind: CallFault
    times: int = 1
    skip: int = 0
    seconds: float = 0.0
    status: int = 500
    code: str = "internal_error"
    retry_after: int = 1


@dataclass(slots=True)
class Faults:
    """Nothing is wrong until something is planned here."""

    planned: list[PlannedFault] = field(default_factory=list)
    copies: list[Copy] = field(default_factory=list)
    ignored_acks: int = 0
    dead_token: str = ""
    _reorder: int = 0
    _waiting: list[Json] = field(default_factory=list)
    _open: asyncio.Event | None = None

    def call(
        self,
        method: str,
        kind: CallFault | str,
        *,
        times: int = 1,
        skip: int = 0,
        seconds: float = 0.0,
        status: int = 500,
        code: str = "internal_error",
        retry_after: int = 1,
    ) -> None:
        """Plan a fault for calls of a method. LOST_ANSWER cuts the connection after the effect, LOST_CALL before."""
        self.planned.append(PlannedFault(method, CallFault(kind), times, skip, seconds, status, code, retry_after))

    def duplicate(self, how: Copy | str = Copy.SAME_EVENT, *, times: int = 1) -> None:
        """The next `times` events come twice."""
        self.copies.extend([Copy(how)] * times)

    def ignore_acks(self, times: int = 1) -> None:
        """The next `times` acks are lost on the way, so that the event is sent again."""
        self.ignored_acks += times

    def reorder(self, count: int) -> None:
        """The next `count` events are held back and come in reverse order."""
        self._reorder = count

    def withhold(self) -> None:
        """Keep events back until `release`; then they come as retries."""
        if self._open is None:
            self._open = asyncio.Event()

    def release(self) -> None:
        """Let go what was kept back."""
        if self._open is not None:
            self._open.set()
            self._open = None

    def revoke_token(self, code: str = "token_revoked") -> None:
        """From now on the bot token is refused with this code; an empty code makes it good again."""
        self.dead_token = code

    def clear(self) -> None:
        """Behave."""
        self.planned.clear()
        self.copies.clear()
        self.ignored_acks = 0
        self.dead_token = ""
        self._reorder = 0
        self.release()

    # ------------------------------------------------------------ asked by the server

    def take_call(self, method: str) -> PlannedFault | None:
        """The fault for this call, used up by one."""
        for fault in self.planned:
            if fault.method not in (method, "*"):
                continue
            if fault.skip > 0:
                fault.skip -= 1
                continue
            fault.times -= 1
            if fault.times <= 0:
                self.planned.remove(fault)
            return fault
        return None

    def take_copy(self) -> Copy | None:
        """How the event about to be sent is doubled, if it is."""
        return self.copies.pop(0) if self.copies else None

    def take_ignored_ack(self) -> bool:
        """Whether the ack that just came is to be lost."""
        if self.ignored_acks <= 0:
            return False
        self.ignored_acks -= 1
        return True

    def in_order(self, payload: Json) -> list[Json]:
        """The payloads to send now: this one, none yet, or all that were held back, reversed."""
        if self._reorder <= 0:
            held, self._waiting = self._waiting, []
            return [*held[::-1], payload]
        self._waiting.append(payload)
        self._reorder -= 1
        if self._reorder:
            return []
        held, self._waiting = self._waiting, []
        return held[::-1]

    def gate(self) -> asyncio.Event | None:
        """Set when withheld events may go; None when nothing is withheld."""
        return self._open
