"""What a customer sees under their question."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import unquote

import pytest

from bot.domain import PostId, Source
from bot.outbox.blocks import (
    AnswerView,
    Origin,
    answer_message,
    answer_parts,
    correction_message,
    notice_message,
    pointer_message,
    vote,
)
from tests.outbox.blocks.limits import action_ids, check_harmless, check_message, seen, walk
from tests.outbox.blocks.samples import SOURCE

VIEW = AnswerView(PostId("P1"), "Open **Analytics**.\n\n1. Choose *CSV*\n2. Press `Export`", (SOURCE,))


def test_an_answer_is_labelled_as_ai_and_lists_title_address_and_review_of_its_sources():
    text = seen(answer_message(VIEW).blocks)
    assert "Answered by Earnest (AI)" in text
    assert "Export reports" in text and "https://help.example/exports" in text and "reviewed 3 Nov 2026" in text


def test_the_fallback_text_holds_label_words_and_sources_without_markup():
    text = answer_message(VIEW).text
    assert text == (
        "Answered by Earnest (AI)\nOpen Analytics.\n1. Choose CSV\n2. Press Export\n"
        "Sources:\n• Export reports https://help.example/exports (reviewed 3 Nov 2026)"
    )


def test_a_source_without_address_or_review_date_says_so():
    text = seen(answer_message(replace(VIEW, sources=(Source(SOURCE.id, "Limits"),))).blocks)
    assert "Limits" in text and "review date unknown" in text


def test_an_answer_can_be_found_again_by_metadata_and_by_its_first_block():
    message = answer_message(VIEW)
    assert message.metadata == {"event_type": "earnest_post", "event_payload": {"post_id": "P1", "kind": "answer"}}
    assert message.blocks[0]["block_id"] == "earnest:P1"


def test_every_answer_has_feedback_and_a_way_to_a_person():
    usual, plain = answer_message(VIEW).blocks, answer_message(VIEW, plain=True).blocks
    assert action_ids(usual) == ["feedback", "talk_to_person"]
    assert action_ids(plain) == ["feedback_up", "feedback_down", "talk_to_person"]
    assert "context_actions" not in {block["type"] for block in plain}


@pytest.mark.parametrize(
    ("action", "value", "expected"),
    [
        ("feedback", "up:P1", (True, "P1")),
        ("feedback", "down:P1", (False, "P1")),
        ("feedback_down", "P1", (False, "P1")),
        ("feedback", "sideways:P1", None),
        ("feedback", "up:", None),
        ("feedback_up", "", None),
        ("approve", "P1", None),
    ],
)
def test_votes_are_read_from_both_kinds_of_buttons_and_forged_values_are_none(action, value, expected):
    assert vote(action, value) == expected


def test_an_answer_that_a_person_saw_names_that_person():
    approved = answer_message(replace(VIEW, origin=Origin.APPROVED, reviewer="Grace"))
    edited = answer_message(replace(VIEW, origin=Origin.EDITED, reviewer="Grace"))
    assert "reviewed by Grace" in seen(approved.blocks) and "Written by Grace with AI help" in seen(edited.blocks)


def test_the_lines_that_staff_typed_stay_lines():
    typed = answer_message(replace(VIEW, markdown="one\ntwo", origin=Origin.EDITED, reviewer="Grace"))
    assert "\n" in [element["text"] for element in typed.blocks[1]["elements"][0]["elements"]]


LONG = [
    "x" * 40_000,
    "- a\n" * 3_000,
    "|a|b|\n|-|-|\n" + "|1|2|\n" * 900,
    "1. a\n   - `b`\n" * 400,
    "**a** `b` " * 2_000,
]


@pytest.mark.parametrize("markdown", ["", "   ", "**", *LONG])
@pytest.mark.parametrize("plain", [False, True])
def test_any_answer_is_within_slacks_limits(markdown: str, plain: bool):
    for part, _ in enumerate(answer_parts(markdown)):
        message = answer_message(replace(VIEW, markdown=markdown, part=part), plain=plain)
        check_message(message.blocks)
        check_harmless(message.text, message.blocks, most=12_000)


def test_a_long_answer_goes_out_in_parts_of_which_the_last_has_sources_and_buttons():
    text = "\n\n".join(f"Paragraph {number} says something of use." for number in range(400))
    parts = answer_parts(text)
    shown = [seen(answer_message(replace(VIEW, markdown=text, part=part)).blocks) for part, _ in enumerate(parts)]
    assert len(parts) > 1
    assert all(f"part {number} of {len(parts)}" in said for number, said in enumerate(shown, 1))
    assert [number for number in range(400) if f"Paragraph {number} says" not in " ".join(shown)] == []
    assert ["Talk to a person" in said for said in shown] == [False] * (len(parts) - 1) + [True]
    assert ["Export reports" in said for said in shown] == [False] * (len(parts) - 1) + [True]


@pytest.mark.parametrize("url", ["https://x.example/a|b", "https://x.example/a>b?c=d&e=f", "https://x.example/ü"])
def test_a_source_with_odd_characters_in_title_and_address_is_one_working_link(url: str):
    source = Source(SOURCE.id, "Export | <reports> & more", url)
    message = answer_message(replace(VIEW, sources=(source,)))
    links = [part for part in walk(message.blocks) if part.get("type") == "link"]
    assert len(links) == 1
    assert unquote(links[0]["url"]) == url
    assert "Export | <reports> & more" in seen(message.blocks)
    check_harmless(message.text, message.blocks)


def test_notices_corrections_and_pointers_are_within_limits_and_harmless():
    hostile = "<!channel> <https://evil.example|bank> & *x* " * 200
    for message in (
        notice_message(PostId("P2"), hostile),
        correction_message(PostId("P3"), hostile, by=hostile, answer_url="https://x.example/1"),
        pointer_message(PostId("P4"), hostile, asker=hostile, account=hostile, summary=hostile, card_url="x"),
    ):
        check_message(message.blocks)
        check_harmless(message.text, message.blocks)
        assert message.blocks[0]["block_id"].startswith("earnest:P")
