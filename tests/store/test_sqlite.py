"""What we know of aiosqlite's inside, held against the version that is installed."""

from __future__ import annotations

import threading
from pathlib import Path

from bot.store.sqlite import connect


async def test_work_runs_here_or_in_a_thread_that_keeps_no_process_alive(tmp_path: Path) -> None:
    connection = connect(tmp_path / "one.db")
    assert connection._thread.daemon
    await connection
    try:
        assert connection.here(lambda inner: inner.execute("SELECT 1").fetchone()) == (1,)
        assert connection.here(lambda _: threading.current_thread()) is threading.current_thread()
        assert await connection.visit(lambda _: threading.current_thread()) is connection._thread
        await connection.execute("CREATE TABLE t (a)")
        connection.sync(False)
        await connection.execute("INSERT INTO t VALUES (1)")
        assert connection.in_transaction
        await connection.rollback()
        assert await (await connection.execute("SELECT count(*) FROM t")).fetchall() == [(0,)]
    finally:
        await connection.close()
