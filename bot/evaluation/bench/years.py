"""`bench years`: is a bot with a year of tickets behind it as quick as one that has just begun? Both run side by side
and are asked in turns, so that what else the machine does meets both alike."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.evaluation.bench.ack import ack_rows
from bot.evaluation.bench.crowd import DESK, channel_policy, person, rooms
from bot.evaluation.bench.install import Installation, Tell, earn_trust, install
from bot.evaluation.bench.partner import CALL_WITHIN_S, Partner, started
from bot.evaluation.bench.postgres import make_database, own_postgres
from bot.evaluation.bench.questions import varied
from bot.evaluation.bench.rows import Row, percentile
from bot.evaluation.bench.tables import accepted, accepted_in, received, received_in
from bot.evaluation.bench.year import fill
from bot.evaluation.bench.year_plan import Place, YearPlan
from slack_sandbox import Options, Sandbox

CHILD = "bot.evaluation.bench.soak_child"
SETTLE_WITHIN_S = 300.0
RATIO_WITHIN = 1.2
SIDES = ("empty", "filled")
POST = "chat.postMessage"
KEPT = {"messages": "3y", "drafts": "3y"}  # the whole year lies there in full


@dataclass(frozen=True, slots=True)
class YearsPlan:
    """So many tickets lie behind the one, none behind the other. Each is asked `tickets` questions one at a time, after
    some to warm up, then gets `bursts` bursts of `burst` messages at `rate` a second."""

    filled: int = 36_000
    tickets: int = 60
    warm: int = 8
    bursts: int = 3
    burst: int = 60
    rate: float = 50.0
    channels: int = 8
    people: int = 200
    postgresql: bool = False


@dataclass(frozen=True, slots=True)
class Side:
    """A bot, and the Slack that it is in."""

    name: str
    sandbox: Sandbox
    installation: Installation
    partner: Partner
    crowd: Sequence[tuple[str, str]]

    async def ask(self, number: int, text: str) -> Row:
        """One question, until all about it is done; when the first call that posts reached Slack."""
        user, channel = self.crowd[number % len(self.crowd)]
        before = len(self.sandbox.calls)
        said = await self.sandbox.drive.post(user, channel, text)
        await self.partner.ask("settle", SETTLE_WITHIN_S)
        posts = [call for call in self.sandbox.calls[before:] if call.method == POST]
        called_at = posts[0].at if posts else None
        row = {"row": "ticket", "side": self.name, "number": number, "channel": channel, "ts": str(said["ts"])}
        return row | {"called_at": called_at, "alone": any(call.args.get("channel") == channel for call in posts)}

    async def burst(self, plan: YearsPlan, texts: Sequence[str]) -> list[tuple[str, str]]:
        """Messages on a fixed beat, then until all about them is done; (channel, ts) of each."""
        began, sent = time.monotonic(), list[tuple[str, str]]()
        for number, text in enumerate(texts):
            await asyncio.sleep(max(0.0, began + number / plan.rate - time.monotonic()))
            user, channel = self.crowd[number % len(self.crowd)]
            sent.append((channel, str((await self.sandbox.drive.post(user, channel, text))["ts"])))
        await self.partner.ask("settle", SETTLE_WITHIN_S)
        return sent

    def received(self) -> dict[tuple[str, str], tuple[float, str]]:
        """When each message's inbox row was written."""
        url = self.installation.database_url
        return received_in(url) if url else received(self.installation.database)

    def acks(self, sent: Sequence[tuple[str, str]]) -> list[Row]:
        """How soon each of these messages was acknowledged."""
        url = self.installation.database_url
        stored = accepted_in(url) if url else accepted(self.installation.database)
        found = ack_rows(sent, self.sandbox.envelopes, stored)
        return [{"row": "ack", "side": self.name, **row} for row in found]


async def run_years(plan: YearsPlan, base: Path, target: Path, tell: Tell) -> list[Row]:
    """The rows of a run: one a ticket, one a message of a burst, one for what was filled in and the machine's state.
    Raises ConfigError without PostgreSQL where it is asked for, PermanentError when a bot ends by itself."""
    async with AsyncExitStack() as stack:
        server = (await stack.enter_async_context(own_postgres())).address if plan.postgresql else ""
        sides = [await _side(stack, name, plan, base, target / name, server, tell) for name in SIDES]
        asked = list[Row]()
        for number, text in enumerate(varied(plan.warm + plan.tickets)):
            for side in sides if number % 2 else reversed(sides):
                row = await side.ask(number, text)
                asked.append(row | {"warm": number < plan.warm})
            if (number + 1) % 20 == 0:
                tell(f"{number + 1}/{plan.warm + plan.tickets} tickets on each")
        sent: dict[str, list[tuple[str, str]]] = {name: [] for name in SIDES}
        texts = varied(plan.bursts * plan.burst)
        for number in range(plan.bursts):
            for side in sides if number % 2 else reversed(sides):
                part = texts[number * plan.burst : (number + 1) * plan.burst]
                sent[side.name] += await side.burst(plan, [f"{text} ({number})" for text in part])
            tell(f"{number + 1}/{plan.bursts} bursts on each")
        rows = [row | _own_ms(row, known) for side in sides for known in (side.received(),) for row in _of(asked, side)]
        rows += [row for side in sides for row in side.acks(sent[side.name])]
        return [*rows, {"row": "run", "filled": plan.filled, "postgresql": plan.postgresql, "load": os.getloadavg()[0]}]


