"""A burst of alike questions: what begins and ends it, what the desk sees and does, and what customers read."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain import ChannelId, Classification, DecisionId, IntentScore, MessageTs, TicketId, UserId
from bot.domain.inbound import Click, ViewSubmitted
from bot.domain.states import DraftState
from bot.outbox.blocks import Button, ModalContext, ModalId
from bot.outbox.incident_post import incident_key
from bot.policy.incident_rate import WINDOW
from bot.review.incident_desk import IncidentDesk
from bot.review.incident_watch import IncidentWatch
from bot.store.records import DecisionRow, Ticket, TurnState
from tests.fakes.embedding import WordEmbedder
from tests.outbox.blocks.samples import decision
from tests.outbox.world import DESK, STAFF, World

REPORTS = [
    "exports never finish today",
    "why do my exports never finish",
    "the exports here never finish",
    "exports never finish for us",
    "our exports never finish either",
    "exports never finish",
]


@pytest.fixture
async def old(world: World) -> World:
    """A world that has known questions for weeks, one of them about exports."""
    await ask(world, "old", "exports never finish")
    world.clock.advance(20 * 86_400)
    return world


async def ask(world: World, account: str, text: str, intent: str = "bug_report", author: str = "") -> Ticket:
    """A request in a thread of an account's own channel, decided."""
    store, now, channel = world.store, world.clock.now(), f"C{account.upper()}"
    ts = MessageTs(world.slack.customer_says(channel, text))
    user = UserId(author or f"U{account.upper()}")
    made = replace(decision(question=text), classification=Classification((IntentScore(intent, 0.9),)))
    async with store.begin() as tx:
        new = Ticket(TicketId(world.runtime.new_id()), ChannelId(channel), ts, user, now, now, account=account)
        ticket, _ = await store.tickets.open(new, tx)
        turn = await store.turns.gather(ticket.id, user, lambda first: first, tx)
        await store.turns.move(turn.id, tuple(TurnState), TurnState.DECIDED, tx=tx)
        row = DecisionRow(DecisionId(world.runtime.new_id()), turn.id, ticket.id, turn.revision, made, now, True)
        await store.decisions.add(row, DraftState.NONE, tx)
    return ticket


async def look(world: World) -> list[dict[str, Any]]:
    """One look of a fresh watch, and what the desk reads then: nothing is kept between two looks."""
    await IncidentWatch(world.runtime, WordEmbedder()).work()
    await world.run()
    found: list[dict[str, Any]] = world.slack.messages[DESK]
    return found


async def burst(world: World, reports: int = 5) -> list[Ticket]:
    tickets = []
    for number, text in enumerate(REPORTS[:reports]):
        tickets.append(await ask(world, f"account{number}", text))
        world.clock.advance(60)
    return tickets


async def test_a_burst_of_differently_worded_reports_tells_the_desk_once_and_pauses_what_they_are_about(
    old: World,
) -> None:
    tickets = await burst(old)
    (post,) = await look(old)
    assert post["text"].startswith("5 customers ask alike within 4 minutes: exports")
    linked = [item for item in str(post["blocks"]).split("'url': ") if item.startswith("'https://")]
    assert len(linked) == len(tickets) == 5
    assert list(await old.store.incidents.paused_intents()) == ["bug_report"]
    assert len(await look(old)) == 1


async def test_other_intents_of_the_same_burst_are_paused_too(old: World) -> None:
    await burst(old, 4)
    await ask(old, "late", REPORTS[4], "feature_question")
    await look(old)
    assert set(await old.store.incidents.paused_intents()) == {"bug_report", "feature_question"}


async def test_one_customer_who_writes_ten_times_is_no_incident(old: World) -> None:
    for number in range(10):
        await ask(old, "acme", REPORTS[number % 6] + " !" * number)
    assert await look(old) == []


async def test_a_newsletter_is_no_incident(old: World) -> None:
    news = "Dear friends, the exports of our autumn fair never finish before the end of November, so come and see us"
    for number in range(8):
        await ask(old, f"account{number}", news)
    assert await look(old) == []


async def test_what_is_asked_as_often_every_day_is_no_incident(old: World) -> None:
    for hour in range(120):
        for number in range(4):
            await ask(old, f"account{number}", REPORTS[number])
        old.clock.advance(WINDOW.total_seconds() + hour % 2)
    await burst(old)
    assert await look(old) == []


