"""Gathers what came with a question beside its words, for its card."""

from __future__ import annotations

from collections.abc import Sequence

from bot.outbox.blocks import Beside
from bot.outbox.places import link_to
from bot.runtime import Runtime
from bot.store.records import Message
from bot.texts import card as words


async def beside_of(runtime: Runtime, said: Sequence[Message]) -> tuple[Beside, ...]:
    """A file leads to itself, or to its message where Slack told no more than that there is one."""
    found: list[Beside] = []
    for message in said:
        parts = message.heard.parts
        for file in parts.files:
            url = file.url or await link_to(runtime, message.channel, message.ts)
            found.append(Beside(words.file(file.name), url))
        for forward in parts.forwards:
            found.append(Beside(words.forwarded(forward.author, forward.files), forward.url))
        found += [Beside(words.unread(what)) for what in parts.unread]
    return tuple(found)
