"""Slack's rates for all processes together: one row a gate, by the generic cell rate algorithm (ITU-T I.371)."""

from __future__ import annotations

from sqlalchemy import text

from bot.store.database import Database

_NOW = "extract(epoch from clock_timestamp())"
_TAKE = text(
    f"""
    INSERT INTO rate_gates AS gate (key, free_at) VALUES (:key, {_NOW} + :every)
    ON CONFLICT (key) DO UPDATE SET free_at = greatest(gate.free_at, {_NOW}) + :every
    WHERE gate.free_at <= {_NOW} + :ahead
    RETURNING key
    """  # noqa: S608 - of constants
)
_WAIT = text(f"SELECT free_at - :ahead - {_NOW} FROM rate_gates WHERE key = :key")  # noqa: S608 - of constants
_CLOSE = text(
    f"""
    INSERT INTO rate_gates AS gate (key, free_at) VALUES (:key, {_NOW} + :closed)
    ON CONFLICT (key) DO UPDATE SET free_at = greatest(gate.free_at, {_NOW} + :closed)
    """  # noqa: S608 - of constants
)


class RateGates:
    """PostgreSQL alone. `every_s` is the time between two calls, `burst` how many may go at once after a pause."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def take(self, key: str, every_s: float, burst: float) -> float:
        """0 when the call may go now, and is counted; else after how many seconds to ask again."""
        at = {"key": key, "ahead": (burst - 1.0) * every_s}
        async with self._database.write() as tx:
            if (await tx.execute(_TAKE, {**at, "every": every_s})).first() is not None:
                return 0.0
            return max(0.001, float((await tx.execute(_WAIT, at)).scalar_one()))

    async def close(self, key: str, every_s: float, burst: float, for_s: float) -> None:
        """Slack refused a call for haste: nobody calls for so long."""
        async with self._database.write() as tx:
            await tx.execute(_CLOSE, {"key": key, "closed": for_s + (burst - 1.0) * every_s})
