"""A severe mistake ends trust at once, and what a customer calls wrong is reviewed for their account alone."""

from __future__ import annotations

from bot.domain import Account, ChannelId, Classification, IntentScore, MessageTs, TrustEventKind
from bot.learn.verdicts import Verdicts
from bot.policy import Thresholds
from bot.policy.modes import pauses_that_hold
from bot.policy.trust import Trust, trust_after
from tests.learn.test_auditing import desk, drafted, judged
from tests.outbox.world import CUSTOMER, STAFF, Case, World


async def state(world: World, case: Case) -> Trust:
    made = case.row.decision
    assert made.drafted is not None
    name, engine = made.classification.intents[0].name, made.drafted.generation.engine
    return trust_after(await world.store.audits.events(name, engine))


async def sent(world: World) -> Case:
    """An answer that went out."""
    case = await world.answer()
    await world.run()
    return case


async def place(world: World, case: Case) -> tuple[ChannelId, str]:
    post = await world.post_of(case)
    assert post.slack_channel and post.slack_ts
    return post.slack_channel, post.slack_ts


async def test_a_severe_mistake_that_staff_confirm_ends_trust_at_once_and_once(world: World) -> None:
    for number in range(40):
        world.clock.advance(3600)
        await judged(world, await drafted(world, number), passed=True)
    case = await sent(world)
    assert (await state(world, case)).earned
    channel, ts = await place(world, case)
    for _ in range(2):
        assert await Verdicts(world.runtime).flag_message(channel, ts, STAFF, note="wrong", severe="money") == "flagged"
    assert not (await state(world, case)).earned
    intent = case.row.decision.classification.intents[0].name
    kinds = [event.kind for event in await world.store.audits.events(intent, "extractive")]
    assert kinds.count(TrustEventKind.SEVERE) == 1
    told = [text for text in await desk(world) if "confirmed a wrong answer about money" in text]
    assert len(told) == 1
    acts = [entry.action for entry in await world.store.reviews.log_of(case.ticket.id)]
    assert acts.count("severe") == 1


async def test_a_flag_that_is_not_severe_leaves_trust_to_the_audits(world: World) -> None:
    for number in range(40):
        world.clock.advance(3600)
        await judged(world, await drafted(world, number), passed=True)
    case = await sent(world)
    channel, ts = await place(world, case)
    await Verdicts(world.runtime).flag_message(channel, ts, STAFF, note="wrong")
    assert (await state(world, case)).earned


async def test_a_customers_own_flag_pauses_the_intent_for_their_account_until_it_is_looked_at(world: World) -> None:
    case = await sent(world)
    channel, ts = await place(world, case)
    verdicts = Verdicts(world.runtime)
    assert await verdicts.customer_flag(channel, ts, CUSTOMER) == "flagged by a customer"
    assert await verdicts.customer_flag(channel, ts, CUSTOMER) == "flagged already"
    intent = case.row.decision.classification.intents[0].name
    about = Classification((IntentScore(intent, 0.9),))
    paused = await world.store.pauses.active()
    mine, other = Account("acme", "business", "neutral", "gold"), Account("globex", "starter", "casual", "gold")
    assert pauses_that_hold(paused, ChannelId("CACME"), about, Thresholds(), mine) == (f"account:acme:intent:{intent}",)
    assert pauses_that_hold(paused, ChannelId("CGLOB"), about, Thresholds(), other) == ()
    assert (
        pauses_that_hold(paused, ChannelId("CACME"), Classification((IntentScore("x", 0.9),)), Thresholds(), mine) == ()
    )
    (note,) = [text for text in await desk(world) if "is wrong" in text]
    assert "(acme)" in note


async def test_what_is_no_answer_of_ours_cannot_be_flagged(world: World) -> None:
    nowhere = ChannelId("CACME"), MessageTs("9.9")
    assert await Verdicts(world.runtime).customer_flag(*nowhere, CUSTOMER) == "no answer of ours"
    assert await world.store.pauses.active() == {}
