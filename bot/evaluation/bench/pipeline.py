"""`bench pipeline`: our own time a ticket, from the inbox row to the outgoing call, beside bare durable workflows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.evaluation.bench.crowd import channel_policy, person, rooms
from bot.evaluation.bench.install import Tell, earn_trust, install
from bot.evaluation.bench.partner import CALL_WITHIN_S, Partner, started
from bot.evaluation.bench.questions import varied
from bot.evaluation.bench.rows import Row, percentile
from bot.evaluation.bench.tables import received
from slack_sandbox import Options, Sandbox

POST = "chat.postMessage"
WARM = 10
RATIO_WITHIN = 4.0
PEAK_WITHIN_MB = 800.0
CHILD = "bot.evaluation.bench.pipeline_child"


@dataclass(frozen=True, slots=True)
class PipelinePlan:
    """So many tickets that count, one at a time, after some to warm up; each is followed by a bare workflow."""

    tickets: int = 100
    warm: int = WARM
    channels: int = 4
    people: int = 8


async def run_pipeline(plan: PipelinePlan, base: Path, target: Path, tell: Tell) -> list[Row]:
    """The rows of a run: one a ticket, one a bare workflow, one for the process."""
    async with Sandbox(Options(rate_limits=False)) as sandbox:
        made = rooms(sandbox, plan.channels)
        changes = {
            "channels": channel_policy(made),
            "thresholds": {"burst_silence_s": 0, "join_within_s": 0, "undecided_notice_s": 86_400},
        }
        installation = install(base, target, sandbox, changes)
        await earn_trust(installation)
        crowd = [(person(sandbox, made[n % len(made)], n), made[n % len(made)].id) for n in range(plan.people)]
        partner = await started(installation, CHILD)
        try:
            asked = await _ask_all(sandbox, partner, plan, crowd, tell)
            report = await partner.ask("end")
        finally:
            await partner.end()
        return _rows(asked, received(installation.database), report)


async def _ask_all(
    sandbox: Sandbox, partner: Partner, plan: PipelinePlan, crowd: Sequence[tuple[str, str]], tell: Tell
) -> list[Row]:
    asked: list[Row] = []
    await sandbox.connected(timeout=CALL_WITHIN_S)
    for number, text in enumerate(varied(plan.warm + plan.tickets)):
        user, channel = crowd[number % len(crowd)]
        before = len(sandbox.calls)
        said = await sandbox.drive.post(user, channel, text)
        row: Row = {"number": number, "warm": number < plan.warm, "channel": channel, "ts": said["ts"]}
        row |= {"called_at": await _first_post(sandbox, before)} | await partner.ask("bare")
        asked.append(row)
        if (number + 1) % 20 == 0:
            tell(f"{number + 1}/{plan.warm + plan.tickets} tickets")
    return asked


async def _first_post(sandbox: Sandbox, before: int) -> float | None:
    """When the first call that posts reached Slack; None for a message that was not taken for a request."""

    def seen() -> list[float]:
        return [call.at for call in sandbox.calls[before:] if call.method == POST]

    try:
        return (await sandbox.wait_for(seen, CALL_WITHIN_S / 6))[0]
    except TimeoutError:
        return None


def _rows(asked: Sequence[Row], tables: dict[tuple[str, str], tuple[float, str]], report: dict[str, Any]) -> list[Row]:
    """Times in milliseconds; a step's includes its checkpoint. What the outbox does may overlap the last checkpoint."""
    rows: list[Row] = []
    for each in asked:
        received_at, turn = tables[each["channel"], each["ts"]]
        spans = report["runs"].get(turn, {})
        called_at = each["called_at"]
        row = {"row": "ticket", **each, "received_at": received_at, "turn": turn}
        if called_at is not None and spans:
            began, ended = spans["listen"][0], spans["review"][1]
            steps = {"intake": began - received_at}
            steps |= {name: span[1] - span[0] for name, span in spans.items()}
            steps["outbox"] = max(0.0, called_at - ended)
            row["steps"] = {name: round(seconds * 1000, 3) for name, seconds in steps.items()}
            row["own_ms"] = round((called_at - received_at) * 1000, 3)
        rows.append(row)
    return [*rows, {"row": "process", "peak_mb": report["peak_mb"]}]


def pipeline_figures(rows: Sequence[Row]) -> dict[str, Any]:
    """Of the tickets that ended in a call, warm-up left out. `steps` is how many a whole ticket and a bare one have."""
    counted = [row for row in rows if row["row"] == "ticket" and not row["warm"]]
    timed = [row for row in counted if "own_ms" in row]
    own = [row["own_ms"] for row in timed]
    bare = [row["bare_ms"] for row in counted]
    names = list(dict.fromkeys(name for row in timed for name in row["steps"]))
    p50, bare_p50 = percentile(own, 0.5), percentile(bare, 0.5)
    by_step = {
        name: round(percentile([row["steps"][name] for row in timed if name in row["steps"]], 0.5), 2) for name in names
    }
    whole = max((len(row["steps"]) for row in timed), default=2) - 2  # without intake and outbox
    return {
        "tickets": len(timed),
        "without_call": len(counted) - len(timed),
        "p50_ms": round(p50, 1),
        "p95_ms": round(percentile(own, 0.95), 1),
        "bare_p50_ms": round(bare_p50, 1),
        "ratio": round(p50 / bare_p50, 2) if bare_p50 else None,
        "steps": whole,
        "by_step": by_step,
        "peak_mb": next(row["peak_mb"] for row in rows if row["row"] == "process"),
    }


def pipeline_broken(figures: dict[str, Any]) -> list[str]:
    """The promises that a run broke, and what kept it from being a proof; empty when all is well."""
    complaints = []
    if figures["ratio"] is None or figures["ratio"] > RATIO_WITHIN:
        complaints.append(
            f"a ticket takes {figures['ratio']} times a bare workflow, at most {RATIO_WITHIN:.0f} is right"
        )
    if figures["peak_mb"] >= PEAK_WITHIN_MB:
        complaints.append(f"the bot held {figures['peak_mb']} MB, which must be under {PEAK_WITHIN_MB:.0f}")
    if figures["without_call"] > figures["tickets"] / 10:
        complaints.append(f"{figures['without_call']} questions led to no call")
    return complaints
