"""Tables keep their head and their rows, whatever their author left between them."""

from __future__ import annotations

import time

import pytest

from bot.knowledge.load.dialects.common import Surroundings, common_markdown
from bot.knowledge.load.dialects.tables import whole_tables
from bot.language.sentences import Kind, units

TABLE = "| Plan | Seats |\n|---|---|\n| Pro | 20 |\n| Team | 50 |"


def read(text: str) -> str:
    return common_markdown(text, Surroundings())


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("| Plan | Seats |\n\n|---|---|\n| Pro | 20 |\n| Team | 50 |", id="behind the head"),
        pytest.param("| Plan | Seats |\n|---|---|\n\n| Pro | 20 |\n| Team | 50 |", id="behind the rule"),
        pytest.param("| Plan | Seats |\n|---|---|\n| Pro | 20 |\n\n| Team | 50 |", id="between rows"),
        pytest.param("|Plan  |   Seats |\n| ----- | ------ |\n|   Pro | 20    |\n|Team|50|", id="padded"),
    ],
)
def test_a_blank_line_in_a_table_parts_nothing(text: str) -> None:
    assert read(f"The seats:\n\n{text}\n\nWords.") == f"The seats:\n\n{TABLE}\n\nWords."


def test_rows_without_a_head_are_a_table_and_each_of_them_is_read() -> None:
    text = read("Options:\n\n| `user` | your name |\n| `key` | your key \\| token |")
    assert text.startswith("Options:\n\n| | |\n|---|---|\n| `user` | your name |\n")
    assert [unit.plain for unit in units(text) if unit.kind is Kind.ROW] == [
        "`user`: your name",
        "`key`: your key | token",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "| a | b |\n|:---|---:|\n| c | d |\n\n| e | f |\n|---|---|\n| g | h |",
        "| a | b |\n|---|---|\n| c | d |\n\n| other | width | here |\n|---|---|---|",
        "|x| + |y|",
        "> | a | b |\n> |---|---|\n> | c | d |",
        "a | b\n---|---\nc | d",
        "```\n| a   | b |\n```",
    ],
)
def test_what_is_a_table_already_or_none_stays_as_it_is(text: str) -> None:
    assert read(text) == text


def test_no_table_costs_its_square() -> None:
    for text in ("| a | b |\n\n" * 20_000, "| a | b |\n" * 20_000, "|" * 200_000, "> " * 50_000 + "|"):
        start = time.process_time()
        read(text)
        assert time.process_time() - start < 10


def test_a_long_line_of_empty_cells_takes_no_time_and_bars_of_formulas_are_no_table() -> None:
    began = time.process_time()
    whole_tables("| " * 50_000 + "x|")
    assert time.process_time() - began < 2
    for text in ("|x| + |y|\n|a| + |b|", "| |x|\n| |y|"):
        assert whole_tables(text) == text
    for text in ("| a | b |\n| c | d |", "|x| y |  \n\n|a| b |"):
        assert whole_tables(text).startswith("|")
