"""Drafts with a planted error: whatever is done on their card, nothing but their own row and their card changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import count
from typing import Any
from unittest.mock import Mock

import pytest
from sqlalchemy import select

from bot.domain import ChannelId, DecisionId, Reason, ReasonCode, TicketId, Tier, UserId
from bot.domain.canary import Canary, CanaryState, Plant
from bot.domain.inbound import Click, Command, ViewSubmitted
from bot.domain.states import DraftState
from bot.learn.verdicts import Verdicts
from bot.outbox.blocks import Button, ModalContext, ModalId
from bot.outbox.canary_post import canary_key
from bot.outbox.erased_cards import take_away
from bot.review.autonomy_command import AutonomyCommand
from bot.review.canary_watch import CanaryWatch
from bot.review.clicks import Clicks
from bot.review.desk import Desk
from bot.review.forms import Forms
from bot.store.erasure.erase import Eraser
from bot.store.erasure.subject import Kind, Subject, scope_of
from bot.store.tables import canaries
from tests.outbox.world import CUSTOMER, DESK, STAFF, Case, World

DAY = 86_400
HELD = (Reason(ReasonCode.INTENT_NOT_TRUSTED, Tier.REVIEWED, "feature_question"),)
QUESTIONS = count(1)


class House:
    """The desk's clicks and forms where every draft draws a planted error."""

    def __init__(self, world: World, share: float = 1.0) -> None:
        review = world.runtime.policy.review.model_copy(update={"canaries": share})
        world.runtime = replace(world.runtime, policy=world.runtime.policy.model_copy(update={"review": review}))
        world.restarted()
        self.world, runtime = world, world.runtime
        self.verdicts = Verdicts(runtime)
        desk = Desk(runtime, self.verdicts)
        others = (Mock(), Mock(), Mock())  # desks of incidents, articles and gaps
        self.clicks = Clicks(runtime, desk, Mock(), *others)
        self.forms = Forms(runtime, desk, self.clicks, self.verdicts, *others)

    async def draft(self) -> Case:
        """A draft of a question of its own, on the desk."""
        number = next(QUESTIONS)
        question = f"Where is setting {number} {number * 7919} of page {number * 104729}"
        case = await self.world.card(question=question, reasons=HELD)
        await self.world.run()
        return case

    async def canary(self) -> Canary | None:
        """What a fresh draft draws, a day after another was approved."""
        approved = await self.draft()
        assert approved.row.decision.drafted is not None
        await self.world.store.decisions.settle(
            approved.row.id, DraftState.APPROVED, STAFF, approved.row.decision.answer
        )
        self.world.clock.advance(DAY + 1)
        drew = await self.draft()
        await CanaryWatch(self.world.runtime).work()
        await self.world.run()
        return next((one for one in await self.all() if one.because == drew.row.id), None)

    async def all(self) -> list[Canary]:
        async with self.world.store.view() as tx:
            ids = list((await tx.execute(select(canaries.c.id))).scalars())
        found = [await self.world.store.canaries.get(one) for one in ids]
        return [one for one in found if one is not None]

    async def message(self, canary: Canary) -> Mapping[str, Any]:
        """Its card as it stands in Slack."""
        await self.world.run()
        post = await self.world.store.posts.by_key(canary_key(canary.id))
        assert post is not None
        return next(m for m in self.world.slack.messages[DESK] if m["ts"] == post.slack_ts)

    async def click(self, canary: Canary, button: Button) -> str:
        ts = (await self.message(canary))["ts"]
        click = Click(button.value, STAFF, canary.id, channel=ChannelId(DESK), message_ts=ts)
        return await self.clicks.clicked(click)

    async def form(self, canary: Canary, form: ModalId, **values: str) -> str:
        where = ModalContext(canary.id, channel=DESK, message_ts=(await self.message(canary))["ts"])
        return await self.forms.submitted(ViewSubmitted(form, STAFF, where.pack(), values, nonce="1"))

    async def judged(self, *caught: bool) -> None:
        """What STAFF made of as many planted errors."""
        for number, one in enumerate(caught):
            self.world.clock.advance(1)
            now, draft = self.world.clock.now(), f"because{number}"
            new = Canary(f"old{number}", DecisionId("D"), TicketId("T"), draft, Plant.NUMBER, 0, "", "", "", now)
            async with self.world.store.begin() as tx:
                await self.world.store.canaries.add(new, tx)
                state = CanaryState.CAUGHT if one else CanaryState.MISSED
                await self.world.store.canaries.settle(new.id, state, STAFF, now, tx)


@pytest.fixture
def house(world: World) -> House:
    return House(world)


def outside(world: World) -> dict[str, list[Any]]:
    """All that stands in places other than the desk."""
    return {place: list(said) for place, said in world.slack.messages.items() if place != DESK}


async def test_it_looks_like_the_draft_it_imitates_but_for_the_error(house: House) -> None:
    canary = await house.canary()
    assert canary is not None
    shown = str((await house.message(canary))["blocks"])
    assert "approve" in shown and canary.id in shown and "planted" not in shown
    assert canary.decision_id not in shown


DRAFT = (ModalId.EDIT_DRAFT, ModalId.REPLY)


