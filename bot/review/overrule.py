"""Staff's own word on whether answers of an intent go out without review."""

from __future__ import annotations

from bot.domain import TrustEventKind, UserId
from bot.domain.states import Act
from bot.outbox.post_intents import desk_note
from bot.runtime import Runtime
from bot.store.audits import TrustChange
from bot.store.records import LogEntry
from bot.texts import trust as words

PINS = {
    "up": TrustEventKind.PINNED_UP,
    "down": TrustEventKind.PINNED_DOWN,
    "auto": TrustEventKind.UNPINNED,
}
ENGINES = ("claude", "extractive")


async def overrule(runtime: Runtime, by: UserId, intent: str, word: str, reason: str, nonce: str = "") -> str:
    """Overrule an intent with every engine, kept with its reason in the audit log; what the desk is told. `word` is of
    PINS; the same `nonce` overrules once."""
    now, name = runtime.clock.now(), nonce or runtime.new_id()
    engines = {engine for known, engine in await runtime.store.audits.pairs() if known == intent} | set(ENGINES)
    said = words.overruled(intent, word, await runtime.directory.name(by), reason)
    async with runtime.store.begin() as tx:
        for engine in sorted(engines):
            change = TrustChange(f"overrule:{name}:{engine}", intent, engine, PINS[word], now, by, reason)
            await runtime.store.audits.change(change, tx)
        detail = {"intent": intent, "word": word, "reason": reason}
        entry = LogEntry(f"overrule:{name}", by, Act.OVERRULE.value, now, detail=detail)
        await runtime.store.reviews.log(entry, tx)
        await runtime.store.posts.add([desk_note(runtime.directory.desk, entry.id, said, intent=intent)], tx)
    runtime.wake.posts.set()
    return said
