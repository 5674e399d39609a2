"""What listeners hand records to: store them, open a modal for a person, check a form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from bot.domain.inbound import Click, Inbound, Shortcut, ViewSubmitted


class Door(Protocol):
    """Implemented by the work behind the listeners."""

    async def put(self, record: Inbound) -> None:
        """Store a record; when this returns it survives a crash. Raises TransientError: then there is no ack."""
        ...

    def opens_modal(self, record: Click) -> bool:
        """Whether a click is answered by a modal instead of by work."""
        ...

    async def open_modal(self, record: Click | Shortcut) -> None:
        """Show the modal to the person who clicked, if they may see it; tells them when not."""
        ...

    def form_errors(self, record: ViewSubmitted) -> Mapping[str, str]:
        """What is wrong with a submitted form: block id to sentence; empty when it can be stored."""
        ...
