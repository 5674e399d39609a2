"""Flags that weigh more than a review of an article: severe mistakes, and what customers call wrong themselves."""

from __future__ import annotations

from bot.domain import ChannelId, MessageTs, TrustEventKind, UserId
from bot.domain.states import Act
from bot.outbox.decision_at import decision_at
from bot.outbox.intents import desk_note
from bot.outbox.places import account_of
from bot.policy.modes import pause_of_account
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


async def flagged_by_customer(runtime: Runtime, channel: ChannelId, ts: MessageTs, by: UserId) -> str:
    """The intent of the answer is reviewed for this account until the desk has looked; once a person and answer."""
    row = await decision_at(runtime, channel, ts)
    ticket = await runtime.store.tickets.get(row.ticket_id) if row else None
    if row is None or ticket is None or not row.decision.answer or not row.decision.classification.intents:
        return "no answer of ours"
    known, intent, now = account_of(runtime, ticket), row.decision.classification.intents[0].name, runtime.clock.now()
    account = known.name if known else str(ticket.channel)
    name, desk = f"customer_flag:{row.id}:{by}", runtime.directory.desk
    text = words.customer_flag(await runtime.directory.name(by), account, intent)
    async with runtime.store.begin() as tx:
        detail = {"account": account, "intent": intent}
        if not await runtime.store.reviews.log(
            LogEntry(name, by, Act.CUSTOMER_FLAG.value, now, ticket.id, row.id, detail), tx
        ):
            return "flagged already"
        await runtime.store.pauses.pause(pause_of_account(account, intent), by, now, tx)
        await runtime.store.posts.add(
            [desk_note(desk, name, text, decision=row.id, account=account, flagged=intent)], tx
        )
    runtime.wake.posts.set()
    return "flagged by a customer"
