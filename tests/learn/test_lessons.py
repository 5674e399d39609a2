"""What is learned from reviewed tickets, what judges it, and when it is used: rules that no customer can bend alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain import DecisionId, TicketId, UserId
from bot.domain.labels import IntentLabel, LabelSource
from bot.learn.lessons import Score, enough_to_judge, is_held_out, lessons, no_worse
from bot.policy.review import Learn

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
INTENTS = frozenset({"billing", "export", "refund"})
RULE = Learn(labels=10, held_out=0.3, each=4)
THINGS = (
    "invoice",
    "webhook",
    "calendar",
    "printer",
    "password",
    "seat",
    "report",
    "board",
    "login",
    "export",
    "team",
    "plan",
)


def label(number: int, intent: str = "export", text: str = "", **changes: object) -> IntentLabel:
    """A label of its own ticket, account and person, younger with each number."""
    thing, other = THINGS[number % 12], THINGS[(number * 5 + number // 12 + 1) % 12]
    made = IntentLabel(
        id=f"corrected:D{number}:1",
        ticket_id=TicketId(f"T{number}"),
        decision_id=DecisionId(f"D{number}"),
        source=LabelSource.CORRECTED,
        intent=intent,
        was="billing",
        by=UserId(f"U{number}"),
        at=AT + timedelta(hours=number),
        asked_at=AT,
        place=f"account{number}",
        text=text or f"{thing} {other} case{number} of site{number * 7} fails{number}",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def learned(*labels: IntentLabel, rule: Learn = RULE) -> dict[str, str]:
    """Everything that counts, learned or held out, by its text."""
    found = lessons(sorted(labels, key=lambda one: one.at, reverse=True), INTENTS, rule)
    return dict((*found.taught, *found.held_out))


def test_a_ticket_is_held_out_by_its_id_alone_and_is_never_learned_from() -> None:
    many = [label(number) for number in range(200)]
    first = lessons(many[:100], INTENTS, replace_each(200))
    later = lessons(many, INTENTS, replace_each(200))
    assert not set(first.held_out) & set(later.taught)
    assert not set(later.held_out) & set(later.taught)
    share = sum(is_held_out(one.ticket_id, 0.3) for one in many) / len(many)
    assert 0.2 < share < 0.4
    assert len(later.held_out) == sum(is_held_out(one.ticket_id, 0.3) for one in many)


def replace_each(each: int) -> Learn:
    return RULE.model_copy(update={"each": each})


def test_near_the_same_words_count_once_and_say_what_the_newest_label_says() -> None:
    words = "how do I get all of my invoices as one file"
    told = learned(label(1, "billing", words), label(2, "export", words.upper() + "?"), label(3, "refund"))
    assert told == {words.upper() + "?": "export", label(3).text: "refund"}


@pytest.mark.parametrize("same", [{"place": "acme"}, {"by": UserId("UADA")}], ids=["account", "person"])
def test_one_account_and_one_person_give_an_intent_only_so_many_labels(same: dict[str, object]) -> None:
    theirs = [label(number, "refund", **same) for number in range(40)]
    others = [label(number, "export") for number in range(40, 46)]
    assert Counter(learned(*theirs, *others).values()) == {"refund": RULE.each, "export": 6}


def test_audits_have_no_person_and_so_are_counted_by_account_alone() -> None:
    confirmed = [label(number, by=UserId(""), source=LabelSource.AUDITED) for number in range(6)]
    assert len(learned(*confirmed)) == 6


def test_what_a_person_names_goes_before_what_an_audit_confirms_and_the_last_word_holds() -> None:
    first, second = label(1, "refund"), label(1, "export", id="corrected:D1:2", at=AT + timedelta(hours=2))
    audited = label(1, "billing", id="audited:D1", source=LabelSource.AUDITED, at=AT + timedelta(hours=3))
    assert learned(first, second, audited) == {first.text: "export"}


def test_an_intent_that_the_policy_no_longer_has_and_words_that_are_gone_teach_nothing() -> None:
    assert learned(label(1, "last year's"), label(2, text="?"), label(3)) == {label(3).text: "export"}


@pytest.mark.parametrize(
    ("before", "after", "policy", "used"),
    [
        (Score(10, 0.99), Score(10, 0.99), 0.99, True),
        (Score(10, 0.99), Score(14, 0.99), 0.99, True),
        (Score(10, 0.99), Score(9, 1.0), 0.99, False),
        (Score(10, 0.99), Score(20, 0.98), 0.99, False),
        (Score(10, 0.97), Score(20, 0.98), 0.99, False),
    ],
)
def test_it_is_used_only_if_it_reads_no_fewer_right_and_escalates_no_less_than_the_policy_alone(
    before: Score, after: Score, policy: float, used: bool
) -> None:
    assert no_worse(before, after, policy) is used


def test_too_few_held_out_questions_judge_nothing() -> None:
    assert not enough_to_judge(7, Learn())
    assert enough_to_judge(8, Learn())
    assert not enough_to_judge(0, Learn(labels=1))
