"""What Slack answers, as far as the rest of the product needs it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.domain import ChannelId, MessageTs, PostId, TeamId, UserId

Blocks = list[dict[str, Any]]
RawMessage = dict[str, Any]  # ends in listeners.parse


@dataclass(frozen=True, slots=True)
class Identity:
    """Who we are, from auth.test. `team_id` is the installing team."""

    team_id: TeamId
    user_id: UserId
    bot_id: str
    url: str
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Posted:
    """Where a post landed. `thread_ts` None: in the channel itself, or in a place that Slack did not tell."""

    channel: ChannelId
    ts: MessageTs
    thread_ts: MessageTs | None = None


@dataclass(frozen=True, slots=True)
class ChannelFacts:
    """What Slack says of a channel."""

    id: ChannelId
    name: str
    is_ext_shared: bool
    is_member: bool


def carries(message: RawMessage, post_id: PostId) -> bool:
    """Whether a message is the post with this id: by metadata, else by its first block's id."""
    metadata = message.get("metadata")
    payload = metadata.get("event_payload") if isinstance(metadata, dict) else None
    if isinstance(payload, dict) and payload.get("post_id") == post_id:
        return True
    blocks = message.get("blocks")
    first = blocks[0] if isinstance(blocks, list) and blocks else None
    return isinstance(first, dict) and first.get("block_id") == f"earnest:{post_id}"


def next_cursor(data: dict[str, Any]) -> str | None:
    meta = data.get("response_metadata")
    return (str(meta.get("next_cursor") or "") or None) if isinstance(meta, dict) else None


def channel_facts(raw: dict[str, Any]) -> ChannelFacts:
    return ChannelFacts(
        ChannelId(str(raw.get("id") or "")),
        str(raw.get("name") or ""),
        bool(raw.get("is_ext_shared")),
        bool(raw.get("is_member")),
    )
