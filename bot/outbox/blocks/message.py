"""A finished message: fallback text, blocks and the metadata by which it is found again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.domain import PostId
from bot.outbox.blocks.elements import Block
from bot.outbox.blocks.mrkdwn import fallback

EVENT_TYPE = "earnest_post"
TEXT_MAX = 3_500  # chat.update refuses more than 4,000 characters


@dataclass(frozen=True, slots=True)
class SlackMessage:
    """`text` is escaped; `metadata` is empty for messages that are never looked for (ephemerals). `simpler` are the
    blocks to try where Slack refuses these; empty where there are none."""

    text: str
    blocks: list[Block]
    metadata: Mapping[str, Any] = field(default_factory=dict)
    simpler: list[Block] = field(default_factory=list)

    def with_simpler(self, blocks: list[Block]) -> SlackMessage:
        """The same message with blocks to fall back on."""
        return replace(self, simpler=blocks)


def block_id(post_id: PostId) -> str:
    """The id of a post's first block: where metadata is dropped, it is how the post is found again."""
    return f"earnest:{post_id}"[:255]


def marked(post_id: PostId, kind: str, text: str, blocks: list[Block], limit: int = TEXT_MAX) -> SlackMessage:
    """A message that carries its post's id in its metadata and in its first block. `limit` bounds its text: a message
    that is never updated may hold more."""
    first, *rest = blocks
    metadata = {"event_type": EVENT_TYPE, "event_payload": {"post_id": post_id, "kind": kind}}
    return SlackMessage(fallback(text, limit), [{**first, "block_id": block_id(post_id)}, *rest], metadata)


def unmarked(text: str, blocks: list[Block]) -> SlackMessage:
    """A message nobody looks for again."""
    return SlackMessage(fallback(text), blocks)
