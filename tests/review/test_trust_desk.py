"""Notes about trust: the desk overrules a change with a reason, and looks at what a customer flagged, once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.domain import MessageTs, UserId
from bot.domain.inbound import Click, ViewSubmitted
from bot.learn.verdicts import Verdicts
from bot.outbox.blocks import Button, ModalContext, ModalId
from bot.outbox.post_intents import PostKind, desk_note
from bot.policy.trust import trust_after
from bot.review.forms import Forms
from bot.review.trust_desk import TrustDesk, look_at
from bot.store.records import Post
from tests.fakes.slack import lost_answer
from tests.learn.test_flags import sent
from tests.listen.conftest import clicks_of, forms
from tests.outbox.world import CUSTOMER, DESK, STAFF, World

__all__ = ["forms"]
INTENT = "feature_question"
LINDA = UserId("ULINDA")


async def note_of(world: World, part: str) -> tuple[Post, dict[str, Any]]:
    """The desk's note that holds some words, as a post and as Slack shows it."""
    await world.run()
    shown = [m for m in world.slack.messages[DESK] if part in m["text"]]
    assert len(shown) == 1
    post = await world.store.posts.at(DESK, MessageTs(shown[0]["ts"]))  # type: ignore[arg-type]
    assert post is not None
    return post, shown[0]


def click(button: Button, post: Post, user: UserId = STAFF) -> Click:
    at = {"channel": post.slack_channel, "message_ts": post.slack_ts}
    return Click(button.value, user, post.id, trigger_id="T1", nonce=str(user), **at)


def buttons(shown: dict[str, Any]) -> list[str]:
    return [e["action_id"] for block in shown["blocks"] if block["type"] == "actions" for e in block["elements"]]


async def told(world: World) -> Post:
    """A change of trust that the desk was told of."""
    await world.store.posts.add([desk_note(DESK, "trust:1", "“feature_question” has earned answers", intent=INTENT)])
    return (await note_of(world, "has earned"))[0]


async def pinned(world: World) -> bool | None:
    return trust_after(await world.store.audits.events(INTENT, "extractive")).pinned


async def test_a_change_of_trust_is_overruled_from_its_note_with_a_reason_that_is_kept(
    world: World, forms: Forms
) -> None:
    note = await told(world)
    (shown,) = [m for m in world.slack.messages[DESK] if "has earned" in m["text"]]
    assert buttons(shown) == ["overrule"]
    where = ModalContext(post_id=note.id, channel=DESK).pack()
    no_reason = ViewSubmitted(ModalId.OVERRULE, STAFF, where, {"verdict": "down", "reason": " "}, nonce="1")
    assert forms.errors(no_reason).keys() == {"reason"}
    form = ViewSubmitted(ModalId.OVERRULE, STAFF, where, {"verdict": "down", "reason": "two wrong prices"}, nonce="2")
    assert forms.errors(form) == {}
    assert await forms.submitted(form) == "overruled"
    assert await forms.submitted(form) == "overruled"
    assert await pinned(world) is False
    entry = await world.store.reviews.entry("overrule:2")
    assert entry is not None
    assert entry.detail == {"intent": INTENT, "word": "down", "reason": "two wrong prices"}
    await note_of(world, "two wrong prices")  # the desk hears of it once


async def test_who_is_not_on_the_desk_overrules_nothing_and_a_forged_note_neither(world: World, forms: Forms) -> None:
    note = await told(world)
    values = {"verdict": "up", "reason": "please"}
    outside = ViewSubmitted(ModalId.OVERRULE, CUSTOMER, ModalContext(post_id=note.id).pack(), values)
    assert await forms.submitted(outside) == "not a desk member"
    case = await sent(world)
    answer = await world.post_of(case)
    forged = ViewSubmitted(ModalId.OVERRULE, STAFF, ModalContext(post_id=answer.id, channel=DESK).pack(), values)
    assert await forms.submitted(forged) == "stale or forged"
    assert await pinned(world) is None


async def flagged(world: World) -> Post:
    case = await sent(world)
    answer = await world.post_of(case)
    assert answer.slack_channel and answer.slack_ts
    await Verdicts(world.runtime).customer_flag(answer.slack_channel, answer.slack_ts, CUSTOMER)
    post, shown = await note_of(world, "says that an answer")
    assert buttons(shown) == ["flag_fine", "flag_wrong"]
    return post


async def test_a_flagged_answer_that_is_right_is_answered_again_and_the_second_to_look_is_told(world: World) -> None:
    note = await flagged(world)
    assert await TrustDesk(world.runtime).fine(click(Button.FLAG_FINE, note)) == "looked at"
    assert await TrustDesk(world.runtime).fine(click(Button.FLAG_FINE, note, LINDA)) == "decided already"
    assert await world.store.pauses.active() == {}
    _, shown = await note_of(world, "the answer was right")
    assert buttons(shown) == []


async def test_a_flagged_answer_that_is_wrong_becomes_a_flag_and_its_pause_ends(world: World, forms: Forms) -> None:
    note = await flagged(world)
    world.runtime.policy.desk.members.append(STAFF)  # the form is about a message in the customer's channel
    await forms.open(click(Button.FLAG_WRONG, note))
    where = world.slack.made("views.open")[-1]["view"]["private_metadata"]
    values = {"verdict": "wrong", "correction": "It is $44.", "cause": None, "severe": "money"}
    form = ViewSubmitted(ModalId.FLAG, STAFF, where, values, nonce="1")
    assert forms.errors(form) == {}
    assert await forms.submitted(form) == "flagged"
    assert await world.store.pauses.active() == {}
    assert (await world.store.reviews.queue())[0].article_id == "exports"
    await note_of(world, "the answer was wrong")
    await note_of(world, "confirmed a wrong answer about money")


async def test_a_click_by_somebody_outside_the_desk_ends_no_pause(world: World) -> None:
    note = await flagged(world)
    elsewhere = replace(click(Button.FLAG_FINE, note, CUSTOMER), channel=None)
    assert await clicks_of(world).clicked(elsewhere) == "not a desk member"
    assert len(await world.store.pauses.active()) == 1


async def test_a_pause_lasts_until_all_that_was_flagged_is_looked_at(world: World) -> None:
    for _ in range(2):
        answer = await world.post_of(await sent(world))
        assert answer.slack_channel and answer.slack_ts
        await Verdicts(world.runtime).customer_flag(answer.slack_channel, answer.slack_ts, CUSTOMER)
        await world.run()
    notes = await world.store.posts.of_no_ticket(PostKind.DESK_NOTE)
    assert await TrustDesk(world.runtime).fine(click(Button.FLAG_FINE, notes[0])) == "looked at"
    assert len(await world.store.pauses.active()) == 1
    assert await TrustDesk(world.runtime).fine(click(Button.FLAG_FINE, notes[1])) == "looked at"
    assert await world.store.pauses.active() == {}


async def test_a_note_that_was_lost_shows_who_looked_before_it_was_found(world: World) -> None:
    answer = await world.post_of(await sent(world))
    assert answer.slack_channel and answer.slack_ts
    world.slack.faults["chat.postMessage"].append(lost_answer())
    await Verdicts(world.runtime).customer_flag(answer.slack_channel, answer.slack_ts, CUSTOMER)
    await world.run()
    (note,) = await world.store.posts.of_no_ticket(PostKind.DESK_NOTE)
    assert await look_at(world.runtime, note, STAFF, wrong=False)
    for _ in range(4):
        await world.run(2.0)
    await note_of(world, "the answer was right")
