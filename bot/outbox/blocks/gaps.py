"""The list of gaps for whoever asks at the desk: each with its most typical questions, linked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.outbox.blocks.action_ids import Button
from bot.outbox.blocks.elements import (
    Block,
    actions,
    bullets,
    button,
    context,
    fitted,
    link,
    rich,
    rich_section,
    run,
)
from bot.outbox.blocks.message import SlackMessage, unmarked
from bot.outbox.blocks.mrkdwn import one_line
from bot.texts import gaps as words

_ROOM = (15, 8, 4, 2)


@dataclass(frozen=True, slots=True)
class GapLine:
    """One gap: what it is, its most typical questions with the addresses of their threads, the ticket by which an
    article is asked for, and whether it was asked for already."""

    line: str
    places: Sequence[tuple[str, str]]
    gap_id: str
    asked: bool = False


def gaps_message(rows: Sequence[GapLine], total: str) -> SlackMessage:
    """The gaps, the most wanted first, each with a button for an article; `total` sums all up."""
    if not rows:
        return unmarked(words.NONE, [rich([rich_section(run(words.NONE))]), context(total)])
    blocks = fitted(lambda room: _blocks(rows[:room], total), _ROOM)
    return unmarked("\n".join((words.HEADING, *(row.line for row in rows[:15]))), blocks)


def _blocks(rows: Sequence[GapLine], total: str) -> list[Block]:
    blocks = [rich([rich_section(run(words.HEADING, "bold"))])]
    for row in rows:
        said = f"{one_line(row.line, 200)}{f' ({words.CARD_EXISTS})' if row.asked else ''}"
        items = [[link(url, one_line(text, 120)) if url else run(one_line(text, 120))] for text, url in row.places]
        blocks.append(rich([bullets([[run(said, "bold")]]), bullets(items, indent=1)]))
        if not row.asked:
            blocks.append(actions([button(words.DRAFT_ARTICLE, Button.GAP_DRAFT.value, row.gap_id)]))
    return [*blocks, context(total)]
