"""One file with all tables, ours and the durable engine's, as they stood at one moment; either database reads it.

Rows are JSON lines, so that a backup of SQLite can be restored into PostgreSQL and the other way round, and into a
later version's tables. The work is done in a thread of its own, beside a bot that goes on."""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, Table, create_engine, func, inspect, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from bot.domain.codec import decoded
from bot.errors import ConfigError, PermanentError, TransientError

FORMAT = 1
MANIFEST = "manifest.json"
OURS, DURABLE = "ours", "durable"
PATIENCE_S = 30.0
_BATCH = 500
# What the migrations of each keep for themselves: the tables are made by them before rows are put in.
_DURABLE_VERSION = ("dbos_migrations", "version")
_OWN = frozenset({"alembic_version", "dbos_migrations"})
# Who works now is no part of what is kept: after a restore nobody does. The index is made of the articles.
_PASSING = frozenset({"executors", "leases", "rate_gates", "index_builds", "index_parts"})


@dataclass(frozen=True, slots=True)
class Place:
    """A set of tables: `name` is OURS or DURABLE, `schema` None for the connection's own."""

    name: str
    address: str
    schema: str | None = None

    @property
    def file(self) -> Path | None:
        """The SQLite file; None on a server."""
        return Path(self.address.removeprefix("sqlite:///")) if self.address.startswith("sqlite") else None


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds. `schema` is the last migration of our tables, `durable` that of the engine's; `rows` and
    `digests` (SHA-256, in hex) are by `set/table`."""

    made_at: datetime
    program: str
    schema: str
    durable: str
    rows: Mapping[str, int] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)
    format: int = FORMAT


def write_backup(places: list[Place], target: Path, program: str) -> Manifest:
    """Write the file, readable by its owner alone, and read it again. Raises PermanentError (exists, no space, nothing
    to back up) and TransientError (locked, unreachable)."""
    if target.exists():
        raise PermanentError(f"{target}: exists already; name a file that is not there")
    try:
        with TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as folder:
            with _one_moment(places) as connections:
                manifest = _dump(places, connections, Path(folder), program)
            part = target.with_name(f"{target.name}.part")
            part.touch(0o600)
            with tarfile.open(part, "w:gz", compresslevel=6) as archive:
                for name in (MANIFEST, *manifest.rows):
                    archive.add(Path(folder) / name, arcname=name)
            read_manifest(part, check=True)
            part.rename(target)  # a name without .part is a whole backup
            return manifest
    except OSError as error:
        raise PermanentError(f"{target}: cannot be written ({error.strerror}); does its folder exist?") from None
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise TransientError(f"the database could not be read ({type(error).__name__}); try again") from None


def read_manifest(source: Path, *, check: bool = False) -> Manifest:
    """What a backup holds; with `check`, every row is read and its digest compared. Raises ConfigError."""
    try:
        with tarfile.open(source, "r:gz") as archive:
            raw = json.load(_member(archive, MANIFEST))
            if raw.get("format") != FORMAT:
                raise ConfigError(f"{source}: a newer version of Earnest wrote it; install that version")
            manifest = decoded(raw, Manifest)
            for name, digest in manifest.digests.items() if check else ():
                if hashlib.file_digest(_member(archive, name), "sha256").hexdigest() != digest:
                    raise ConfigError(f"{source}: {name} is damaged; use another backup")
            return manifest
    except (OSError, tarfile.TarError, EOFError, ValueError, KeyError, TypeError, PermanentError) as error:
        raise ConfigError(f"{source}: is no backup that can be read ({type(error).__name__})") from None


def load(place: Place, source: Path, manifest: Manifest) -> dict[str, int]:
    """Put a set's rows into its tables, which are there and empty; how many rows each has then. All or nothing.

    Raises PermanentError and TransientError."""
    engine = _engine(place.address)
    try:
        with engine.begin() as connection, tarfile.open(source, "r:gz") as archive:
            tables = _tables(connection, place.schema)
            for table in tables:
                if f"{place.name}/{table.name}" in manifest.rows:
                    _fill(connection, table, _lines(archive, f"{place.name}/{table.name}"))
            return {f"{place.name}/{table.name}": _count(connection, table) for table in tables}
    except SQLAlchemyError as error:
        raise PermanentError(f"the rows could not be put into the database ({type(error).__name__})") from None
    finally:
        engine.dispose()


def is_empty(place: Place) -> bool:
    """Whether a place has no tables of the set yet, or only empty ones. Raises TransientError (unreachable)."""
    if place.file is not None and not place.file.exists():
        return True
    engine = _engine(place.address)
    try:
        with engine.connect() as connection:
            if place.schema is not None and place.schema not in inspect(connection).get_schema_names():
                return True
            return not any(_count(connection, table) for table in _tables(connection, place.schema))
    except SQLAlchemyError as error:
        raise TransientError(f"the database could not be read ({type(error).__name__})") from None
    finally:
        engine.dispose()


def durable_version(place: Place) -> str:
    """The last migration of the durable tables of a place, which are there."""
    engine = _engine(place.address)
    try:
        with engine.connect() as connection:
            return _version(connection, place.schema, *_DURABLE_VERSION)
    finally:
        engine.dispose()


# ------------------------------------------------------------ one moment


@contextlib.contextmanager
def _one_moment(places: list[Place]) -> Iterator[list[Connection]]:
    """A connection a place, all of which see the same moment. On SQLite both files are locked for as long as it takes
    to begin to read; on a server both sets stand in one database, and are read in one transaction."""
    with contextlib.ExitStack() as stack:
        engines = [_engine(place.address) for place in dict.fromkeys(places)]
        for engine in engines:
            stack.callback(engine.dispose)
        if places[0].file is None:
            connection = stack.enter_context(engines[0].connect())
            connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            stack.enter_context(connection.begin())
            yield [connection] * len(places)
            return
        files = [place.file for place in places if place.file is not None]
        if not files[0].exists():
            raise PermanentError(f"{files[0]}: there is no database to back up; is this the right DATA_DIR?")
        locks = [stack.enter_context(contextlib.closing(_locked(file))) for file in files if file.exists()]
        connections = [stack.enter_context(engine.connect()) for engine in engines]
        for connection in connections:
            connection.exec_driver_sql("BEGIN")
            connection.exec_driver_sql("SELECT count(*) FROM sqlite_master")
        for lock in locks:
            lock.rollback()
        yield connections


def _locked(file: Path) -> sqlite3.Connection:
    database = sqlite3.connect(file, timeout=PATIENCE_S, isolation_level=None)
    database.execute("BEGIN IMMEDIATE")
    return database


def _engine(address: str) -> Engine:
    if address.startswith("sqlite"):
        return create_engine(address, poolclass=NullPool, connect_args={"timeout": PATIENCE_S})
    return create_engine(address, poolclass=NullPool)


# ------------------------------------------------------------ rows


def _dump(places: list[Place], connections: list[Connection], folder: Path, program: str) -> Manifest:
    rows: dict[str, int] = {}
    digests: dict[str, str] = {}
    for place, connection in zip(places, connections, strict=True):
        (folder / place.name).mkdir()
        for table in _tables(connection, place.schema):
            name = f"{place.name}/{table.name}"
            with (folder / name).open("w", encoding="ascii") as file:
                found = connection.execution_options(yield_per=_BATCH).execute(select(table))
                rows[name] = 0
                for row in found:
                    file.write(json.dumps(dict(row._mapping), default=_plain) + "\n")
                    rows[name] += 1
            with (folder / name).open("rb") as written:
                digests[name] = hashlib.file_digest(written, "sha256").hexdigest()
    schema = _version(connections[0], places[0].schema, "alembic_version", "version_num")
    durable = _version(connections[-1], places[-1].schema, *_DURABLE_VERSION)
    manifest = Manifest(datetime.now(UTC), program, schema, durable, rows, digests)
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest), default=_plain, indent=1), encoding="ascii")
    return manifest


def _fill(connection: Connection, table: Table, rows: Iterator[dict[str, Any]]) -> None:
    batch: list[dict[str, Any]] = []
    known = {column.name: column for column in table.columns}
    for row in rows:
        if strange := row.keys() - known.keys():
            raise PermanentError(f"{table.name} has no column {min(strange)}: this version cannot hold the backup")
        batch.append({name: _typed(known[name].type, value, connection) for name, value in row.items()})
        if len(batch) == _BATCH:
            connection.execute(table.insert(), batch)
            batch = []
    if batch:
        connection.execute(table.insert(), batch)
    if connection.dialect.name == "postgresql":
        _advance_sequences(connection, table)


def _advance_sequences(connection: Connection, table: Table) -> None:
    """Rows were put in with their numbers: the next one must be larger."""
    quoted = connection.dialect.identifier_preparer.format_table(table)
    for column in table.columns:
        sequence = connection.execute(select(func.pg_get_serial_sequence(quoted, column.name))).scalar()
        if sequence:
            last = select(func.coalesce(func.max(column), 0) + 1).scalar_subquery()
            connection.execute(select(func.setval(sequence, last, False)))


def _typed(kind: Any, value: Any, connection: Connection) -> Any:
    """A value as a column takes it: times come as text, and SQLite's are in UTC without saying so."""
    if value is None or not isinstance(value, str) or getattr(kind, "python_type", str) is not datetime:
        return value
    moment = datetime.fromisoformat(value)
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return moment.replace(tzinfo=None) if connection.dialect.name == "sqlite" else moment


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"a {type(value).__name__} cannot be backed up")


def _tables(connection: Connection, schema: str | None) -> list[Table]:
    metadata = MetaData(schema=schema)
    metadata.reflect(connection)
    return [table for table in metadata.sorted_tables if table.name not in _OWN | _PASSING]


def _version(connection: Connection, schema: str | None, table: str, column: str) -> str:
    if not inspect(connection).has_table(table, schema=schema):
        return ""
    prefix = f"{schema}." if schema else ""
    return str(connection.execute(text(f"SELECT max({column}) FROM {prefix}{table}")).scalar() or "")  # noqa: S608


def _count(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def _lines(archive: tarfile.TarFile, name: str) -> Iterator[dict[str, Any]]:
    for line in _member(archive, name):
        yield json.loads(line)


def _member(archive: tarfile.TarFile, name: str) -> Any:
    found = archive.extractfile(name)
    if found is None:
        raise KeyError(name)
    return found
