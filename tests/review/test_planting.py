"""One error is planted into a draft, and what somebody made of it is told from a draft in which it still stands."""

from __future__ import annotations

from random import Random

import pytest

from bot.domain import Sentence
from bot.domain.canary import Plant
from bot.policy.reviewer import LAST, stands
from bot.review import planting
from bot.review.planting import plant, with_error
from tests.outbox.blocks.samples import decision


@pytest.mark.parametrize(
    ("text", "kind", "wrong"),
    [
        ("Files stay for 30 days.", Plant.NUMBER, "Files stay for 61 days."),
        ("You can undo this.", Plant.NEGATION, "You cannot undo this."),
        ("You cannot undo this.", Plant.NEGATION, "You can undo this."),
        ("See https://help.example/exports now.", Plant.LINK, "See https://help.example/exports-archive now."),
        ("Open Analytics > Export first.", Plant.STEPS, "Open Export > Analytics first."),
    ],
)
def test_each_kind_of_error_is_planted_into_its_sentence(text: str, kind: Plant, wrong: str) -> None:
    planted = plant([Sentence("Nothing here"), Sentence(text)], Random(1))  # noqa: S311
    assert planted is not None
    assert (planted.kind, planted.sentence, planted.text) == (kind, 1, wrong)
    assert planting.stands(wrong, wrong, planted.error)
    assert not planting.stands(wrong, text, planted.error)


def test_nothing_is_planted_where_nothing_can_be_told_from_right_and_never_into_code() -> None:
    assert plant([Sentence("Open the page"), Sentence("```\nwait 30\n```")], Random(1)) is None  # noqa: S311


def test_an_edit_elsewhere_or_in_other_words_leaves_the_error_standing() -> None:
    draft = "You cannot undo this. Files stay for 30 days."
    assert planting.stands(draft, "Hi! You can't undo this. Files stay for a month.", "cannot")
    assert planting.stands(draft, "**You  cannot** undo this.", "cannot")
    assert not planting.stands(draft, "", "cannot")


def test_the_same_random_numbers_plant_the_same_error() -> None:
    sentences = [Sentence("Files stay for 30 days, and can be kept for 90 days by 2 people.")]
    assert plant(sentences, Random("x")) == plant(sentences, Random("x"))  # noqa: S311


def test_the_error_stands_in_the_draft_and_beside_its_evidence() -> None:
    made = decision()
    assert made.drafted is not None
    planted = plant(made.drafted.generation.sentences, Random(3))  # noqa: S311
    assert planted is not None
    wrong = with_error(made, planted)
    assert wrong is not None and wrong.drafted is not None
    assert planted.error in wrong.answer and wrong.answer != made.answer
    assert planted.text in [check.sentence.text for check in wrong.drafted.grounding.checks]


def test_audits_of_who_catches_half_or_less_do_not_count_once_five_were_judged() -> None:
    assert stands([]) and stands([False] * 4)
    assert not stands([False] * 5)
    assert not stands([True, False] * (LAST // 2))
    assert stands([True] * 11 + [False] * 9)
