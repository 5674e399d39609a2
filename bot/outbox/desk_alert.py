"""When the desk cannot be posted to, the people whom the policy names are told once; cards follow when it is fixed."""

from __future__ import annotations

import logging

from bot.outbox.places import link_to
from bot.outbox.post_intents import alert
from bot.runtime import Runtime
from bot.store.records import Post
from bot.texts import refusals

log = logging.getLogger(__name__)
DESK_REFUSED = "desk_refused"  # since when, and by which code


async def desk_refused(runtime: Runtime, post: Post, code: str) -> None:
    """A card was refused for a reason that only a person can fix. May run again."""
    store = runtime.store
    if await store.meta.get(DESK_REFUSED):
        return
    since = runtime.clock.now().isoformat()
    ticket = await store.tickets.get(post.ticket_id) if post.ticket_id else None
    url = await link_to(runtime, ticket.channel, ticket.thread_ts) if ticket else ""
    text = refusals.desk(runtime.policy.desk.channel, code, url)
    async with store.begin() as tx:
        if await store.meta.get(DESK_REFUSED, tx):  # several cards are refused at once
            return
        await store.posts.add([alert(user, text, since) for user in runtime.policy.desk.alert], tx)
        await store.meta.set(DESK_REFUSED, f"{since} {code}", tx)
    if not runtime.policy.desk.alert:
        log.error("desk.alert in the policy is empty, so nobody is told in Slack that the desk cannot be posted to")
    runtime.wake.posts.set()


async def desk_works(runtime: Runtime) -> None:
    """A card has been posted: the next refusal is news again, and what the desk refused waits no longer."""
    if await runtime.store.meta.get(DESK_REFUSED):
        await runtime.store.meta.set(DESK_REFUSED, "")
        await runtime.store.posts.due_at_once(runtime.directory.desk)
        runtime.wake.posts.set()
