"""Unanswered questions as gaps: grouped, named, and ranked by how many ask."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.language.gaps import Gap, Unanswered, gaps
from tests.fakes.embedding import WordEmbedder

NOW = datetime(2026, 11, 3, 10, tzinfo=UTC)


def asked(account: str, text: str, days: int = 0) -> Unanswered:
    return Unanswered(f"T-{account}", account, "C1", "1.000100", text, NOW - timedelta(days=days))


async def ranked(*questions: Unanswered, least: int = 2) -> list[Gap]:
    vectors = await WordEmbedder().embed([one.text for one in questions])
    return gaps(questions, vectors, least)


async def test_what_many_customers_ask_ranks_above_what_one_asks_often() -> None:
    often = [asked("acme", f"webhook signature header {'please ' * n}".strip()) for n in range(3)]
    many = [asked(f"customer {n}", "dark colour theme", n) for n in range(3)]
    first, second = await ranked(*often, *many)
    assert (first.name, first.questions, first.accounts, first.latest) == ("dark colour", 3, 3, NOW)
    assert (second.questions, second.accounts) == (3, 1)
    assert {one.text for one in first.examples} == {"dark colour theme"}


async def test_a_lone_question_is_no_gap_unless_asked_for() -> None:
    assert await ranked(asked("acme", "dark colour theme")) == []
    assert len(await ranked(asked("acme", "dark colour theme"), least=1)) == 1
    assert await ranked() == []
