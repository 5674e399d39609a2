"""A colleague at the desk of a crash bench: approves some cards, edits others, and tries again when Slack fails."""

from __future__ import annotations

import asyncio
import time
from random import Random
from typing import Any

from bot.evaluation.bench.crash_count import Request, about, kind_of
from bot.evaluation.bench.crowd import DESK
from bot.outbox.blocks.action_ids import Button, Field
from slack_sandbox import DriveError, Sandbox

WHO = "sam"
TRIES = 40
PAUSE_S = 0.5
PATIENCE_S = 3_600.0
MODAL_S = 5.0
ADDITION = " Tell us if that does not help."


class Staff:
    """Run `work` beside the customers; `idle` once every card has been looked at."""

    def __init__(self, sandbox: Sandbox, requests: list[Request], rng: Random) -> None:
        self._sandbox = sandbox
        self._requests = requests
        self._rng = rng
        self._looked_at: set[str] = set()
        self._acting = False

    async def work(self) -> None:
        """Look at each card once, until cancelled."""
        while True:
            card = await self._sandbox.wait_for(self._next, PATIENCE_S) or {}
            self._acting = True
            self._looked_at.add(str(card["ts"]))
            request = next((each for each in self._requests if about(card, each)), None)
            what = self._rng.choices([Button.APPROVE, Button.EDIT, None], [5, 2, 3])[0]
            if request is not None and what is not None:
                await self._decide(request, card, what)
            self._acting = False

    @property
    def idle(self) -> bool:
        """Whether nothing is left to look at."""
        return not self._acting and self._next() is None

    def _next(self) -> dict[str, Any] | None:
        for message in self._sandbox.bot_posts(DESK):
            waits = message["ts"] not in self._looked_at and kind_of(message) == "card"
            if waits and Button.APPROVE.value in _buttons(message):
                return message
        return None

    async def _decide(self, request: Request, card: dict[str, Any], what: Button) -> None:
        for _ in range(TRIES):
            try:
                acked = await (self._approve(card) if what is Button.APPROVE else self._edit(card))
            except DriveError:
                return  # the button or the modal is gone: the click before had done it
            request.clicks.append({"what": what.value, "at": round(time.time(), 3), "acked": acked})
            if acked:
                return
            await asyncio.sleep(PAUSE_S)

    async def _approve(self, card: dict[str, Any]) -> bool:
        outcome = await self._sandbox.drive.click(WHO, DESK, str(card["ts"]), Button.APPROVE.value)
        return outcome.ok

    async def _edit(self, card: dict[str, Any]) -> bool:
        if self._sandbox.view_of(WHO) is None:
            await self._sandbox.drive.click(WHO, DESK, str(card["ts"]), Button.EDIT.value)
            try:
                await self._sandbox.wait_for(lambda: self._sandbox.view_of(WHO), MODAL_S)
            except TimeoutError:
                return False
        shown = self._sandbox.view_of(WHO) or {}
        text = next((b["element"].get("initial_value", "") for b in shown["blocks"] if b["type"] == "input"), "")
        outcome = await self._sandbox.drive.submit(WHO, {Field.TEXT.value: f"{text}{ADDITION}"})
        return outcome.ok


def _buttons(message: dict[str, Any]) -> set[str]:
    rows = [block for block in message.get("blocks", []) if block.get("type") == "actions"]
    return {str(element.get("action_id")) for row in rows for element in row.get("elements", [])}
