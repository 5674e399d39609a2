"""Votes, flags, people, channels and costs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain import ArticleId, ChannelId, DecisionId, MessageTs, PostId, StoredSummary, TicketId, Usage
from bot.store import Store
from bot.store.records import Flag, FlagVerdict, LogEntry, ReviewOutcome
from tests.fakes.clock import ManualClock
from tests.store.rows import CHANNEL, CUSTOMER, STAFF

EXPORTS = ArticleId("exports")


def flag(clock: ManualClock, key: str = "F1", **changes: object) -> Flag:
    made = Flag(key, CHANNEL, MessageTs("1.1"), STAFF, FlagVerdict.INACCURATE, clock.now(), DecisionId("D1"))
    return replace(made, **changes)  # type: ignore[arg-type]


async def test_a_second_vote_replaces_the_first_and_keeps_the_word(store: Store) -> None:
    await store.reviews.vote(PostId("P1"), CUSTOMER, "down")
    await store.reviews.comment(PostId("P1"), CUSTOMER, "wrong menu")
    await store.reviews.vote(PostId("P1"), CUSTOMER, "up")
    assert await store.reviews.votes(PostId("P1")) == {CUSTOMER: ("up", "wrong menu")}


async def test_a_flagged_article_stays_flagged_until_it_is_reviewed(store: Store, clock: ManualClock) -> None:
    other = ArticleId("billing")
    await store.reviews.flag(flag(clock), [EXPORTS, EXPORTS])
    assert await store.articles.flagged([EXPORTS, other]) == {EXPORTS}
    assert [waiting.article_id for waiting in await store.reviews.queue()] == [EXPORTS]
    async with store.begin() as tx:
        opened = await store.articles.open(EXPORTS, "R1", clock.now(), tx)
    review = await store.articles.get(opened)
    assert review is not None
    async with store.begin() as tx:
        assert await store.articles.decide(review, ReviewOutcome.STILL_RIGHT, STAFF, tx)
        assert not await store.articles.decide(review, ReviewOutcome.RETIRED, STAFF, tx)
    assert await store.articles.flagged([EXPORTS]) == frozenset()


async def test_a_person_has_one_verdict_on_an_answer_and_may_correct_it(store: Store, clock: ManualClock) -> None:
    await store.reviews.flag(flag(clock), [])
    kept = await store.reviews.flag(flag(clock, "F2", correction="Use Settings."), [EXPORTS])
    assert kept.id == "F1"
    (stored,) = await store.reviews.flags_of(DecisionId("D1"))
    assert (stored.id, stored.correction) == ("F1", "Use Settings.")
    assert await store.reviews.flags_between(clock.now(), clock.now() + timedelta(days=1)) == [stored]


async def test_a_click_that_is_worked_on_twice_is_logged_once(store: Store, clock: ManualClock) -> None:
    act = LogEntry("click:1", STAFF, "approve", clock.now(), TicketId("T1"), detail={"before": ["a", None]})
    assert await store.reviews.log(act)
    assert not await store.reviews.log(act)
    assert await store.reviews.log_of(TicketId("T1")) == [act]


async def test_how_far_a_channel_was_read_never_moves_back(store: Store) -> None:
    await store.channels.read_up_to(CHANNEL, MessageTs("1700000002.0"))
    await store.channels.read_up_to(CHANNEL, MessageTs("1700000001.0"))
    await store.channels.seen(CHANNEL, "acme-support", is_ext_shared=True)
    (channel,) = await store.channels.all()
    assert (channel.last_seen_ts, channel.name, channel.is_ext_shared) == ("1700000002.0", "acme-support", True)


async def test_a_channel_that_gets_another_id_keeps_its_place(store: Store) -> None:
    await store.channels.read_up_to(CHANNEL, MessageTs("1700000002.0"))
    await store.channels.moved(CHANNEL, ChannelId("C9"))
    moved = await store.channels.get(ChannelId("C9"))
    assert moved is not None
    assert moved.last_seen_ts == "1700000002.0"


async def test_costs_add_up_from_an_instant_on(store: Store, clock: ManualClock) -> None:
    call = Usage("claude-haiku-5-5", "classify", input_tokens=10, cost_usd=0.25, ms=12.5)
    await store.calls.open(call, TicketId("T1"))
    start = clock.advance(60)
    for _ in range(2):
        await store.calls.open(call, None)
    assert await store.calls.cost_usd(start) == 0.5


async def test_a_call_counts_for_its_ticket_before_it_is_settled_and_with_its_figures_after(store: Store) -> None:
    ticket = TicketId("T1")
    expected = Usage("claude-haiku-5-5", "answer", cost_usd=0.25, outcome="pending")
    settled, lost = [await store.calls.open(expected, ticket) for _ in range(2)]
    assert await store.calls.ticket_cost_usd(ticket) == 0.5
    used = replace(expected, input_tokens=10, output_tokens=5, cost_usd=0.125, ms=8.0, outcome="ok")
    await store.calls.settle(settled, used)
    assert sorted(await store.calls.of_ticket(ticket), key=lambda call: call.cost_usd) == [used, expected]
    assert settled != lost


async def test_a_tickets_summary_is_replaced(store: Store) -> None:
    assert await store.summaries.get(TicketId("T1")) is None
    for text in ("They cannot export.", "They cannot export; told to try CSV."):
        await store.summaries.put(TicketId("T1"), StoredSummary(3, "abc", text))
    assert await store.summaries.get(TicketId("T1")) == StoredSummary(3, "abc", "They cannot export; told to try CSV.")
