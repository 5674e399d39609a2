"""Why a post is not to reach its customer any more, beyond its own guard."""

from __future__ import annotations

from bot.domain import Mode
from bot.outbox.mode_now import mode_now, watched
from bot.outbox.post_intents import SILENT_SINCE, TO_CUSTOMERS, PostKind
from bot.runtime import Runtime
from bot.store.records import Post
from bot.texts import refusals


async def unwanted(runtime: Runtime, post: Post) -> str:
    """In a few words; empty where it may go. The rest of an answer goes out because its start did."""
    if post.kind not in TO_CUSTOMERS or post.kind == PostKind.ANSWER_PART or post.ticket_id is None:
        return ""
    ticket = await runtime.store.tickets.get(post.ticket_id)
    if ticket is None:
        return ""
    row = await runtime.store.decisions.get(post.decision_id) if post.decision_id else None
    if mode_now(runtime, ticket, row) is Mode.WATCH or (row is None and await watched(runtime, ticket)):
        return refusals.WATCHED
    silent = str(post.body.get(SILENT_SINCE, ""))
    if silent:
        since = await runtime.store.states.silent_since(ticket.id)
        return "" if since is not None and since.isoformat() == silent else refusals.SPOKEN
    return ""
