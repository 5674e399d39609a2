"""Modals, App Home and what staff see in answer to commands."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain import Drafted, Generation, Grounding, PassageId, Sentence, SentenceCheck, Versions
from bot.outbox.blocks import (
    Field,
    HomeView,
    ModalContext,
    OpenCard,
    closed_home,
    decline_modal,
    dry_run_message,
    edit_modal,
    edited_text,
    feedback_word_modal,
    flag_modal,
    form_errors,
    help_message,
    home_view,
    reassign_modal,
    unpack,
    why_message,
)
from bot.outbox.blocks.modals import PART_MAX
from tests.outbox.blocks.limits import check_harmless, check_message, check_view, seen
from tests.outbox.blocks.samples import NOW, decision, drafted

WHERE = ModalContext(decision_id="D1", channel="C1", message_ts="1.5")


@pytest.mark.parametrize(
    "view",
    [
        edit_modal(WHERE, "A draft"),
        edit_modal(WHERE, ""),
        edit_modal(WHERE, "x " * 9_000),
        reassign_modal(WHERE, ["support", "billing"], "billing", "U1"),
        reassign_modal(WHERE, [f"team {n} " + "x" * 100 for n in range(150)]),
        decline_modal(WHERE),
        flag_modal(WHERE, "a note"),
        feedback_word_modal(WHERE),
        closed_home(),
    ],
)
def test_every_view_is_within_slacks_limits(view):
    check_view(view)


def test_a_modal_carries_its_context_and_the_draft():
    view = edit_modal(WHERE, "A **draft**")
    assert unpack(view["private_metadata"]) == WHERE
    assert view["blocks"][0]["element"]["initial_value"] == "A **draft**"


@pytest.mark.parametrize("lines", [3, 150, 2_000])
def test_a_form_holds_the_whole_draft_or_says_what_it_left_out_and_keeps_it(lines: int):
    draft = "Save this as x.yml:\n\n```yaml\n" + "\n".join(f"key_{n}: <!-- **{n}** -->" for n in range(lines)) + "\n```"
    view = edit_modal(WHERE, draft)
    check_view(view)
    inputs = [block for block in view["blocks"] if block["type"] == "input"]
    sent = {block["block_id"]: block["element"].get("initial_value") for block in inputs}
    assert edited_text(sent, draft) == draft
    assert ("sent unchanged after it" in seen(view["blocks"])) == (lines == 2_000)
    assert form_errors("edit_draft", sent) == {}
    changed = edited_text({**sent, Field.TEXT: "Changed by hand."}, draft)
    assert changed.startswith("Changed by hand.")
    assert changed.endswith("```") == (len(inputs) > 1)


@pytest.mark.parametrize("blank", [1, 2, 3])
def test_blank_lines_at_the_border_of_two_fields_are_kept(blank: int):
    draft = "\n".join(["x" * (PART_MAX - 2 - blank), *[""] * blank, "  key: value", "end"])
    view = edit_modal(WHERE, draft)
    inputs = [block for block in view["blocks"] if block["type"] == "input"]
    sent = {block["block_id"]: block["element"].get("initial_value") for block in inputs}
    assert len(inputs) == 2
    assert edited_text(sent, draft) == draft


def test_a_field_that_holds_too_much_is_named():
    assert list(form_errors("edit_draft", {"text": "fine", "text_2": "x" * 3_001})) == ["text_2"]


@pytest.mark.parametrize("forged", ["", "nonsense", "[]", '{"decision_id": 7}', '{"other": "x"}', "[" * 9_000, "null"])
def test_forged_private_metadata_is_no_context(forged: str):
    assert unpack(forged) is None


def test_the_team_menu_starts_with_the_current_team():
    element = reassign_modal(WHERE, ["support", "billing"], "billing")["blocks"][0]["element"]
    assert element["initial_option"]["value"] == "billing"
    assert "initial_option" not in reassign_modal(WHERE, ["support"], "gone")["blocks"][0]["element"]


@pytest.mark.parametrize(
    ("form", "values", "wrong"),
    [
        ("edit_draft", {"text": "Words"}, set()),
        ("edit_draft", {"text": "  "}, {"text"}),
        ("edit_draft", {"text": None}, {"text"}),
        ("edit_draft", {"text": "x" * 3_001}, {"text"}),
        ("reassign", {"team": "billing", "owner": None}, set()),
        ("reassign", {"team": "forged"}, {"team"}),
        ("flag", {"verdict": "wrong", "cause": None}, set()),
        ("flag", {"verdict": None, "cause": "forged"}, {"verdict", "cause"}),
        ("decline", {"reason": None}, set()),
    ],
)
def test_a_form_says_what_is_wrong_with_it(form: str, values: dict[str, str | None], wrong: set[str]):
    assert set(form_errors(form, values, ["support", "billing"])) == wrong


def test_home_lists_my_cards_and_the_queues():
    cards = tuple(
        OpenCard("Draft to review", f"Ada {n}", NOW - timedelta(hours=2), "https://x.example/1") for n in range(40)
    )
    view = home_view(HomeView(cards, {"Waiting": 40, "With people": 2}, NOW, "10:32"))
    check_view(view)
    text = seen(view["blocks"])
    assert "Waiting: 40" in text and "Ada 0 · waiting 2 hours" in text and "… and 10 more cards" in text
    assert "Nothing waits for you" in seen(home_view(HomeView((), {}, NOW))["blocks"])


def test_a_dry_run_shows_reasons_answer_and_sources():
    message = dry_run_message("How?", decision(drafted=drafted("Open it.")), "acme")
    check_message(message.blocks)
    text = seen(message.blocks)
    assert "Tier 1" in text and "Open it." in text and "Export reports" in text and "as acme" in text


def test_a_dry_run_without_an_answer_says_who_would_get_it():
    assert "it would go to a person" in seen(dry_run_message("How?", decision(drafted=None)).blocks)
    assert "Not a request" in seen(dry_run_message("Hi", decision(not_a_request=True)).blocks)


def test_why_shows_what_each_layer_says_of_each_sentence_and_what_the_answer_was_made_with():
    said = Sentence("Open <!here> **Reports**.", (PassageId("exports#1"),)), Sentence("It takes 5 minutes.")
    checks = (
        SentenceCheck(said[0], True, PassageId("exports#1"), layer="quotation"),
        SentenceCheck(said[1], False, finding="no cited passage has the number 5 minutes", layer="facts"),
    )
    made = Drafted(
        Generation("claude", said, model="some-model", prompt="answer/4"), Grounding(checks, 0.4, version="check/4")
    )
    message = why_message("How?", decision(drafted=made, versions=Versions("000003-abc", "f00d")))
    check_message(message.blocks)
    check_harmless(message.text, message.blocks)
    text = seen(message.blocks)
    assert "word for word in “Export reports”" in text
    assert "not supported (facts): no cited passage has the number 5 minutes" in text
    for part in ("engine claude", "some-model", "answer/4", "check/4", "index 000003-abc", "policy f00d"):
        assert part in text


def test_why_of_the_longest_answer_still_fits():
    said = [Sentence("word " * 400, (PassageId("exports#1"),)) for _ in range(60)]
    checks = tuple(SentenceCheck(one, True, PassageId("exports#1"), layer="entailment") for one in said)
    message = why_message("How?", decision(drafted=Drafted(Generation("claude", tuple(said)), Grounding(checks, 1.0))))
    check_message(message.blocks)
    assert "more sentences" in seen(message.blocks)


def test_why_and_help():
    why, usage = why_message("How <!here>?", decision()), help_message("dance")
    assert "Draft mode is on" in seen(why.blocks)
    assert "/earnest why <link>" in seen(usage.blocks) and "“dance”" in seen(usage.blocks)
    for message in (why, usage):
        check_message(message.blocks)
        check_harmless(message.text, message.blocks)
