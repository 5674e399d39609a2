"""Which articles open drafts and waiting answers cite, and which of them were found gone; on each database."""

from __future__ import annotations

from bot.domain import ArticleId, DecisionId, PassageId
from bot.domain.states import DraftState
from bot.store import Store
from bot.store.gone_articles import Gone
from tests.fakes.clock import ManualClock
from tests.store.rows import STAFF, answer, decided, post, turn_of

BILLING, EXPORTS = ArticleId("billing"), ArticleId("exports")


async def test_what_is_open_counts_until_it_is_decided_and_posted(store: Store, clock: ManualClock) -> None:
    for number, passage in enumerate(("exports#1", "billing#1", "exports#2", "near#1"), start=1):
        turn = await turn_of(store, clock.advance(1), number)
        state = DraftState.NONE if number == 4 else DraftState.PENDING
        made = answer(passage=passage)
        await decided(store, turn, clock.now(), key=f"D{number}", decision=made, draft=state)
    near = answer(passage="proposed#1").passages[0]
    async with store.begin() as tx:
        assert await store.decisions.propose(DecisionId("D4"), "See the article.", near, tx)
        assert not await store.decisions.propose(DecisionId("D3"), "See the article.", near, tx)
    cited = {article: set(found) for article, found in (await store.gone.cited()).items()}
    assert cited == {"exports": {"D1", "D3"}, "billing": {"D2"}, "near": {"D4"}, "proposed": {"D4"}}
    assert await store.decisions.cited_by([DecisionId("D4")], near.article_id) == [PassageId("proposed#1")]

    for key in ("D1", "D2", "D4"):
        await store.decisions.settle(DecisionId(key), DraftState.APPROVED, STAFF)
    (waits,) = await store.posts.add([post("answer:D2", decision_id=DecisionId("D2"))])
    assert await store.gone.cited() == {"exports": ["D3"], "billing": ["D2"]}
    await store.posts.cancel(waits, "the question has changed")
    assert await store.gone.cited() == {"exports": ["D3"]}


async def test_a_draft_is_under_what_was_found_gone_unless_it_was_edited_since(
    store: Store, clock: ManualClock
) -> None:
    await decided(store, await turn_of(store, clock.now()), clock.now())
    row, since = await store.decisions.get(DecisionId("D1")), clock.advance(5)
    assert row is not None

    async def under() -> dict[str, object]:
        async with store.view() as tx:
            return dict(await store.gone.under(row, await store.decisions.draft(row.id, tx), tx))

    assert await store.gone.known() == Gone() and await under() == {}
    gone = Gone("000002-abc", {EXPORTS: since, BILLING: since})
    async with store.begin() as tx:
        await store.gone.remember(gone, tx)
    assert await store.gone.known() == gone and await under() == {"Exports": since}
    clock.advance(1)
    await store.decisions.settle(row.id, DraftState.EDITED, STAFF, "Ask Ada.")
    assert await under() == {}
    async with store.begin() as tx:
        await store.gone.remember(Gone("000003-abc", {EXPORTS: clock.advance(1)}), tx)
    assert list(await under()) == ["Exports"]
