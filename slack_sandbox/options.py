"""How one sandbox is set up: its time, its strictness, its grants."""

from __future__ import annotations

from dataclasses import dataclass, field

from slack_sandbox.clock import Clock, SystemClock
from slack_sandbox.manifest import Grants, read_grants


@dataclass(frozen=True, slots=True)
class Options:
    """Defaults are Slack's own figures (docs/slack.md); tests shorten them or move the clock.

    `retry_delays_s`: wait before the first, second and third retry of an event. `ack_on_any_socket`: whether an
    ack counts on another socket than the one that brought the envelope (unknown for Slack, so no)."""

    host: str = "127.0.0.1"
    port: int = 0
    clock: Clock = field(default_factory=SystemClock)
    seed: int = 7
    grants: Grants = field(default_factory=read_grants)
    rate_limits: bool = True
    ack_window_s: float = 3.0
    retry_delays_s: tuple[float, ...] = (0.0, 60.0, 300.0)
    event_life_s: float = 7200.0
    trigger_life_s: float = 3.0
    response_url_life_s: float = 1800.0
    response_url_uses: int = 5
    ticket_life_s: float = 60.0
    max_sockets: int = 10
    ack_on_any_socket: bool = False
