"""What colleagues wrote in threads becomes an article's draft: their words, steps kept, people taken out."""

from __future__ import annotations

import pytest

from bot.review.human_words import LONGEST_TITLE, answer_in, most_typical, title_of, with_corrections
from tests.fakes.embedding import WordEmbedder


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("Hi team, quick question: how do we export the audit log? Thanks a lot!", "How do we export the audit log?"),
        ("Hello! please, where do I see my invoices? Cheers", "Where do I see my invoices?"),
        ("can dana@acme.example of Acme see it, Dana?", "Can [mail] of [person] see it, [person]?"),
        ("Mark a site as closed for Dana Whitfield", "Mark a site as closed for [person]"),
        ("how do we do it\nin two lines?", "How do we do it in two lines?"),
        ("Thanks!", ""),
    ],
)
def test_a_question_is_a_title_without_greeting_thanks_and_people(asked: str, title: str) -> None:
    assert title_of(asked, ["acme", "Dana", "Dana Whitfield", "Mark", "Mark Whitfield"]) == title


def test_of_a_long_message_the_question_is_the_title_and_a_title_is_never_long() -> None:
    told = "We moved last week and everything is new to us, so we look at all settings. Can we rename a site?"
    assert title_of(told) == "Can we rename a site?"
    assert len(title_of("why " * 200)) <= LONGEST_TITLE


def test_steps_and_lists_are_kept_and_company_is_left_out() -> None:
    said = [
        "Hi Dana, let me check with the team.",
        "Hello Dana,\nYou can do that in the settings:\n1) Open *Settings*\nstep 2: Choose Exports\n• pick CSV\n"
        "Write to priya@lumio.example or call +44 20 7946 0958 if it fails. It takes up to an hour. Does that help?\n"
        "Best, Sam",
        "You're welcome!",
    ]
    assert answer_in(said, ["Dana", "Sam"]) == (
        "You can do that in the settings:\n\n1. Open *Settings*\n2. Choose Exports\n- pick CSV\n\n"
        "Write to [mail] or call [phone] if it fails. It takes up to an hour."
    )
    assert answer_in(["On it!", "Sorry for the wait, I will get back to you.", "Which site is it about?"]) == ""


async def test_the_answer_nearest_to_all_stands_for_them_and_of_two_the_longer_one() -> None:
    said = ["open settings then exports", "no idea at all", "open settings then choose exports"]
    assert most_typical(said, await WordEmbedder().embed(said)) in (0, 2)
    two = ["short answer", "a longer answer with steps"]
    assert most_typical(two, await WordEmbedder().embed(two)) == 1


def test_corrections_are_proposed_at_an_articles_end_each_once() -> None:
    text = "# Exports\n\nThey stay for 30 days.\n"
    asked = [("Hi, how long do exports stay?", "60 days now."), ("hi, how long do exports stay?", "60 days now.")]
    assert with_corrections(text, [*asked, ("x", " ")]) == (
        "# Exports\n\nThey stay for 30 days.\n\n## How long do exports stay?\n\n60 days now.\n"
    )
    assert with_corrections(text, []) == text
