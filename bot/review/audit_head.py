"""Tells the desk the head of the audit log's chain once a week, so that a log cut short or written anew is noticed."""

from __future__ import annotations

from datetime import timedelta

from bot.outbox.post_intents import desk_note
from bot.runtime import Runtime
from bot.texts import desk as words

_WEEK = timedelta(days=7)


async def tell_audit_head(runtime: Runtime) -> bool:
    """Post the head if a week has passed since the log began or since the last one; whether it was posted. Weeks are
    counted from the first row by our clock, so a restart posts none twice."""
    first = await runtime.store.audit_log.since()
    week = (runtime.clock.now() - first) // _WEEK if first is not None else 0
    if week < 1 or await runtime.store.posts.by_key(f"desk_note:audit_head:{week}") is not None:
        return False
    head = await runtime.store.audit_log.head()
    if head is None:
        return False
    note = desk_note(runtime.directory.desk, f"audit_head:{week}", words.audit_head(head.rows, head.hash))
    added = await runtime.store.posts.add([note])
    runtime.wake.posts.set()
    return bool(added)
