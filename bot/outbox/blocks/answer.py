"""The answer in a customer's thread: label, words, sources, feedback, a way to a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.domain import PostId, Source
from bot.outbox.blocks.action_ids import Button
from bot.outbox.blocks.elements import (
    Block,
    actions,
    bullets,
    button,
    context,
    fitted,
    link,
    plain_text,
    rich,
    rich_section,
    run,
)
from bot.outbox.blocks.message import SlackMessage, marked
from bot.outbox.blocks.mrkdwn import one_line, shorten
from bot.outbox.blocks.richtext import as_text, rich_parts
from bot.texts import customer as words

SOURCES_MAX = 5
_TEXT_ROOM = 2_400
_ROOM = (
    9_000,
    6_000,
    4_000,
    2_500,
    1_200,
    500,
)  # tried in turn until the message is small enough; the last without markup


class Origin(StrEnum):
    """Whose words an answer is."""

    AI = "ai"
    APPROVED = "approved"
    EDITED = "edited"


@dataclass(frozen=True, slots=True)
class AnswerView:
    """An answer to show. `markdown` is the answer's text, `reviewer` the name of who approved or edited it."""

    post_id: PostId
    markdown: str
    sources: tuple[Source, ...] = ()
    origin: Origin = Origin.AI
    reviewer: str = ""


def answer_message(view: AnswerView, *, plain: bool = False) -> SlackMessage:
    """The message of an answer. `plain` uses ordinary buttons for feedback, for servers that refuse context_actions."""
    blocks = fitted(lambda room: answer_blocks(view, room, plain=plain), _ROOM)
    return marked(view.post_id, "answer", _fallback(view), blocks)


def _fallback(view: AnswerView) -> str:
    """Label, words and sources as plain text: nothing is lost on a server that does not show blocks."""
    said = as_text(rich_parts(shorten(view.markdown.strip(), _TEXT_ROOM), keep_breaks=view.origin is Origin.EDITED))
    lines = [
        f"• {one_line(s.title, 120)} {s.url} ({words.reviewed(s.reviewed_at)})" for s in view.sources[:SOURCES_MAX]
    ]
    return "\n".join([_label(view), said, *([f"{words.SOURCES}:", *lines] if lines else [])])


def answer_blocks(view: AnswerView, room: int = _ROOM[0], *, plain: bool = False) -> list[Block]:
    """Blocks of an answer whose text is cut to `room` UTF-16 units."""
    typed = view.origin is Origin.EDITED
    text = shorten(view.markdown.strip(), room)
    parts = [rich_section(run(text))] if room == _ROOM[-1] else rich_parts(text, keep_breaks=typed)
    blocks = [context(_label(view)), rich(parts or [rich_section()])]
    if view.sources:
        blocks.append(rich(source_parts(view.sources)))
    return [*blocks, *_buttons(view.post_id, plain=plain)]


def source_parts(sources: Sequence[Source]) -> list[Block]:
    """The list under an answer: title, address and last review; the address is shown as it is."""
    items = []
    for source in sources[:SOURCES_MAX]:
        where = [run(" — "), link(source.url)] if source.url else []
        items.append(
            [run(one_line(source.title, 200), "italic"), *where, run(f" · {words.reviewed(source.reviewed_at)}")]
        )
    return [rich_section(run(words.SOURCES, "bold")), bullets(items)]


def _label(view: AnswerView) -> str:
    name = one_line(view.reviewer, 80)
    if view.origin is Origin.AI or not name:
        return words.BY_AI
    return words.approved_by(name) if view.origin is Origin.APPROVED else words.edited_by(name)


def _buttons(post_id: PostId, *, plain: bool) -> list[Block]:
    person = button(words.TALK_TO_PERSON, Button.TALK_TO_PERSON, post_id)
    if plain:
        up = button(words.HELPFUL, Button.FEEDBACK_UP, post_id)
        down = button(words.NOT_HELPFUL, Button.FEEDBACK_DOWN, post_id)
        return [actions([up, down, person])]
    feedback = {
        "type": "feedback_buttons",
        "action_id": Button.FEEDBACK.value,
        "positive_button": {"text": plain_text(words.HELPFUL), "value": f"up:{post_id}"},
        "negative_button": {"text": plain_text(words.NOT_HELPFUL), "value": f"down:{post_id}"},
    }
    return [{"type": "context_actions", "elements": [feedback]}, actions([person])]
