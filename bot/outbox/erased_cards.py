"""Takes away what the desk was shown of erased words: cards are deleted, what stays is drawn anew without them."""

from __future__ import annotations

from bot.domain import ChannelId, DecisionId, TicketId
from bot.outbox import post_intents as intents
from bot.outbox.article_post import article_update
from bot.outbox.gap_post import gap_card_key, gap_update
from bot.outbox.incident_post import incident_redraw
from bot.outbox.post_intents import TO_CUSTOMERS, PostKind
from bot.store.erasure.subject import Scope
from bot.store.records import NewPost, Post, PostState
from bot.store.store import Store

_REDRAWN = frozenset({PostKind.INCIDENT, PostKind.ARTICLE_CARD, PostKind.GAP_CARD})


async def take_away(store: Store, scope: Scope, desk: str, because: str) -> int:
    """Write down the removals and redraws, each once whoever asks again; how many cards are to go. `because` is the id
    of what was erased, and draws anew what stays; empty draws nothing anew."""
    gone: list[NewPost] = []
    anew: list[NewPost] = []
    for post in await _shown(store, scope):
        if post.slack_channel is not None and post.slack_ts is not None:
            gone.append(intents.removal(post, post.slack_channel, post.slack_ts))
    await store.posts.add(gone)
    if not because:
        return len(gone)
    for incident in await store.erasures.incidents_of(scope.whole):
        anew.append(incident_redraw(desk, incident, because))
    for gap in await store.gaps.of_tickets(scope.whole):
        if await store.posts.by_key(gap_card_key(gap)):
            anew.append(gap_update(desk, gap, because))
    for review in await _reviews(store, scope):
        anew.append(article_update(desk, review, because))
    for ticket_id in scope.touched:
        ticket = await store.tickets.get(TicketId(ticket_id))
        for row in await store.decisions.of_ticket(TicketId(ticket_id)) if ticket else []:
            if row.current and ticket is not None:
                anew.append(intents.card_update(ChannelId(desk), ticket, DecisionId(row.id), because))
    await store.posts.add(anew)
    return len(gone)


async def under_way(store: Store, scope: Scope) -> int:
    """How many calls about whole tickets may just be happening: what they post is taken away afterwards."""
    found = [post for ticket in scope.whole for post in await store.posts.of_ticket(TicketId(ticket))]
    return sum(post.state is PostState.SENDING or (post.uncertain and post.state is PostState.DUE) for post in found)


async def _shown(store: Store, scope: Scope) -> list[Post]:
    posts = [post for ticket in scope.whole for post in await store.posts.of_ticket(TicketId(ticket))]
    posts += [
        post
        for post in await store.posts.of_no_ticket()
        if any(part in scope.ids for part in post.dedupe_key.split(":"))
    ]
    kept = {*TO_CUSTOMERS, *_REDRAWN, PostKind.REMOVAL}
    return [post for post in posts if post.kind not in kept and post.state is PostState.SENT]


async def _reviews(store: Store, scope: Scope) -> list[str]:
    """Flagged articles whose cards show a verdict that was erased."""
    people = {*scope.everywhere, *scope.everywhere.values()}
    found = []
    for post in await store.posts.of_no_ticket(PostKind.ARTICLE_CARD):
        review = await store.articles.get(str(post.body.get("review", "")))
        flags = await store.articles.flags_in(review) if review else []
        if review and any(flag.decision_id in scope.ids or flag.by in people for flag in flags):
            found.append(review.id)
    return found
