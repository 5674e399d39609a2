"""Bench search: how long a search takes without the query's embedding, by size and filter, and what it holds up."""

from __future__ import annotations

import asyncio
import multiprocessing
import re
import shutil
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from bot.domain import SearchQuery
from bot.domain.ports import Vectors
from bot.evaluation.bench.install import Tell
from bot.evaluation.bench.rows import Row, percentile
from bot.evaluation.bench.search_data import DIMENSION, EMBEDDING, Question, build, corpus, questions
from bot.knowledge.search import HybridIndex
from bot.platform.qdrant.bm25 import Bm25Encoder
from bot.platform.qdrant.builds import Builds
from bot.platform.qdrant.edge import EdgeEngine

PROMISE_MS, PROMISED_AT = 15.0, 10_000
FILTERS = ("none", "plan", "plan+area")
PLAN = "Business"
_TICK_S, _IDLE_S = 0.001, 2.0
_WARM_UP = 10


@dataclass(frozen=True, slots=True)
class SearchPlan:
    """How many passages, how many searches with each filter, and the seed of everything made up."""

    points: tuple[int, ...] = (1_000, 10_000, 50_000)
    searches: int = 200
    seed: int = 1


class Known:
    """Fulfils Embedder for questions whose vectors are made already: it takes no time."""

    name, dimension = EMBEDDING, DIMENSION

    def __init__(self, asked: Sequence[Question]) -> None:
        self._vectors = {question.text: question.vector for question in asked}

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """See Embedder. Raises KeyError for a text that is none of the questions."""
        return np.stack([self._vectors[text] for text in texts])


async def run_search(plan: SearchPlan, target: Path, tell: Tell) -> list[Row]:
    """Build and search each size, smallest first, in processes of its own; the builds in `target` are deleted."""
    rows: list[Row] = []
    try:
        for points in sorted(plan.points):
            root = target / str(points)
            shutil.rmtree(root, ignore_errors=True)
            tell(f"making and indexing {points:,} passages ...")
            rows.append(await _alone(partial(_built, points, plan.seed, root)))
            tell(f"searching {points:,} passages ...")
            rows += await _alone(partial(_searched, points, plan, root))
    finally:
        shutil.rmtree(target, ignore_errors=True)
    return rows


async def _alone(work: Callable[[], Any]) -> Any:
    """Run it in a fresh process: memory is its own, and nobody's loop waits."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=1, mp_context=context) as pool:
        return await asyncio.get_running_loop().run_in_executor(pool, work)


def _built(points: int, seed: int, root: Path) -> Row:
    made = corpus(points, seed)
    start = time.perf_counter()
    peak = build(made, root)
    disk = sum(path.stat().st_size for path in root.rglob("*") if path.is_file())
    seconds = round(time.perf_counter() - start, 2)
    return {"kind": "build", "points": points, "s": seconds, "peak_mb": round(peak), "disk_mb": round(disk / 2**20)}


def _searched(points: int, plan: SearchPlan, root: Path) -> list[Row]:
    asked = questions(corpus(points, plan.seed), plan.searches + _WARM_UP, plan.seed + 1)
    return asyncio.run(_searches(points, asked, root))


async def _searches(points: int, asked: Sequence[Question], root: Path) -> list[Row]:
    """Searches one after the other, the filters taking turns so that a busy machine is busy for all."""
    before = resident_mb()
    idle = await pauses(asyncio.sleep(_IDLE_S))
    engine = EdgeEngine(Builds(root), EMBEDDING)
    index = HybridIndex(engine, Known(asked), Bm25Encoder())
    rows: list[Row] = []

    async def all_of_them() -> None:
        for question in asked[_WARM_UP:]:
            for name in FILTERS:
                start = time.perf_counter()
                found = await index.search(query_for(question, name))
                ms = (time.perf_counter() - start) * 1000
                rows.append({"kind": "search", "points": points, "filter": name, "ms": ms, "found": len(found)})

    try:
        for question in asked[:_WARM_UP]:
            await index.search(query_for(question, "plan"))
        busy = await pauses(all_of_them())
        grown = resident_mb() - before
    finally:
        await index.close()
    about = {"idle_ms": idle, "busy_ms": busy, "memory_mb": round(grown)}
    return [*rows, {"kind": "size", "points": points, **about}]


def query_for(question: Question, name: str) -> SearchQuery:
    """The query of a customer on one plan, with or without the area; `none` is what staff search."""
    areas = (question.area,) if name == "plan+area" else ()
    return SearchQuery(question.text, plan=PLAN, product_areas=areas, for_staff=name == "none")


async def pauses(work: Awaitable[object]) -> list[float]:
    """The milliseconds by which an event loop that is asked every millisecond was late while `work` ran."""
    late: list[float] = []

    async def tick() -> None:
        while True:
            start = time.perf_counter()
            await asyncio.sleep(_TICK_S)
            late.append(round((time.perf_counter() - start - _TICK_S) * 1000, 3))

    ticking = asyncio.create_task(tick())
    try:
        await work
        await asyncio.sleep(_TICK_S)  # a pause that lasted to the end is seen only now
    finally:
        ticking.cancel()
        await asyncio.gather(ticking, return_exceptions=True)
    return late


def resident_mb() -> float:
    """This process's resident memory in MB; 0 where the system does not say."""
    try:
        found = re.search(r"^VmRSS:\s+(\d+) kB", Path("/proc/self/status").read_text(), re.MULTILINE)
    except OSError:
        return 0.0
    return int(found[1]) / 1024 if found else 0.0


