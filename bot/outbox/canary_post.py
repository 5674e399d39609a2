"""The card of a draft with a planted error on the desk, and its redraws.

Neither names a ticket or a decision, and their kinds go to the desk alone: nothing of them can reach a customer."""

from __future__ import annotations

from bot.domain import ChannelId
from bot.outbox.post_intents import PostKind
from bot.store.records import NewPost


def canary_key(canary_id: str) -> str:
    """The purpose of its card: one each."""
    return f"canary:{canary_id}"


def canary_card(desk_channel: str, canary_id: str) -> NewPost:
    """Its card on the desk."""
    return NewPost(
        dedupe_key=canary_key(canary_id),
        kind=PostKind.CANARY.value,
        channel=ChannelId(desk_channel),
        body={"canary": canary_id},
        ordering_key=canary_key(canary_id),
    )


def canary_update(desk_channel: str, canary_id: str, because: str) -> NewPost:
    """Redraw its card. `because` is what happened."""
    return NewPost(
        dedupe_key=f"canary_update:{canary_id}:{because}",
        kind=PostKind.CANARY_UPDATE.value,
        channel=ChannelId(desk_channel),
        body={"canary": canary_id},
        ordering_key=f"canary_update:{canary_id}",
    )
