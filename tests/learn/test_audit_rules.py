"""Which answers an act of the desk audits, which edits are cosmetic, and which questions are repeats."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.domain import Audit, Reason, ReasonCode, Tier
from bot.learn.audit_rules import auditable, cosmetic, repeats
from tests.outbox.blocks.samples import decision

AT = datetime(2026, 3, 2, tzinfo=UTC)
EARLIER = [
    Audit("1", "export", "claude", True, AT, "approve", None, "acme", "How do I export work orders to a CSV file?")
]


@pytest.mark.parametrize(
    ("codes", "tier", "expected"),
    [
        ([ReasonCode.ALL_CLEAR], Tier.ANSWERED, True),
        ([ReasonCode.INTENT_NOT_TRUSTED, ReasonCode.DRAFT_MODE], Tier.REVIEWED, True),
        ([ReasonCode.INTENT_NOT_TRUSTED, ReasonCode.STALE_SOURCE], Tier.REVIEWED, False),
        ([ReasonCode.LOW_CONFIDENCE], Tier.REVIEWED, False),
        ([ReasonCode.NOTHING_SUPPORTS], Tier.ASSISTED, False),
    ],
)
def test_only_what_mode_and_trust_alone_held_back_is_audited(
    codes: list[ReasonCode], tier: Tier, expected: bool
) -> None:
    made = decision(tier=tier, reasons=tuple(Reason(code, tier) for code in codes))
    assert auditable(made) is expected
    assert not auditable(replace(made, not_a_request=True))


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("Open Reports, choose Work orders, then select Export to CSV.", True),
        ("Open reports, choose work orders,  then select Export to CSV", True),
        ("Open Reports, choose Invoices, then select Export to PDF.", False),
        ("", False),
    ],
)
def test_an_edit_is_cosmetic_below_a_twentieth_of_the_text(after: str, expected: bool) -> None:
    assert cosmetic("Open Reports, choose Work orders, then select Export to CSV.", after) is expected


@pytest.mark.parametrize(
    ("question", "account", "expected"),
    [
        ("how do i export work orders to a csv file", "globex", True),
        ("How do I export work orders to CSV?", "acme", True),
        ("How do I export assets to a spreadsheet?", "globex", False),
        ("Can I print a work order?", "acme", False),
    ],
)
def test_near_duplicates_and_an_accounts_own_repeats_are_found(question: str, account: str, expected: bool) -> None:
    assert repeats(question, account, EARLIER) is expected
