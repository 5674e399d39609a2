"""Passages are of a size that matches well, and keep whole what belongs together."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answer.budget import clipped
from bot.knowledge.chunk import TARGET_WORDS, chunk, matching_text
from bot.knowledge.load.dialects.leftover import leftover
from bot.knowledge.markdown_blocks import LONGEST_STEPS
from bot.knowledge.plain import plain, word_count
from bot.knowledge.retrieve import trimmed
from tests.knowledge.making import article


def words(count: int, word: str = "word") -> str:
    return " ".join([word] * count) + "."


def test_a_short_article_is_one_passage() -> None:
    (passage,) = chunk(article("a", "## Steps\n1. Do it.\n\n## Notes\nThat is all.", title="How to"))
    assert (passage.id, passage.heading_path) == ("a#1", ())
    assert passage.text == "## Steps\n\n1. Do it.\n\n## Notes\n\nThat is all."


def test_a_long_article_is_cut_at_headings_and_carries_the_path() -> None:
    parts = "\n\n".join(f"## Part {n}\n\n{words(150)}" for n in range(6))
    passages = chunk(article("a", f"# Guide\n\n{parts}"))
    assert [passage.text.count("## Part") for passage in passages] == [2, 2, 2]
    assert passages[1].heading_path == ("Guide",)
    assert all(word_count(passage.text) <= TARGET_WORDS for passage in passages)
    assert matching_text(passages[1]).startswith("a\nGuide\nPart 2")


def test_steps_tables_and_code_stay_whole_with_the_line_that_introduces_them() -> None:
    steps = "\n".join(f"{n}. {words(30)}" for n in range(1, 15))
    table = "| plan | limit |\n|---|---|\n" + "\n".join(f"| p{n} | {words(20)} |" for n in range(20))
    code = "```\n" + "\n".join(["call me maybe"] * 150) + "\n```"
    text = f"{words(200)}\n\nDo this:\n\n{steps}\n\n{words(200)}\n\nThe limits:\n\n{table}\n\n{words(100)}\n\n{code}"
    passages = chunk(article("a", text))
    for whole in (f"Do this:\n\n{steps}", f"The limits:\n\n{table}", code):
        assert sum(whole in passage.text for passage in passages) == 1


def test_a_table_that_is_far_too_long_is_cut_between_rows_and_repeats_its_head() -> None:
    head = "| plan | limit |\n|---|---|"
    rows = [f"| p{n} | {words(20)} |" for n in range(100)]
    passages = chunk(article("a", "\n".join([head, *rows])))
    assert len(passages) > 2
    assert all(passage.text.startswith(head) for passage in passages)
    assert [row for passage in passages for row in rows if row in passage.text.split("\n")] == rows


def test_steps_are_never_cut_however_long_they_are() -> None:
    steps = "\n".join(f"{n}. {words(40)}" for n in range(1, 40))
    passages = chunk(article("a", f"{words(300)}\n\nTo move it, do this:\n\n{steps}\n\n{words(300)}"))
    assert [passage.text for passage in passages][1] == f"To move it, do this:\n\n{steps}"
    hostile = "\n".join(f"{n}. {words(40)}" for n in range(1, 1000))
    assert all(word_count(passage.text) <= LONGEST_STEPS for passage in chunk(article("a", hostile)))


def test_code_between_and_behind_steps_is_theirs() -> None:
    steps = "\n\n".join(f"{n}. {words(60)}\n\n```sh\nrun {n}\n```" for n in range(1, 9))
    assert f"Do this:\n\n{steps}" in {p.text for p in chunk(article("a", f"{words(390)}\n\nDo this:\n\n{steps}"))}


def test_a_passage_is_shown_in_full_also_where_its_words_are_long() -> None:
    address = "https://docs.example/" + "x" * 40
    text = "\n\n".join(f"## Part {n}\n\n" + f"See {address}. " * 10 for n in range(12))
    cells = "| name | where |\n|---|---|\n" + "\n".join(f"| {n} | {address} |" for n in range(200))
    for passage in chunk(article("a", f"{text}\n\n{cells}")):
        assert clipped(trimmed(passage.text, 800), 800) == passage.text


@pytest.mark.parametrize("head", ["## Step {n}: do it", "## {n}. Do it", "### {n} - Do it", "## Part {n}"])
def test_numbered_sections_that_fit_into_a_passage_are_one_with_what_introduces_them(head: str) -> None:
    before = f"{words(350)}\n\n"
    steps = "\n\n".join(f"{head.format(n=n)}\n\n{words(60)}" for n in range(1, 6))
    text = f"{before}To move it, take these steps.\n\n{steps}\n\n## After\n\n{words(80)}"
    assert f"To move it, take these steps.\n\n{steps}" in [p.text for p in chunk(article("a", text))]


def test_numbered_sections_that_do_not_fit_are_cut_between_them() -> None:
    steps = "\n\n".join(f"## Step {n}\n\n{words(150)}" for n in range(1, 6))
    assert [passage.text.count("## Step") for passage in chunk(article("a", steps))] == [2, 2, 1]
    others = "\n\n".join(f"## {name}\n\n{words(150)}" for name in ("1. One", "2.5 Notes", "Step back"))
    assert len(chunk(article("a", others))) == 2


def test_each_part_of_a_long_list_has_the_sentence_that_introduces_it() -> None:
    items = "\n".join(f"- {words(50)}" for _ in range(20))
    passages = chunk(article("a", f"These are open:\n\n{items}"))
    assert len(passages) > 2
    assert all(passage.text.startswith("These are open:\n\n- ") for passage in passages)


@pytest.mark.parametrize("mark", ["```", "````", "~~~"])
def test_code_that_is_far_too_long_is_cut_between_lines_and_every_part_is_code(mark: str) -> None:
    lines = "\n".join(f"value_{n} = {{{{ one }}}} two three four" for n in range(200))
    passages = chunk(article("a", f"Write this:\n\n{mark}yaml\n{lines}\n{mark}"))
    assert len(passages) > 2
    for passage in passages:
        assert [line for line in passage.text.split("\n") if line.startswith(mark)] == [f"{mark}yaml", mark]
        assert leftover(passage.text) == []
    assert passages[0].text.startswith("Write this:\n\n")


def test_a_paragraph_without_end_is_cut_at_sentences() -> None:
    passages = chunk(article("a", " ".join(words(60, f"w{n}") for n in range(20))))
    assert len(passages) > 2
    assert all(passage.text.endswith(".") and word_count(passage.text) <= TARGET_WORDS for passage in passages)


def test_plain_text_keeps_words_and_drops_markup() -> None:
    markdown = "## A [link](https://x.example/y)\n\n| a | **b** |\n|---|---|\n| `c` | d |\n\n> quoted"
    assert plain(markdown).split() == ["A", "link", "a", "b", "c", "d", "quoted"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_no_kind_of_line_end_loses_what_follows(end: str) -> None:
    text = end.join(["One line,", "another.", "", "- the first", "- the last"])
    (passage,) = chunk(article("a", text))
    assert passage.text == "One line,\nanother.\n\n- the first\n- the last"


BLOCK = st.one_of(
    st.integers(1, 60).map(words),
    st.integers(1, 6).map(lambda n: "\n".join(f"- item {words(n * 3)}" for _ in range(n))),
    st.integers(1, 3).map(lambda n: "#" * n + " Heading"),
    st.just("```\ncode\n```"),
    st.text(max_size=80),
)


@settings(max_examples=60)
@given(st.lists(BLOCK, max_size=12))
def test_any_text_is_cut_into_passages_that_hold_its_words(parts: list[str]) -> None:
    text = "\n\n".join(parts)
    passages = chunk(article("a", text))
    assert [passage.id for passage in passages] == [f"a#{n}" for n in range(1, len(passages) + 1)]
    assert all(word_count(passage.text) <= 2 * TARGET_WORDS for passage in passages)
    kept = " ".join(passage.text for passage in passages).split()
    assert kept.count("item") >= text.split().count("item")
    assert sum(word.startswith("word") for word in kept) >= sum(word.startswith("word") for word in text.split())
