"""What staff paused: where nothing goes out without review until somebody resumes it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from bot.domain import UserId
from bot.store.meta import Meta
from bot.store.tx import Tx

_KEY = "pause:"


@dataclass(frozen=True, slots=True)
class Pause:
    """Who paused something, and when."""

    by: UserId
    at: datetime


class Pauses:
    """Fulfils ports.PauseList. What can be paused is written `app`, `intent:NAME`, `channel:ID` or
    `account:NAME:intent:NAME`."""

    def __init__(self, meta: Meta) -> None:
        self._meta = meta

    async def active(self) -> dict[str, Pause]:
        """Everything that is paused now."""
        rows = await self._meta.starting_with(_KEY)
        found = {key.removeprefix(_KEY): json.loads(value) for key, value in rows.items() if value}
        return {what: Pause(UserId(one["by"]), datetime.fromisoformat(one["at"])) for what, one in found.items()}

    async def pause(self, what: str, by: UserId, at: datetime, tx: Tx) -> None:
        """Pause it; whoever paused it last is named."""
        await self._meta.set(_KEY + what, json.dumps({"by": by, "at": at.isoformat()}), tx)

    async def resume(self, what: str, tx: Tx) -> bool:
        """Resume it; False when it was not paused."""
        was = await self._meta.get(_KEY + what, tx)
        if was:
            await self._meta.set(_KEY + what, "", tx)
        return bool(was)
