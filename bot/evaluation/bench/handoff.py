"""`bench handoff`: messages for people come while the model hangs; how soon are their card and their notice out?"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.evaluation.bench.child import BotChild, connected
from bot.evaluation.bench.crash_count import Request, about, kind_of, thread_of
from bot.evaluation.bench.crowd import DESK, channel_policy, name_of, person, rooms
from bot.evaluation.bench.install import Installation, Tell, earn_trust, install
from bot.evaluation.bench.questions import answerable, handoffs
from bot.evaluation.bench.rows import Row, percentile
from bot.evaluation.bench.tables import decided
from slack_sandbox import Options, Sandbox

OUT_WITHIN_S = 3.0  # p99 from Slack's receipt of the message to its ok for the card and the notice, the later of both
DECIDED_WITHIN_S = 45.0
STOP_WITHIN_S = 10.0
ANY_KEY = "sk-ant-bench"


@dataclass(frozen=True, slots=True)
class HandoffPlan:
    """`questions` come at once and hang; from then on a handoff comes every `every_s` seconds."""

    handoffs: int = 60
    every_s: float = 1.0
    questions: int = 12
    channels: int = 12
    start_within_s: float = 120.0
    patience_s: float = 90.0


async def run_handoff(plan: HandoffPlan, base: Path, target: Path, tell: Tell) -> list[Row]:
    """The rows of a run, one a message. Raises PermanentError when the bot ends by itself, TimeoutError when it does
    not connect."""
    async with Sandbox(Options()) as sandbox, hanging_model() as model:
        made = rooms(sandbox, plan.channels)
        installation = install(base, target, sandbox, {"channels": channel_policy(made)})
        await earn_trust(installation)
        wanted = [("question", text) for text in answerable(plan.questions)]
        wanted += [("handoff", text) for text in handoffs(plan.handoffs)]
        requests = []
        for number, (want, text) in enumerate(wanted):
            room = made[number % len(made)]
            user = person(sandbox, room, number)
            requests.append(Request(number, want, user, name_of(number), room.id, text))
        child = BotChild(installation.data_dir, _environment(installation, model))
        try:
            await child.start()
            await connected(sandbox, child, plan.start_within_s)
            await _ask(sandbox, requests, plan, tell)
            await _all_out(sandbox, requests, plan.patience_s)
            child.check()
        finally:
            await child.stop(STOP_WITHIN_S)
        ended = decided(installation.database)
        return [_row(sandbox, each, ended.get((each.channel, each.ts))) for each in requests]


@asynccontextmanager
async def hanging_model() -> AsyncIterator[str]:
    """The address of a model's server that takes every request and never answers."""
    over = asyncio.Event()

    async def never(_: web.Request) -> web.Response:
        await over.wait()
        return web.Response(status=503)

    app = web.Application(client_max_size=32 * 2**20)
    app.router.add_route("*", "/{rest:.*}", never)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        yield f"http://{host}:{port}"
    finally:
        over.set()
        await runner.cleanup()


def _environment(installation: Installation, model: str) -> dict[str, str]:
    asked = {"LLM_ENGINE": "claude", "ANTHROPIC_API_KEY": ANY_KEY, "ANTHROPIC_BASE_URL": model}
    return installation.environment() | asked


async def _ask(sandbox: Sandbox, requests: Sequence[Request], plan: HandoffPlan, tell: Tell) -> None:
    """On a fixed beat, whatever the bot does meanwhile."""
    for request in requests[: plan.questions]:
        request.ts = str((await sandbox.drive.post(request.user, request.channel, request.text))["ts"])
    began = time.monotonic()
    for number, request in enumerate(requests[plan.questions :]):
        await asyncio.sleep(max(0.0, began + number * plan.every_s - time.monotonic()))
        request.ts = str((await sandbox.drive.post(request.user, request.channel, request.text))["ts"])
        if (number + 1) % 20 == 0:
            tell(f"{number + 1}/{plan.handoffs} handoffs sent")


async def _all_out(sandbox: Sandbox, requests: Sequence[Request], patience_s: float) -> None:
    """Until each has all its posts, or nothing more is to be hoped for."""

    def out() -> bool:
        return all(_row(sandbox, request)["out_s"] is not None for request in requests)

    try:
        async with asyncio.timeout(patience_s):
            while not out():  # noqa: ASYNC110 - looked at from outside, and rarely
                await asyncio.sleep(0.5)
    except TimeoutError:
        return


def _row(sandbox: Sandbox, request: Request, decided_at: float | None = None) -> Row:
    """When, in seconds after the message, it was decided, Slack took its card and what stands in its thread, and a
    handoff had both, a question either (`out_s`); None: never."""
    asked = float(request.ts)
    cards = [post for post in sandbox.bot_posts(DESK) if kind_of(post) == "card" and about(post, request)]
    mine = sandbox.world.bot.bot_id
    thread = [post for post in thread_of(sandbox, request) if post.get("bot_id") == mine]
    card, said = _first(cards, asked), _first(thread, asked)
    if request.want == "handoff":
        out = None if card is None or said is None else max(card, said)
    else:
        out = min((each for each in (card, said) if each is not None), default=None)
    return {"row": request.want, "number": request.number, "text": request.text, "ts": request.ts} | {
        "decided_s": None if decided_at is None else round(decided_at - asked, 3),
        "card_s": card,
        "said_s": said,
        "out_s": out,
    }


def _first(posts: Sequence[dict[str, Any]], asked: float) -> float | None:
    times = [round(float(post["ts"]) - asked, 3) for post in posts]
    return min(times, default=None)


def handoff_figures(rows: Sequence[Row]) -> dict[str, Any]:
    """`missing`: without a card or a notice. `decided_max_s` is the slowest of the questions that came at once; their
    cards follow behind the handoffs'."""
    handed = [row for row in rows if row["row"] == "handoff"]
    asked = [row for row in rows if row["row"] == "question"]
    out = _told(handed, "out_s")
    ended = _told(asked, "decided_s")
    return {
        "handoffs": len(handed),
        "missing": len(handed) - len(out),
        "p50_s": round(percentile(out, 0.5), 2),
        "p99_s": round(percentile(out, 0.99), 2),
        "max_s": round(max(out, default=0.0), 2),
        "card_p99_s": round(percentile(_told(handed, "card_s"), 0.99), 2),
        "notice_p99_s": round(percentile(_told(handed, "said_s"), 0.99), 2),
        "questions": len(asked),
        "undecided": len(asked) - len(ended),
        "decided_max_s": round(max(ended, default=0.0), 2),
        "questions_out_max_s": round(max(_told(asked, "out_s"), default=0.0), 2),
    }


def _told(rows: Sequence[Row], name: str) -> list[float]:
    return [row[name] for row in rows if row[name] is not None]


def handoff_broken(figures: dict[str, Any]) -> list[str]:
    """The promises that a run broke; empty when all is well."""
    complaints = [f"{figures[name]} {what}" for name, what in _NEVER if figures[name]]
    if figures["p99_s"] >= OUT_WITHIN_S:
        complaints.append(f"p99 is {figures['p99_s']} s, which must be under {OUT_WITHIN_S:.0f}")
    if figures["decided_max_s"] >= DECIDED_WITHIN_S:
        complaints.append(f"a question waited {figures['decided_max_s']} s, more than {DECIDED_WITHIN_S:.0f}")
    return complaints


_NEVER = (("missing", "handoffs without a card or a notice"), ("undecided", "questions undecided"))
