"""Markdown cut into units: nothing is lost, lists and tables keep their shape, sentences end where they end."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.language.blocks import blocks
from bot.language.sentences import Kind, units

ARTICLE = """To reset it, open **Settings > Security**. See e.g. the mail from no-reply@lumio.example.

## Steps
1. Open app.lumio.example.
2. Enter version 2.5 of the name and
   select **Save**.

| plan | storage | price |
|---|---|---|
| Starter | 10 GB | $17 |

```
GET /v2/items
```
"""


def test_units_of_an_article_keep_their_kinds_and_headings() -> None:
    found = units(ARTICLE)
    assert [unit.kind for unit in found] == [
        Kind.SENTENCE,
        Kind.SENTENCE,
        Kind.HEADING,
        Kind.STEP,
        Kind.STEP,
        Kind.TABLE_HEADER,
        Kind.ROW,
        Kind.CODE,
    ]
    assert found[3].heading == "Steps"
    assert found[3].block == found[4].block
    assert found[4].lead == "\n2. "


def test_an_abbreviation_or_a_decimal_does_not_end_a_sentence() -> None:
    found = [unit.text for unit in units("Use e.g. 2.5 GB at most. Then stop! Is it done? Yes.")]
    assert found == ["Use e.g. 2.5 GB at most.", "Then stop!", "Is it done?", "Yes."]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("They don't. Anyone can be added.", ["They don't.", "Anyone can be added."]),
        ("It can\u2019t. Ask us, e.g. By mail.", ["It can\u2019t.", "Ask us, e.g. By mail."]),
        ("We close at 5 p.m. Refunds are free.", ["We close at 5 p.m.", "Refunds are free."]),
        ("We close at 5 p.m. CET on Fridays. Bye.", ["We close at 5 p.m. CET on Fridays.", "Bye."]),
        ("Ask J. Doe of the U.S. Office. Then wait.", ["Ask J. Doe of the U.S. Office.", "Then wait."]),
        ("It takes CSV, JSON, etc. Anyone can import.", ["It takes CSV, JSON, etc.", "Anyone can import."]),
        (
            "See invoice no. 5. It is paid. No. That is all.",
            ["See invoice no. 5.", "It is paid.", "No.", "That is all."],
        ),
        ("Up to 20. Anyone counts.", ["Up to 20.", "Anyone counts."]),
        ("Do this: 1. Open it. 2. Save it.", ["Do this: 1. Open it.", "2. Save it."]),
        ("Run `a. B` first. Then stop.", ["Run `a. B` first.", "Then stop."]),
    ],
)
def test_a_sentence_ends_where_it_ends(text: str, sentences: list[str]) -> None:
    assert [unit.text for unit in units(text)] == sentences


def test_blocks_that_people_write_are_seen_whatever_surrounds_them() -> None:
    text = (
        "> **Note.** Quoted twice.\n> A line\n\n- One\n\n  Its second paragraph. More.\n  1. Inner\n\n"
        "    ```\n    code. Here\n    ```\n\n"
        "a | b\n--|--\n1 | 2\nBelow the table.\n\nLead-in:\n• First\n3. Third\n---\nEnd."
    )
    assert [(unit.kind.value, unit.text) for unit in units(text)] == [
        ("sentence", "**Note.**"),
        ("sentence", "Quoted twice."),
        ("sentence", "A line"),
        ("bullet", "One"),
        ("sentence", "Its second paragraph."),
        ("sentence", "More."),
        ("step", "Inner"),
        ("code", "    ```\n    code. Here\n    ```"),
        ("table_header", "a | b"),
        ("row", "1 | 2"),
        ("sentence", "Below the table."),
        ("sentence", "Lead-in:"),
        ("bullet", "First"),
        ("step", "Third"),
        ("sentence", "End."),
    ]


def test_a_line_under_a_sentence_makes_no_heading_of_it() -> None:
    assert [unit.kind for unit in units("You get $100 a day.\n---\nIndeed.")] == [Kind.SENTENCE, Kind.SENTENCE]


def test_dots_that_name_a_menu_do_not_end_a_sentence() -> None:
    found = units("To print it, select **... > Print**. Choose a layout.")
    assert [unit.text for unit in found] == ["To print it, select **... > Print**.", "Choose a layout."]


def test_a_table_row_reads_as_a_line_with_its_column_names() -> None:
    row = next(unit for unit in units(ARTICLE) if unit.kind is Kind.ROW)
    assert row.plain == "Starter: storage 10 GB; price $17"


def test_a_row_of_a_two_column_table_needs_no_column_name() -> None:
    found = units("| limit | value |\n|---|---|\n| file size | 25 MB |")
    assert found[-1].plain == "file size: 25 MB"


@pytest.mark.parametrize(
    ("table", "read"),
    [
        (
            "| Option | What it does |\n|---|---|\n| `captureLocalhost` | Counts visits on localhost |",
            "`captureLocalhost`: Counts visits on localhost",
        ),
        (
            "| Option | What it does |\n|---|---|\n| `captureLocalhost` | What it does: counts visits on localhost |",
            "`captureLocalhost`: What it does: counts visits on localhost",
        ),
        (
            "| Option | Default | What it does |\n|---|---|---|\n| `hash` | off | Counts by page |",
            "`hash`: Default off; What it does: Counts by page",
        ),
        ("| Role | Can they pay? |\n|---|---|\n| Viewer | No |", "Viewer: Can they pay? No"),
        ("| Plan | Limit | Price |\n|---|---|---|\n| Team | 5 | Price: $5 |", "Team: Limit 5; Price: $5"),
    ],
)
def test_a_column_whose_name_is_a_clause_is_not_read_as_its_cells_first_words(table: str, read: str) -> None:
    assert units(table)[-1].plain == read


def test_a_wrapped_line_stays_one_sentence_and_a_short_line_stands_alone() -> None:
    wrapped = "A long line of prose that an editor has wrapped before the\nWord that follows."
    assert len(units(wrapped)) == 1
    assert [unit.text for unit in units("First line\nSecond line")] == ["First line", "Second line"]


@pytest.mark.parametrize("text", ["", "   ", "\n\n", "|", "```", "1. ", "#", "- ", "。", "a" * 40_000])
def test_odd_texts_do_not_break_it(text: str) -> None:
    assert "".join(unit.lead + unit.text for unit in units(text)).strip() in text


@settings(max_examples=150)
@given(st.lists(st.sampled_from(["a", "1. ", "- ", "| a | b |", "|---|---|", "```", "> ", "\r", "\n", "\f", "\0"])))
@example(["1. ", "a", "\r", "- ", "a", "\n", "\n", "1. ", "a"])
def test_ends_of_lines_that_only_the_parser_knows_do_not_break_it(parts: list[str]) -> None:
    lines = "".join(parts).split("\n")
    assert all(0 <= block.start < block.end <= len(lines) for block in blocks(lines))


@settings(max_examples=150)
@given(
    st.lists(st.sampled_from(["# H", "Some text. More", "1. one", "- two", "| a | b |", "|---|---|", "", "```", "> q"]))
)
def test_leads_and_texts_joined_give_the_text_back(lines: list[str]) -> None:
    text = "\n".join(lines)
    joined = "".join(unit.lead + unit.text for unit in units(text))
    assert text.startswith(joined)
    assert not text[len(joined) :].replace("|---|---|", "").replace("#", "").strip()
