"""A customer calls an answer wrong themselves: its intent is reviewed for their account until the desk has looked."""

from __future__ import annotations

from bot.domain import ChannelId, MessageTs, UserId
from bot.domain.states import Act
from bot.outbox.decision_at import decision_at
from bot.outbox.places import account_of
from bot.outbox.post_intents import desk_note
from bot.platform.work import work_on
from bot.policy.modes import pause_of_account
from bot.runtime import Runtime
from bot.store.records import LogEntry
from bot.texts import trust as words


async def flagged_by_customer(runtime: Runtime, channel: ChannelId, ts: MessageTs, by: UserId) -> str:
    """The intent of the answer is reviewed for this account until the desk has looked; once a person and answer."""
    row = await decision_at(runtime, channel, ts)
    ticket = await runtime.store.tickets.get(row.ticket_id) if row else None
    if row is None or ticket is None or not row.decision.answer or not row.decision.classification.intents:
        return "no answer of ours"
    work_on(ticket=row.ticket_id, turn=row.turn_id)
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
