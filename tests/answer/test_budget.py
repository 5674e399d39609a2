"""Every source of an answer is held to its budget."""

from __future__ import annotations

import pytest

from bot.answer.budget import SUMMARY_TOKENS, TURN_TOKENS, clipped, near_best, tokens, within_budget
from bot.domain import Account, ArticleId, Brief, Passage, PassageId, Utterance
from bot.policy import Knowledge

LONG = "Open the settings of the workspace and press the button.\n" * 400


def passage(name: str, score: float = 1.0, *, live: bool = False, text: str = LONG) -> Passage:
    return Passage(PassageId(name), ArticleId(name), name, text, score=score, live=live)


def test_no_source_takes_more_than_its_budget() -> None:
    brief = Brief(
        "q",
        passages=tuple(passage(name) for name in "abcde"),
        history=(Utterance("customer", LONG), Utterance("earnest", "Short.")),
        summary=LONG,
        account=Account("acme", plan="Business"),
    )
    limits = Knowledge()
    kept = within_budget(brief, limits)
    assert [p.id for p in kept.passages] == ["a", "b", "c"]
    assert all(700 < tokens(p.text) <= limits.passage_tokens for p in kept.passages)
    assert TURN_TOKENS - 50 < tokens(kept.history[0].text) <= TURN_TOKENS
    assert kept.history[1].text == "Short."
    assert tokens(kept.summary) <= SUMMARY_TOKENS
    assert kept.account == brief.account


def test_what_tools_looked_up_takes_no_articles_place() -> None:
    brief = Brief("q", (passage("tool", live=True), *(passage(name) for name in "abcd")))
    assert [p.id for p in within_budget(brief, Knowledge()).passages] == ["tool", "a", "b", "c"]


@pytest.mark.parametrize(
    ("most", "plan", "tone", "tier"), [(500, "P", "formal", "gold"), (3, "P", "formal", ""), (0, None, "neutral", "")]
)
def test_an_account_record_loses_its_least_important_fields_first(
    most: int, plan: str | None, tone: str, tier: str
) -> None:
    brief = Brief("q", (), account=Account("acme", plan="P", tone="formal", tier="gold"))
    kept = within_budget(brief, Knowledge(account_tokens=most)).account
    assert kept == Account("acme", plan=plan, tone=tone, tier=tier)


@pytest.mark.parametrize("text", ["", "word", "a" * 5000, "日本語" * 500, "a b\n" * 1000, "\ud800" * 900])
def test_a_clipped_text_is_a_beginning_that_fits(text: str) -> None:
    kept = clipped(text, 100)
    assert tokens(kept) <= 100
    assert text.encode("utf-8", "replace").decode().startswith(kept.encode("utf-8", "replace").decode())


def test_passages_far_from_the_best_are_left_out_and_live_ones_never() -> None:
    found = (passage("a", 0.5), passage("t", 1.0, live=True), passage("b", 0.31), passage("c", 0.29))
    assert [p.id for p in near_best(found)] == ["a", "t", "b"]
    assert near_best(()) == ()
