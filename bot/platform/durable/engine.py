"""Where DBOS keeps its tables and how it is kept quiet: no console, no telemetry, no network of its own."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dbos import DBOSConfig, Serializer
from sqlalchemy import Connection, Engine, create_engine, event, make_url

from bot.errors import FencedError
from bot.settings import Settings

BUSY_TIMEOUT_MS = 10_000
CHECKPOINT_PAGES = 16_000  # as the store's: a plain copy of DATA_DIR must not meet a checkpoint
SCHEMA = "dbos"  # DBOS's own, on PostgreSQL
_SQLITE = "sqlite:///"
POOL_SIZE = 10
CACHE_KIB = 256  # of each connection, of which there are many; the operating system keeps the pages once for all
LISTEN_EVERY_S = 0.1  # nothing listens; a shorter sleep only lets it close sooner


class JsonSerializer(Serializer):
    """Our arguments and outcomes are text: JSON instead of DBOS's pickles."""

    def serialize(self, data: Any) -> str:
        """JSON; what is not JSON (an exception of DBOS's own) as its text."""
        return json.dumps(data, default=str)

    def deserialize(cls, serialized_data: str) -> Any:
        """What was serialized."""
        return json.loads(serialized_data)

    def name(self) -> str:
        """Written beside every value."""
        return "earnest_json"


def config_for(
    settings: Settings, name: str, version: str, executor: str, fence: str | None = None
) -> tuple[DBOSConfig, Callable[[], None]]:
    """DBOS's configuration, and what to call when it is no longer used. `fence` is a query that every transaction on
    PostgreSQL begins with; where it finds nothing, nothing is written."""
    config = DBOSConfig(
        name=name,
        application_version=version,
        executor_id=executor,
        serializer=JsonSerializer(),
        enable_otlp=False,
        log_level="ERROR",
        notification_listener_polling_interval_sec=LISTEN_EVERY_S,
        use_listen_notify=False,
    )
    address, schema = durable_address(settings)
    if schema is not None:
        config["system_database_url"] = address
        if fence is None:
            return config, lambda: None
        fenced = _fenced(address, fence)
        config["system_database_engine"] = fenced
        return config, fenced.dispose
    engine = _sqlite(Path(address.removeprefix(_SQLITE)))
    config["system_database_url"] = engine.url.render_as_string()
    config["system_database_engine"] = engine
    return config, engine.dispose


def durable_address(settings: Settings) -> tuple[str, str | None]:
    """Where the durable tables stand, for a plain engine, and in which schema: none on SQLite, whose file is beside
    our own."""
    url = make_url(settings.database_url) if settings.database_url else None
    if url is not None and url.get_backend_name() == "postgresql":
        return url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False), SCHEMA
    beside = Path(url.database).parent if url is not None and url.database else settings.data_dir
    return f"{_SQLITE}{beside / 'durable.db'}", None


def quiet() -> None:
    """DBOS adds a console handler unless there is one; its errors go to the root logger instead."""
    logger = logging.getLogger("dbos")
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
    logger.propagate = True


def _fenced(url: str, fence: str) -> Engine:
    engine = create_engine(url, pool_size=POOL_SIZE, max_overflow=0, pool_pre_ping=True)

    def ask(connection: Connection) -> None:
        if connection.exec_driver_sql(fence).first() is None:
            raise FencedError("another process has taken over the durable work of this one")

    event.listen(engine, "begin", ask)
    return engine


def _sqlite(path: Path) -> Engine:
    path.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(f"sqlite:///{path}")
    event.listen(engine, "connect", _prepare)
    return engine


def _prepare(connection: Any, record: Any) -> None:
    """NORMAL and not FULL: kill -9 loses nothing either way, and after a power cut the workflow table may be some
    commits behind ours, where whoever is not done is started or stepped again."""
    del record
    connection.isolation_level = "IMMEDIATE"  # as DBOS does on engines of its own
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "journal_mode=WAL",
        "synchronous=NORMAL",
        f"wal_autocheckpoint={CHECKPOINT_PAGES}",
        f"cache_size=-{CACHE_KIB}",
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")
