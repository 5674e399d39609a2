"""`bench ack`: many messages a second through the socket; how soon is each acknowledged, and is it in the inbox."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.evaluation.bench.child import BotChild, connected
from bot.evaluation.bench.crowd import Room, channel_policy, person, rooms
from bot.evaluation.bench.install import Tell, install
from bot.evaluation.bench.questions import varied
from bot.evaluation.bench.rows import Row, percentile
from bot.evaluation.bench.tables import accepted
from slack_sandbox import Options, Sandbox
from slack_sandbox.journal import Envelope

ACK_WITHIN_S = 3.0
P99_WITHIN_MS = 500.0
STOP_WITHIN_S = 10.0


@dataclass(frozen=True, slots=True)
class AckPlan:
    """`rate` messages a second for `seconds`, by `people` customers in turn, so that most are tickets of their own."""

    rate: float = 100.0
    seconds: float = 30.0
    people: int = 600
    channels: int = 20
    start_within_s: float = 120.0


async def run_ack(plan: AckPlan, base: Path, target: Path, tell: Tell) -> list[Row]:
    """The rows of a run, one a message. Raises PermanentError when the bot ends by itself, TimeoutError when it does
    not connect."""
    async with Sandbox(Options()) as sandbox:
        made = rooms(sandbox, plan.channels)
        crowd = [(person(sandbox, made[n % len(made)], n), made[n % len(made)]) for n in range(plan.people)]
        installation = install(base, target, sandbox, {"channels": channel_policy(made)})
        child = BotChild(installation.data_dir, installation.environment())
        try:
            await child.start()
            await connected(sandbox, child, plan.start_within_s)
            sent = await _send(sandbox, plan, crowd, tell)
            await _all_delivered(sandbox, sent)
            child.check()
        finally:
            await child.stop(STOP_WITHIN_S)
        return ack_rows(sent, sandbox.envelopes, accepted(installation.database))


async def _send(
    sandbox: Sandbox, plan: AckPlan, crowd: Sequence[tuple[str, Room]], tell: Tell
) -> list[tuple[str, str]]:
    """Post on a fixed beat, whatever the bot does meanwhile; (channel, ts) of each."""
    total = int(plan.rate * plan.seconds)
    texts = varied(total)
    began = time.monotonic()
    sent = []
    for number, text in enumerate(texts):
        await asyncio.sleep(max(0.0, began + number / plan.rate - time.monotonic()))
        user, room = crowd[number % len(crowd)]
        said = await sandbox.drive.post(user, room.id, f"{text} ({number})")
        sent.append((room.id, str(said["ts"])))
        if (number + 1) % max(1, total // 10) == 0:
            tell(f"{number + 1}/{total} sent in {time.monotonic() - began:.1f} s")
    return sent


async def _all_delivered(sandbox: Sandbox, sent: Sequence[tuple[str, str]]) -> None:
    """Until the first delivery of each message is acknowledged, or too old for it to count."""
    wanted = set(sent)

    def settled() -> bool:
        now = sandbox.workspace.now()
        over = (e for e in sandbox.envelopes if e.acked_at is not None or now - e.sent_at > ACK_WITHIN_S)
        return wanted <= {_message_of(e) for e in over}

    async with asyncio.timeout(ACK_WITHIN_S * 10):
        while not settled():  # noqa: ASYNC110 - that an envelope is given up is no event
            await asyncio.sleep(0.1)


def ack_rows(sent: Sequence[tuple[str, str]], envelopes: Sequence[Envelope], stored: set[tuple[str, str]]) -> list[Row]:
    """A row a message: its first delivery and its first acknowledgement, whichever attempt that was for."""
    attempts: dict[tuple[str, str], list[Envelope]] = defaultdict(list)
    for envelope in envelopes:
        attempts[_message_of(envelope)].append(envelope)
    rows = []
    for channel, ts in sent:
        tried = attempts[channel, ts]
        first = min((e.sent_at for e in tried), default=None)
        acked = min((e.acked_at for e in tried if e.acked_at is not None), default=None)
        rows.append(
            {
                "event_id": tried[0].event_id if tried else "",
                "channel": channel,
                "ts": ts,
                "attempts": len(tried),
                "sent_at": first,
                "acked_at": acked,
                "latency_ms": None if acked is None or first is None else round((acked - first) * 1000, 3),
                "in_inbox": (channel, ts) in stored,
            }
        )
    return rows


def ack_figures(rows: Sequence[Row]) -> dict[str, Any]:
    """`lost`: not acknowledged at all, or acknowledged without an inbox row. `late`: acknowledged after 3 s or not."""
    latencies = [row["latency_ms"] for row in rows if row["latency_ms"] is not None]
    times = [row["sent_at"] for row in rows if row["sent_at"] is not None]
    took = max(times) - min(times) if len(times) > 1 else 0.0
    return {
        "sent": len(rows),
        "late": sum(row["latency_ms"] is None or row["latency_ms"] > ACK_WITHIN_S * 1000 for row in rows),
        "lost": sum(row["latency_ms"] is None or not row["in_inbox"] for row in rows),
        "p50_ms": round(percentile(latencies, 0.5), 1),
        "p99_ms": round(percentile(latencies, 0.99), 1),
        "max_ms": round(max(latencies, default=0.0), 1),
        "per_s": round((len(times) - 1) / took, 1) if took else 0.0,
    }


def ack_broken(figures: dict[str, Any], rate: float) -> list[str]:
    """The promises that a run broke, and what kept it from being a proof; empty when all is well."""
    complaints = [f"{figures[name]} events {name}" for name in ("lost", "late") if figures[name]]
    if figures["p99_ms"] >= P99_WITHIN_MS:
        complaints.append(f"p99 is {figures['p99_ms']} ms, which must be under {P99_WITHIN_MS:.0f}")
    if figures["per_s"] < rate * 0.9:
        complaints.append(f"only {figures['per_s']} events a second were sent: this machine is too busy to measure")
    return complaints


def _message_of(envelope: Envelope) -> tuple[str, str]:
    """(channel, ts) of a posted message; of any other event something that no message has."""
    event = envelope.payload.get("event") or {}
    if envelope.type != "events_api" or event.get("type") != "message" or event.get("subtype"):
        return "", envelope.envelope_id
    return str(event.get("channel")), str(event.get("ts"))
