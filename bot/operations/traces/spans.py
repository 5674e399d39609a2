"""Makes spans of what the bot tells. A turn's trace and root have ids made of the turn's own, so that whatever goes on
with it after a restart joins the same trace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

from bot.domain import TurnId
from bot.domain.ports import Clock
from bot.domain.recent import Recent
from bot.domain.telemetry import Decided, Event, Gathered, ModelAnswered, Posted, Received, Stepped
from bot.operations.traces import names
from bot.operations.traces.model_call import attributes_of
from bot.outbox.post_intents import PostKind

REMEMBERED = 10_000
# With one of these somebody has got something: the turn is over, though more may follow on it.
ENDS_A_TURN = frozenset({PostKind.ANSWER, PostKind.CARD})
Value = str | int | float | bool | tuple[str, ...]
Attributes = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Span:
    """A finished piece of work. Times are nanoseconds since 1970, ids as OpenTelemetry has them; `parent_id` None: the
    root. `client`: a call to somebody else's server. `error` names what went wrong."""

    name: str
    trace_id: int
    span_id: int
    parent_id: int | None
    start_ns: int
    end_ns: int
    attributes: Attributes
    client: bool = False
    error: str = ""


class Exporter(Protocol):
    """Takes finished spans and sends them when it likes."""

    def __call__(self, span: Span) -> None: ...


class Traces:
    """Fulfils `Tell`."""

    def __init__(self, export: Exporter, clock: Clock) -> None:
        self._export = export
        self._clock = clock
        self._received = Recent[str, tuple[Received, int]](REMEMBERED)
        self._began = Recent[TurnId, int](REMEMBERED)
        self._decided = Recent[TurnId, Decided](REMEMBERED)
        self._calls = Recent[TurnId, list[tuple[ModelAnswered, int]]](REMEMBERED)
        self._spans = 0

    def __call__(self, event: Event) -> None:
        """Take an event in."""
        now = round(self._clock.now().timestamp() * 1e9)
        match event:
            case Received():
                self._received[event.key] = event, now
            case Gathered():
                self._gathered(event, now)
            case Stepped():
                self._stepped(event, now)
            case ModelAnswered() if event.turn_id is not None:
                self._calls[event.turn_id] = [*self._calls.get(event.turn_id, ()), (event, now)]
            case Decided():
                self._over(event, now)
            case Posted() if event.turn_id is not None:
                self._posted(event, event.turn_id, now)

    def _gathered(self, event: Gathered, now: int) -> None:
        received, stored = self._received.pop(event.key, (None, now))
        start = stored - _ns(received.seconds) if received else now
        if event.turn_id not in self._decided:
            self._began[event.turn_id] = min(start, self._began.get(event.turn_id, start))
        if received is not None:
            about: Attributes = {
                names.EVENT_KIND: received.kind,
                names.TURN: event.turn_id,
                names.TICKET: event.ticket_id,
            }
            self._child("receive", event.turn_id, start, stored, about)

    def _stepped(self, event: Stepped, now: int) -> None:
        about = _ids(event.ticket_id, event.turn_id)
        step = self._child(event.step, event.turn_id, now - _ns(event.seconds), now, about, error=event.error)
        for call, ended in self._calls.pop(event.turn_id, []):
            self._called(call, event.turn_id, ended, step)

    def _called(self, call: ModelAnswered, turn: TurnId, ended: int, parent: int) -> None:
        usage = call.usage
        name, start = f"{names.CHAT} {usage.model}", ended - _ns(usage.ms / 1000)
        error = "" if usage.outcome == "ok" else usage.outcome
        self._child(name, turn, start, ended, attributes_of(call), parent=parent, client=True, error=error)

    def _over(self, event: Decided, now: int) -> None:
        self._decided[event.turn_id] = event
        if event.not_a_request:
            self._root(event, now)

    def _posted(self, event: Posted, turn: TurnId, now: int) -> None:
        for call, ended in self._calls.pop(turn, []):  # a summary that a card did not wait for
            self._called(call, turn, ended, root_of(turn))
        about = {
            **_ids(event.ticket_id, turn),
            names.KIND: event.kind,
            names.OUTCOME: event.outcome,
            names.ATTEMPTS: event.attempts,
            **({names.CODE: event.code} if event.code else {}),
        }
        error = (event.code or event.outcome) if event.outcome in ("failed", "refused") else ""
        start = now - _ns(event.seconds)
        self._child(f"post {event.kind}", turn, start, now, about, client=True, error=error)
        decided = self._decided.get(turn)
        if decided is not None and event.kind in ENDS_A_TURN and event.outcome == "sent":
            self._root(decided, now)

    def _root(self, decided: Decided, now: int) -> None:
        """The turn's own span, once."""
        start = self._began.pop(decided.turn_id, None)
        if start is None:
            return
        about: Attributes = {
            **_ids(decided.ticket_id, decided.turn_id),
            names.DECISION: decided.decision_id,
            names.TIER: int(decided.tier),
            names.REASONS: tuple(reason.value for reason in decided.reasons),
            names.INTENT: decided.intent,
            names.ENGINE: decided.engine,
        }
        turn = decided.turn_id
        self._export(Span("turn", trace_of(turn), root_of(turn), None, start, now, about))

    def _child(
        self,
        name: str,
        turn: TurnId,
        start: int,
        end: int,
        about: Attributes,
        *,
        parent: int | None = None,
        client: bool = False,
        error: str = "",
    ) -> int:
        """A span under the root, or under `parent`; its id."""
        self._spans += 1
        own = _number(f"{turn}:{name}:{end}:{self._spans}", 8)
        known = {**about, names.ERROR_TYPE: error} if error else about
        above = root_of(turn) if parent is None else parent
        self._export(Span(name, trace_of(turn), own, above, start, end, known, client, error))
        return own


def trace_of(turn: TurnId) -> int:
    """The id of a turn's trace."""
    return _number(f"trace:{turn}", 16)


def root_of(turn: TurnId) -> int:
    """The id of a turn's own span."""
    return _number(f"root:{turn}", 8)


def _number(text: str, size: int) -> int:
    return int.from_bytes(sha256(text.encode()).digest()[:size], "big") or 1


def _ids(ticket: str | None, turn: str) -> dict[str, Value]:
    return {names.TURN: turn, **({names.TICKET: ticket} if ticket else {})}


def _ns(seconds: float) -> int:
    return round(seconds * 1e9)
