"""What /earnest autonomy shows: a line an intent and engine."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from bot.outbox.blocks.elements import Block, bullets, context, fitted, rich, rich_section, run, section
from bot.outbox.blocks.message import SlackMessage, unmarked
from bot.outbox.blocks.mrkdwn import one_line
from bot.texts import trust as words

_ROOM = (30, 15, 8)
_UNTOUCHED_MAX = 1_500


@dataclass(frozen=True, slots=True)
class TrustLine:
    """Where an intent stands with an engine. `log_e`, `passes` and `audits` of this period; `low` and `high` Wilson's
    interval; `missing` how many passes in a row would earn trust; `alarm` how near it is to being lost, 0..1;
    `needed` the E from which it is earned; `unjudged`
    counts in words what nobody judged."""

    intent: str
    engine: str
    trusted: bool
    pinned: bool | None
    log_e: float
    passes: int
    audits: int
    low: float
    high: float
    missing: int
    alarm: float
    needed: float
    unjudged: str = ""

    @property
    def text(self) -> str:
        """Its figures in words."""
        figures = words.figures(self.passes, self.audits, self.low, self.high, math.exp(self.log_e), self.needed)
        missing = words.missing(self.missing, trusted=self.trusted, alarm=self.alarm)
        return " · ".join(part for part in (figures, missing, self.unjudged) if part)


def autonomy_message(lines: Sequence[TrustLine], untouched: Sequence[str], *more: str) -> SlackMessage:
    """All lines, what was never audited, and `more` that holds for all intents."""
    blocks = fitted(lambda room: _blocks(lines, room, more), _ROOM)
    if untouched:
        blocks.append(section(one_line(words.UNTOUCHED + ", ".join(untouched), _UNTOUCHED_MAX)))
    said = "\n".join(f"{line.intent} ({line.engine}): {line.text}" for line in lines[: _ROOM[0]])
    return unmarked(f"{words.HEADING}\n{said or words.NOTHING}", blocks)


def _blocks(lines: Sequence[TrustLine], room: int, more: Sequence[str]) -> list[Block]:
    items: list[list[Block]] = []
    for line in lines[:room]:
        standing = words.standing(trusted=line.trusted, pinned=line.pinned)
        items.append([run(line.intent, "bold"), run(f" ({line.engine}): {standing} · {line.text}")])
    shown = [bullets(items)] if items else [rich_section(run(words.NOTHING))]
    if len(lines) > room:
        shown.append(rich_section(run(words.more(len(lines) - room))))
    return [rich([rich_section(run(words.HEADING, "bold")), *shown]), context(*more)]
