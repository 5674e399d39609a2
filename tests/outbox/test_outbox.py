"""The outbox when all goes well, and when our own tables say no."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from dataclasses import replace
from datetime import timedelta

from bot.domain import Tier
from bot.domain.states import DraftState
from bot.outbox import post_intents as posts
from bot.outbox.render import answer_posts
from bot.outbox.spend_note import spend_note
from bot.platform.claude.spending import MONTH, Warned
from bot.store.records import Guard, PostState, Role
from tests.fakes.slack import Fault, busy, lost_answer, refused
from tests.outbox.blocks.samples import drafted
from tests.outbox.world import STAFF, World


async def test_an_answer_goes_into_the_customers_thread_and_into_the_history(world: World) -> None:
    case = await world.answer()
    await world.run()
    (sent,) = world.slack.ours("CACME")
    assert sent["thread_ts"] == case.ticket.thread_ts
    assert "choose CSV" in sent["text"]
    kept = await world.store.messages.of_ticket(case.ticket.id)
    assert [(m.role, m.ts) for m in kept][-1] == (Role.EARNEST, sent["ts"])
    assert kept[-1].text == case.row.decision.answer
    post = await world.post_of(case)
    assert (post.state, post.slack_ts) == (PostState.SENT, sent["ts"])


async def test_what_a_person_writes_from_a_card_is_kept_as_theirs_and_may_only_hold(world: World) -> None:
    case = await world.case()
    for nonce, text in (("1", "I'll check with billing."), ("2", "It is **Analytics > Export**.")):
        await world.add(posts.reply(case.ticket, case.row.id, nonce, text, STAFF))
    await world.run()
    kept = await world.store.messages.of_ticket(case.ticket.id)
    assert [(m.role, m.chatter) for m in kept[-2:]] == [(Role.STAFF, True), (Role.STAFF, False)]


async def test_a_notice_is_no_part_of_the_history(world: World) -> None:
    case = await world.case()
    await world.add(posts.notice(case.ticket, "handoff", "A person will answer.", case.row.id))
    await world.run()
    assert [m["text"] for m in world.slack.ours("CACME")] == ["A person will answer."]
    assert {m.role for m in await world.store.messages.of_ticket(case.ticket.id)} == {Role.CUSTOMER}


async def test_a_channel_that_hangs_holds_up_no_other(world: World) -> None:
    await world.answer("CACME")
    world.slack.faults["chat.postMessage"].append(Fault(hangs=True))
    await world.outbox.work()
    await world.slack.hanging.wait()
    other = await world.answer("CNOVA")
    await world.outbox.work()
    async with asyncio.timeout(5):
        while world.outbox.busy > 1:
            await world.runtime.wake.posts.wait()
            world.runtime.wake.posts.clear()
    assert (await world.post_of(other)).state is PostState.SENT


async def test_a_rate_limited_post_waits_and_nothing_overtakes_it(world: World) -> None:
    case = await world.answer("CACME")
    await world.add(posts.notice(case.ticket, "later", "Goodbye.", case.row.id))
    world.slack.faults["chat.postMessage"].append(busy(7.0))
    await world.run()
    assert world.slack.ours("CACME") == []
    await world.run(6.0)
    assert world.slack.ours("CACME") == []
    await world.run(1.0)
    assert ["Goodbye." in m["text"] for m in world.slack.ours("CACME")] == [False, True]
    assert world.slack.made("conversations.replies") == [], "a refused call has not happened: no need to look"


async def test_a_post_that_waits_holds_up_no_other_customer(world: World) -> None:
    await world.answer("CACME")
    world.slack.faults["chat.postMessage"].append(busy(7.0))
    await world.run()
    await world.answer("CACME")
    await world.run()
    assert len(world.slack.ours("CACME")) == 1


async def test_a_crowd_of_cards_leaves_places_for_customers(world: World) -> None:
    for _ in range(8):
        await world.card()
    await world.answer("CACME")
    world.slack.faults["chat.postMessage"].append(Fault(hangs=True))
    await world.outbox.work()
    sending = await world.store.posts.unfinished_sending()
    assert sorted(post.channel for post in sending) == ["CACME", *["CDESK"] * 2]


async def test_a_crowd_of_answers_leaves_places_for_cards_and_for_what_is_drawn_over(world: World) -> None:
    """Answers wait for their threads to be read, which Slack allows some fifty times a minute. A redraw hangs nowhere
    here, so whether it is still under way when we look is chance: that it ended while all else hangs is what counts."""
    shown = await world.card()
    await world.run()
    for number in range(40):
        await world.answer(f"C{number}")
    await world.card()
    await world.take(shown)
    await world.add(posts.card_update("CDESK", shown.ticket, shown.row.id, "took"))
    world.slack.faults["chat.postMessage"].extend([Fault(hangs=True)] * 20)
    await world.outbox.work()
    kinds = Counter(post.kind for post in await world.store.posts.unfinished_sending())
    hanging = Counter({"answer": 16, "card": 1})
    assert kinds - Counter(["card_update"]) == hanging
    async with asyncio.timeout(5):
        while world.outbox.busy > hanging.total():
            await world.runtime.wake.posts.wait()
            world.runtime.wake.posts.clear()
    assert (await world.post_of(shown, "card_update")).state is PostState.SENT
    assert world.slack.ours("CDESK")[0]["text"].startswith("Taken by a person")


async def test_what_was_handed_to_people_goes_before_drafts_that_wait_for_the_desk(world: World) -> None:
    drafts = [await world.card() for _ in range(5)]
    handed = await world.card(tier=Tier.HANDOFF)
    world.slack.faults["chat.postMessage"].append(Fault(hangs=True))
    await world.outbox.work()
    sending = [post.ticket_id for post in await world.store.posts.unfinished_sending()]
    assert sorted(sending) == sorted([handed.ticket.id, *(draft.ticket.id for draft in drafts[:2])])


async def test_a_put_off_notice_holds_up_nothing_and_goes_at_its_time(world: World) -> None:
    case = await world.case()
    later = world.clock.now() + timedelta(minutes=10)
    await world.add(posts.notice(case.ticket, "undecided", "Not forgotten.", case.row.id, not_before=later))
    await world.answer()
    await world.run()
    assert len(world.slack.ours("CACME")) == 1
    await world.run(600.0)
    assert [m["text"] for m in world.slack.ours("CACME")][1:] == ["Not forgotten."]


async def test_an_answer_is_stopped_by_a_person_who_took_the_thread_and_it_is_told(world: World) -> None:
    case = await world.case()
    await world.add(posts.answer(case.ticket, case.row, Guard(ticket_open=True)))
    await world.take(case)
    await world.run()
    assert world.slack.ours("CACME") == []
    assert world.ended == [("cancelled", "answer", "a person has the thread")]
    assert (await world.post_of(case)).state is PostState.CANCELLED


async def test_a_person_who_takes_the_thread_during_the_wait_for_the_rate_limit_still_stops_it(world: World) -> None:
    case = await world.case()
    await world.add(posts.answer(case.ticket, case.row, Guard(ticket_open=True)))

    async def taken_meanwhile(channel: str, *, quick: bool) -> None:
        del channel, quick
        await world.take(case)

    world.slack.turn_to_post = taken_meanwhile  # type: ignore[method-assign]
    await world.run()
    assert world.slack.ours("CACME") == []
    assert world.ended == [("cancelled", "answer", "a person has the thread")]


async def test_a_post_called_off_while_it_waited_for_its_turn_is_not_made(world: World) -> None:
    case = await world.answer()
    post = await world.post_of(case)

    async def called_off_meanwhile(channel: str, *, quick: bool) -> None:
        del channel, quick
        await world.store.posts.cancel(post.id, "not needed")

    world.slack.turn_to_post = called_off_meanwhile  # type: ignore[method-assign]
    await world.run()
    assert world.slack.ours("CACME") == []
    assert (await world.post_of(case)).error == "not needed"


async def test_what_follows_from_a_stopped_post_is_written_before_the_post_is_settled(world: World) -> None:
    """A crash in between, or a failure, must not lose the card that stands in for the answer."""
    case = await world.case()
    await world.add(posts.answer(case.ticket, case.row, Guard(ticket_open=True)))
    await world.take(case)
    hooks = world.outbox._sender._hooks

    async def fails(*_: object) -> None:
        raise RuntimeError("the hook is broken")

    world.outbox._sender._hooks = replace(hooks, on_cancelled=fails)
    await world.run()
    assert (await world.post_of(case)).state is PostState.DUE
    world.outbox._sender._hooks = hooks
    await world.run(2.0)
    assert world.ended == [("cancelled", "answer", "a person has the thread")]
    assert (await world.post_of(case)).state is PostState.CANCELLED


async def test_the_loop_is_told_when_the_next_post_falls_due(world: World) -> None:
    case = await world.case()
    later = world.clock.now() + timedelta(minutes=10)
    await world.add(posts.notice(case.ticket, "undecided", "Not forgotten.", case.row.id, not_before=later))
    assert await world.outbox.work() == later


async def test_stopping_waits_for_calls_under_way_and_leaves_the_rest_to_the_next_start(world: World) -> None:
    case = await world.answer()
    world.slack.faults["chat.postMessage"].append(Fault(hangs=True))
    await world.outbox.work()
    await world.slack.hanging.wait()
    assert not await world.outbox.drain(0)
    assert (await world.post_of(case)).state is PostState.SENDING
    assert await world.restarted().recover() == 1


async def test_more_than_a_hundred_posts_a_minute_go_out(world: World) -> None:
    for number in range(60):
        made = await world.case(f"C{number % 20}")
        await world.add(posts.notice(made.ticket, "handoff", "A person will answer.", made.row.id))
    start = time.perf_counter()
    await world.run()
    took = time.perf_counter() - start
    assert sum(len(world.slack.ours(f"C{n}")) for n in range(20)) == 60
    assert took < 60 * 60 / 100


async def test_an_approved_draft_carries_the_reviewers_name(world: World) -> None:
    case = await world.case(draft=DraftState.APPROVED, by=STAFF)
    await world.add(posts.answer(case.ticket, case.row))
    await world.run()
    assert "reviewed by Uada" in world.slack.ours("CACME")[0]["text"]


async def test_the_desk_hears_once_a_month_that_the_limit_of_cost_is_near(world: World) -> None:
    tell = spend_note(world.runtime)
    for warned in (Warned("T1", 0.2, 0.25), Warned(MONTH, 41.0, 50.0), Warned(MONTH, 45.0, 50.0)):
        tell(warned)
        async with asyncio.timeout(5):
            while world.runtime.background.busy:
                await world.runtime.wake.posts.wait()
                world.runtime.wake.posts.clear()
                await asyncio.sleep(0)
        await world.run()
    (note,) = world.slack.ours(world.runtime.directory.desk)
    assert "82%" in note["text"]
    assert "thresholds.spend.monthly_usd" in note["text"]


async def test_a_long_answer_goes_out_in_order_and_each_part_once_also_over_a_crash(world: World) -> None:
    text = "\n\n".join(f"Paragraph {number} says something of use." for number in range(400))
    case = await world.case(drafted=drafted(text))
    made = answer_posts(case.ticket, case.row, Guard(turn_id=case.turn.id))
    assert len(made) > 2
    await world.add(*made)
    world.slack.faults["chat.postMessage"].extend([Fault(), lost_answer()])
    await world.run()
    assert len(world.slack.ours("CACME")) == 2
    world.restarted()
    await world.outbox.recover()
    for _ in made:
        await world.run(2.0)
    said = [message["text"] for message in world.slack.ours("CACME")]
    assert [f"part {number} of {len(made)}" in text for number, text in enumerate(said, 1)] == [True] * len(made)


async def test_the_rest_of_an_answer_whose_start_was_refused_stays_behind(world: World) -> None:
    case = await world.case(drafted=drafted("\n\n".join(f"Paragraph {n} of many." for n in range(300))))
    await world.add(*answer_posts(case.ticket, case.row, Guard()))
    world.slack.faults["chat.postMessage"].append(refused("is_archived"))
    await world.run()
    assert world.slack.ours("CACME") == []
    assert world.ended[0] == ("failed", "answer", "is_archived")
