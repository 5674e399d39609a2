"""A flagged article is decided on once a period; edited and retired ones rest until the index holds other content."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.domain import ArticleId, DecisionId, MessageTs, Passage, PassageId
from bot.store import Store
from bot.store.records import ArticleReview, Flag, FlagVerdict, ReviewOutcome
from tests.fakes.clock import ManualClock
from tests.store.rows import CHANNEL, STAFF

EXPORTS = ArticleId("exports")
PASSAGE = Passage(PassageId("exports#1"), EXPORTS, "Exports", "Choose CSV.", reviewed_at=date(2020, 1, 1))


async def flagged(store: Store, clock: ManualClock, number: int = 1) -> ArticleReview:
    clock.advance(60)
    new = Flag(
        f"F{number}", CHANNEL, MessageTs("1.1"), STAFF, FlagVerdict.INACCURATE, clock.now(), DecisionId("D1"), note="no"
    )
    async with store.begin() as tx:
        await store.reviews.flag(new, [EXPORTS], tx)
        opened = await store.articles.open(EXPORTS, f"R{number}", new.at, tx)
    review = await store.articles.get(opened)
    assert review is not None
    return review


async def decided(store: Store, review: ArticleReview, outcome: ReviewOutcome, **texts: str) -> bool:
    async with store.begin() as tx:
        return await store.articles.decide(review, outcome, STAFF, tx, **texts)


async def test_a_second_flag_joins_the_open_period_and_a_later_one_opens_another(
    store: Store, clock: ManualClock
) -> None:
    first = await flagged(store, clock)
    assert (await flagged(store, clock, 2)).id == first.id
    assert await decided(store, first, ReviewOutcome.STILL_RIGHT)
    assert not await decided(store, first, ReviewOutcome.RETIRED)
    again = await flagged(store, clock, 3)
    assert again.id == "R3"
    assert await store.articles.flagged([EXPORTS]) == {EXPORTS}
    assert [flag.note for flag in await store.articles.flags_in(again)] == ["no"]
    assert [one.id for one in await store.articles.waiting()] == ["R3"]


async def test_still_right_counts_as_reviewed_on_that_day(store: Store, clock: ManualClock) -> None:
    assert await decided(store, await flagged(store, clock), ReviewOutcome.STILL_RIGHT, content="a")
    today = clock.now().date()
    assert await store.articles.as_reviewed([PASSAGE]) == (replace(PASSAGE, reviewed_at=today),)
    later = replace(PASSAGE, reviewed_at=date(2999, 1, 1))
    assert await store.articles.as_reviewed([later]) == (later,)
    await store.articles.returned("R1")
    assert await store.articles.as_reviewed([PASSAGE]) == (PASSAGE,)


async def test_a_retired_article_is_not_quoted_until_it_returns(store: Store, clock: ManualClock) -> None:
    other = replace(PASSAGE, id=PassageId("billing#1"), article_id=ArticleId("billing"))
    assert await decided(store, await flagged(store, clock), ReviewOutcome.RETIRED, content="a")
    assert await store.articles.as_reviewed([PASSAGE, other]) == (other,)
    assert await store.articles.flagged([EXPORTS]) == frozenset()
    await store.articles.returned("R1")
    assert await store.articles.as_reviewed([PASSAGE, other]) == (PASSAGE, other)


async def test_an_edited_article_is_not_quoted_alone_until_the_index_holds_the_edit(
    store: Store, clock: ManualClock
) -> None:
    texts = {"origin": "kb/exports.md", "before": "CSV.\n", "after": "XLSX.\n", "content": "a"}
    assert await decided(store, await flagged(store, clock), ReviewOutcome.EDITED, **texts)
    assert await store.reviews.queue() == []
    assert await store.articles.flagged([EXPORTS]) == {EXPORTS}
    (edit,) = await store.articles.edits()
    assert (edit.origin, edit.text_before, edit.text_after) == ("kb/exports.md", "CSV.\n", "XLSX.\n")
    await store.articles.returned(edit.id)
    assert await store.articles.flagged([EXPORTS]) == frozenset()
    assert await store.articles.edits() == []
