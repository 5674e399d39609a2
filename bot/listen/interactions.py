"""Clicks, forms, commands and shortcuts: stored and acknowledged, or answered by a modal within three seconds."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.inbound import Click, Command, Shortcut, ViewSubmitted
from bot.domain.telemetry import Where
from bot.errors import EarnestError
from bot.listen.parse import parse
from bot.listen.receiver import Receiver
from bot.platform.failures import report

log = logging.getLogger(__name__)
ANY = re.compile(r".*", re.DOTALL)


class Modals(Protocol):
    """The forms of the desk and of customers; the review step implements it."""

    def opens_modal(self, click: Click) -> bool:
        """Whether a click is answered by a modal instead of by work."""
        ...

    async def open(self, record: Click | Shortcut) -> None:
        """Show the modal to the person who clicked, if they may see it; tells them when not."""
        ...

    async def ask_for_a_word(self, click: Click) -> None:
        """After a stored click: a form for an optional comment, where the click was a thumb down."""
        ...

    def errors(self, form: ViewSubmitted) -> Mapping[str, str]:
        """What is wrong with a submitted form: block id to sentence; empty when it can be stored."""
        ...


def register(app: AsyncApp, receiver: Receiver, modals: Modals, new_id: Callable[[], str]) -> None:
    """One listener a kind of payload; what a click means is decided when its stored record is worked on."""

    @app.action(ANY)
    async def clicked(ack: AsyncAck, body: dict[str, Any]) -> None:
        record = parse(body, fresh_id=new_id())
        if isinstance(record, Click):
            if modals.opens_modal(record):
                await ack()
                await modals.open(record)
                return
            await receiver.put(record)
            await modals.ask_for_a_word(record)
        await ack()

    @app.view(ANY)
    async def submitted(ack: AsyncAck, body: dict[str, Any]) -> None:
        record = parse(body, fresh_id=new_id())
        if isinstance(record, ViewSubmitted):
            wrong = modals.errors(record)
            if wrong:
                await ack(response_action="errors", errors=dict(wrong))
                return
            await receiver.put(record)
        await ack()

    @app.command(re.compile(r"/.*"))
    async def commanded(ack: AsyncAck, body: dict[str, Any]) -> None:
        record = parse(body, fresh_id=new_id())
        if isinstance(record, Command):
            await receiver.put(record)
        await ack()

    @app.shortcut(ANY)
    async def shortcut(ack: AsyncAck, body: dict[str, Any]) -> None:
        record = parse(body, fresh_id=new_id())
        await ack()
        if isinstance(record, Shortcut):
            await modals.open(record)

    _acknowledge_the_rest(app, receiver)


def _acknowledge_the_rest(app: AsyncApp, receiver: Receiver) -> None:
    """Payloads that need an answer but no work, and the one place where errors end."""

    @app.view_closed(ANY)
    async def closed(ack: AsyncAck) -> None:
        await ack()

    @app.options(ANY)
    async def options(ack: AsyncAck) -> None:
        await ack(options=[])

    @app.error
    async def failed(error: Exception) -> None:
        if isinstance(error, EarnestError):
            log.error("a payload was not taken: %s", error)
        else:
            report(Where.PAYLOAD, "taking a payload", error, receiver.tell)
