"""The grounding check: what is quoted passes, what is invented, turned or uncited does not."""

from __future__ import annotations

import pytest

from bot.answer.check.grounding import GroundingChecker
from bot.answer.check.tenant_wall import Wall
from bot.domain import Account, ArticleId, Generation, Grounding, Passage, PassageId, Sentence
from bot.language.sentences import units
from bot.platform.entailment import LocalEntailment
from tests.fakes.entailment import Unasked

RESET = Passage(
    PassageId("reset#1"),
    ArticleId("reset"),
    "How to reset your password",
    "To reset your password, select **Forgot password?** on the sign-in page. The link is valid for 30 minutes.\n\n"
    "1. Open app.lumio.example.\n2. Enter a new password of at least 12 characters and select **Save**.\n\n"
    "Monthly payments are not refunded. Only Admins can reset the password of a Technician.",
    url="https://help.lumio.example/reset",
)
PRICES = Passage(
    PassageId("prices#1"),
    ArticleId("prices"),
    "Plans and prices",
    "Starter costs $20, and Business costs $40, for each seat and month.\n\n"
    "| | Starter | Business |\n|---|---|---|\n| storage | 10 GB | 250 GB |\n",
)


@pytest.fixture(scope="module")
def checker(entailment: LocalEntailment) -> GroundingChecker:
    return GroundingChecker(entailment, Wall(("Acme", "Globex")))


async def judged(checker: GroundingChecker, text: str, cites: tuple[str, ...] = ("reset#1", "prices#1")) -> Grounding:
    said = Generation("test", (Sentence(text, tuple(PassageId(c) for c in cites)),))
    return await checker.check("?", said, [RESET, PRICES], Account("Acme"))


async def test_a_quotation_passes_with_full_score_and_without_a_model() -> None:
    quiet = GroundingChecker(Unasked())
    told = tuple(
        Sentence(u.plain, (PRICES.id,), u.lead) for u in units(PRICES.text) if "$20" in u.text or "250" in u.text
    )
    grounding = await quiet.check("?", Generation("test", told), [RESET, PRICES])
    assert len(grounding.checks) == 2
    assert grounding.supported
    assert grounding.score == 1.0
    assert grounding.checks[0].passage_id == PRICES.id


@pytest.mark.parametrize(
    "text",
    [
        "The link is valid for half an hour, that is 30 minutes.",
        "Your new password needs at least 12 characters.",
        "Starter is $20 for each seat and month.",
        "The Business plan has 250 GB of storage.",
        "To reset your password, go to the sign-in page and select Forgot password?",
    ],
)
async def test_a_faithful_rewording_passes(checker: GroundingChecker, text: str) -> None:
    grounding = await judged(checker, text)
    assert grounding.finding == ""
    assert grounding.score > 0.5


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("The link is valid for 60 minutes.", "number 60 minutes"),
        ("Monthly payments are refunded.", "source says no"),
        ("Starter costs $40 for each seat and month.", "source says"),
        ("The Starter plan has 250 GB of storage.", "source says"),
        ("Only Dispatchers can reset the password of a Technician.", "Dispatcher"),
        ("Select **Magic link** on the sign-in page to reset your password.", "Magic link"),
        ("To reset your password, see https://evil.example/reset.", "evil.example"),
        ("Lumio was founded in a garage by two brothers.", "no cited passage says this"),
        ("Your dispatcher can send you a pizza while you wait.", "no cited passage says this"),
        ("Globex resets its passwords on the sign-in page.", "another customer"),
        ("The link is valid for 30 minutes, <!here>.", "mentions"),
        ("The link is valid for 30 minutes, @channel.", "mentions"),
        ("Ask in <#C012345>: the link is valid for 30 minutes.", "mentions"),
    ],
)
async def test_what_the_sources_do_not_say_is_marked(checker: GroundingChecker, text: str, finding: str) -> None:
    grounding = await judged(checker, text)
    assert not grounding.supported
    assert finding.lower() in grounding.finding.lower()


async def test_a_sentence_without_a_citation_is_unsupported_even_when_true(checker: GroundingChecker) -> None:
    grounding = await judged(checker, "The link is valid for 30 minutes.", cites=())
    assert grounding.checks[0].finding == "cites no passage"
    assert grounding.score == 0.0


async def test_a_citation_of_an_unknown_passage_is_unsupported(checker: GroundingChecker) -> None:
    grounding = await judged(checker, "The link is valid for 30 minutes.", cites=("reset#1", "made-up"))
    assert not grounding.supported


async def test_support_counts_only_from_the_cited_passage(checker: GroundingChecker) -> None:
    grounding = await judged(
        checker, "Starter costs $20, and Business costs $40, for each seat and month.", ("reset#1",)
    )
    assert not grounding.supported


async def test_the_asking_customer_may_be_named(checker: GroundingChecker) -> None:
    grounding = await judged(checker, "For Acme, the link is valid for 30 minutes.")
    assert "customer" not in grounding.finding


async def test_the_finding_names_the_sentence_and_the_fault(checker: GroundingChecker) -> None:
    said = Generation(
        "test", (Sentence("Lumio pays you $99 a day.", (RESET.id,)), Sentence("Open app.lumio.example.", (RESET.id,)))
    )
    grounding = await checker.check("?", said, [RESET])
    assert [check.supported for check in grounding.checks] == [False, True]
    assert "'Lumio pays you $99 a day.'" in grounding.finding
    assert "Open app" not in grounding.finding


async def test_no_answer_is_no_support(checker: GroundingChecker) -> None:
    grounding = await checker.check("?", Generation("test"), [RESET])
    assert not grounding.supported
    assert grounding.score == 0.0
