"""The report in Slack: its table and charts are within Slack's limits, and each has a form for a Slack without them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.figures import Breakdown, Column, Figure, Figures, Report, Window
from bot.outbox.blocks.charts import chart, table
from bot.outbox.blocks.report import report_messages
from bot.texts.figures import DEFINITIONS
from tests.outbox.blocks.limits import check_harmless, check_message, seen, walk

END = datetime(2026, 11, 27, 10, tzinfo=UTC)
NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60)


def made(days: int = 7, intents: int = 3, name: str = "exports", value: float | None = 12.25) -> Report:
    row: dict[Column, float | None] = dict.fromkeys(Column, value)
    rows = {f"{name}{n}": row for n in range(intents)}
    found = Figures(dict.fromkeys(Figure, value), dict.fromkeys(Breakdown, rows))
    start = END - timedelta(days=days)
    counted = tuple(((start + timedelta(days=n)).date().isoformat(), (n, 2, 0, 1, 0)) for n in range(days))
    return Report(Window(start, END), found, found, counted)


def kinds(blocks: list[dict[str, Any]]) -> list[str]:
    return [block["type"] for block in blocks]


@pytest.mark.parametrize("days", [7, 30])
@pytest.mark.parametrize("intents", [0, 1, 60])
@pytest.mark.parametrize("value", [None, 0, 123456.789])
def test_slack_takes_every_part_of_a_report_in_both_forms(days: int, intents: int, value: float | None) -> None:
    messages = report_messages(made(days, intents, value=value), "27 Nov")
    assert [kinds(message.blocks) for message in messages] == [
        ["rich_text", "data_visualization", "data_visualization", "table"],
        ["rich_text", "table", "context"],
    ]
    for message in messages:
        for blocks in (message.blocks, message.simpler):
            check_message(blocks)
            check_harmless(message.text, blocks)
        assert not {"table", "data_visualization"} & set(kinds(message.simpler))


def test_each_figure_stands_beside_the_one_before_with_its_definition_a_cell_or_a_line_away() -> None:
    full, _ = report_messages(made(), "27 Nov")
    rows = full.blocks[-1]["rows"]
    texts = [[cell["text"] for cell in row] for row in rows[1:]]
    known = {what.label: what.meaning for what in DEFINITIONS.values()}
    assert len(texts) > 30
    assert all(len(row) == 4 and row[3] == known[row[0]] for row in texts)
    assert all(row[3] in seen(full.simpler) for row in texts)


def test_a_month_is_drawn_in_at_most_twenty_points_that_add_up() -> None:
    month = made(30)
    (full, _) = report_messages(month, "27 Nov")
    drawn = full.blocks[1]["chart"]
    assert len(drawn["axis_config"]["categories"]) == 15
    assert sum(p["value"] for s in drawn["series"] for p in s["data"]) == sum(sum(n) for _, n in month.days)


@given(st.lists(NAMES, min_size=1, max_size=40), st.lists(NAMES, min_size=1, max_size=9), NAMES)
def test_whatever_the_names_slack_takes_a_chart_and_a_table(points: list[str], names: list[str], title: str) -> None:
    values = [1.0] * len(points)
    drawn = chart("line", title or "t", points, dict.fromkeys(names, values), (title, title))
    check_message([drawn])
    check_message([table([["a"] * 30, *([name[:9]] * 30 for name in points[:12])])])


def test_what_customers_could_have_named_calls_nobody() -> None:
    for message in report_messages(made(name="<!channel> *x* <@U123> "), "27 Nov"):
        check_harmless(message.text, message.blocks)
        check_harmless(message.text, message.simpler)
        assert not [part for part in walk(message.blocks) if part.get("type") == "mrkdwn"]
