"""Builds the index in a process of its own: a job as JSON on stdin, progress and the report as JSON lines on stdout."""

from __future__ import annotations

import json
import re
import resource
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from bot.domain import Passage
from bot.domain.ports import Vectors
from bot.errors import ConfigError, EarnestError, TransientError
from bot.knowledge.load.fetch import fetch_text
from bot.knowledge.load.sources import read_sources
from bot.knowledge.sentence_cache import Known, Titled, load_sentences, sentences_of, store_sentences
from bot.knowledge.sync import sync
from bot.knowledge.sync_job import SyncJob, index_folder
from bot.knowledge.sync_report import SyncReport
from bot.knowledge.vector_engine import IndexWriter
from bot.platform.embedding.embedder import LocalEmbedder, open_embedder
from bot.platform.qdrant.bm25 import Bm25Encoder
from bot.platform.qdrant.builds import Builds
from bot.platform.qdrant.edge import EdgeWriter
from bot.policy.knowledge import source_of


def run(job: SyncJob) -> SyncReport:
    """Do the job in this process. Raises EarnestError."""
    data_dir = Path(job.data_dir)
    loaded = read_sources([source_of(source) for source in job.sources], fetch_text)
    embedder = open_embedder(job.embedding_model, data_dir)
    writer: IndexWriter = EdgeWriter()
    if job.qdrant_url:
        from bot.platform.qdrant.server import ServerWriter  # 2 s that only its users need spend

        writer = ServerWriter(job.qdrant_url, embedder.name, job.qdrant_key)
    builds = Builds(Path(job.index_dir)) if job.index_dir else index_folder(data_dir)
    # An index elsewhere is an evaluation's: its sentences must not take the place of the product's.
    kept = Path(job.index_dir) if job.index_dir else data_dir
    try:
        report = sync(
            loaded,
            builds,
            embedder,
            Bm25Encoder(),
            writer,
            _say_stage,
            lambda passages: _told(kept, embedder, passages),
            dry_run=job.dry_run,
            rebuild=job.rebuild,
            allow_shrink=job.allow_shrink,
        )
        build = None if job.dry_run else builds.current()
        if build is not None and not report.switched and not load_sentences(kept, embedder.name):
            _keep(kept, embedder, [Titled(str(p["title"]), str(p["text"])) for p in builds.stored(build)[0]])
        return report
    finally:
        embedder.close()


def _told(folder: Path, embedder: LocalEmbedder, passages: Sequence[Passage]) -> list[Vectors]:
    """Of each passage the vectors of its sentences, which are also what quotes are chosen by."""
    titled = [Titled(passage.title, passage.text) for passage in passages]
    known = _keep(folder, embedder, titled)
    empty = np.zeros((0, embedder.dimension), dtype=np.float32)
    return [np.stack(found) if (found := [known[t] for t in sentences_of([one])]) else empty for one in titled]


def _keep(folder: Path, embedder: LocalEmbedder, passages: Sequence[Titled]) -> Known:
    return store_sentences(folder, embedder, passages, lambda done, new: _say_stage("sentences", done, new))


def _say_stage(stage: str, done: int, size: int) -> None:
    _say({"stage": stage, "done": done, "size": size})


def peak_mb() -> float:
    """This process's peak memory in MB. VmHWM rather than getrusage, which counts what the parent had before exec."""
    with suppress(OSError):
        found = re.search(r"^VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(), re.MULTILINE)
        if found:
            return int(found[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    """Read the job, do it, say how it went; 0 when it went well."""
    raw: dict[str, Any] = json.loads(sys.stdin.readline())
    raw["sources"] = tuple(raw["sources"])
    try:
        report = run(SyncJob(**raw))
    except EarnestError as error:
        kind = next(kind for kind in (ConfigError, TransientError, EarnestError) if isinstance(error, kind))
        _say({"error": str(error), "kind": kind.__name__})
        return 1
    _say({"report": report.as_json(), "peak_mb": peak_mb()})
    return 0


def _say(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
