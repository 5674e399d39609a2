"""Is the knowledge index built, of this embedding model, complete, and up to date with the articles?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from bot.doctor.embedding import model_files
from bot.doctor.finding import Finding, counted, fail, ok, warn
from bot.errors import IndexUnavailableError, TransientError
from bot.knowledge.chunk import VERSION
from bot.knowledge.index_child import index_folder
from bot.knowledge.vector_engine import VectorEngine
from bot.platform.qdrant.builds import Builds, Manifest
from bot.platform.qdrant.edge import EdgeEngine
from bot.settings import Settings

INDEX = "knowledge index"
SYNC = "run `python -m bot kb sync`"


async def check_index(settings: Settings, now: Callable[[], datetime]) -> Sequence[Finding]:
    """Opens a copy of its own, as a search would; a running bot is not disturbed. Raises ConfigError."""
    builds = index_folder(settings.data_dir)
    if not settings.qdrant_url and builds.current() is None:
        return [fail(INDEX, "not built yet, so nothing can be answered", f"{SYNC}; `run` does so too, at its start")]
    embedding = (await model_files(settings)).identity
    try:
        await _open(settings, builds, embedding)
        manifest = current_manifest(builds)
    except IndexUnavailableError as error:
        what, _, fix = str(error).partition(": ")
        return [fail(INDEX, what, fix or SYNC)]
    except TransientError as error:
        return [fail(INDEX, str(error), "start the Qdrant server, or correct QDRANT_URL, then run doctor again")]
    if manifest is None:
        return [ok(INDEX, "the Qdrant server has one for this embedding model")]
    return [_described(manifest, _age_days(builds, now()))]


def current_manifest(builds: Builds) -> Manifest | None:
    """What the current build holds; None where no sync ran on this DATA_DIR. Raises IndexUnavailableError."""
    build = builds.current()
    return builds.manifest(build) if build else None


async def _open(settings: Settings, builds: Builds, embedding: str) -> None:
    engine = _engine(settings, builds, embedding)
    try:
        await engine.refresh()
    finally:
        await engine.close()


def _engine(settings: Settings, builds: Builds, embedding: str) -> VectorEngine:
    if not settings.qdrant_url:
        return EdgeEngine(builds, embedding)
    # Imported here because the server's client takes seconds to load, and most installs have no server.
    from bot.platform.qdrant.server import ServerEngine

    return ServerEngine(settings.qdrant_url, embedding)


def _age_days(builds: Builds, now: datetime) -> int:
    built = datetime.fromtimestamp(builds.pointer.stat().st_mtime, UTC)
    return max(0, (now - built).days)


def _described(manifest: Manifest, days: int) -> Finding:
    age = "built today" if days == 0 else f"built {counted(days, 'day')} ago"
    what = f"{counted(len(manifest.articles), 'article')}, {counted(manifest.points, 'passage')}, {age}"
    if manifest.chunking != VERSION:
        return warn(INDEX, f"{what}; this version cuts articles in another way", SYNC)
    return ok(INDEX, what)
