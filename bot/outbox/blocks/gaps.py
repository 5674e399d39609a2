"""The list of gaps for whoever asks at the desk: each with its most typical questions, linked."""

from __future__ import annotations

from collections.abc import Sequence

from bot.outbox.blocks.elements import Block, bullets, context, fitted, link, rich, rich_section, run
from bot.outbox.blocks.message import SlackMessage, unmarked
from bot.outbox.blocks.mrkdwn import one_line
from bot.texts import gaps as words

_ROOM = (15, 8, 4, 2)


def gaps_message(rows: Sequence[tuple[str, Sequence[tuple[str, str]]]], total: str) -> SlackMessage:
    """`rows` are (line, [(question, link to its thread)]), the first the most wanted; `total` sums all up."""
    if not rows:
        return unmarked(words.NONE, [rich([rich_section(run(words.NONE))]), context(total)])
    blocks = fitted(lambda room: _blocks(rows[:room], total), _ROOM)
    return unmarked("\n".join((words.HEADING, *(line for line, _ in rows[:15]))), blocks)


def _blocks(rows: Sequence[tuple[str, Sequence[tuple[str, str]]]], total: str) -> list[Block]:
    parts = [rich_section(run(words.HEADING, "bold"))]
    for line, questions in rows:
        parts.append(bullets([[run(one_line(line, 200), "bold")]]))
        items = [[link(url, one_line(text, 120)) if url else run(one_line(text, 120))] for text, url in questions]
        parts.append(bullets(items, indent=1))
    return [rich(parts), context(total)]