async def _side(
    stack: AsyncExitStack, name: str, plan: YearsPlan, base: Path, target: Path, server: str, tell: Tell
) -> Side:
    sandbox = await stack.enter_async_context(Sandbox(Options(rate_limits=False)))
    made = rooms(sandbox, plan.channels)
    changes = {
        "channels": channel_policy(made),
        "thresholds": {"burst_silence_s": 0, "join_within_s": 0, "undecided_notice_s": 86_400},
        "retention": KEPT,
    }
    installation = install(base, target, sandbox, changes)
    if server:
        installation = replace(installation, database_url=make_database(server, name))
    await earn_trust(installation)
    people = [(person(sandbox, made[n % len(made)], n), made[n % len(made)]) for n in range(plan.people)]
    if name == "filled":
        places = [Place(room.id, room.account, user) for user, room in people]
        desk, staff = sandbox.world.channel(DESK).id, [sandbox.world.user(who).id for who in ("sam", "nora")]
        url = installation.database_url or f"sqlite:///{installation.database}"
        began = time.monotonic()
        year = YearPlan(plan.filled, places, desk, staff, datetime.now(UTC))
        written = await asyncio.to_thread(fill, url, year)
        tell(f"{written} rows of {plan.filled} tickets written in {time.monotonic() - began:.0f} s")
    partner = await started(installation, CHILD)
    stack.push_async_callback(partner.end)
    await sandbox.connected(timeout=CALL_WITHIN_S)
    return Side(name, sandbox, installation, partner, [(user, room.id) for user, room in people])


def _of(rows: Sequence[Row], side: Side) -> list[Row]:
    return [row for row in rows if row["side"] == side.name]


def _own_ms(row: Row, known: dict[tuple[str, str], tuple[float, str]]) -> Row:
    """From the inbox row to the first call that posts, in milliseconds."""
    received_at, _ = known.get((row["channel"], row["ts"]), (None, ""))
    if received_at is None or row["called_at"] is None:
        return {}
    return {"own_ms": round((row["called_at"] - received_at) * 1000, 3)}


def years_figures(rows: Sequence[Row]) -> dict[str, Any]:
    """Medians of both sides, and theirs one by the other's. `alone`: questions that were answered without people."""
    run = next(row for row in rows if row["row"] == "run")
    counted = [row for row in rows if row["row"] == "ticket" and not row["warm"]]
    acks = [row for row in rows if row["row"] == "ack"]
    own = {name: [row["own_ms"] for row in counted if row["side"] == name and "own_ms" in row] for name in SIDES}
    late = {
        name: [r["latency_ms"] for r in acks if r["side"] == name and r["latency_ms"] is not None] for name in SIDES
    }
    figures: dict[str, Any] = {"filled": run["filled"], "database": "postgresql" if run["postgresql"] else "sqlite"}
    figures["tickets"] = min(len(own[name]) for name in SIDES)
    for what, times in (("ticket", own), ("ack", late)):
        medians = {name: percentile(times[name], 0.5) for name in SIDES}
        figures |= {f"{what}_{name}_p50_ms": round(medians[name], 1) for name in SIDES}
        figures |= {f"{what}_{name}_p95_ms": round(percentile(times[name], 0.95), 1) for name in SIDES}
        figures[f"{what}_ratio"] = round(medians["filled"] / medians["empty"], 2) if medians["empty"] else None
    figures["alone"] = [sum(row["alone"] for row in counted if row["side"] == name) for name in SIDES]
    figures["lost"] = sum(row["latency_ms"] is None or not row["in_inbox"] for row in acks)
    return figures | {"load": round(run["load"], 1)}


def years_broken(figures: dict[str, Any]) -> list[str]:
    """What a year slows; empty when all is well."""
    complaints = [f"{figures['lost']} events lost"] if figures["lost"] else []
    for what in ("ticket", "ack"):
        ratio = figures[f"{what}_ratio"]
        if ratio is None or ratio > RATIO_WITHIN:
            told = f"with a year behind it a bot takes {ratio} times as long"
            complaints.append(f"{what}: {told}, at most {RATIO_WITHIN} is right")
    return complaints
