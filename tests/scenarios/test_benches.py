"""Small runs of the benches against the real bot as a child: what they promise holds here too."""

from pathlib import Path

import pytest

from bot.evaluation.bench.ack import AckPlan, ack_figures, run_ack
from bot.evaluation.bench.crash import CrashPlan, run_crash
from bot.evaluation.bench.crash_count import crash_broken, crash_figures
from bot.evaluation.bench.handoff import HandoffPlan, handoff_broken, handoff_figures, run_handoff
from bot.evaluation.bench.soak import SoakPlan, run_soak, soak_figures
from bot.evaluation.bench.start import StartPlan, run_start, start_figures
from bot.evaluation.bench.years import YearsPlan, run_years, years_figures

pytestmark = pytest.mark.slow


def quiet(line: str) -> None:
    assert line


async def test_nothing_is_lost_or_doubled_when_the_bot_is_killed_and_stays_away_past_all_retries(
    seeded: Path, tmp_path: Path
) -> None:
    plan = CrashPlan(
        requests=8,
        kills=1,
        gap_s=0.1,
        channels=4,
        drafting=2,
        while_down=3,
        retry_delays_s=(0.0, 0.1, 0.2),
        burst_silence_s=0.1,
        patience_s=30.0,
        look_every_s=0.2,
    )
    rows = await run_crash(plan, seeded, tmp_path / "crash", quiet)
    figures = crash_figures(rows)
    assert crash_broken(figures, plan.kills) == [], rows
    assert figures["requests"] == 8
    assert figures["answered"] + figures["carded"] + figures["reviewed"] == 8
    assert figures["beyond_retries"] >= 3


async def test_each_event_of_a_burst_is_acknowledged_and_in_the_inbox(seeded: Path, tmp_path: Path) -> None:
    plan = AckPlan(rate=40.0, seconds=1.0, people=10, channels=2)
    figures = ack_figures(await run_ack(plan, seeded, tmp_path / "ack", quiet))
    assert (figures["sent"], figures["lost"], figures["late"]) == (40, 0, 0)
    assert 0 < figures["p50_ms"] <= figures["p99_ms"] < 3_000


async def test_each_start_is_timed_beside_an_interpreter_with_what_the_bot_loads(seeded: Path, tmp_path: Path) -> None:
    figures = start_figures(await run_start(StartPlan(rounds=1), seeded, tmp_path / "start", quiet))
    assert all(figures[f"{name}_s"] > 0 for name in ("bare", "help", "ask", "connected")), figures


async def test_handoffs_are_out_within_three_seconds_while_questions_wait_for_a_model_that_hangs(
    seeded: Path, tmp_path: Path
) -> None:
    plan = HandoffPlan(handoffs=8, questions=4, channels=4)
    rows = await run_handoff(plan, seeded, tmp_path / "handoff", quiet)
    figures = handoff_figures(rows)
    assert handoff_broken(figures) == [], rows
    assert (figures["handoffs"], figures["questions"]) == (8, 4)


async def test_a_soak_tells_what_the_process_holds(seeded: Path, tmp_path: Path) -> None:
    plan = SoakPlan(tickets=24, at_once=12, looks=2, channels=3, drafting=1)
    figures = soak_figures(await run_soak(plan, seeded, tmp_path / "soak", quiet))
    assert figures["tickets"] == 24
    assert figures["end_mb"] > 50
    assert min(figures["tasks"] + figures["sockets"] + figures["files"]) > 0


async def test_a_bot_with_tickets_behind_it_answers_as_one_without(seeded: Path, tmp_path: Path) -> None:
    plan = YearsPlan(filled=600, tickets=3, warm=1, bursts=1, burst=5, channels=2, people=6)
    figures = years_figures(await run_years(plan, seeded, tmp_path / "years", quiet))
    assert (figures["tickets"], figures["lost"]) == (3, 0)
    assert figures["alone"][0] == figures["alone"][1]
