"""Backups of an installation, and putting one into an empty place: whole or not at all, and nothing is posted twice."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from bot.domain.ports import Clock
from bot.errors import ConfigError, PermanentError
from bot.outbox.restored import FROM, UNTIL
from bot.platform.durable.engine import durable_address
from bot.platform.durable.tables import belong_to_nobody, make_durable_tables
from bot.settings import Settings
from bot.store.backup import (
    DURABLE,
    OURS,
    Manifest,
    Place,
    durable_version,
    is_empty,
    load,
    read_manifest,
    write_backup,
)
from bot.store.database import Database, synchronous
from bot.store.migrate import known_revisions, migrate
from bot.store.schema import Standing, read_schema
from bot.store.store import Store
from bot.store.written_files import BACKUP, WrittenFile


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put in place: `rows` of all tables, and of those the `open_posts`, which are looked up in Slack before
    anything of them is made."""

    made_at: datetime
    rows: int
    open_posts: int


def places(settings: Settings) -> list[Place]:
    """Where both sets of tables stand."""
    address, schema = durable_address(settings)
    return [Place(OURS, synchronous(settings.store_url)), Place(DURABLE, address, schema)]


async def back_up(store: Store, settings: Settings, target: Path) -> Manifest:
    """Write a backup beside a running bot. It is remembered, so that an erasure can name it. Raises PermanentError and
    TransientError."""
    path = await asyncio.to_thread(target.resolve)
    made = await asyncio.to_thread(write_backup, places(settings), path, version("earnest"))
    await store.files.add(WrittenFile(str(path), BACKUP, redacted=False, at=made.made_at))
    return made


async def restore(settings: Settings, source: Path, clock: Clock) -> Restored:
    """Put a backup into an empty place, with the tables brought to this version's. No bot may run on it meanwhile.

    Raises ConfigError (damaged, of a newer version), PermanentError (the place is not empty; nothing is changed then)
    and TransientError."""
    manifest = await asyncio.to_thread(read_manifest, source, check=True)
    ours, durable = places(settings)
    database = Database(settings.store_url)
    try:
        await _refuse_newer(settings, source, manifest)
        for place in (ours, durable):
            if not await asyncio.to_thread(is_empty, place):
                raise PermanentError("the database holds rows already; restore into an empty DATA_DIR or database")
        await asyncio.to_thread(make_durable_tables, settings)
        if int(manifest.durable or 0) > int(await asyncio.to_thread(durable_version, durable) or 0):
            raise ConfigError(
                f"{source}: a newer version of Earnest ({manifest.program}) wrote it; install that version"
            )
        await migrate(database, manifest.schema)
        found = await asyncio.to_thread(load, ours, source, manifest)
        found |= await asyncio.to_thread(load, durable, source, manifest)
        wrong = [name for name, number in manifest.rows.items() if found.get(name, 0) != number]
        if wrong:
            raise PermanentError(
                f"{wrong[0]} has {found.get(wrong[0], 0)} of {manifest.rows[wrong[0]]} rows; start anew"
            )
    finally:
        await database.close()
    return await _settle(settings, manifest, clock)


async def _refuse_newer(settings: Settings, source: Path, manifest: Manifest) -> None:
    if manifest.schema not in known_revisions():
        raise ConfigError(f"{source}: a newer version of Earnest ({manifest.program}) wrote it; install that version")
    if (await read_schema(settings.store_url)).standing is Standing.NEWER:
        raise ConfigError("the database was written by a newer version of Earnest; use an empty one")


async def _settle(settings: Settings, manifest: Manifest, clock: Clock) -> Restored:
    """Bring the tables up to date, and write down that what was open may have happened since the backup."""
    await asyncio.to_thread(belong_to_nobody, settings)
    store = await Store.open(settings.store_url, clock, lambda: "")
    try:
        checked = await store.audit_log.verify()
        if checked.broken is not None:
            raise PermanentError(f"the audit log of the backup is broken from row {checked.broken_seq} on")
        async with store.begin() as tx:
            open_posts = await store.posts.doubt_open(tx)
            await store.turns.worked_by_nobody(tx)
            await store.meta.set(FROM, manifest.made_at.isoformat(), tx)
            await store.meta.set(UNTIL, clock.now().isoformat(), tx)
        return Restored(manifest.made_at, sum(manifest.rows.values()), open_posts)
    finally:
        await store.close()
