"""Tables and charts as Slack's own block types, within their limits (docs/slack.md, Data visualization blocks)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.outbox.blocks.elements import Block
from bot.outbox.blocks.mrkdwn import one_line, plain

ROWS_MOST, CELLS_MOST = 100, 20
SERIES_MOST, POINTS_MOST = 6, 20
_NAME, _TITLE = 20, 50


def table(rows: Sequence[Sequence[str]], numbers: Sequence[int] = ()) -> Block:
    """A table; the first row has the headings, `numbers` are the columns set to the right. Rows and cells beyond
    Slack's limits are left out."""
    cells = [[_cell(text) for text in row[:CELLS_MOST]] for row in rows[:ROWS_MOST]]
    columns = len(rows[0][:CELLS_MOST])
    settings = [{"align": "right" if n in numbers else "left", "is_wrapped": n not in numbers} for n in range(columns)]
    return {"type": "table", "column_settings": settings, "rows": cells}


def chart(
    kind: str, title: str, categories: Sequence[str], series: Mapping[str, Sequence[float]], labels: tuple[str, str]
) -> Block:
    """A `line`, `bar` or `area` chart: each of at most six series has a value a category, of which the last twenty are
    shown; `labels` are those of the axes. Names that would be alike when cut get a number."""
    shown = slice(max(0, len(categories) - POINTS_MOST), None)
    names = _distinct(categories[shown])
    drawn = _distinct(list(series)[:SERIES_MOST])
    made = [
        {"name": name, "data": [{"label": label, "value": value} for label, value in zip(names, values, strict=True)]}
        for name, values in zip(drawn, (values[shown] for values in series.values()), strict=False)
    ]
    axes: Block = {"categories": names}
    axes |= {key: text[:_TITLE] for key, text in zip(("x_label", "y_label"), map(plain, labels), strict=True) if text}
    return {
        "type": "data_visualization",
        "title": plain(one_line(title, _TITLE)).strip()[:_TITLE] or "–",
        "chart": {"type": kind, "series": made, "axis_config": axes},
    }


def _cell(text: str) -> Block:
    return {"type": "raw_text", "text": plain(one_line(text, 300)) or "–"}


def _distinct(names: Sequence[str]) -> list[str]:
    found: list[str] = []
    for name in names:
        short = (plain(name).strip() or "–")[:_NAME]
        number = 2
        while short in found:
            end = f" {number}"
            short = (plain(name).strip() or "–")[: _NAME - len(end)] + end
            number += 1
        found.append(short)
    return found
