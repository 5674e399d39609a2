"""Clicks, forms, commands and shortcuts: stored and acknowledged, or answered by a modal within three seconds."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.inbound import Click, Command, Shortcut, ViewSubmitted
from bot.listen.door import Door
from bot.listen.parse import parse

log = logging.getLogger(__name__)
ANY = re.compile(r".*", re.DOTALL)


def register(app: AsyncApp, door: Door, new_id: Callable[[], str]) -> None:
    """One listener a kind of payload; which button it was is decided behind the door."""

    @app.action(ANY)
    async def clicked(ack: AsyncAck, body: dict[str, Any]) -> None:
        record = parse(body, fresh_id=new_id())
        if isinstance(record, Click):
            if door.opens_modal(record):
                await ack()
                await door.open_modal(record)
                return
            await door.put(record)
        await ack()

    @app.view(ANY)
    async def submitted(ack: AsyncAck, body: dict[str, Any]) -> None:
        record = parse(body, fresh_id=new_id())
        if isinstance(record, ViewSubmitted):
            wrong = door.form_errors(record)
            if wrong:
                await ack(response_action="errors", errors=dict(wrong))
                return
            await door.put(record)
        await ack()

    @app.command(re.compile(r"/.*"))
    async def commanded(ack: AsyncAck, body: dict[str, Any]) -> None:
        record = parse(body, fresh_id=new_id())
        if isinstance(record, Command):
            await door.put(record)
        await ack()

    @app.shortcut(ANY)
    async def shortcut(ack: AsyncAck, body: dict[str, Any]) -> None:
        record = parse(body, fresh_id=new_id())
        await ack()
        if isinstance(record, Shortcut):
            await door.open_modal(record)

    _acknowledge_the_rest(app)


def _acknowledge_the_rest(app: AsyncApp) -> None:
    """Payloads that need an answer but no work, and the one place where errors end."""

    @app.view_closed(ANY)
    async def closed(ack: AsyncAck) -> None:
        await ack()

    @app.options(ANY)
    async def options(ack: AsyncAck) -> None:
        await ack(options=[])

    @app.error
    async def failed(error: Exception) -> None:
        log.error("a payload was not taken: %s: %s", type(error).__name__, error)
