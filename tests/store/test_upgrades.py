"""A database of each schema that was ever released comes up to date, on both databases, with all that stood in it."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from bot.domain import DecisionId, PostId, TicketId, UserId
from bot.domain.states import DraftState
from bot.store import Store
from bot.store.migrate import FOLDER as MIGRATIONS
from bot.store.migrate import known_revisions
from bot.store.records import LogEntry
from bot.store.schema import Standing, read_schema
from bot.store.tables import metadata
from tests.fakes.clock import ManualClock
from tests.fakes.databases import own_database
from tests.schemas import FOLDER

pytestmark = pytest.mark.slow

NOTES = Path(__file__).parents[2] / "docs" / "upgrade.md"
FILES = sorted(FOLDER.glob("*.sql"))


def content(file: Path) -> bytes:
    return file.read_bytes()


def made(file: Path, folder: Path) -> str:
    path = folder / "earnest.db"
    with closing(sqlite3.connect(path)) as database:
        database.executescript(file.read_text(encoding="utf-8"))
    return f"sqlite:///{path}"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name.removesuffix(".sql"))
async def test_a_database_of_that_schema_comes_up_to_date(file: Path, tmp_path: Path, clock: ManualClock) -> None:
    if "sqlite" in file.name:
        await look(file, made(file, tmp_path), clock)
        return
    for url in own_database():
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(content(file))
        await look(file, url, clock)


async def look(file: Path, url: str, clock: ManualClock) -> None:
    tables = re.findall(r'INSERT INTO "?(?:public\.)?(\w+)', content(file).decode())
    before = await read_schema(url)
    assert before.standing is (Standing.CURRENT if before.version == before.newest else Standing.BEHIND)
    numbers = iter(range(100))
    store = await Store.open(url, clock, lambda: f"new{next(numbers)}")
    try:
        async with store.database.write() as tx:
            assert await tx.run_sync(lambda c: list(compare_metadata(MigrationContext.configure(c), metadata))) == []
            for name in set(tables) & set(metadata.tables):
                counted = await tx.execute(sa.select(sa.func.count()).select_from(metadata.tables[name]))
                found = counted.scalar_one()
                assert found == tables.count(name) or name == "meta", name  # some remember there what they have done
        await holds_what_it_held(store)
    finally:
        await store.close()


async def holds_what_it_held(store: Store) -> None:
    (said,) = [m.text for m in await store.messages.of_ticket(TicketId("T1"))] or ["How do I export?"]
    assert said == "How do I export?"
    row = await store.decisions.get(DecisionId("D1"))
    draft = await store.decisions.draft(DecisionId("D1"))
    assert row is not None and row.decision.answer == "Open Reports."
    assert draft is not None and draft.state is DraftState.PENDING
    posted = await store.posts.get(PostId("P1"))
    assert posted is not None and posted.body == {"text": "Open Reports."}
    assert (await store.reviews.log_of(TicketId("T1")))[0].detail == {"reason": "kept"}
    await store.reviews.log(LogEntry("a:new", UserId("U0SAM00001"), "decline", posted.created_at, TicketId("T1")))
    checked = await store.audit_log.verify()
    assert checked.broken is None and checked.rows == 2


def test_every_schema_has_its_files_and_the_notes_name_it() -> None:
    told = NOTES.read_text(encoding="utf-8")
    named = set(re.findall(r"^\| (\d{4}) \|", told, re.MULTILINE))
    assert named == known_revisions(), "docs/upgrade.md has a line for each schema"
    files = {file.name for file in FILES}
    missing = {f"{n}.{kind}.sql" for n in named for kind in ("sqlite", "postgresql")} - files
    assert missing == set(), "python -m tests.schemas"


def test_the_files_names_are_the_revisions_and_the_greatest_is_the_head() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    scripts = ScriptDirectory.from_config(config)
    assert {script.revision for script in scripts.walk_revisions()} == known_revisions()
    assert scripts.get_heads() == [max(known_revisions())]
