"""Markdown becomes the rich text that a reader expects."""

from __future__ import annotations

from bot.outbox.blocks.richtext import rich_parts
from tests.outbox.blocks.limits import seen


def kinds(markdown: str) -> list[str]:
    """The types of the parts."""
    return [part["type"].removeprefix("rich_text_") for part in rich_parts(markdown)]


def test_paragraphs_lists_code_and_quotes():
    assert kinds("Hi\n\n- a\n- b\n\n1. c\n\n```\nx\n```\n\n> q") == ["section", "list", "list", "preformatted", "quote"]


def test_bold_and_code_are_styles():
    runs = rich_parts("**Save** and `--force`")[0]["elements"]
    assert [run.get("style") for run in runs] == [{"bold": True}, None, {"code": True}]


def test_steps_with_substeps_keep_their_numbers():
    text = seen(rich_parts("1. one\n   - detail\n2. two\n3. three"))
    assert text.index("1. ") < text.index("detail") < text.index("2. ") < text.index("3. ")


def test_a_list_that_starts_later_keeps_its_numbers():
    assert "4. " in seen(rich_parts("4. four\n5. five"))


def test_a_narrow_table_is_aligned_and_a_wide_one_is_a_list():
    narrow = rich_parts("| Plan | Price |\n|---|---|\n| Pro | 10 |")
    assert narrow[0]["elements"][0]["text"] == "Plan | Price\n-----+------\nPro  | 10"
    wide = rich_parts(f"| Plan | Note |\n|---|---|\n| Pro | {'long words ' * 9}|")
    assert wide[0]["type"] == "rich_text_list" and "Plan:" in seen(wide)


def test_line_breaks_are_spaces_in_articles_and_breaks_in_typed_text():
    assert seen(rich_parts("a\nb")) == "a   b"
    assert seen(rich_parts("a\nb", keep_breaks=True)) == "a \n b"
