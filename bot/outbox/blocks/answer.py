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
from bot.outbox.blocks.mrkdwn import encoded, one_line
from bot.outbox.blocks.pieces import pieces
from bot.outbox.blocks.richtext import as_text, rich_parts
from bot.texts import customer as words

SOURCES_MAX = 5
ROOM = 7_000  # of rich text in one message, which leaves room for sources and buttons
_TEXT_MAX = 12_000  # of the top-level text: what a server without blocks shows


class Origin(StrEnum):
    """Whose words an answer is."""

    AI = "ai"
    APPROVED = "approved"
    EDITED = "edited"


@dataclass(frozen=True, slots=True)
class AnswerView:
    """An answer to show. `markdown` is the answer's text, `reviewer` the name of who approved or edited it. One that is
    too long for a message goes out in several: this is number `part`, from 0."""

    post_id: PostId
    markdown: str
    sources: tuple[Source, ...] = ()
    origin: Origin = Origin.AI
    reviewer: str = ""
    part: int = 0


def answer_parts(markdown: str) -> tuple[str, ...]:
    """The text of an answer as the messages that carry it."""
    return pieces(markdown, ROOM)


def answer_message(view: AnswerView, *, plain: bool = False) -> SlackMessage:
    """The message of an answer. `plain` uses ordinary buttons for feedback, for servers that refuse context_actions."""
    parts = answer_parts(view.markdown)
    blocks = fitted(lambda sources: answer_blocks(view, parts, sources, plain=plain), range(SOURCES_MAX, -1, -1))
    kind = "answer_part" if view.part else "answer"
    return marked(view.post_id, kind, _fallback(view, parts), blocks, _TEXT_MAX)


def _fallback(view: AnswerView, parts: Sequence[str]) -> str:
    """Label, words and sources as plain text: nothing is lost on a server that does not show blocks."""
    said = as_text(rich_parts(parts[view.part], keep_breaks=view.origin is Origin.EDITED))
    lines = [
        f"• {one_line(s.title, 120)} {encoded(s.url)} ({words.reviewed(s.reviewed_at)})"
        for s in view.sources[:SOURCES_MAX]
    ]
    last = view.part == len(parts) - 1
    return "\n".join([_label(view, len(parts)), said, *([f"{words.SOURCES}:", *lines] if lines and last else [])])


def answer_blocks(view: AnswerView, parts: Sequence[str], sources: int, *, plain: bool = False) -> list[Block]:
    """Blocks of one message of an answer; the last one has at most so many sources, and the buttons."""
    shown = rich_parts(parts[view.part], keep_breaks=view.origin is Origin.EDITED)
    blocks = [context(_label(view, len(parts))), rich(shown or [rich_section()])]
    if view.part < len(parts) - 1:
        return blocks
    if view.sources and sources:
        blocks.append(rich(source_parts(view.sources[:sources])))
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


def _label(view: AnswerView, parts: int) -> str:
    name = one_line(view.reviewer, 80)
    label = words.approved_by(name) if view.origin is Origin.APPROVED else words.edited_by(name)
    if view.origin is Origin.AI or not name:
        label = words.BY_AI
    return words.part_of(label, view.part + 1, parts) if parts > 1 else label


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
