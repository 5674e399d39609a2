"""Draws notes to the desk: plain ones, changes of trust, customers' own flags, and classifiers that learned."""

from __future__ import annotations

from bot.domain import DecisionId, PostId, UserId
from bot.domain.states import Act
from bot.outbox.blocks import SlackMessage, notice_message
from bot.outbox.blocks.trust_note import classifier_message, customer_flag_message, trust_note_message
from bot.outbox.places import link_to
from bot.outbox.post_intents import PostKind, answer_key
from bot.outbox.render import Renderers
from bot.runtime import Runtime
from bot.store.records import Post
from bot.texts import classifier as classifier_words
from bot.texts import trust as words


async def draw_note(runtime: Runtime, post: Post, plain: bool) -> SlackMessage | None:
    """A note as things stand now, or one that is redrawn."""
    del plain
    note = await runtime.store.posts.get(PostId(str(post.body.get("note", "")))) if "note" in post.body else post
    text = str(note.body.get("text", "")) if note else ""
    if note is None or not text.strip():
        return None
    if note.body.get("decision"):
        return await _customer_flag(runtime, note, text)
    if note.body.get("classifier"):
        return classifier_message(note.id, text, await went_back(runtime, note))
    return trust_note_message(note.id, text) if note.body.get("intent") else notice_message(note.id, text)


async def _customer_flag(runtime: Runtime, note: Post, text: str) -> SlackMessage:
    answer = await runtime.store.posts.by_key(answer_key(DecisionId(str(note.body["decision"]))))
    there = answer is not None and answer.slack_channel and answer.slack_ts
    url = await link_to(runtime, answer.slack_channel, answer.slack_ts) if answer and there else ""  # type: ignore[arg-type]
    return customer_flag_message(note.id, text, url, await looked_at(runtime, note))


async def looked_at(runtime: Runtime, note: Post) -> str:
    """What the desk found of a customer's flag; empty while nobody has looked."""
    entry = await runtime.store.reviews.entry(f"looked_at:{note.id}")
    if entry is None:
        return ""
    name = await runtime.directory.name(UserId(entry.actor))
    return words.flag_looked_at(name, wrong=entry.action != Act.RESUME.value)


async def went_back(runtime: Runtime, note: Post) -> str:
    """Who went back from the classifier that a note tells of; empty while nobody did."""
    entry = await runtime.store.reviews.entry(f"classifier_back:{note.body['classifier']}")
    return classifier_words.went_back(await runtime.directory.name(UserId(entry.actor))) if entry else ""


NOTE_RENDERERS: Renderers = {PostKind.DESK_NOTE: draw_note, PostKind.DESK_NOTE_UPDATE: draw_note}
