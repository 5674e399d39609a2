"""Staff confirm a severe mistake: its intent loses its trust at once."""

from __future__ import annotations

from bot.domain import TrustEventKind, UserId
from bot.domain.states import Act
from bot.outbox.post_intents import desk_note
from bot.runtime import Runtime
from bot.store.audits import TrustChange
from bot.store.records import DecisionRow, LogEntry
from bot.texts import forms
from bot.texts import trust as words


async def confirm_severe(runtime: Runtime, row: DecisionRow, by: UserId, about: str) -> None:
    """A desk member says that an answer is wrong about money, security, deletion or another customer: answers of its
    intent by its engine are reviewed from now on. Once an answer."""
    drafted, intents = row.decision.drafted, row.decision.classification.intents
    if drafted is None or not intents:
        return
    intent, engine, now = intents[0].name, drafted.generation.engine, runtime.clock.now()
    told = words.severe(intent, engine, forms.SEVERE.get(about, about), await runtime.directory.name(by))
    async with runtime.store.begin() as tx:
        change = TrustChange(f"severe:{row.id}", intent, engine, TrustEventKind.SEVERE, now, by, about)
        if not await runtime.store.audits.change(change, tx):
            return
        detail = {"intent": intent, "engine": engine, "about": about}
        entry = LogEntry(change.id, by, Act.SEVERE.value, now, row.ticket_id, row.id, detail)
        await runtime.store.reviews.log(entry, tx)
        await runtime.store.posts.add([desk_note(runtime.directory.desk, change.id, told, intent=intent)], tx)
    runtime.wake.posts.set()
