"""Several processes of one Slack app read what was said unheard once for all, and at leisure what another has heard."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.store.store import Store

CATCHING_UP = "catching up"
LATER = "catching up later"
LOOK_AGAIN_S = 0.5
SAYS_SO_LOOKS = 12  # two heartbeats' time
LATER_EVERY = timedelta(minutes=2)
Read = Callable[[], Awaitable[bool]]


class SharedCatchUp:
    """One a process. `read` reads all channels now, `read_later` as long as nobody else wants Slack's rates; both say
    whether Slack showed all. Alone on its database a process reads by itself, and at once."""

    def __init__(self, store: Store, read: Read, read_later: Read) -> None:
        self._listening, self._leases = store.listening, store.leases
        self._read, self._read_later = read, read_later

    async def connected(self) -> bool:
        """After Slack's hello: whether what was said before is to be read now. Where another process was connected all
        the while, Slack has told it, and tells again what was on its way to a connection that broke: then it is enough
        to read at leisure."""
        if not self._leases.shared:
            return True
        if await self._listening.connected() or not await self._heard_elsewhere():
            return True
        await self.put_off()
        await self._listening.owes(owes=False)
        return False

    async def put_off(self) -> None:
        """Have all channels read when Slack's rates leave room for it."""
        await self._listening.put_off()

    async def read(self) -> bool:
        """Have all channels read from now on, here or by another process that begins after this; whether all was
        shown."""
        if not self._leases.shared:
            return await self._read()
        await self._listening.owes(owes=True)
        wanted = await self._listening.now()
        while not await self._is_read(wanted):
            whole = await self._alone(CATCHING_UP, self._read, wanted)
            if whole is False:
                return False
            if whole is None:
                await asyncio.sleep(LOOK_AGAIN_S)
        await self._listening.owes(owes=False)
        return True

    async def later(self) -> None:
        """Read what was put off, unless all was read since, or shortly before."""
        put_off = await self._listening.put_off_at()
        if put_off is None or await self._is_read(put_off):
            return
        if not await self._is_read(await self._listening.now() - LATER_EVERY):
            await self._alone(LATER, self._read_later, put_off)

    async def _is_read(self, wanted: datetime) -> bool:
        read_at = await self._listening.read_at()
        return read_at is not None and read_at >= wanted

    async def _alone(self, key: str, read: Read, wanted: datetime) -> bool | None:
        """Read unless another process does, or did just now; None where one does."""
        if not await self._leases.claim([key]):
            return None
        try:
            if await self._is_read(wanted):
                return True
            began = await self._listening.now()
            whole = await read()
            if whole:
                await self._listening.was_read(began)
            return whole
        finally:
            await self._leases.give_back([key])

    async def _heard_elsewhere(self) -> bool:
        for _ in range(SAYS_SO_LOOKS):
            heard = await self._listening.heard_elsewhere()
            if heard is not None:
                return heard
            await asyncio.sleep(LOOK_AGAIN_S)
        return False
