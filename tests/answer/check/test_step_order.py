"""Steps told in another order than the source's are found; the source's order in other words is not."""

from __future__ import annotations

import pytest

from bot.answer.check.evidence import Evidence, evidence
from bot.answer.check.grounding import GroundingChecker
from bot.answer.check.step_order import reordered, reordered_steps
from bot.domain import ArticleId, Generation, Passage, PassageId, Sentence
from tests.fakes.entailment import Unasked

RESTORE = """## Restore a backup

1. Stop the worker on the **Machines** page.
2. In the **Backups** tab, pick the archive of the day that you want back.

   Older archives are packed, which takes some minutes.
3. Select **Restore**, and wait until the status is green.
4. Start the worker again.

## Remove a backup

1. Open the **Backups** tab.
2. Select **Discard** beside the archive.
"""
INVITE = """Open **Settings > Members**, enter the address of the colleague and select **Invite**. Then ask the
colleague to confirm the mail.

The owner has to verify the domain before members can sign in with it. Invoices are drawn up, then the card is charged.

To see the plan, open the account menu. To change the colour, open the theme menu.

- Install the agent.
- Choose a colour for the badge.
"""


def source(text: str) -> Evidence:
    return evidence(Passage(PassageId("a#1"), ArticleId("a"), "How to", text))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("First select **Restore**, then stop the worker on the machines page.", RESTORE),
        ("Select Restore before you pick the archive in the Backups tab.", RESTORE),
        ("Stop the worker after selecting **Restore**.", RESTORE),
        ("Once you start the worker again, select Restore.", RESTORE),
        ("Pick the archive of the day and then stop the worker.", RESTORE),
        ("Select **Invite**, then enter the address of the colleague.", INVITE),
        ("Members can sign in with the domain before the owner has to verify it.", INVITE),
        ("The card is charged first, and the invoices are drawn up after that.", INVITE),
        ("Open **Members > Settings**.", INVITE),
    ],
)
def test_a_turned_order_is_named(text: str, told: str) -> None:
    assert "source has it" in reordered(text, [source(told)])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("First stop the worker on the machines page, then select **Restore**.", RESTORE),
        ("Before you select Restore, pick the archive in the Backups tab.", RESTORE),
        ("Select **Restore** after stopping the worker.", RESTORE),
        ("Once the worker is stopped, pick the archive of the day.", RESTORE),
        ("Don't start the worker before you select Restore.", RESTORE),
        ("Open the Backups tab, and then select Restore.", RESTORE),
        ("Select Restore and start the worker.", RESTORE),
        ("The archive is packed after some minutes.", RESTORE),
        ("The owner verifies the domain before members sign in.", INVITE),
        ("The invoices are drawn up first, then the card is charged.", INVITE),
        ("First open the theme menu, then open the account menu.", INVITE),
        ("Choose a colour for the badge, then install the agent.", INVITE),
        ("Open **Settings > Members**.", INVITE),
        ("The worker is started again once a day, after the card is charged.", RESTORE),
    ],
)
def test_the_order_of_the_source_in_other_words_is_not(text: str, told: str) -> None:
    assert reordered(text, [source(told)]) == ""


@pytest.mark.parametrize("text", ["*" * 40_000, "a > " * 9_000, "x, " + " " * 40_000 + "then y", "after a b, " * 4_000])
def test_a_text_that_is_no_sentence_is_passed_over(text: str) -> None:
    assert reordered(text, [source(RESTORE)]) == ""


def test_an_order_that_one_of_two_sources_tells_stands() -> None:
    other = evidence(Passage(PassageId("b#1"), ArticleId("b"), "B", "1. Select **Restore**.\n2. Stop the worker."))
    assert reordered("Select Restore, then stop the worker.", [source(RESTORE)])
    assert reordered("Select Restore, then stop the worker.", [source(RESTORE), other]) == ""


STEPS = (
    "Stop the worker on the **Machines** page.",
    "In the **Backups** tab, pick the archive of the day that you want back.",
    "Start the worker again.",
)


def listed(*texts: str) -> list[Sentence]:
    return [Sentence(text, (PassageId("a#1"),), f"\n{number}. ") for number, text in enumerate(texts, 1)]


def test_a_list_of_quoted_steps_in_another_order_is_refused_where_it_turns() -> None:
    told = {PassageId("a#1"): source(RESTORE)}
    assert reordered_steps(listed(*STEPS), told) == {}
    assert list(reordered_steps(listed(STEPS[1], STEPS[0], STEPS[2]), told)) == [1]
    assert list(reordered_steps(listed(STEPS[2], "Have a coffee.", STEPS[0]), told)) == [2]
    assert reordered_steps([Sentence(text, (PassageId("a#1"),), "\n- ") for text in reversed(STEPS)], told) == {}


def test_sentences_that_then_joins_have_an_order_too() -> None:
    told = {PassageId("a#1"): source(RESTORE)}
    turned = [Sentence(text, (PassageId("a#1"),)) for text in ("Select **Restore**.", "Then stop the worker.")]
    right = [Sentence(text, (PassageId("a#1"),)) for text in ("Stop the worker.", "Then select **Restore**.")]
    assert list(reordered_steps(turned, told)) == [1]
    assert reordered_steps(right, told) == {}


async def test_quotations_in_the_wrong_order_are_not_posted() -> None:
    checker = GroundingChecker(Unasked())
    passage = source(RESTORE).passage
    right = await checker.check("?", Generation("test", tuple(listed(*STEPS))), [passage])
    wrong = await checker.check("?", Generation("test", tuple(listed(*reversed(STEPS)))), [passage])
    assert right.supported
    assert not wrong.supported
    assert [check.layer for check in wrong.checks if check.finding] == ["order"]
