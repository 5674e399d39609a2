"""A person of the desk says what a question is about: it is kept as a label, and decides nothing."""

from __future__ import annotations

from bot.domain import Reason, ReasonCode, Tier, UserId
from bot.domain.inbound import ViewSubmitted
from bot.domain.labels import LabelSource
from bot.domain.states import DraftState
from bot.learn.auditing import Auditing
from bot.outbox.blocks import ModalContext, ModalId
from bot.policy import Intent
from bot.review.forms import Forms
from tests.listen.conftest import forms
from tests.outbox.world import CUSTOMER, DESK, STAFF, Case, World

__all__ = ["forms"]
HELD = (Reason(ReasonCode.INTENT_NOT_TRUSTED, Tier.REVIEWED, "feature_question"),)
LINDA = UserId("ULINDA0001")


async def carded(world: World, question: str = "How do I export a report?") -> Case:
    """A draft with its card on the desk, in a policy of two intents."""
    world.runtime.policy.intents["billing"] = Intent()
    case = await world.card(question=question, reasons=HELD)
    await world.run()
    return case


async def named(forms: Forms, world: World, case: Case, intent: str, by: UserId = STAFF, nonce: str = "1") -> str:
    post = await world.post_of(case, "card")
    where = ModalContext(case.row.id, channel=DESK if by != CUSTOMER else "CACME", message_ts=post.slack_ts or "")
    form = ViewSubmitted(ModalId.INTENT, by, where.pack(), {"intent": intent}, nonce=nonce)
    return await forms.submitted(form)


async def test_the_desks_word_is_kept_and_shown_and_changes_nothing_that_was_decided(
    world: World, forms: Forms
) -> None:
    case = await carded(world)
    assert await named(forms, world, case, "billing") == "intent"
    (label,) = await world.store.labels.of_decision(case.row.id)
    assert (label.intent, label.was, label.by) == ("billing", "feature_question", STAFF)
    assert (label.place, label.text, label.asked_at) == ("CACME", "How do I export a report?", case.row.decided_at)
    row, draft = await world.store.decisions.get(case.row.id), await world.store.decisions.draft(case.row.id)
    assert row is not None
    assert row.decision == case.row.decision
    assert draft is not None
    assert draft.state is DraftState.PENDING
    assert (await world.store.tickets.get(case.ticket.id)) == case.ticket
    await world.run()
    shown = str(world.slack.messages[DESK][-1]["blocks"])
    assert "billing, says the desk (read as feature_question" in shown
    assert "It is about “billing” by" in shown


async def test_the_same_word_again_is_one_label_and_another_word_holds_instead(world: World, forms: Forms) -> None:
    case = await carded(world)
    for nonce in ("1", "1", "2"):
        assert await named(forms, world, case, "billing", nonce=nonce) == "intent"
    assert len(await world.store.labels.of_decision(case.row.id)) == 1
    assert await named(forms, world, case, "feature_question", LINDA, "3") == "intent"
    first, second = await world.store.labels.of_decision(case.row.id)
    assert (first.by, second.by, second.intent) == (STAFF, LINDA, "feature_question")
    acts = [entry.action for entry in await world.store.reviews.log_of(case.ticket.id)]
    assert acts.count("relabel") == 2


async def test_who_is_not_on_the_desk_names_nothing_and_no_intent_is_invented(world: World, forms: Forms) -> None:
    case = await carded(world)
    assert await named(forms, world, case, "billing", CUSTOMER) == "not a desk member"
    assert await named(forms, world, case, "free_money") == "forged"
    form = ViewSubmitted(ModalId.INTENT, STAFF, ModalContext(case.row.id).pack(), {"intent": "free_money"})
    assert forms.errors(form).keys() == {"intent"}
    assert await world.store.labels.of_decision(case.row.id) == []


async def test_a_word_on_a_decided_card_is_taken_and_the_decision_keeps_its_author(world: World, forms: Forms) -> None:
    case = await carded(world)
    async with world.store.begin() as tx:
        await world.store.decisions.settle(case.row.id, DraftState.DECLINED, LINDA, tx=tx)
    assert await named(forms, world, case, "billing") == "intent"


async def test_an_audit_that_passes_confirms_what_the_question_is_about_and_no_other_act_does(world: World) -> None:
    case = await carded(world)
    other = await carded(world, "Where is the calendar of my second team?")
    for one, passed in ((case, True), (other, False)):
        async with world.store.begin() as tx:
            await Auditing(world.runtime).audit(one.row, passed=passed, source="approve", tx=tx)
    (label,) = await world.store.labels.of_decision(case.row.id)
    assert label.source is LabelSource.AUDITED
    assert (label.intent, label.was, label.by) == ("feature_question", "feature_question", "")
    assert await world.store.labels.of_decision(other.row.id) == []


async def test_labels_are_counted_and_read_newest_first_and_without_words_that_are_gone(
    world: World, forms: Forms
) -> None:
    for number, question in enumerate(("first one here", "second there", "")):
        case = await carded(world, question)
        world.clock.advance(60)
        await named(forms, world, case, "billing", nonce=str(number))
    now = world.clock.now()
    found = await world.store.labels.until(now, 10)
    assert [label.text for label in found] == ["second there", "first one here"]
    assert await world.store.labels.until(now, 1) == found[:1]
    assert await world.store.labels.size(found[1].at) == (1, len("first one here"))
    assert await world.store.labels.count_after(found[1].at) == 1
    assert await world.store.labels.count_after(None) == 2
