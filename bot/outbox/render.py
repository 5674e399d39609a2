"""Draws what customers read just before it is sent, from what our tables say then."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from bot.domain import Decision, UserId
from bot.domain.states import DraftState
from bot.outbox.blocks import (
    AnswerView,
    Origin,
    SlackMessage,
    answer_message,
    answer_parts,
    correction_message,
    notice_message,
    reply_message,
)
from bot.outbox.places import link_to
from bot.outbox.post_intents import PostKind, answer, answer_key, answer_part
from bot.runtime import Runtime
from bot.store.records import DecisionRow, Draft, Guard, NewPost, Post, Ticket

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
    if post.kind in (PostKind.CORRECTION, PostKind.REPLY):
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
    part = int(post.body.get("part", 0))
    if part >= len(answer_parts(text)):
        return None
    reviewer = await runtime.directory.name(draft.decided_by) if draft.decided_by else ""
    view = AnswerView(post.id, text, row.decision.sources, origin, reviewer, part)
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


async def _reply(runtime: Runtime, post: Post, plain: bool) -> SlackMessage | None:
    del plain
    text = str(post.body.get("text", ""))
    name = await runtime.directory.name(UserId(str(post.body.get("by", ""))))
    return reply_message(post.id, text, by=name) if text.strip() else None


def words_of(decision: Decision, text: str = "") -> str:
    """What goes out for a decision: `text` that people made of it, else its answer, else what the engine would ask."""
    asked = decision.drafted.generation.ask if decision.drafted else None
    return text or decision.answer or asked or ""


def answer_posts(ticket: Ticket, row: DecisionRow, guard: Guard, text: str = "") -> list[NewPost]:
    """The posts that carry an answer: one, or as many as it takes. `text` is what people made of the draft."""
    number = len(answer_parts(words_of(row.decision, text)))
    return [answer(ticket, row, guard), *(answer_part(ticket, row, part) for part in range(1, number))]


def _words(row: DecisionRow, draft: Draft) -> str:
    """What a person made of the draft, else the draft, else the question that the engine would ask back."""
    return words_of(row.decision, draft.final_text or draft.text)


CUSTOMER_RENDERERS: Renderers = {
    PostKind.ANSWER: _answer,
    PostKind.ANSWER_PART: _answer,
    PostKind.NOTICE: _notice,
    PostKind.CORRECTION: _correction,
    PostKind.REPLY: _reply,
}