@pytest.mark.parametrize(
    ("act", "values", "state"),
    [
        (Button.APPROVE, {}, CanaryState.MISSED),
        (Button.TAKE, {}, CanaryState.UNJUDGED),
        (ModalId.EDIT_DRAFT, {"text": "wrong"}, CanaryState.MISSED),
        (ModalId.EDIT_DRAFT, {"text": "right"}, CanaryState.CAUGHT),
        (ModalId.REPLY, {"text": "wrong"}, CanaryState.MISSED),
        (ModalId.REPLY, {"text": "Ask me tomorrow."}, CanaryState.UNJUDGED),
        (ModalId.DECLINE, {"cause": "wrong"}, CanaryState.CAUGHT),
        (ModalId.DECLINE, {}, CanaryState.CAUGHT),
        (ModalId.DECLINE, {"cause": "solved"}, CanaryState.UNJUDGED),
        (ModalId.REASSIGN, {"team": "support"}, CanaryState.UNJUDGED),
        (ModalId.INTENT, {"intent": "feature_question"}, CanaryState.UNJUDGED),
    ],
)
async def test_nothing_of_it_reaches_a_customer_or_any_other_table_whatever_is_done(
    house: House, act: Button | ModalId, values: dict[str, str], state: CanaryState
) -> None:
    world = house.world
    canary = await house.canary()
    assert canary is not None
    row = await world.store.decisions.get(canary.decision_id)
    assert row is not None
    right = row.decision.answer
    words = {"right": right, "wrong": right.replace(_sentence(row.decision, canary), canary.text)}
    values = {key: words.get(value, value) if key == "text" else value for key, value in values.items()}
    before = outside(world)
    posts = [post.id for post in await world.store.posts.of_ticket(canary.ticket_id)]
    log = await world.store.reviews.log_of(canary.ticket_id)
    ticket, draft = await world.store.tickets.get(canary.ticket_id), await world.store.decisions.draft(row.id)
    audits = await world.store.audits.count()
    did = await (house.click(canary, act) if isinstance(act, Button) else house.form(canary, act, **values))
    assert did == state.value
    world.restarted()
    await world.outbox.recover()
    assert "planted error" in str((await house.message(canary))["blocks"])
    settled = await world.store.canaries.get(canary.id)
    assert settled is not None and (settled.state, settled.by) == (state, STAFF)
    assert outside(world) == before
    assert [post.id for post in await world.store.posts.of_ticket(canary.ticket_id)] == posts
    assert await world.store.reviews.log_of(canary.ticket_id) == log
    assert (await world.store.tickets.get(canary.ticket_id), await world.store.decisions.draft(row.id)) == (
        ticket,
        draft,
    )
    assert await world.store.audits.count() == audits
    assert await world.store.decisions.get(DecisionId(canary.id)) is None


def _sentence(made: Any, canary: Canary) -> str:
    return str(made.drafted.generation.sentences[canary.sentence].text)


async def test_it_is_decided_once_and_what_comes_late_changes_nothing(house: House) -> None:
    canary = await house.canary()
    assert canary is not None
    assert await house.click(canary, Button.APPROVE) == "missed"
    assert "decided on already" in await house.form(canary, ModalId.DECLINE)
    settled = await house.world.store.canaries.get(canary.id)
    assert settled is not None
    assert settled.state is CanaryState.MISSED


async def test_a_draft_draws_one_however_often_it_is_looked_at_and_none_where_the_policy_has_none(
    house: House,
) -> None:
    assert await house.canary() is not None
    known = await house.all()
    for _ in range(3):
        await CanaryWatch(house.world.runtime).work()
    assert await house.all() == known
    off = House(house.world, share=0.0)
    assert await off.canary() is None


async def test_one_that_nobody_decides_on_says_after_a_day_what_it_is_and_counts_for_nothing(house: House) -> None:
    canary = await house.canary()
    assert canary is not None
    house.world.clock.advance(DAY + 1)
    await CanaryWatch(house.world.runtime).work()
    assert "without a verdict" in str((await house.message(canary))["blocks"])
    assert await house.world.store.canaries.caught_by(STAFF, 20) == []


async def test_who_is_forgotten_is_in_none_of_them_and_its_card_goes(house: House) -> None:
    store = house.world.store
    canary = await house.canary()
    assert canary is not None
    card = await house.message(canary)
    async with store.view() as tx:
        scope = await scope_of(tx, Subject(Kind.USER, CUSTOMER), "key")
    await Eraser(store.database, "key", house.world.clock.now()).run(scope)
    assert await take_away(store, scope, DESK, "erased") > 0
    await house.world.run()
    assert card["ts"] not in [message["ts"] for message in house.world.slack.messages[DESK]]
    erased = await store.canaries.get(canary.id)
    assert erased is not None
    assert (erased.text, erased.error, erased.was) == ("", "", "")


@pytest.mark.parametrize("passed", [True, False])
async def test_audits_of_who_misses_most_do_not_count_from_then_on_and_earlier_ones_still_do(
    house: House, passed: bool
) -> None:
    store = house.world.store

    async def audited() -> tuple[bool, bool]:
        case = await house.draft()
        async with store.begin() as tx:
            await house.verdicts.audit(case.row, passed=passed, source="approve", tx=tx, by=STAFF)
        (one,) = await store.audits.of_decision(case.row.id)
        return one.stood, one.counted

    assert await audited() == (True, True)
    await house.judged(*[False] * 5)
    assert await audited() == (False, False)
    assert len(await store.audits.events("feature_question", "extractive")) == 1
    assert (await store.audits.count(), await store.audits.left_out()) == (1, 1)


async def test_autonomy_tells_how_many_do_not_count_without_a_name_and_each_their_own(house: House) -> None:
    await house.judged(True, *[False] * 5)
    case = await house.draft()
    async with house.world.store.begin() as tx:
        await house.verdicts.audit(case.row, passed=True, source="approve", tx=tx, by=STAFF)
    said = [
        str((await AutonomyCommand(house.world.runtime).show(Command("/earnest", "autonomy", UserId(user)), "")).blocks)
        for user in (STAFF, "UBOB")
    ]
    assert all("1 audit not counted" in one and STAFF not in one for one in said)
    assert ["You caught 1 of the last 6 planted errors" in one for one in said] == [True, False]