async def test_unlike_questions_at_once_are_no_incident(old: World) -> None:
    texts = ["rename a workspace", "invoice lacks VAT", "webhook signature", "dark colours", "audit log range"]
    for number, text in enumerate(texts):
        await ask(old, f"account{number}", text)
    assert await look(old) == []


async def test_a_later_report_joins_and_the_one_post_is_redrawn(old: World) -> None:
    await burst(old)
    await look(old)
    await ask(old, "late", REPORTS[5])
    (post,) = await look(old)
    assert post["text"].startswith("6 customers ask alike")


async def test_silence_ends_it_and_what_belonged_to_it_begins_none_again(old: World) -> None:
    await burst(old)
    await look(old)
    old.clock.advance(WINDOW.total_seconds() + 60)
    (post,) = await look(old)
    assert "Nobody has asked so for half an hour" in post["text"]
    assert await old.store.incidents.paused_intents() == []


def click(world: World, button: Button, value: str) -> Click:
    (post,) = world.slack.messages[DESK]
    return Click(
        action_id=button.value,
        value=value,
        user=STAFF,
        user_team=None,
        channel=ChannelId(DESK),
        message_ts=MessageTs(post["ts"]),
        thread_ts=None,
        trigger_id="trigger",
        response_url="",
        nonce="n1",
    )


@pytest.fixture
def told(old: World, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What people are shown alone."""
    said: list[str] = []

    async def ephemeral(channel: str, user: str, text: str, *_: object) -> bool:
        said.append(text)
        return True

    monkeypatch.setattr(old.slack, "ephemeral", ephemeral)
    return said


async def begun(world: World) -> str:
    await burst(world)
    await look(world)
    (incident,) = await world.store.incidents.going_on()
    return incident.id


async def test_a_click_ends_it_and_the_same_reports_begin_none_again(old: World, told: list[str]) -> None:
    incident = await begun(old)
    desk = IncidentDesk(old.runtime)
    assert await desk.end(click(old, Button.INCIDENT_END, "forged")) == "stale or forged"
    assert await desk.end(click(old, Button.INCIDENT_END, incident)) == "incident ended"
    assert await desk.end(click(old, Button.INCIDENT_END, incident)) == "ended already"
    assert "Ended by Uada" in told[-1]
    (post,) = await look(old)
    assert "The incident is over" in post["text"]
    assert await old.store.incidents.going_on() == []


async def test_a_note_goes_into_every_thread_once_however_often_it_is_sent(old: World, told: list[str]) -> None:
    incident = await begun(old)
    post = await old.store.posts.by_key(incident_key(incident))
    assert post is not None
    where = ModalContext(post_id=post.id, channel=DESK)

    async def sent(form: ModalId, text: str, nonce: str) -> None:
        record = ViewSubmitted(
            callback_id=form.value,
            view_id="V1",
            user=STAFF,
            user_team=None,
            private_metadata=where.pack(),
            values={"text": text},
            nonce=nonce,
        )
        await IncidentDesk(old.runtime).send(record, where)
        await old.run()

    await sent(ModalId.INCIDENT_NOTE, "We are on it.", "n1")
    await sent(ModalId.INCIDENT_NOTE, "We are on it, again.", "n2")
    assert ["5 threads" in told[0], "has it already" in told[1]] == [True, True], "who was second is told"
    late = await ask(old, "late", REPORTS[5])
    await look(old)
    await sent(ModalId.INCIDENT_NOTE, "We are on it.", "n3")
    await sent(ModalId.INCIDENT_UPDATE, "Exports work again.", "n4")
    for number in range(5):
        heard = [m["text"] for m in old.slack.messages[f"CACCOUNT{number}"]][1:]
        assert heard == ["We are on it.", "Exports work again."]
    assert [m["text"] for m in old.slack.messages["CLATE"]][1:] == ["We are on it.", "Exports work again."]
    acts = [entry.action for entry in await old.store.reviews.log_of(late.id)]
    assert acts == ["incident_note", "incident_update"]
    (shown,) = await look(old)
    assert "sent to 6 of 6 threads" in str(shown["blocks"])


async def test_an_incident_outlives_a_restart(old: World) -> None:
    await begun(old)
    old.restarted()
    assert list(await old.store.incidents.paused_intents()) == ["bug_report"]
    old.clock.advance(timedelta(hours=1).total_seconds())
    assert len(await look(old)) == 1
    assert await old.store.incidents.going_on() == []
