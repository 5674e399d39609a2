"""What happens beside the kills of a crash bench: edits, deletions, colleagues, refused haste, a closed desk."""

from __future__ import annotations

import asyncio
import time
from random import Random

from bot.evaluation.bench.crash_count import Request
from bot.evaluation.bench.crowd import DESK
from slack_sandbox import CallFault, DriveError, Sandbox

COLLEAGUE = "nora"
KINDS = ("edited", "deleted", "deleted unheard", "staff", "haste", "desk")
WEIGHTS = (4, 2, 2, 3, 3, 1)
RECENT = 12
DESK_CLOSED_S = 3.0


class Events:
    """Run `work` beside the customers; a request meets at most one of them."""

    def __init__(self, sandbox: Sandbox, requests: list[Request], texts: list[str], rng: Random, gap_s: float) -> None:
        self._sandbox = sandbox
        self._requests = requests
        self._texts = texts
        self._rng = rng
        self._gap_s = gap_s

    async def work(self) -> None:
        """One event after another, until cancelled; the desk is open again then."""
        try:
            while True:
                await asyncio.sleep(self._gap_s * self._rng.uniform(0.5, 1.5))
                await self._one(self._rng.choices(KINDS, WEIGHTS)[0])
        finally:
            await self._sandbox.drive.archive(DESK, archived=False)

    async def _one(self, kind: str) -> None:
        if kind == "haste":
            self._sandbox.faults.call("chat.postMessage", CallFault.RATE_LIMITED, times=2, retry_after=1)
            return
        if kind == "desk":
            await self._sandbox.drive.archive(DESK)
            await asyncio.sleep(DESK_CLOSED_S)
            await self._sandbox.drive.archive(DESK, archived=False)
            return
        fresh = [each for each in self._requests[-RECENT:] if each.ts and not each.event]
        if fresh:
            await self._meets(self._rng.choice(fresh), kind)

    async def _meets(self, request: Request, kind: str) -> None:
        drive = self._sandbox.drive
        request.event, request.event_at = kind, time.time()
        try:
            if kind == "edited":
                request.new_text = self._rng.choice([text for text in self._texts if text != request.text])
                await drive.edit(request.user, request.channel, request.ts, request.new_text)
            elif kind == "staff":
                await drive.post(COLLEAGUE, request.channel, "I will take this one.", thread_ts=request.ts)
            else:
                if kind == "deleted unheard":
                    self._sandbox.faults.lose("message_deleted", channel=request.channel, ts=request.ts)
                await drive.delete(request.user, request.channel, request.ts)
        except DriveError:
            request.event = ""
