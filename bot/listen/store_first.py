"""The door between listeners and work: a record that is let in is stored, and the work behind it is woken."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.inbound import Click, Inbound, Shortcut, ViewSubmitted
from bot.review.forms import Forms
from bot.runtime import Tools
from bot.store.inbox import entry_for


class StoringDoor:
    """Fulfils listeners.door.Door."""

    def __init__(self, tools: Tools, forms: Forms) -> None:
        self._tools = tools
        self._forms = forms

    async def put(self, record: Inbound) -> None:
        """Store a record; raises TransientError when it could not be."""
        await self._tools.store.inbox.put([entry_for(record)])
        self._tools.bells.inbox.set()
        if isinstance(record, Click):
            await self._forms.ask_for_a_word(record)

    def opens_modal(self, record: Click) -> bool:
        """Whether a modal answers the click."""
        return self._forms.opens_modal(record)

    async def open_modal(self, record: Click | Shortcut) -> None:
        """Show the modal, or say why not."""
        await self._forms.open(record)

    def form_errors(self, record: ViewSubmitted) -> Mapping[str, str]:
        """Complaints by block id."""
        return self._forms.errors(record)
