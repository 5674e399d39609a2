"""The retrieve step: what it asks for, and how much of it goes on."""

from dataclasses import replace

import pytest

from bot.domain import Account, ArticleId, Passage, PassageId, SearchQuery, Utterance
from bot.knowledge.retrieve import LOOKED_AT, retrieve, trimmed
from bot.policy import Knowledge

PASSAGE = Passage(PassageId("a#1"), ArticleId("a"), "A", "text", score=0.9)


class FakeIndex:
    """Answers every search with the same passages, one of all areas with `elsewhere`, and remembers what was asked."""

    def __init__(self, *passages: Passage) -> None:
        self.passages = list(passages)
        self.elsewhere = self.passages
        self.asked: list[SearchQuery] = []

    async def search(self, query: SearchQuery) -> list[Passage]:
        self.asked.append(query)
        return (self.passages if query.product_areas else self.elsewhere)[: query.limit]


async def test_the_search_knows_the_customers_plan_and_what_the_customer_said_before() -> None:
    index = FakeIndex(PASSAGE)
    said = (Utterance("customer", "my export"), Utterance("earnest", "Which one?"), Utterance("staff", "internal word"))
    found = await retrieve(index, "the big one", said, Account("acme", plan="Business"), Knowledge(passages=2))
    assert found == (PASSAGE,)
    assert index.asked == [SearchQuery("the big one", ("my export",), "Business", limit=LOOKED_AT)]


async def test_without_an_account_no_plan_is_assumed_and_nothing_internal_is_asked_for() -> None:
    index = FakeIndex()
    assert await retrieve(index, "anything", (), None, Knowledge()) == ()
    assert index.asked[0].plan is None
    assert not index.asked[0].for_staff


async def test_a_search_that_keeps_to_areas_goes_everywhere_when_they_hold_nothing() -> None:
    index = FakeIndex()
    index.elsewhere = [PASSAGE]
    assert await retrieve(index, "q", (), None, Knowledge(), ["billing"]) == (PASSAGE,)
    assert [query.product_areas for query in index.asked] == [("billing",), ()]
    index.passages = [PASSAGE, PASSAGE]
    assert len(await retrieve(index, "q", (), None, Knowledge(), ["billing"])) == 2
    assert [query.product_areas for query in index.asked[2:]] == [("billing",)]


async def test_an_empty_question_is_not_searched_for() -> None:
    index = FakeIndex(PASSAGE)
    assert await retrieve(index, " \n", (), None, Knowledge()) == ()
    assert index.asked == []


async def test_each_passage_is_cut_to_its_budget_at_a_line() -> None:
    long = "\n".join(f"- {n} " + "word " * 20 for n in range(1, 40))
    index = FakeIndex(replace(PASSAGE, text=long), PASSAGE)
    first, second = await retrieve(index, "q", (), None, Knowledge(passage_tokens=100))
    assert 0 < len(first.text.split()) <= 100 / 1.5
    assert long.startswith(first.text) and first.text.count("\n") == 2
    assert second == PASSAGE


@pytest.mark.parametrize("lead", ["", "It takes an hour.\n\nTo move it, do this:\n\n"])
def test_half_a_procedure_is_left_out_with_what_announces_it(lead: str) -> None:
    steps = "\n".join(f"{n}. " + "word " * 20 for n in range(1, 40))
    assert trimmed(f"{lead}{steps}", 100) == lead.partition("\n")[0]
    assert trimmed(f"{lead}{steps}", 2_000) == f"{lead}{steps}"


def test_what_stands_behind_a_whole_procedure_may_be_cut() -> None:
    text = "1. Open it.\n2. Save it.\n\n" + "\n".join(f"- {n} " + "word " * 20 for n in range(1, 40))
    assert trimmed(text, 100).startswith("1. Open it.\n2. Save it.\n\n- 1 word")


def test_a_single_endless_line_is_cut_at_a_word() -> None:
    assert trimmed("word " * 1000, 150) == " ".join(["word"] * 100)
