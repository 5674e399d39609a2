"""A sentence that looks as if it said something else is found; what its source shows alike is not."""

from __future__ import annotations

import pytest

from bot.answer.check.disguise import disguised
from bot.domain import ArticleId, Passage, PassageId

LIMIT = "An export holds at most 50,000 rows. Open **... > Print**. See a\u200bb, ~~old~~ and Ex\u0440ort."


def found(text: str) -> str:
    return disguised(text, [Passage(PassageId("a#1"), ArticleId("a"), "A", LIMIT)])


@pytest.mark.parametrize(
    "text",
    [
        "An export holds at most 5\u20600,000 rows.",
        "An export holds at most \u202e50,000\u202c rows.",
        "An export holds at most 50,000 rows.\U000e0069",
        "An ex\u0440\u043ert holds at most 50,000 rows.",
        "An export holds ~~at most~~ 50,000 rows.",
        "An export holds ~at most~ 50,000 rows.",
        "An export holds … 50,000 rows.",
        "An export [...] 50,000 rows.",
    ],
)
def test_a_disguise_is_found(text: str) -> None:
    assert found(text)


@pytest.mark.parametrize(
    "text",
    [
        "An export holds at most 50,000 rows.",
        "See ~~old~~ and Ex\u0440ort.",
        "Print: **... > Print**.",
        "It takes ~5 to ~10 minutes.",
        "Run `git diff a...b`.",
        "👩\u200d💻 می\u200cخواهم",
        "Öffnen Sie Größe und naïve Œuvre.",
        "Откройте отчёт CSV.",
    ],
)
def test_what_only_looks_unusual_is_not(text: str) -> None:
    assert found(text) == ""
