"""The sentences people read say what is true, and no more."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain import Reason, ReasonCode, Tier
from bot.texts import card, customer, forms, reasons, times

BERLIN = ZoneInfo("Europe/Berlin")
NOTICES = [customer.handoff, customer.undecided, customer.asked_for_person]
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("code", list(ReasonCode))
def test_every_reason_has_a_sentence_of_its_own(code: ReasonCode):
    sentence = reasons.reason(Reason(code, Tier.REVIEWED))
    assert sentence.count(" ") >= 3 and sentence != code.value
    assert reasons.reason(Reason(code, Tier.REVIEWED, "why")) == f"{sentence} (why)"


@pytest.mark.parametrize("notice", NOTICES)
def test_a_notice_outside_hours_names_the_next_opening_with_its_zone(notice):
    opens = datetime(2026, 11, 23, 9, 0, tzinfo=BERLIN)
    text = notice("billing", closes=None, opens=opens, zone="Europe/Berlin")
    assert "Monday 23 Nov at 09:00 (Europe/Berlin)" in text and "billing team" in text.lower()


@pytest.mark.parametrize("notice", NOTICES)
def test_a_notice_during_hours_promises_a_person_but_no_minutes(notice):
    text = notice("billing", closes=datetime(2026, 11, 23, 18, 0, tzinfo=BERLIN), opens=None, zone="Europe/Berlin")
    assert "in this thread" in text and "minute" not in text and "away" not in text


def test_a_notice_without_known_hours_promises_no_time():
    text = customer.handoff("", closes=None, opens=None, zone="UTC")
    assert "our team" in text and "as soon as someone is available" in text


def test_a_team_is_not_called_team_twice():
    assert "our trust team has it" in customer.handoff("trust team", closes=None, opens=None, zone="UTC")


@pytest.mark.parametrize(
    ("passed", "said"),
    [(5, "just now"), (-5, "just now"), (60, "1 minute ago"), (200, "3 minutes ago"), (7_300, "2 hours ago"),
     (90_000, "1 day ago")],
)  # fmt: skip
def test_spans_are_said_in_the_largest_whole_unit(passed: int, said: str):
    assert times.ago(NOW - timedelta(seconds=passed), NOW) == said


def test_times_are_local_and_name_their_zone():
    assert times.moment(NOW, BERLIN, "Europe/Berlin") == "23 Nov 2026 13:00 (Europe/Berlin)"
    assert customer.reviewed(date(2026, 11, 3)) == "reviewed 3 Nov 2026"


def test_a_second_click_learns_who_decided_and_when():
    said = card.decided("approved", "Grace", NOW - timedelta(minutes=3), NOW)
    assert said == "Already approved by Grace, 3 minutes ago."


def test_titles_of_forms_fit_into_slacks_24_characters():
    titles = [forms.EDIT_TITLE, forms.REASSIGN_TITLE, forms.DECLINE_TITLE, forms.FLAG_TITLE, customer.WORD_TITLE]
    assert max(map(len, titles)) <= 24
