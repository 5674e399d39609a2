"""The list of articles to look at, for whoever asks at the desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.outbox.blocks.elements import Block, bullets, context, fitted, link, rich, rich_section, run, section
from bot.outbox.blocks.message import SlackMessage, unmarked
from bot.outbox.blocks.mrkdwn import one_line
from bot.texts import kb as words

_ROOM = (40, 20, 10, 5)


@dataclass(frozen=True, slots=True)
class StaleLine:
    """An article: its title, address (empty where it has none), and why it is listed."""

    title: str
    url: str
    why: str


def stale_message(rows: Sequence[StaleLine], total: str) -> SlackMessage:
    """The articles, the longest unreviewed first; `total` sums all up."""
    if not rows:
        return unmarked(words.FRESH, [section(words.FRESH), context(total)])
    blocks = fitted(lambda room: _blocks(rows[:room], total), _ROOM)
    said = [f"{one_line(row.title, 120)}: {row.why}" for row in rows[: _ROOM[0]]]
    return unmarked("\n".join((words.HEADING, *said, total)), blocks)


def _blocks(rows: Sequence[StaleLine], total: str) -> list[Block]:
    lines = []
    for row in rows:
        title = one_line(row.title, 120)
        lines.append([link(row.url, title) if row.url else run(title), run(f" — {row.why}")])
    return [rich([rich_section(run(words.HEADING, "bold")), bullets(lines)]), context(total)]
