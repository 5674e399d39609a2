"""Is the knowledge index built, of this embedding model, complete, and up to date with the articles?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.doctor.embedding import model_files
from bot.doctor.finding import Finding, counted, fail, ok, warn
from bot.errors import IndexUnavailableError, TransientError
from bot.knowledge.chunk import VERSION
from bot.knowledge.sync_job import index_folder
from bot.platform.qdrant.builds import Builds, Manifest
from bot.platform.qdrant.edge import EdgeEngine
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.platform.qdrant.server import ServerFacts

INDEX = "knowledge index"
SERVER = "Qdrant server"
OLDEST = (1, 16)  # which keeps the metadata of a collection, where the rarity of words stands
SYNC = "run `python -m bot kb sync`"
REBUILD = "run `python -m bot kb sync --rebuild`"


async def check_index(settings: Settings, now: Callable[[], datetime]) -> Sequence[Finding]:
    """Opens a copy of its own, as a search would; a running bot is not disturbed. Raises ConfigError."""
    builds = index_folder(settings.data_dir)
    if not settings.qdrant_url and builds.current() is None:
        return [fail(INDEX, "not built yet, so nothing can be answered", f"{SYNC}; `run` does so too, at its start")]
    embedding = (await model_files(settings)).identity
    facts = None
    try:
        if settings.qdrant_url:
            facts = await _facts(settings.qdrant_url, embedding, settings.qdrant_key)
        else:
            await _open(builds, embedding)
        manifest = current_manifest(builds)
    except IndexUnavailableError as error:
        what, _, fix = str(error).partition(": ")
        return [fail(INDEX, what, fix or SYNC)]
    except TransientError as error:
        return [fail(INDEX, str(error), "start the Qdrant server, or correct QDRANT_URL, then run doctor again")]
    found = [_served(facts, manifest)] if facts is not None else []
    if manifest is None:
        return found
    return [*found, _described(manifest, _age_days(builds, now()))]


def current_manifest(builds: Builds) -> Manifest | None:
    """What the current build holds; None where no sync ran on this DATA_DIR. Raises IndexUnavailableError."""
    build = builds.current()
    return builds.manifest(build) if build else None


async def _open(builds: Builds, embedding: str) -> None:
    engine = EdgeEngine(builds, embedding)
    try:
        await engine.refresh()
    finally:
        await engine.close()


async def _facts(url: str, embedding: str, key: str | None) -> ServerFacts:
    # Imported here because the server's client takes seconds to load, and most installs have no server.
    from bot.platform.qdrant.server import ServerEngine

    engine = ServerEngine(url, embedding, key)
    try:
        return await engine.facts()
    finally:
        await engine.close()


def _served(facts: ServerFacts, manifest: Manifest | None) -> Finding:
    """The server's index, beside what the last sync from here made where there was one."""
    number = tuple(int(part) if part.isdigit() else 0 for part in facts.version.split(".")[:2])
    what = f"Qdrant {facts.version}, collection {facts.collection}, {counted(facts.points, 'passage')}"
    if number < OLDEST:
        oldest = ".".join(map(str, OLDEST))
        return warn(SERVER, f"{what}; this program is made for {oldest} and later", f"upgrade the server to {oldest}")
    if manifest is not None and facts.collection.endswith(manifest.build) and facts.points < manifest.points:
        return fail(SERVER, f"{what}, where {manifest.points} were written", REBUILD)
    if manifest is not None and facts.dimension != manifest.dimension:
        sizes = f"vectors of {facts.dimension} numbers, where this model makes {manifest.dimension}"
        return fail(SERVER, f"{what}, {sizes}", REBUILD)
    return ok(SERVER, f"{what}, vectors of {facts.dimension} numbers, made with this embedding model")


def _age_days(builds: Builds, now: datetime) -> int:
    built = datetime.fromtimestamp(builds.pointer.stat().st_mtime, UTC)
    return max(0, (now - built).days)


def _described(manifest: Manifest, days: int) -> Finding:
    age = "built today" if days == 0 else f"built {counted(days, 'day')} ago"
    what = f"{counted(len(manifest.articles), 'article')}, {counted(manifest.points, 'passage')}, {age}"
    if manifest.chunking != VERSION:
        return warn(INDEX, f"{what}; this version cuts articles in another way", SYNC)
    return ok(INDEX, what)