def search_figures(rows: list[Row]) -> dict[str, Any]:
    """By size: p50 and p95 in ms for each filter, what the area filter changes (median with it over without), the
    event loop's longest pause and its p99 while searching, beside an idle loop's, memory and seconds."""
    return {"sizes": {str(points): _figures(rows, points) for points in sorted({row["points"] for row in rows})}}


def _figures(rows: list[Row], points: int) -> dict[str, Any]:
    mine = [row for row in rows if row["points"] == points]
    (built,) = (row for row in mine if row["kind"] == "build")
    (size,) = (row for row in mine if row["kind"] == "size")
    times = {name: [row["ms"] for row in mine if row["kind"] == "search" and row["filter"] == name] for name in FILTERS}
    medians = {name: percentile(ms, 0.5) for name, ms in times.items()}
    return {
        **{name: _spread(ms) for name, ms in times.items()},
        "area_ratio": round(medians["plan+area"] / medians["plan"], 2) if medians["plan"] else None,
        "empty": sum(row["kind"] == "search" and not row["found"] for row in mine),
        "loop_pause_ms": max(size["busy_ms"], default=0.0),
        "loop_pause_p99_ms": percentile(size["busy_ms"], 0.99),
        "idle_pause_ms": max(size["idle_ms"], default=0.0),
        "idle_pause_p99_ms": percentile(size["idle_ms"], 0.99),
        "memory_mb": size["memory_mb"],
        "build_s": built["s"],
        "build_peak_mb": built["peak_mb"],
        "disk_mb": built["disk_mb"],
    }


def _spread(ms: Sequence[float]) -> dict[str, float]:
    return {"p50_ms": round(percentile(ms, 0.5), 2), "p95_ms": round(percentile(ms, 0.95), 2)}


def search_lines(figures: dict[str, Any]) -> dict[str, str]:
    """The figures for people, one line a size."""
    lines = {}
    for points, found in figures["sizes"].items():
        times = "; ".join(f"{name} p50 {found[name]['p50_ms']} p95 {found[name]['p95_ms']} ms" for name in FILTERS)
        lines[f"{int(points):,} passages"] = (
            f"{times}; area filter x {found['area_ratio']}; loop's pauses: longest "
            f"{found['loop_pause_ms']}, p99 {found['loop_pause_p99_ms']} ms (idle {found['idle_pause_ms']}, "
            f"{found['idle_pause_p99_ms']}); memory {found['memory_mb']} MB; built in {found['build_s']} s, "
            f"peak {found['build_peak_mb']} MB, {found['disk_mb']} MB on disk"
        )
    return lines


def search_broken(figures: dict[str, Any]) -> list[str]:
    """What the promise of 15 ms up to 10,000 passages does not hold for: medians, since machines are busy at times."""
    complaints = []
    for points, found in figures["sizes"].items():
        for name in FILTERS:
            if int(points) <= PROMISED_AT and found[name]["p50_ms"] >= PROMISE_MS:
                took = found[name]["p50_ms"]
                complaints.append(f"{points} passages, filter {name}: {took} ms, promised under {PROMISE_MS:g} ms")
        if found["empty"]:
            complaints.append(f"{points} passages: {found['empty']} searches found nothing")
    return complaints
