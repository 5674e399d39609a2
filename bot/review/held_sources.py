"""Tells the desk once when a sync held a source back, and once when its articles are taken over again."""

from __future__ import annotations

import json
from collections.abc import Mapping

from bot.outbox.post_intents import desk_note
from bot.runtime import Runtime
from bot.texts import desk as words

HELD = "held_sources"  # source -> since when, of those that the desk was told of


async def tell_of_held(runtime: Runtime, held: Mapping[str, str]) -> bool:
    """Post a note for each source that the last sync held and nobody was told of, and for each that is free again;
    `held` gives the reason by source. Says whether there was anything to tell. May run again, on any process."""
    store, now = runtime.store, runtime.clock.now().isoformat()
    if json.loads(await store.meta.get(HELD) or "{}").keys() == held.keys():
        return False
    async with store.begin() as tx:
        known: dict[str, str] = json.loads(await store.meta.get(HELD, tx) or "{}")
        desk = runtime.directory.desk
        fresh = [
            desk_note(desk, f"held:{one}:{now}", words.held(one, why)) for one, why in held.items() if one not in known
        ]
        free = [
            desk_note(desk, f"released:{one}:{since}", words.released(one))
            for one, since in known.items()
            if one not in held
        ]
        await store.posts.add([*fresh, *free], tx)
        await store.meta.set(HELD, json.dumps({one: known.get(one, now) for one in held}), tx)
    runtime.wake.posts.set()
    return True
