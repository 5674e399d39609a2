"""Backups: one moment of both sets of tables, back into an empty place on either database, and refusals."""

from __future__ import annotations

import asyncio
import json
import stat
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.errors import ConfigError, PermanentError
from bot.platform.durable.tables import make_durable_tables
from bot.settings import Settings
from bot.store import Store
from bot.store.backup import MANIFEST, read_manifest
from bot.upkeep.backup import back_up, restore
from tests.fakes.clock import ManualClock
from tests.fakes.databases import own_database
from tests.platform.durable.once import a_workflow
from tests.store.rows import entry
from tests.upkeep.test_erasing import dump, fill, rows

pytestmark = pytest.mark.slow

KEPT = {"written_files", "meta"}


def settings_for(folder: Path, url: str | None) -> Settings:
    return Settings.model_construct(database_url=url, data_dir=folder, slack_bot_token=SecretStr("x"))


@pytest.fixture
def elsewhere() -> Iterator[str]:
    yield from own_database()


@pytest.fixture
async def settings(store: Store, url: str, tmp_path: Path) -> Settings:
    made = settings_for(tmp_path, url)
    await a_workflow(made, "T:1", "planted")
    return made


@pytest.mark.parametrize("into", ["sqlite", "postgresql"])
async def test_a_backup_is_put_into_an_empty_place_of_either_kind_with_every_row(
    store: Store, settings: Settings, clock: ManualClock, tmp_path: Path, into: str, request: pytest.FixtureRequest
) -> None:
    await fill(store, clock)
    await fill(store, clock, 2)
    file = tmp_path / "earnest.backup"
    made = await back_up(store, settings, file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert made.rows["durable/operation_outputs"] == 1
    before, told = await rows(store), await dump(store)
    url = request.getfixturevalue("elsewhere") if into == "postgresql" else None
    there = settings_for(tmp_path / "there", url)
    done = await restore(there, file, clock)
    assert done.open_posts == 2
    again = await Store.open(there.store_url, clock, lambda: "new")
    try:
        after = await rows(again)
        assert {n: c for n, c in after.items() if n not in KEPT} == {n: c for n, c in before.items() if n not in KEPT}
        tables, copied = json.loads(told), json.loads(await dump(again))
        for name in ("tickets", "messages", "decisions", "actions", "drafts", "inbox"):
            assert sorted(copied[name]) == sorted(tables[name])
        assert await again.posts.claim_due() != [] and all(p.uncertain for p in await again.posts.unfinished_sending())
        assert await again.inbox.put([entry("C9:new")]) == [True]  # numbers go on after those that came back
    finally:
        await again.close()
    with pytest.raises(PermanentError, match="holds rows already"):
        await restore(there, file, clock)


async def test_a_backup_while_it_writes_is_one_moment(
    store: Store, settings: Settings, clock: ManualClock, tmp_path: Path
) -> None:
    written: list[str] = []
    stop = asyncio.Event()

    async def keep_writing() -> None:
        while not stop.is_set():
            await store.inbox.put([entry(f"C1:{len(written)}", "x" * 2000)])
            written.append(f"C1:{len(written)}")

    writer = asyncio.create_task(keep_writing())
    while len(written) < 20:
        await store.inbox.count()
    before = len(written)
    made = await back_up(store, settings, tmp_path / "one.backup")
    stop.set()
    await writer
    assert before <= made.rows["ours/inbox"] <= len(written) + 1
    with pytest.raises(PermanentError, match="exists already"):
        await back_up(store, settings, tmp_path / "one.backup")
    with pytest.raises(PermanentError, match="does its folder exist"):
        await back_up(store, settings, tmp_path / "nowhere" / "one.backup")
    with pytest.raises(PermanentError, match="no database to back up"):
        await back_up(store, settings_for(tmp_path / "empty", None), tmp_path / "two.backup")


def changed(file: Path, target: Path, name: str, content: bytes) -> Path:
    """The backup with one member replaced."""
    with tarfile.open(file, "r:gz") as old, tarfile.open(target, "w:gz") as new:
        for member in old:
            data = old.extractfile(member)
            assert data is not None
            body = content if member.name == name else data.read()
            member.size = len(body)
            spot = target.with_suffix(".member")
            spot.write_bytes(body)
            with spot.open("rb") as read:
                new.addfile(member, read)
    return target


async def test_a_damaged_backup_or_one_of_a_newer_version_is_refused_and_changes_nothing(
    sqlite_store: Store, clock: ManualClock, tmp_path: Path
) -> None:
    here, there = settings_for(tmp_path, None), settings_for(tmp_path / "there", None)
    make_durable_tables(here)
    await fill(sqlite_store, clock)
    file = tmp_path / "good.backup"
    await back_up(sqlite_store, here, file)
    damaged = changed(file, tmp_path / "damaged.backup", "ours/messages", b"{}\n")
    with pytest.raises(ConfigError, match="ours/messages is damaged"):
        await restore(there, damaged, clock)
    with tarfile.open(file, "r:gz") as archive:
        member = archive.extractfile(MANIFEST)
        assert member is not None
        manifest = json.load(member)
    for newer in ({"schema": "9999"}, {"format": 99}, {"durable": "9999"}):
        content = json.dumps({**manifest, **newer}).encode()
        refused = changed(file, tmp_path / "newer.backup", MANIFEST, content)
        with pytest.raises(ConfigError, match="newer version"):
            await restore(there, refused, clock)
    more = changed(file, tmp_path / "more.backup", MANIFEST, json.dumps({**manifest, "of_tomorrow": 1}).encode())
    assert read_manifest(more) == read_manifest(file)
    (tmp_path / "none.backup").write_bytes(b"no archive")
    with pytest.raises(ConfigError, match="no backup that can be read"):
        await restore(there, tmp_path / "none.backup", clock)
    assert not (tmp_path / "there" / "earnest.db").exists()
    assert read_manifest(file, check=True).schema == manifest["schema"]
