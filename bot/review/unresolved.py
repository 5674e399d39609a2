"""Tells the desk which entries of the policy name no channel, and what that means until they do."""

from __future__ import annotations

from bot.outbox.post_intents import desk_note
from bot.runtime import Runtime
from bot.texts import desk as words


async def tell_of_unresolved(runtime: Runtime) -> tuple[str, ...]:
    """Post a note for each such entry, once a day; the entries."""
    directory = runtime.directory
    unresolved, day = directory.channels.unresolved, runtime.clock.now().date()
    notes = [
        desk_note(
            directory.desk,
            f"unresolved:{name}:{day}",
            words.unresolved(name, unlisted_by_slack=directory.channels.by_name_only),
        )
        for name in unresolved
    ]
    if notes:
        await runtime.store.posts.add(notes)
        runtime.wake.posts.set()
    return unresolved
