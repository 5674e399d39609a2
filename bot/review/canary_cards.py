"""What the card of a draft with a planted error shows, read from the tables just before it is drawn."""

from __future__ import annotations

from dataclasses import replace

from bot.domain import DecisionId, Mode, PostId
from bot.domain.canary import Canary, CanaryState, Planted
from bot.domain.states import TicketStatus
from bot.outbox.blocks import CardView, SlackMessage
from bot.outbox.blocks.canary_card import canary_message, revealed_message
from bot.outbox.blocks.card_view import CardState
from bot.outbox.canary_post import canary_key
from bot.outbox.post_intents import PostKind
from bot.outbox.render import Renderers
from bot.review.card_facts import card_view
from bot.review.planting import with_error
from bot.runtime import Runtime
from bot.store.records import Post


async def canary_view(runtime: Runtime, canary: Canary, post_id: PostId) -> CardView | None:
    """The card of the decision that it imitates, as if it had just been made, with the error; None where its words
    were erased. The buttons name the canary, which is no decision: whatever looks for one finds none."""
    row = await runtime.store.decisions.get(canary.decision_id)
    planted = Planted(canary.kind, canary.sentence, canary.text, canary.error, canary.was)
    wrong = with_error(row.decision, planted) if row is not None else None
    if row is None or wrong is None:
        return None
    imitated = await card_view(runtime, row, post_id)
    fresh = CardView(
        post_id=post_id,
        decision_id=DecisionId(canary.id),
        decision=wrong,
        question=row.decision.question or imitated.question,
        asked_at=canary.made_at,
        now=runtime.clock.now(),
    )
    return replace(
        fresh,
        state=CardState.PENDING,
        status=TicketStatus.OPEN,
        mode=Mode.DRAFT,
        asker=imitated.asker,
        account=imitated.account,
        earlier=imitated.earlier,
        channel_name=imitated.channel_name,
        thread_url=imitated.thread_url,
        oncall=imitated.oncall,
        zone=imitated.zone,
        zone_name=imitated.zone_name,
    )


async def _card(runtime: Runtime, post: Post, plain: bool) -> SlackMessage | None:
    del plain
    canary = await runtime.store.canaries.get(str(post.body.get("canary", "")))
    if canary is None:
        return None
    place = await runtime.store.posts.by_key(canary_key(canary.id))
    post_id = place.id if place else post.id
    if canary.state is not CanaryState.OPEN:
        return revealed_message(post_id, canary.state.value, canary.was, canary.error)
    view = await canary_view(runtime, canary, post_id)
    return canary_message(view) if view is not None else None


CANARY_RENDERERS: Renderers = {PostKind.CANARY: _card, PostKind.CANARY_UPDATE: _card}
