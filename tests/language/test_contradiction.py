"""What goes against a source is named; what only sounds like it is not."""

from __future__ import annotations

import pytest

from bot.language.contradiction import contradiction
from bot.language.sentences import Kind, units

SWAPPED = "Bandwidth resets every month, while storage usage does not."
ALERTS = (
    "## Budget alerts\n\nYou get emails when usage reaches 75%, 90%, and 100% of the budget amount.\n\n"
    "## Included usage alerts\n\nEmails are sent when the included usage for your plan reaches 90% and 100%."
)
CAP = "With the cap on, further usage of that item is disallowed until the next billing cycle."
NO_BUDGETS = "The cap does not allow fine control, such as budgets for a single usage item or messages."


def told(claim: str, source: str) -> str:
    return contradiction(claim, [unit for unit in units(source) if unit.kind is not Kind.HEADING])


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Storage is reset every month, bandwidth isn't.", SWAPPED),
        ("Included usage alerts go out at 75% and 100%.", ALERTS),
        ("You can undo a merge of two orders.", "A merge of two orders cannot be undone, so you can't undo a merge."),
    ],
)
def test_what_goes_against_a_source_is_named(claim: str, source: str) -> None:
    assert told(claim, source)


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Bandwidth is reset every month, storage usage isn't.", SWAPPED),
        ("Included usage alerts go out at 90% and 100%.", ALERTS),
        ("With the cap on, an item's further usage can't go on until the next billing cycle.", CAP),
        ("You can't set budgets for a single usage item.", NO_BUDGETS),
    ],
)
def test_what_only_sounds_like_it_is_not(claim: str, source: str) -> None:
    assert told(claim, source) == ""
