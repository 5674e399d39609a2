"""Opens the knowledge index for searching, and has it brought up to date by a child process."""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import dataclass
from typing import Any

from bot.domain.ports import Embedder, Progress
from bot.errors import ConfigError, EarnestError, PermanentError, TransientError
from bot.knowledge.search import HybridIndex
from bot.knowledge.sync_job import SyncJob, index_folder
from bot.knowledge.sync_report import SyncReport
from bot.knowledge.vector_engine import VectorEngine
from bot.platform.embedding.reranker import LocalReranker
from bot.platform.qdrant.bm25 import Bm25Encoder
from bot.platform.qdrant.edge import EdgeEngine
from bot.policy import Policy
from bot.settings import Settings

_TAIL = 2000


async def open_index(
    settings: Settings, policy: Policy, embedder: Embedder, *, floor: float | None = None
) -> HybridIndex:
    """The index over Qdrant Edge, or over the server that QDRANT_URL names.

    As long as there is no usable build, `search` raises IndexUnavailableError, and it finds a build that appears
    later. Passages below `floor` relevance, default thresholds.relevance, are not returned. Close it before the
    embedder. Raises ConfigError when knowledge.reranker cannot be loaded."""
    engine: VectorEngine
    if settings.qdrant_url:
        from bot.platform.qdrant.server import ServerEngine  # 2 s that only its users need spend

        engine = ServerEngine(settings.qdrant_url, embedder.name, settings.qdrant_key)
    else:
        engine = EdgeEngine(index_folder(settings.data_dir), embedder.name)
    least = policy.thresholds.relevance if floor is None else floor
    reranker = await _open_reranker(policy.knowledge.reranker, settings) if policy.knowledge.reranker else None
    return HybridIndex(engine, embedder, Bm25Encoder(), least, reranker)


async def _open_reranker(name: str, settings: Settings) -> LocalReranker:
    reranker = LocalReranker(name, settings.data_dir / "models")
    try:
        await reranker.load()
    except BaseException:
        await reranker.close()
        raise
    return reranker


async def sync_in_child(
    settings: Settings,
    policy: Policy,
    on_progress: Progress,
    *,
    dry_run: bool = False,
    rebuild: bool = False,
    allow_shrink: bool = False,
) -> SyncReport:
    """Sync `knowledge.sources` in a child process, since building holds the GIL for seconds.

    Raises ConfigError (sources, model), TransientError (another sync runs, a source is down), PermanentError."""
    job = SyncJob(
        tuple(source.model_dump(mode="json", exclude_defaults=True) for source in policy.knowledge.sources),
        str(settings.data_dir),
        settings.embedding_model,
        settings.qdrant_url,
        dry_run,
        rebuild,
        allow_shrink=allow_shrink,
        qdrant_key=settings.qdrant_key,
    )
    return (await build_in_child(job, on_progress)).report


@dataclass(frozen=True, slots=True)
class Built:
    """A child's report and its peak memory in MB."""

    report: SyncReport
    peak_mb: float


async def build_in_child(job: SyncJob, on_progress: Progress) -> Built:
    """Do a job in a child process. Raises as `sync_in_child`."""
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot.knowledge.index_child",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        limit=64 * 1024 * 1024,
    )
    assert child.stdin and child.stdout and child.stderr
    errors = asyncio.create_task(child.stderr.read())
    try:
        child.stdin.write(job.to_line().encode() + b"\n")
        child.stdin.close()
        last: dict[str, Any] = {}
        async for line in child.stdout:
            last = json.loads(line)
            if "stage" in last:
                on_progress(last["stage"], last["done"], last["size"])
        await child.wait()
        return _outcome(last, (await errors).decode(errors="replace"))
    finally:
        if child.returncode is None:
            child.terminate()
            await child.wait()
        errors.cancel()


def _outcome(last: dict[str, Any], errors: str) -> Built:
    if "report" in last:
        return Built(SyncReport.from_json(last["report"]), last["peak_mb"])
    kinds: dict[str, type[EarnestError]] = {"ConfigError": ConfigError, "TransientError": TransientError}
    if "error" in last:
        raise kinds.get(last.get("kind", ""), PermanentError)(last["error"])
    raise PermanentError(f"building the knowledge index stopped half way; nothing has changed. {errors[-_TAIL:]}")
