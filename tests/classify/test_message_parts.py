"""A message is tidied, shortened and cut into parts before anything is learned from it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.classify.message_parts import gist, has_words, parts_of, tidy


@pytest.mark.parametrize("text", ["", "   ", "???", ":tada: :+1::skin-tone-3:", "👍🎉", "…!", "\u200b\u200f", "*_~*"])
def test_a_message_without_a_word_is_recognised(text: str) -> None:
    assert not has_words(tidy(text))


@pytest.mark.parametrize("text", ["hi", "7", "שלום", "你好", "e\u0301", "_refund_", ":tada: yes"])
def test_a_word_in_any_script_is_a_word(text: str) -> None:
    assert has_words(tidy(text))


def test_marks_and_odd_quotes_do_not_hide_a_word() -> None:
    assert tidy("_refund_ *now*, don’t wait :rage:") == "refund now , don't wait"
    assert tidy("snake_case stays") == "snake_case stays"


def test_two_wishes_are_two_parts() -> None:
    assert parts_of("reset my password and also I want a refund") == ["reset my password", "I want a refund"]
    assert parts_of("thanks! but how do I export csv?") == ["how do I export csv?"]
    assert parts_of("Our invoice is wrong. Can I talk to someone?") == [
        "Our invoice is wrong.",
        "Can I talk to someone?",
    ]


@pytest.mark.parametrize(
    "text", ["save and close a job", "where is the bill from Mr. Smith", "refund", "not the invoices, but the bills"]
)
def test_one_wish_stays_whole(text: str) -> None:
    assert parts_of(text) == []


def test_of_many_parts_the_questions_are_kept() -> None:
    told = " ".join(f"This is sentence number {n} of a long story about nothing." for n in range(30))
    parts = parts_of(f"{told} How do I export my jobs? {told}")
    assert "How do I export my jobs?" in parts
    assert len(parts) <= 4


def test_the_gist_of_a_long_message_has_its_head_and_its_tail() -> None:
    short = gist(f"my export fails {'blah ' * 8000} please give me a refund")
    assert short.startswith("my export fails")
    assert short.endswith("please give me a refund")
    assert len(short) < 1000


@given(st.text(max_size=400))
def test_no_text_breaks_tidying_or_cutting(text: str) -> None:
    tidied = tidy(text)
    parts = parts_of(tidied)
    assert len(parts) <= 4
    assert all(has_words(part) for part in parts)
    assert len(gist(tidied)) <= max(1, len(tidied))
