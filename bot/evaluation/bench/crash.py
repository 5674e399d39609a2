"""`bench crash`: requests flow while the bot is killed again and again; then Slack is asked what became of each."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from bot.evaluation.bench.child import BotChild
from bot.evaluation.bench.crash_count import DECIDES, Request, request_rows, thread_of
from bot.evaluation.bench.crash_events import Events
from bot.evaluation.bench.crash_kills import Killer
from bot.evaluation.bench.crash_places import is_stale, misplaced_rows
from bot.evaluation.bench.crash_staff import Staff
from bot.evaluation.bench.crowd import Room, channel_policy, name_of, person, rooms
from bot.evaluation.bench.install import Installation, Tell, earn_trust, install
from bot.evaluation.bench.questions import answerable, handoffs
from bot.evaluation.bench.rows import Row
from bot.evaluation.bench.tables import waiting
from slack_sandbox import Options, Sandbox

HOUSE = ("support-desk", "team-billing", "team-engineering", "team-trust")
SOON_S = 60.0
SETTLED_LOOKS = 3


@dataclass(frozen=True, slots=True)
class CrashPlan:
    """How much, how fast (`gap_s` between two requests) and how it is shared out: a tenth goes straight to people, and
    of the channels some answer by themselves and some draft. Slack's retries are all over within 16 s."""

    requests: int = 300
    kills: int = 20
    seed: int = 1
    gap_s: float = 1.0
    channels: int = 10
    drafting: int = 3
    while_down: int = 6
    retry_delays_s: tuple[float, ...] = (0.0, 4.0, 12.0)
    burst_silence_s: float = 1.0
    event_every: float = 3.0
    patience_s: float = 120.0
    look_every_s: float = 1.0
    processes: int = 1


class CrashRun:
    """One run, from the first request until nothing moves any more."""

    def __init__(self, sandbox: Sandbox, plan: CrashPlan, installation: Installation, made: list[Room], tell: Tell):
        self._sandbox, self._plan, self._tell = sandbox, plan, tell
        rng = Random(plan.seed)  # noqa: S311 - the same moments for the same seed
        queue = _requests(sandbox, plan, made, rng)
        self._queue, self._for_the_outage = queue[plan.while_down :], queue[: plan.while_down]
        self._asked: list[Request] = []
        self._installation = installation
        self._children = [
            BotChild(installation.data_dir, installation.environment(), name=name) for name in _names(plan.processes)
        ]
        self._killers = [Killer(sandbox, child, Random(rng.random())) for child in self._children]  # noqa: S311
        self._staff = Staff(sandbox, self._asked, Random(rng.random()))  # noqa: S311
        texts = answerable(plan.requests)
        self._events = Events(sandbox, self._asked, texts, Random(rng.random()), plan.gap_s * plan.event_every)  # noqa: S311
        self._rng = rng

    async def run(self) -> list[Row]:
        """Everything; the rows."""
        began = time.monotonic()
        staff: asyncio.Task[None] | None = None
        try:
            for killer in self._killers:
                await killer.start()
            staff = asyncio.create_task(self._staff.work())
            asking = asyncio.create_task(self._ask_all())
            events = asyncio.create_task(self._events.work())
            await self._kill_all()
            await asking
            events.cancel()
            await asyncio.gather(events, return_exceptions=True)
            await self._settle(staff)
        finally:
            if staff is not None:
                staff.cancel()
                await asyncio.gather(staff, return_exceptions=True)
            for child in self._children:
                await child.kill()
        rows = request_rows(self._sandbox, self._asked, list(HOUSE))
        for request, row in zip(self._asked, rows, strict=False):
            mine = [m for m in thread_of(self._sandbox, request) if is_stale(request, m)]
            row["stale"] = len(mine)
        rows += misplaced_rows(self._sandbox, self._asked, sorted(at for each in self._killers for at in each.starts))
        kills = [row for killer in self._killers for row in killer.rows]
        return [*rows, *kills, {"row": "run", "seconds": time.monotonic() - began}]

    # ------------------------------------------------------------ customers

    async def _ask_all(self) -> None:
        for request in self._queue:
            await self._ask(request)
            if len(self._asked) % 20 == 0:
                self._report()
            await asyncio.sleep(self._plan.gap_s * self._rng.uniform(0.5, 1.5))

    async def _ask(self, request: Request) -> None:
        request.asked_at = time.time()
        request.ts = (await self._sandbox.drive.post(request.user, request.channel, request.text))["ts"]
        self._asked.append(request)

    # ------------------------------------------------------------ kills

    async def _kill_all(self) -> None:
        """Spread over the time in which requests come; those that come too late for it hit the long queue behind."""
        plan, began = self._plan, time.monotonic()
        every_s = plan.requests * plan.gap_s / (plan.kills + 1)
        for number in range(plan.kills):
            at = began + every_s * (number + self._rng.uniform(0.3, 1.2))
            await asyncio.sleep(max(0.0, at - time.monotonic()))
            killer = self._rng.choice(self._killers)
            await self._kill(number, killer)
            self._tell(f"kill {number + 1} of {plan.kills}: {killer.rows[-1]}")

    async def _kill(self, number: int, killer: Killer) -> None:
        long = number == self._plan.kills // 2
        await killer.kill(self._outlast_retries if long else None)

    async def _outlast_retries(self) -> None:
        """Some ask while nobody listens, until Slack has given all of them up."""
        for request in self._for_the_outage:
            await self._ask(request)

        def given_up() -> bool:
            gone = {event["event"].get("ts") for event in self._sandbox.dropped_events}
            return all(request.ts in gone for request in self._for_the_outage)

        await self._sandbox.wait_for(given_up, sum(self._plan.retry_delays_s) + 60.0)

    # ------------------------------------------------------------ the end

    async def _settle(self, staff: asyncio.Task[None]) -> None:
        """Until the bot has nothing left to do and staff have looked at every card; gives up when nothing moves."""
        quiet, seen, moved = 0, -1, time.monotonic()
        while quiet < SETTLED_LOOKS:
            for child in self._children:
                child.check()
            if staff.done():
                staff.result()
            left = self._left()
            quiet = quiet + 1 if not left and self._staff.idle else 0
            calls = len(self._sandbox.calls)
            if calls != seen:
                seen, moved = calls, time.monotonic()
            elif time.monotonic() - moved > self._plan.patience_s:
                self._tell(f"nothing has moved for {self._plan.patience_s:.0f} s, and {left} things still wait")
                return
            self._report(left)
            await asyncio.sleep(self._plan.look_every_s)

    def _left(self) -> int:
        return waiting(self._installation.database, _soon())

    def _report(self, left: int | None = None) -> None:
        posts = sum(call.ok for call in self._sandbox.calls_of("chat.postMessage"))
        clicked = sum(any(c["what"] in DECIDES for c in request.clicks) for request in self._asked)
        tail = "" if left is None else f", {left} things wait in the bot"
        self._tell(f"{len(self._asked)}/{self._plan.requests} asked, {posts} posts, {clicked} cards decided{tail}")


