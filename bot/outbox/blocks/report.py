"""A report for the desk: charts, the figures beside those before with their definitions, and what they split into."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from bot.domain.figures import CLOCKS, Breakdown, Column, Figure, Report
from bot.outbox.blocks.charts import chart, table
from bot.outbox.blocks.elements import Block, bullets, context, fitted, rich, rich_section, run
from bot.outbox.blocks.message import SlackMessage, unmarked
from bot.outbox.blocks.mrkdwn import one_line
from bot.outbox.blocks.richtext_table import table_parts
from bot.texts import report as words
from bot.texts.columns import BREAKDOWNS, COLUMNS
from bot.texts.figures import DEFINITIONS, SHORT
from bot.texts.units import UNKNOWN, number

_ROOM = (20, 12, 7, 5, 3, 2)  # rows of each breakdown
FIGURES_ROOM = (len(SHORT), 24, 16, 10)
_DAYS_SHOWN = 20
_FUNNEL = (Figure.INVOLVED, Figure.ANSWERED, Figure.RESOLVED_ALONE, Figure.ABANDONED)
_SPLITS = tuple(split for split in Breakdown if split is not Breakdown.ACCOUNT_TIER)  # that one counts clocks alone
_SPLIT_COLUMNS = (
    *(Column.REQUESTS, Column.REPLY_P50, Column.ANSWERED, Column.OPEN, Column.ACCURACY, Column.AUDITS),
    *(Column.COST, Column.STAFF_MINUTES),
)
_SPLIT = words.split([BREAKDOWNS[split].unit for split in _SPLITS])


def report_messages(found: Report, until: str) -> list[SlackMessage]:
    """The figures, and what they split into; each with a simpler form for a Slack that refuses tables and charts.
    `until` is the window's end as people read it."""
    heading = rich([rich_section(run(heading_of(found, until), "bold"))])
    full = fitted(lambda room: [heading, *charts(found), figures_table(found, room)], FIGURES_ROOM)
    plain = fitted(lambda room: [heading, days_as_text(found), figures_list(found, room)], FIGURES_ROOM)
    said = heading_of(found, until) + "\n" + "\n".join(" · ".join(row[:3]) for row in figure_rows(found))
    return [
        unmarked(said, full).with_simpler(plain),
        unmarked(_SPLIT, fitted(lambda room: _split(found, room), _ROOM)).with_simpler(
            fitted(lambda room: _split_as_text(found, room), _ROOM)
        ),
    ]


def heading_of(found: Report, until: str) -> str:
    """What the report is of."""
    return words.heading(round((found.window.end - found.window.start).total_seconds() / 86_400), until)


def charts(found: Report) -> list[Block]:
    """Requests by tier over the window, and the funnel beside the one before."""
    days, tiers = _days(found)
    funnel = {
        words.NOW: [found.now.values[figure] or 0 for figure in _FUNNEL],
        words.BEFORE: [found.before.values[figure] or 0 for figure in _FUNNEL],
    }
    names = [DEFINITIONS[figure].label.removeprefix(words.FUNNEL).capitalize() for figure in _FUNNEL]
    return [
        chart("area" if len(days) > 10 else "bar", words.BY_TIER, days, tiers, (words.DAY, words.REQUESTS)),
        chart("bar", words.FUNNEL_TITLE, names, funnel, ("", words.REQUESTS)),
    ]


def _days(found: Report) -> tuple[list[str], dict[str, list[float]]]:
    """Days, or as many together as it takes for twenty points; tiers without a request are left out."""
    step = max(1, math.ceil(len(found.days) / _DAYS_SHOWN))
    groups = [found.days[at : at + step] for at in range(0, len(found.days), step)]
    sums = [[sum(counts[tier] for _, counts in group) for group in groups] for tier in range(len(words.TIERS))]
    tiers: dict[str, list[float]] = {
        name: [*counts] for name, counts in zip(words.TIERS, sums, strict=True) if any(counts)
    }
    return [group[0][0][5:] for group in groups], tiers or {words.REQUESTS: [0.0 for _ in groups]}


def days_as_text(found: Report) -> Block:
    """The first chart's figures, for a Slack that draws none."""
    days, tiers = _days(found)
    rows = [
        [words.DAY, *tiers],
        *([day, *(f"{values[n]:.0f}" for values in tiers.values())] for n, day in enumerate(days)),
    ]
    return rich(table_parts([[[run(text)] for text in row] for row in rows]))


def figure_rows(found: Report) -> Iterator[tuple[str, str, str, str]]:
    """Label, now, before, definition."""
    for figure in SHORT:
        what = DEFINITIONS[figure]
        unit = {"minutes": " min", "hours": " h"}.get(what.unit, "")
        shown = [
            words.NOTHING if value is None else number(value, what.unit) + unit
            for value in (found.now.values[figure], found.before.values[figure])
        ]
        yield what.label, shown[0], shown[1], what.meaning


def figures_table(found: Report, room: int = len(SHORT)) -> Block:
    """The figures beside those before, each with its definition."""
    heads = (words.FIGURE, words.NOW, words.BEFORE, words.MEANING)
    return table([heads, *list(figure_rows(found))[:room]], numbers=(1, 2))


def figures_list(found: Report, room: int = len(SHORT)) -> Block:
    """The same as a list."""
    items = [
        [run(f"{label}: {now}", "bold"), run(f" ({words.before(then)}). {meaning}")]
        for label, now, then, meaning in list(figure_rows(found))[:room]
    ]
    return rich([bullets(items)])


def _split_rows(found: Report, room: int) -> Iterator[tuple[str, ...]]:
    for split in _SPLITS:
        for name, row in list(found.now.tables[split].items())[:room]:
            yield (f"{BREAKDOWNS[split].unit} {one_line(name, 40) or UNKNOWN}", *_cells(row, _SPLIT_COLUMNS), "")
    for name, row in list(found.now.tables[Breakdown.ACCOUNT_TIER].items())[:room]:
        kept, late = (sum(row[column] or 0 for column in columns) for columns in (CLOCKS[::2], CLOCKS[1::2]))
        empty = ("",) * len(_SPLIT_COLUMNS)
        yield (f"{BREAKDOWNS[Breakdown.ACCOUNT_TIER].unit} {one_line(name, 40)}", *empty, words.clocks(kept, late))


def _cells(row: Mapping[Column, float | None], columns: Sequence[Column]) -> Iterator[str]:
    for column in columns:
        value = row.get(column)
        text = "" if value is None else number(value, COLUMNS[column].unit)
        if column is Column.ACCURACY and value is not None:
            text = words.interval(text, row.get(Column.LOW), row.get(Column.HIGH))
        yield text


def _heads() -> list[str]:
    return [words.SPLIT_HEAD, *(COLUMNS[column].label for column in _SPLIT_COLUMNS), words.CLOCKS]


def _split(found: Report, room: int) -> list[Block]:
    rows = [_heads(), *_split_rows(found, room)]
    heading = rich([rich_section(run(_SPLIT, "bold"))])
    return [heading, table(rows, numbers=tuple(range(1, len(rows[0])))), context(_meanings())]


def _split_as_text(found: Report, room: int) -> list[Block]:
    rows = [_heads(), *_split_rows(found, room)]
    heading = rich([rich_section(run(_SPLIT, "bold"))])
    return [heading, rich(table_parts([[[run(text)] for text in row] for row in rows])), context(_meanings())]


def _meanings() -> str:
    said = " ".join(f"{COLUMNS[column].label}: {COLUMNS[column].meaning}" for column in _SPLIT_COLUMNS)
    return f"{said} {words.CLOCKS}: {words.CLOCKS_MEANING}"
