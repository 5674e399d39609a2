"""Faults on demand: what goes wrong with calls and events, as it sometimes does with Slack."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from enum import StrEnum

from slack_sandbox.jsonlike import Json
from slack_sandbox.planned import CallFault, Only, PlannedFault

__all__ = ["CallFault", "Copy", "Faults", "Only", "PlannedFault"]


class Copy(StrEnum):
    """How an event comes twice: as it was, with another event_id, or in an envelope of the same id."""

    SAME_EVENT = "same_event"
    NEW_EVENT_ID = "new_event_id"
    SAME_ENVELOPE = "same_envelope"


@dataclass(frozen=True, slots=True)
class LostEvent:
    """An event that never arrives."""

    kind: str
    channel: str = ""
    ts: str = ""

    def fits(self, payload: Json) -> bool:
        """Whether it is this Events API payload."""
        event = payload.get("event") or {}
        item, changed = event.get("item") or {}, event.get("message") or {}
        if self.channel and self.channel not in (event.get("channel"), item.get("channel")):
            return False
        about = changed.get("ts") or event.get("deleted_ts") or item.get("ts") or event.get("ts")
        if self.ts and self.ts != about:
            return False
        deleted = event.get("subtype") == "message_deleted" or changed.get("subtype") == "tombstone"
        kind = "message_deleted" if deleted else event.get("subtype") or event.get("type")
        return self.kind in ("*", kind)


@dataclass(slots=True)
class Faults:
    """Nothing goes wrong until it is planned here."""

    planned: list[PlannedFault] = field(default_factory=list)
    copies: list[Copy] = field(default_factory=list)
    lost: list[LostEvent] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    ignored_acks: int = 0
    dead_token: str = ""
    _reorder: int = 0
    _waiting: list[Json] = field(default_factory=list)
    _open: asyncio.Event | None = None
    _arrival: asyncio.Event | None = None

    def call(
        self,
        method: str,
        kind: CallFault | str,
        *,
        times: int | None = 1,
        skip: int = 0,
        seconds: float = 0.0,
        status: int = 500,
        code: str = "internal_error",
        retry_after: int = 1,
    ) -> None:
        """Plan a fault for calls of a method. LOST_ANSWER cuts the connection after the effect, LOST_CALL before.

        `times` None: until `allow`."""
        self.planned.append(PlannedFault(method, CallFault(kind), times, skip, seconds, status, code, retry_after))

    def refuse(
        self,
        method: str,
        code: str,
        *,
        channel: str = "",
        user: str = "",
        block: str = "",
        kind: str = "",
        times: int | None = 1,
        skip: int = 0,
    ) -> None:
        """Slack refuses calls with this error code: all of a method, or those that `Only` describes.

        `times` None: until `allow`."""
        only = Only(channel, user, block, kind)
        self.planned.append(PlannedFault(method, CallFault.ERROR, times, skip, code=code, only=only))

    def hold(
        self, method: str, *, channel: str = "", user: str = "", block: str = "", kind: str = "", times: int = 1
    ) -> None:
        """The next calls do not arrive until `let_go`, so that something else happens first; `held` lists them."""
        only = Only(channel, user, block, kind)
        self.planned.append(PlannedFault(method, CallFault.HELD, times, only=only))

    def let_go(self) -> None:
        """Let held calls arrive, and cancel those still to be held."""
        self.planned = [fault for fault in self.planned if fault.kind is not CallFault.HELD]
        self.held.clear()
        if self._arrival is not None:
            self._arrival.set()
            self._arrival = None

    def allow(self, method: str) -> None:
        """Take back every fault planned for a method."""
        self.planned = [fault for fault in self.planned if fault.method != method]

    def lose(self, kind: str, *, channel: str = "", ts: str = "", times: int = 1) -> None:
        """The next `times` events of a kind are never delivered, not even as retries.

        `kind`: an event's subtype or type; `message_deleted` also stands for the tombstone that a deleted parent
        leaves, `*` for any event. `channel` (an id) and `ts` (of the message it is about) narrow it. What is lost
        stands in `journal.dropped_events`."""
        self.lost.extend([LostEvent(kind, channel, ts)] * times)

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
        """Withhold events until `release`; then they come as retries."""
        if self._open is None:
            self._open = asyncio.Event()

    def release(self) -> None:
        """Deliver what was withheld."""
        if self._open is not None:
            self._open.set()
            self._open = None

    def revoke_token(self, code: str = "token_revoked") -> None:
        """From now on the bot token is refused with this code; an empty code accepts it again."""
        self.dead_token = code

    def clear(self) -> None:
        """Forget every planned fault."""
        self.planned.clear()
        self.copies.clear()
        self.lost.clear()
        self.ignored_acks = 0
        self.dead_token = ""
        self._reorder = 0
        self.release()
        self.let_go()

    # ------------------------------------------------------------ asked by the server

    def take_call(self, method: str, args: Json, *, by_name: bool = False) -> PlannedFault | None:
        """The fault for this call, used up by one; `by_name`: not one for any method."""
        for fault in self.planned:
            if not fault.fits(method, args) or (by_name and fault.method != method):
                continue
            if fault.skip > 0:
                fault.skip -= 1
                continue
            if fault.times is not None:
                fault.times -= 1
            if fault.spent:
                self.planned.remove(fault)
            return fault
        return None

    def on_the_way(self, method: str) -> asyncio.Event:
        """What a held call waits for."""
        self.held.append(method)
        if self._arrival is None:
            self._arrival = asyncio.Event()
        return self._arrival

    def take_lost(self, payload: Json) -> bool:
        """Whether this event is never to be delivered."""
        found = next((lost for lost in self.lost if lost.fits(payload)), None)
        if found is not None:
            self.lost.remove(found)
        return found is not None

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
