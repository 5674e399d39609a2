"""The weekly digest: what changed in trust, the queues and gaps, and the week's figures with charts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.domain.figures import Report
from bot.outbox.blocks.elements import Block, bullets, fitted, header, rich, rich_section, run
from bot.outbox.blocks.message import SlackMessage, unmarked
from bot.outbox.blocks.mrkdwn import one_line
from bot.outbox.blocks.report import FIGURES_ROOM, charts, days_as_text, figures_list, figures_table, heading_of
from bot.texts import report as words

_SHOWN = 8


@dataclass(frozen=True, slots=True)
class DigestView:
    """`until` is the week's end as people read it; `trust`, `gaps` and `queues` are sentences, the most important
    first."""

    report: Report
    until: str
    trust: Sequence[str]
    queues: Sequence[str]
    gaps: Sequence[str]


def digest_message(view: DigestView) -> SlackMessage:
    """The digest, and its form for a Slack that refuses tables and charts."""

    def build(figures: Callable[[int], list[Block]], room: int) -> list[Block]:
        return [header(words.DIGEST), _words(view), *figures(room)]

    found = view.report
    full = fitted(lambda room: build(lambda r: [*charts(found), figures_table(found, r)], room), FIGURES_ROOM)
    plain = fitted(lambda room: build(lambda r: [days_as_text(found), figures_list(found, r)], room), FIGURES_ROOM)
    said = [words.DIGEST, heading_of(found, view.until), *view.trust, *view.queues, *view.gaps]
    return unmarked("\n".join(one_line(text, 300) for text in said), full).with_simpler(plain)


def _words(view: DigestView) -> Block:
    parts = [rich_section(run(heading_of(view.report, view.until)))]
    for title, lines, none in (
        (words.TRUST, view.trust, words.NO_TRUST_CHANGE),
        (words.QUEUES, view.queues, words.NO_QUEUES),
        (words.GAPS, view.gaps, words.NO_GAPS),
    ):
        parts.append(rich_section(run(f"\n{title}", "bold")))
        parts.append(
            bullets([[run(one_line(line, 300))] for line in (*lines[:_SHOWN], *([] if lines else [none])) if line])
        )
    return rich(parts)
