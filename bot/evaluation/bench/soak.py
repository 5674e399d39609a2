"""`bench soak`: thousands of tickets through one process; what it holds meanwhile, and whether that grows."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from bot.evaluation.bench.crowd import DESK, Room, channel_policy, person, rooms
from bot.evaluation.bench.install import Tell, earn_trust, install
from bot.evaluation.bench.partner import Partner, started
from bot.evaluation.bench.questions import handoffs, varied
from bot.evaluation.bench.rows import Row
from bot.outbox.blocks.action_ids import Button
from slack_sandbox import DriveError, Options, Sandbox

CHILD = "bot.evaluation.bench.soak_child"
WITHIN_S = 600.0
FLAT_WITHIN_BYTES = 1_000.0  # a ticket, over the last half: 36 MB in a year of 36,000
MORE_WITHIN = 4  # tasks, threads, sockets and files come and go
COUNTED = ("tasks", "threads", "sockets", "files")
STAFF, COLLEAGUE = "sam", "nora"
GROWN = 5  # types that are named


@dataclass(frozen=True, slots=True)
class SoakPlan:
    """So many tickets, `at_once` of them between two waits until all is done; a look every `look_every` tickets. Every
    `tickets_a_person` tickets somebody new writes, as customers do over a year."""

    tickets: int = 10_000
    at_once: int = 40
    looks: int = 40
    channels: int = 12
    drafting: int = 3
    tickets_a_person: int = 4
    seed: int = 1


async def run_soak(plan: SoakPlan, base: Path, target: Path, tell: Tell) -> list[Row]:
    """The rows of a run, one a look. Raises PermanentError when the bot ends by itself, TimeoutError when a batch does
    not come to an end."""
    async with Sandbox(Options(rate_limits=False, seed=plan.seed)) as sandbox:
        made = rooms(sandbox, plan.channels, plan.drafting)
        changes = {"channels": channel_policy(made), "thresholds": {"burst_silence_s": 0, "join_within_s": 0}}
        installation = install(base, target, sandbox, changes)
        await earn_trust(installation)
        partner = await started(installation, CHILD)
        try:
            await sandbox.connected(timeout=WITHIN_S)
            return await _play(plan, Life(sandbox, made, plan), partner, tell)
        finally:
            await partner.end()


async def _play(plan: SoakPlan, life: Life, partner: Partner, tell: Tell) -> list[Row]:
    rows, done, began = list[Row](), 0, time.monotonic()
    texts = _texts(plan.tickets)
    while done < plan.tickets:
        batch = texts[done : done + plan.at_once]
        for act in (life.ask(done, batch), life.go_on()):
            await act
            await partner.ask("settle", WITHIN_S)
        before, done = done, done + len(batch)
        each = max(1, plan.tickets // plan.looks)
        if done // each > before // each or done == plan.tickets:
            rows.append({"row": "look", "tickets": done, **await partner.ask("look", WITHIN_S)})
            megabytes = rows[-1]["bytes"] / 2**20
            tell(f"{done}/{plan.tickets} tickets, {megabytes:.0f} MB, {time.monotonic() - began:.0f} s")
    return rows


class Life:
    """What people do: they ask, go on, change their mind; colleagues decide on cards and look at pages."""

    def __init__(self, sandbox: Sandbox, made: Sequence[Room], plan: SoakPlan) -> None:
        self._sandbox, self._made, self._plan = sandbox, made, plan
        self._rng = Random(plan.seed)  # noqa: S311 - what people happen to do
        self._asked = list[tuple[str, str, str]]()
        self._read = 0
        self._person = ("", made[0])

    async def ask(self, number: int, texts: Sequence[str]) -> None:
        """New tickets; `number` counts those before."""
        self._asked.clear()
        for text in texts:
            if number % self._plan.tickets_a_person == 0:
                room = self._made[(number // self._plan.tickets_a_person) % len(self._made)]
                self._person = (person(self._sandbox, room, number), room)
            user, room = self._person
            said = await self._sandbox.drive.post(user, room.id, text)
            self._asked.append((user, room.id, str(said["ts"])))
            number += 1

    async def go_on(self) -> None:
        """What follows on the tickets that were just asked."""
        for user, channel, ts in self._asked:
            what = self._rng.choices(("nothing", "thanks", "again", "edit", "delete", "staff"), (8, 4, 3, 2, 1, 2))[0]
            try:
                await self._goes_on(what, user, channel, ts)
            except DriveError:
                continue
        await self._decide()
        await self._sandbox.drive.open_home(STAFF)

    async def _goes_on(self, what: str, user: str, channel: str, ts: str) -> None:
        drive = self._sandbox.drive
        if what == "thanks":
            await drive.post(user, channel, "Thanks, that helped!", thread_ts=ts)
        elif what == "again":
            await drive.post(user, channel, "That did not help, it still says no.", thread_ts=ts)
        elif what == "edit":
            await drive.edit(user, channel, ts, f"How do I change my password? ({ts})")
        elif what == "delete":
            await drive.delete(user, channel, ts)
        elif what == "staff":
            await drive.post(COLLEAGUE, channel, "I will look into it.", thread_ts=ts)

    async def _decide(self) -> None:
        """A click on each card that came since."""
        fresh = self._sandbox.calls[self._read :]
        self._read = len(self._sandbox.calls)
        desk = self._sandbox.world.channel(DESK).id
        for call in fresh:
            if call.method == "chat.postMessage" and call.ok and call.response.get("channel") == desk:
                button = self._rng.choices((Button.APPROVE, Button.TAKE, Button.RESOLVE), (5, 2, 3))[0]
                try:
                    await self._sandbox.drive.click(STAFF, DESK, str(call.response["ts"]), button.value)
                except DriveError:  # this card has no such button
                    continue


def _texts(count: int) -> list[str]:
    """Every eighth goes to people at once; no two are the same."""
    asked, handed = varied(count), handoffs(count)
    return [f"{handed[n] if n % 8 == 7 else asked[n]} ({n})" for n in range(count)]


def soak_figures(rows: Sequence[Row]) -> dict[str, Any]:
    """`bytes_a_ticket`: the slope of memory over the last half, by least squares. What is counted as it was after the
    first quarter and at the end. `grown`: the types of which most objects came in the last half."""
    looks = [row for row in rows if row["row"] == "look"]
    last = looks[len(looks) // 2 :]
    early, middle, end = looks[len(looks) // 4], last[0], looks[-1]
    more = {name: number - middle["types"].get(name, 0) for name, number in end["types"].items()}
    grown = sorted(more.items(), key=lambda one: -one[1])[:GROWN]
    return {
        "tickets": end["tickets"],
        "first_mb": round(looks[0]["bytes"] / 2**20, 1),
        "middle_mb": round(middle["bytes"] / 2**20, 1),
        "end_mb": round(end["bytes"] / 2**20, 1),
        "bytes_a_ticket": round(slope([(row["tickets"], row["bytes"]) for row in last])),
        "objects_a_ticket": round(slope([(row["tickets"], row["objects"]) for row in last]), 2),
        **{name: [early[name], end[name]] for name in COUNTED},
        "grown": {name: number for name, number in grown if number > 0},
        "caches": dict(sorted(end["caches"].items(), key=lambda one: -one[1])[:GROWN]),
    }


def slope(points: Sequence[tuple[float, float]]) -> float:
    """How much the second grows with each one of the first, by least squares; 0 for fewer than two points."""
    if len(points) < 2:
        return 0.0
    x_mean = sum(x for x, _ in points) / len(points)
    y_mean = sum(y for _, y in points) / len(points)
    spread = sum((x - x_mean) ** 2 for x, _ in points)
    return sum((x - x_mean) * (y - y_mean) for x, y in points) / spread if spread else 0.0


def soak_broken(figures: dict[str, Any]) -> list[str]:
    """What grew; empty when nothing did."""
    complaints = []
    if figures["bytes_a_ticket"] > FLAT_WITHIN_BYTES:
        grew = figures["bytes_a_ticket"]
        complaints.append(f"memory grew by {grew} bytes a ticket, at most {FLAT_WITHIN_BYTES:.0f} is right")
    for name in COUNTED:
        early, end = figures[name]
        if end > early + MORE_WITHIN:
            complaints.append(f"{end} {name} were open at the end, {early} after the first quarter")
    return complaints
