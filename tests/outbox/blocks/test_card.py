"""What staff see on the desk, and which buttons a card has when."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain import Drafted, Generation, Grounding, Mode, Reason, ReasonCode, Tier
from bot.domain.states import TicketStatus
from bot.outbox.blocks import Button, CardState, CardView, available_actions, card_message
from tests.outbox.blocks.limits import action_ids, check_harmless, check_message, seen, walk
from tests.outbox.blocks.samples import PASSAGE, card, decision, drafted

HANDOFF = decision(
    tier=Tier.HANDOFF,
    drafted=None,
    sources=(),
    team="billing",
    reasons=(Reason(ReasonCode.ESCALATE_INTENT, Tier.HANDOFF),),
)


@pytest.mark.parametrize(
    "shown",
    [
        "Ada · acme · plan business · tier gold · in #lumio-acme · 3 earlier questions",
        "How do I export a report?",
        "feature_question 62 %",
        "Tier 1, to be reviewed",
        "It is not clear enough what the question is about (0.62)",
        "Urgency: normal (10 %)",
        "Frustration: raised (50 %)",
        "on call: Grace",
        "Ada wants to export a report.",
        "Check the retention and approve.",
        "waiting 4 minutes",
        "It is urgent",
        "Reassigned to support by Linus",
        "https://lumio.example/archives/C1/p1",
    ],
)
def test_a_card_shows_all_that_a_decision_needs(shown: str):
    assert shown in seen(card_message(card()).blocks)


def quotes_beside(*sentences: str) -> list[str]:
    """What stands beside the sentences of a draft, in order."""
    view = card(decision=decision(drafted=drafted(*sentences)))
    elements = [part for part in walk(card_message(view).blocks) if part.get("type") == "rich_text_quote"]
    quotes = ["".join(e.get("text", "") for e in quote["elements"]) for quote in elements]
    return [quote for quote in quotes if "Export reports" in quote or "same article" in quote]


def test_each_sentence_stands_beside_the_part_of_the_passage_that_supports_it():
    (beside,) = quotes_beside("Choose CSV under **Analytics**.")
    assert "Export reports" in beside and "“Open Analytics > Export and choose CSV.”" in beside


def test_an_article_is_named_once_and_a_quotation_not_printed_twice():
    first, second = quotes_beside("Open **Analytics > Export** and choose CSV.", "They are kept 30 days.")
    assert "Export reports" in first and first.endswith("word for word")
    assert second == "same article: “Files stay for 30 days.”"


def test_the_fallback_text_tells_what_waits_and_why():
    text = card_message(card()).text
    assert "How do I export a report?" in text and "Tier 1" in text and "choose CSV" in text


def test_an_unsupported_sentence_is_marked_with_the_finding():
    text = seen(card_message(card()).blocks)
    assert "⚠ No source supports this: 45 is in no source" in text


def test_text_edited_by_staff_is_shown_without_evidence():
    text = seen(card_message(card(final_text="Files stay for 30 days.", state=CardState.EDITED)).blocks)
    assert "Files stay for 30 days." in text and "45" not in text


def test_a_question_back_is_a_draft_too():
    view = card(decision=decision(drafted=drafted(ask="Which report do you mean?")))
    assert "Which report do you mean?" in seen(card_message(view).blocks)
    assert "approve" in available_actions(view)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "approve edit reassign decline reply take intent"),
        ({"state": CardState.REASSIGNED}, "approve edit reassign decline reply take intent"),
        ({"state": CardState.GIVEN_BACK}, "approve edit reassign decline reply take intent"),
        ({"decision": HANDOFF}, "reassign reply take intent"),
        ({"mode": Mode.WATCH}, "reassign take accurate not_accurate intent"),
        ({"state": CardState.TAKEN}, "reassign reply give_back resolve hold accurate not_accurate intent"),
        (
            {"state": CardState.TAKEN, "status": TicketStatus.ON_HOLD},
            "reassign reply give_back resolve reopen accurate not_accurate intent",
        ),
        (
            {"state": CardState.TAKEN, "status": TicketStatus.RESOLVED},
            "reassign reply give_back reopen accurate not_accurate intent",
        ),
        ({"state": CardState.HANDED_OVER}, "reassign reply take resolve hold intent"),
        ({"state": CardState.APPROVED}, "take accurate not_accurate intent"),
        ({"state": CardState.APPROVED, "accurate": True}, "take intent"),
        ({"state": CardState.ANSWERED}, "take accurate not_accurate intent"),
        ({"state": CardState.DECLINED}, "reply take accurate not_accurate intent"),
        ({"state": CardState.SUPERSEDED}, ""),
        ({"state": CardState.CANCELLED}, ""),
    ],
)
def test_a_card_offers_what_makes_sense_in_its_state(changes, expected: str):
    message = card_message(card(**changes))
    assert action_ids(message.blocks) == expected.split()
    assert {p["value"] for p in walk(message.blocks) if p.get("type") == "button"} <= {"D1"}


def test_a_card_that_somebody_took_asks_once_whether_its_draft_was_right():
    asks = "Was the draft right?"
    assert asks in seen(card_message(card(state=CardState.TAKEN)).blocks)
    for silent in ({}, {"state": CardState.APPROVED}, {"state": CardState.TAKEN, "accurate": True}):
        assert asks not in seen(card_message(card(**silent)).blocks)


def test_a_decided_card_stops_the_clock():
    assert "waiting" not in seen(card_message(card(state=CardState.APPROVED)).blocks)


def test_in_watch_mode_the_card_says_that_nothing_was_sent():
    assert "nothing was sent to the customer" in seen(card_message(card(mode=Mode.WATCH)).blocks)


def test_a_question_of_40000_characters_is_shortened_on_the_card():
    message = card_message(card(question="word " * 8_000))
    check_message(message.blocks)
    assert "…(shortened)" in seen(message.blocks)


@pytest.mark.parametrize("state", list(CardState))
def test_a_card_full_of_long_and_hostile_texts_is_within_limits(state: CardState):
    hostile = "<!channel> <@U1> <https://evil.example|bank> & *b* `c` \u202e " * 400
    view = card(
        state=state,
        question=hostile,
        asker=hostile,
        channel_name=hostile,
        owner=hostile,
        events=(hostile,) * 40,
        decision=decision(
            drafted=drafted(*[hostile[:2_000]] * 40, unsupported=tuple(range(20))),
            summary=hostile,
            suggestion=hostile,
            reasons=(Reason(ReasonCode.MODEL_ESCALATED, Tier.ASSISTED, hostile),) * 20,
        ),
    )
    message = card_message(view)
    check_message(message.blocks)
    check_harmless(message.text, message.blocks)


def test_an_empty_question_is_still_a_card():
    message = card_message(card(question="", asker="", account=None, thread_url="", later=(), events=()))
    check_message(message.blocks)
    assert "(no text)" in seen(message.blocks)


def near_card(**changes: object) -> CardView:
    nothing = Drafted(Generation("extractive", escalate="too little", near=(PASSAGE.id,)), Grounding())
    found = decision(tier=Tier.ASSISTED, drafted=nothing, sources=())
    return replace(card(decision=found, state=CardState.HANDED_OVER), **changes)  # type: ignore[arg-type]


def test_where_nothing_is_certain_the_card_shows_what_is_near_and_offers_a_draft_of_it():
    view = near_card()
    shown = seen(card_message(view).blocks)
    assert "Nothing certain; these are near" in shown
    assert "Export reports" in shown and "https://help.example/exports" in shown
    assert Button.DRAFT_NEAR in available_actions(view)


def test_the_draft_made_of_what_is_near_is_decided_like_any_other():
    view = near_card(state=CardState.PENDING, proposed="Open **Analytics**.")
    shown = seen(card_message(view).blocks)
    assert "Analytics" in shown and "Nothing certain" not in shown
    assert {Button.APPROVE, Button.EDIT, Button.DECLINE} <= set(available_actions(view))
    assert Button.DRAFT_NEAR not in available_actions(view)


@pytest.mark.parametrize("changes", [{"mode": Mode.WATCH}, {"state": CardState.TAKEN}, {"state": CardState.CANCELLED}])
def test_a_draft_of_what_is_near_is_not_offered_where_nobody_could_send_it(changes: dict[str, object]):
    assert Button.DRAFT_NEAR not in available_actions(near_card(**changes))
