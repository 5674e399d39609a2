"""Earlier answers that leaned on what was found wrong are listed, and each gets its correction once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.domain import ArticleId, MessageTs, UserId
from bot.domain.inbound import Click, ViewSubmitted
from bot.learn.verdicts import Verdicts
from bot.outbox.article_post import article_card_key
from bot.outbox.blocks import Button, ModalContext, ModalId
from bot.review.forms import Forms
from bot.review.recall import recalled
from bot.review.settle_article import settle_article
from bot.store.records import ArticleReview, Post, ReviewOutcome
from tests.fakes.slack import lost_answer
from tests.learn.test_auditing import HELD
from tests.listen.conftest import forms
from tests.outbox.world import DESK, STAFF, Case, World

__all__ = ["forms"]
EXPORTS = ArticleId("exports")
LINDA = UserId("ULINDA")


async def sent(world: World, channel: str = "CACME") -> Case:
    case = await world.answer(channel)
    await world.run(60)
    return case


async def flag(world: World, case: Case) -> ArticleReview:
    answer = await world.post_of(case)
    assert answer.slack_channel and answer.slack_ts
    outcome = await Verdicts(world.runtime).flag_message(
        answer.slack_channel, answer.slack_ts, STAFF, note="outdated", correction="It is under **Reports** now."
    )
    assert outcome == "flagged"
    await world.run()
    (review,) = await world.store.articles.waiting(EXPORTS)
    return review


async def card(world: World, review: ArticleReview) -> tuple[Post, dict[str, Any]]:
    post = await world.store.posts.by_key(article_card_key(review.id))
    assert post is not None
    return post, next(m for m in world.slack.messages[DESK] if m["ts"] == post.slack_ts)


def offered(shown: dict[str, Any]) -> list[str]:
    """The decisions whose answers the card offers to correct."""
    every = [e for block in shown["blocks"] if block["type"] == "actions" for e in block["elements"]]
    return [e["value"].split(" ")[1] for e in every if e["action_id"] == Button.RECALL]


def form(review: ArticleReview, case: Case, user: UserId = STAFF, text: str = "Open **Reports**.") -> ViewSubmitted:
    where = ModalContext(review_id=review.id, decision_id=case.row.id, channel=DESK)
    return ViewSubmitted(ModalId.RECALL, user, where.pack(), {"text": text}, nonce=str(user))


def corrections(world: World, case: Case) -> list[str]:
    ours = [m for m in world.slack.ours(case.ticket.channel) if m.get("thread_ts") == case.ticket.thread_ts]
    return [m["text"] for m in ours if "A correction to our earlier answer" in m["text"]]


async def test_the_card_lists_every_answer_of_ninety_days_that_leaned_on_the_same_passage(world: World) -> None:
    old = await sent(world)
    world.clock.advance(91 * 86_400)
    first, second = await sent(world), await sent(world, "CCOMM")
    waiting = await world.card()
    review = await flag(world, first)
    _, shown = await card(world, review)
    assert sorted(offered(shown)) == sorted([first.row.id, second.row.id])
    assert old.row.id not in offered(shown)
    assert waiting.row.id not in offered(shown)


async def test_an_answer_that_an_audit_found_wrong_recalls_others_as_a_flag_does(world: World) -> None:
    earlier, wrong = await sent(world), await sent(world)
    async with world.store.begin() as tx:
        row = replace(wrong.row, decision=replace(wrong.row.decision, reasons=HELD))
        await Verdicts(world.runtime).audit(row, passed=False, source="judged", tx=tx)
        review_id = await world.store.articles.open(EXPORTS, "R9", world.clock.now(), tx)
    review = await world.store.articles.get(review_id)
    assert review is not None
    found = await recalled(world.runtime, review)
    assert {one.row.id for one in found} == {earlier.row.id, wrong.row.id}


async def test_a_correction_goes_out_once_marked_as_one_and_the_card_shows_it(world: World, forms: Forms) -> None:
    first, second = await sent(world), await sent(world)
    review = await flag(world, first)
    assert await forms.submitted(form(review, second)) == "corrected"
    assert await forms.submitted(form(review, second, LINDA, "Something else")) == "corrected already"
    await world.run()
    (text,) = corrections(world, second)
    assert "Reports" in text
    assert corrections(world, first) == []
    _, shown = await card(world, review)
    assert offered(shown) == [first.row.id]
    assert [e.action for e in await world.store.reviews.log_of(second.ticket.id)].count("corrected") == 1


async def test_a_correction_whose_answer_was_lost_in_a_crash_is_not_posted_again(world: World, forms: Forms) -> None:
    case = await sent(world)
    review = await flag(world, case)
    world.slack.faults["chat.postMessage"].append(lost_answer())
    assert await forms.submitted(form(review, case)) == "corrected"
    await world.run()
    world.restarted()
    await world.outbox.recover()
    for _ in range(3):
        await world.run(600)
    assert len(corrections(world, case)) == 1


async def test_the_form_starts_with_what_the_flag_says_and_refuses_nothing(world: World, forms: Forms) -> None:
    case = await sent(world)
    review = await flag(world, case)
    post, _ = await card(world, review)
    at = {"channel": post.slack_channel, "message_ts": post.slack_ts}
    click = Click(Button.RECALL, STAFF, f"{review.id} {case.row.id}", trigger_id="T1", **at)
    assert forms.opens_modal(click)
    await forms.open(click)
    view = world.slack.made("views.open")[-1]["view"]
    assert view["callback_id"] == "recall"
    assert "Reports" in view["blocks"][0]["element"]["initial_value"]
    assert forms.errors(form(review, case, text=" ")).keys() == {"text"}


async def test_an_answer_that_the_review_does_not_recall_is_not_corrected(world: World, forms: Forms) -> None:
    case = await sent(world)
    review = await flag(world, case)
    stranger = await world.card()
    assert await forms.submitted(form(review, stranger)) == "stale or forged"


async def test_an_article_that_was_found_right_recalls_nothing(world: World) -> None:
    case = await sent(world)
    review = await flag(world, case)
    now = world.clock.now()
    assert await settle_article(world.store, now, DESK, review, ReviewOutcome.STILL_RIGHT, STAFF, None)
    await world.run()
    _, shown = await card(world, review)
    assert offered(shown) == []


@pytest.mark.parametrize("place", [None, MessageTs("1.1")])
async def test_a_click_that_is_not_on_the_card_opens_nothing(
    world: World, forms: Forms, place: MessageTs | None
) -> None:
    case = await sent(world)
    review = await flag(world, case)
    forged = Click(Button.RECALL, STAFF, f"{review.id} {case.row.id}", channel=DESK, message_ts=place, trigger_id="T1")
    await forms.open(forged)
    assert world.slack.made("views.open") == []


async def test_what_is_decided_before_a_lost_card_is_found_is_shown_when_it_is(world: World) -> None:
    case = await sent(world)
    world.slack.faults["chat.postMessage"].append(lost_answer())
    review = await flag(world, case)
    assert await settle_article(
        world.store, world.clock.now(), DESK, review, ReviewOutcome.STILL_RIGHT, STAFF, text=None
    )
    await world.run()
    for _ in range(3):
        await world.run(2.0)
    _, shown = await card(world, review)
    assert "still right" in str(shown["blocks"])
