"""The traffic between the app and the sandbox, in order."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from slack_sandbox.jsonlike import Json


@dataclass(slots=True)
class Call:
    """One Web API call. `status` is 0 when the connection was cut instead of answered."""

    at: float
    method: str
    args: Json
    response: Json
    status: int = 200

    @property
    def ok(self) -> bool:
        """Whether Slack did what was asked."""
        return bool(self.response.get("ok"))

    @property
    def error(self) -> str:
        """Slack's error code, empty when it was done."""
        return str(self.response.get("error", ""))


@dataclass(slots=True)
class Envelope:
    """One delivery attempt. `socket` is None when none was open; `late`: the ack came after the window."""

    envelope_id: str
    type: str
    payload: Json
    sent_at: float
    socket: int | None
    retry_attempt: int = 0
    retry_reason: str = ""
    acked_at: float | None = None
    late: bool = False
    ack_payload: Json | None = None

    @property
    def event_id(self) -> str:
        """The event's id, empty for interactions and commands."""
        return str(self.payload.get("event_id", ""))

    @property
    def acked(self) -> bool:
        """Whether the app acknowledged it in time."""
        return self.acked_at is not None and not self.late


@dataclass(frozen=True, slots=True)
class Ephemeral:
    """A message only one person sees. `source`: postEphemeral, response_url or command."""

    ts: str
    channel: str
    user: str
    text: str
    blocks: list[Json]
    thread_ts: str | None
    source: str


@dataclass(slots=True)
class Journal:
    """`oddities` are things that Slack ignores without an error and that a correct app does not do."""

    calls: list[Call] = field(default_factory=list)
    envelopes: list[Envelope] = field(default_factory=list)
    ephemerals: list[Ephemeral] = field(default_factory=list)
    response_posts: list[Call] = field(default_factory=list)
    oddities: list[str] = field(default_factory=list)
    dropped_events: list[Json] = field(default_factory=list)

    def move(self, old: str, new: str) -> None:
        """A channel got another id; its ephemeral messages go with it."""
        self.ephemerals[:] = [replace(e, channel=new) if e.channel == old else e for e in self.ephemerals]

    def calls_of(self, method: str) -> list[Call]:
        """All calls of one method, oldest first."""
        return [call for call in self.calls if call.method == method]
