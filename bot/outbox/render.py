"""Draws what customers read just before it is sent, from what our tables say then."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from bot.domain import UserId
from bot.domain.states import DraftState
from bot.outbox.blocks import (
    AnswerView,
    Origin,
    SlackMessage,
    answer_message,
    correction_message,
    notice_message,
)
from bot.outbox.intents import PostKind, answer_key
from bot.outbox.places import link_to
from bot.runtime import Runtime
from bot.store.records import DecisionRow, Draft, Post

Renderer = Callable[[Runtime, Post, bool], Awaitable[SlackMessage | None]]
"""The message of a post; None when there is nothing to send any more. True: without the block types that older servers
refuse. Raises TransientError (database)."""
Renderers = Mapping[PostKind, Renderer]
"""Who draws which kind of post: the steps register theirs in `app.py`."""

_ORIGINS = {
    DraftState.POSTED: Origin.AI,
    DraftState.APPROVED: Origin.APPROVED,
    DraftState.EDITED: Origin.EDITED,
}


async def said(runtime: Runtime, post: Post) -> str:
    """The words of a post as Markdown, for a conversation's history; empty for what is no part of it."""
    if post.kind == PostKind.CORRECTION:
        return str(post.body.get("text", ""))
    if post.kind != PostKind.ANSWER or post.decision_id is None:
        return ""
    row = await runtime.store.decisions.get(post.decision_id)
    draft = await runtime.store.decisions.draft(post.decision_id)
    return _words(row, draft) if row and draft else ""


async def _answer(runtime: Runtime, post: Post, plain: bool) -> SlackMessage | None:
    if post.decision_id is None:
        return None
    row = await runtime.store.decisions.get(post.decision_id)
    draft = await runtime.store.decisions.draft(post.decision_id)
    origin = _ORIGINS.get(draft.state) if draft else None
    if row is None or draft is None or origin is None:
        return None
    text = _words(row, draft)
    if not text.strip():
        return None
    reviewer = await runtime.directory.name(draft.decided_by) if draft.decided_by else ""
    view = AnswerView(post.id, text, row.decision.sources, origin, reviewer)
    return answer_message(view, plain=plain)


async def _notice(runtime: Runtime, post: Post, plain: bool) -> SlackMessage | None:
    del runtime, plain
    text = str(post.body.get("text", ""))
    return notice_message(post.id, text) if text.strip() else None


async def _correction(runtime: Runtime, post: Post, plain: bool) -> SlackMessage | None:
    del plain
    by = str(post.body.get("by", ""))
    text = str(post.body.get("text", ""))
    first = await runtime.store.posts.by_key(answer_key(post.decision_id)) if post.decision_id else None
    url = ""
    if first is not None and first.slack_channel is not None and first.slack_ts is not None:
        url = await link_to(runtime, first.slack_channel, first.slack_ts)
    name = await runtime.directory.name(UserId(by)) if by else ""
    return correction_message(post.id, text, by=name, answer_url=url) if text.strip() else None


def _words(row: DecisionRow, draft: Draft) -> str:
    """What a person made of the draft, else the draft, else the question that the engine would ask back."""
    drafted = row.decision.drafted
    asked = drafted.generation.ask if drafted else None
    return draft.final_text or draft.text or asked or ""


CUSTOMER_RENDERERS: Renderers = {
    PostKind.ANSWER: _answer,
    PostKind.NOTICE: _notice,
    PostKind.CORRECTION: _correction,
}
