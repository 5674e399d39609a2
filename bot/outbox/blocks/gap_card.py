"""The card of an article that closes a gap, and the form in which it is edited and published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain import PostId
from bot.outbox.blocks.action_ids import Button, Field, ModalId
from bot.outbox.blocks.elements import (
    Block,
    actions,
    bullets,
    button,
    context,
    fitted,
    link,
    rich,
    rich_quote,
    rich_section,
    run,
)
from bot.outbox.blocks.message import SlackMessage, marked
from bot.outbox.blocks.modal_context import ModalContext
from bot.outbox.blocks.modals import PartLabels, input_block, modal, parts_of, text_input
from bot.outbox.blocks.mrkdwn import one_line, shorten
from bot.texts import gaps as words

TITLE_MAX = 150
THREADS_SHOWN = 8
GAP_MODALS = frozenset({Button.GAP_PUBLISH})
GAP_ACTIONS = frozenset({Button.GAP_DRAFT, Button.GAP_DROP})
_ROOM = (2_000, 900, 300)


@dataclass(frozen=True, slots=True)
class GapCardView:
    """All that a gap's card shows. `threads` are questions with the addresses of their threads; `done` says what became
    of it, empty while people are to decide; `notes` tell who wrote the draft and what went wrong."""

    gap_id: str
    name: str
    threads: Sequence[tuple[str, str]]
    title: str
    text: str
    notes: Sequence[str]
    done: str = ""


def gap_card_message(post_id: PostId, view: GapCardView) -> SlackMessage:
    """The card, fitted into one message."""
    heading = words.card_heading(one_line(view.name, 150))
    return marked(post_id, "gap_card", f"{heading}\n{view.done}".strip(), fitted(lambda r: _blocks(view, r), _ROOM))


def _blocks(view: GapCardView, room: int) -> list[Block]:
    parts = [rich_section(run(words.card_heading(one_line(view.name, 150)), "bold"))]
    parts.append(rich_section(run(f"\n{words.asked(len(view.threads))}")))
    shown = view.threads[:THREADS_SHOWN]
    parts.append(bullets([[link(url, one_line(q, 120)) if url else run(one_line(q, 120))] for q, url in shown]))
    if view.title.strip():
        parts.append(rich_section(run(f"\n{one_line(view.title, TITLE_MAX)}", "bold")))
    if view.text.strip():
        parts.append(rich_quote(run(shorten(view.text.strip(), room))))
    blocks = [rich(parts), context(*view.notes, view.done)]
    if not view.done:
        publish = button(words.PUBLISH, Button.GAP_PUBLISH.value, view.gap_id, "primary")
        blocks.append(actions([publish, button(words.DROP, Button.GAP_DROP.value, view.gap_id)]))
    return blocks


def gap_modal(where: ModalContext, title: str, text: str) -> Block:
    """The draft's title and text, in as many fields as it takes."""
    field = text_input(shorten(title.strip(), TITLE_MAX), multiline=False, limit=TITLE_MAX)
    labels = PartLabels(words.TEXT_LABEL, words.text_part, words.TEXT_HINT)
    blocks = [input_block(Field.TITLE, words.TITLE_LABEL, field), *parts_of(text, labels)]
    return modal(ModalId.GAP_ARTICLE, words.PUBLISH_TITLE, words.PUBLISH_SUBMIT, blocks, where)


def gap_errors(values: Mapping[str, str | None]) -> dict[str, str]:
    """What is wrong with a sent article beside the length of its text: block id to sentence."""
    title = " ".join((values.get(Field.TITLE) or "").split())
    return {} if 0 < len(title) <= TITLE_MAX else {Field.TITLE.value: words.NEEDS_TITLE}