async def run_crash(plan: CrashPlan, base: Path, target: Path, tell: Tell) -> list[Row]:
    """The rows of a run on a fresh installation at `target`. Raises PermanentError when the bot ends by itself."""
    async with Sandbox(Options(retry_delays_s=plan.retry_delays_s, seed=plan.seed)) as sandbox:
        made = rooms(sandbox, plan.channels, plan.drafting)
        installation = install(base, target, sandbox, crash_policy(plan, made))
        await earn_trust(installation)
        return await CrashRun(sandbox, plan, installation, made, tell).run()


def crash_policy(plan: CrashPlan, made: list[Room]) -> dict[str, Any]:
    """What such a run changes in the demo's policy."""
    return {
        "channels": channel_policy(made),
        "thresholds": {"burst_silence_s": plan.burst_silence_s, "undecided_notice_s": 86_400},
    }


def _names(processes: int) -> list[str]:
    return ["child"] if processes == 1 else [f"child-{number}" for number in range(processes)]


def _requests(sandbox: Sandbox, plan: CrashPlan, made: list[Room], rng: Random) -> list[Request]:
    """Each by somebody who asks nothing else, so that none joins another's ticket."""
    urgent = max(1, plan.requests // 10)
    texts = [("handoff", text) for text in handoffs(urgent)]
    texts += [("question", text) for text in answerable(plan.requests - urgent)]
    rng.shuffle(texts)
    requests = []
    for number, (want, text) in enumerate(texts):
        room = made[number % len(made)]
        user = person(sandbox, room, number)
        requests.append(Request(number, want, user, name_of(number), room.id, text))
    return requests


def _soon() -> str:
    """As SQLite's tables write times."""
    return (datetime.now(UTC) + timedelta(seconds=SOON_S)).strftime("%Y-%m-%d %H:%M:%S.%f")
