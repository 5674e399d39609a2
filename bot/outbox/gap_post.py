"""The card of a gap's article on the desk, and its redraws."""

from __future__ import annotations

from bot.domain import ChannelId
from bot.outbox.post_intents import PostKind
from bot.store.records import NewPost


def gap_card_key(gap_id: str) -> str:
    """The purpose of a gap's card: one a gap."""
    return f"gap_card:{gap_id}"


def gap_card(desk_channel: str, gap_id: str) -> NewPost:
    """A gap's card on the desk."""
    return NewPost(
        dedupe_key=gap_card_key(gap_id),
        kind=PostKind.GAP_CARD.value,
        channel=ChannelId(desk_channel),
        body={"gap": gap_id},
        ordering_key=f"gap_card:{gap_id}",
    )


def gap_update(desk_channel: str, gap_id: str, because: str) -> NewPost:
    """Redraw a gap's card. `because` is the id of what happened."""
    return NewPost(
        dedupe_key=f"gap_update:{gap_id}:{because}",
        kind=PostKind.GAP_UPDATE.value,
        channel=ChannelId(desk_channel),
        body={"gap": gap_id},
        ordering_key=f"gap_update:{gap_id}",
    )
