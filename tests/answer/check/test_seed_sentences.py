"""Sentences about the seed's articles, each standing for a kind: what is false does not pass, what is true does."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.answer.check.grounding import GroundingChecker
from bot.domain import ArticleId, Generation, Passage, PassageId, Sentence, SentenceCheck
from bot.platform.entailment import LocalEntailment

SEED = Path(__file__).parents[3] / "kb_seed"


def article(name: str) -> Passage:
    path = next(SEED.rglob(f"{name}.md"))
    _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    meta = yaml.safe_load(front)
    return Passage(PassageId(f"{name}#1"), ArticleId(name), meta["title"], body.strip(), url=meta["url"])


async def judged(entailment: LocalEntailment, name: str, text: str) -> SentenceCheck:
    source = article(name)
    said = Generation("claude", (Sentence(text, (source.id,)),))
    grounding = await GroundingChecker(entailment).check("How does this work, please?", said, [source])
    return grounding.checks[0]


@pytest.mark.parametrize(
    ("name", "text", "layer"),
    [
        ("merge-duplicate-work-orders", "You can undo a merge within a day.", ""),
        (
            "merge-duplicate-work-orders",
            "The newest work order stays, and the others are closed as duplicates.",
            "entailment",
        ),
        ("work-offline", "Remove the app and install it again while changes wait.", ""),
        ("export-work-orders-to-csv", "Technicians can export work orders.", "entailment"),
        ("add-a-team-member", "Viewers take a paid seat.", "entailment"),
        ("csv-export-limits", "Lumio cuts a file that is too large and mails the first part.", "entailment"),
        ("csv-export-limits", "[Limits of CSV exports](https://other.example/x) lists all limits.", "facts"),
        ("export-is-stuck-or-missing", "I have started the export; you will get the file in a few minutes.", "deeds"),
        ("add-a-team-member", "Our team will invite the user for you.", "deeds"),
        ("reset-your-password", "I have reset your password.", "deeds"),
        (
            "export-work-orders-to-csv",
            "L'exportation est envoyée par courriel dès que le fichier est prêt.",
            "language",
        ),
    ],
)
async def test_what_is_false_does_not_pass(entailment: LocalEntailment, name: str, text: str, layer: str) -> None:
    check = await judged(entailment, name, text)
    assert check.finding
    assert not check.supported
    assert layer in ("", check.layer)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("api-rate-limits-business", "The day resets at 00:00 UTC."),
        ("api-error-429", "The day resets at 00:00 UTC."),
        ("schedule-a-report", "A report can go to up to 20 people."),
        ("customer-portal-requests", "A Requester may send up to 20 requests a day."),
        ("api-rate-limits-business", "The Business plan has 20 API tokens."),
        ("reset-your-password", "The link works for 30 minutes."),
        (
            "how-long-data-is-kept",
            "Closed ones are kept for 5 years, and open ones for as long as the account exists.",
        ),
        ("export-is-stuck-or-missing", "It means the file couldn't be written."),
        ("merge-duplicate-work-orders", "A merge can't be undone."),
        ("add-a-team-member", "Viewers are free up to the number in your plan."),
    ],
)
async def test_what_is_true_passes(entailment: LocalEntailment, name: str, text: str) -> None:
    check = await judged(entailment, name, text)
    assert check.finding == ""
