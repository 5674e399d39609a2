"""Messages are drawn from the tables just before they go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.domain import MessageTs, Tier
from bot.domain.states import DraftState
from bot.joined import RENDERERS
from bot.outbox import post_intents as posts
from bot.outbox.post_intents import PostKind
from bot.outbox.render import said
from bot.store.records import NewPost, PostState
from tests.outbox.blocks.samples import drafted
from tests.outbox.world import STAFF, Case, World


async def drawn(world: World, case: Case, new: NewPost) -> str | None:
    await world.add(new)
    post = await world.post_of(case, new.kind)
    message = await RENDERERS[PostKind(post.kind)](world.runtime, post, False)
    return message and message.text


async def test_an_edited_draft_is_what_the_customer_sees(world: World) -> None:
    case = await world.case(draft=DraftState.PENDING)
    await world.store.decisions.settle(case.row.id, DraftState.EDITED, STAFF, "Use **Analytics**.")
    text = await drawn(world, case, posts.answer(case.ticket, case.row))
    assert text is not None
    assert text.startswith("Written by Uada with AI help (Earnest)\nUse Analytics.")
    assert await said(world.runtime, await world.post_of(case)) == "Use **Analytics**."


async def test_an_approved_question_back_is_asked(world: World) -> None:
    case = await world.case(draft=DraftState.APPROVED, drafted=drafted(ask="Which report do you mean?"))
    text = await drawn(world, case, posts.answer(case.ticket, case.row))
    assert text is not None
    assert "Which report do you mean?" in text


@pytest.mark.parametrize("state", [DraftState.PENDING, DraftState.DECLINED, DraftState.SUPERSEDED, DraftState.NONE])
async def test_a_draft_that_nobody_let_go_is_never_sent(world: World, state: DraftState) -> None:
    case = await world.case(draft=state)
    await world.add(posts.answer(case.ticket, case.row))
    await world.run()
    assert world.slack.ours("CACME") == []
    assert (await world.post_of(case)).state is PostState.CANCELLED


async def test_a_card_stands_for_the_newest_decision_of_its_turn(world: World) -> None:
    case = await world.card()
    newer = replace(case.row, id=posts.DecisionId("newer"), revision=case.row.revision + 1)
    newer = replace(newer, decision=replace(newer.decision, tier=Tier.ASSISTED, drafted=None, team="billing"))
    async with world.store.begin() as tx:
        await world.store.decisions.add(newer, DraftState.NONE, tx)
    await world.store.tickets.take(case.ticket.id, None)
    await world.run()
    assert world.slack.ours("CDESK")[0]["text"].startswith("Handed over to billing")


async def test_a_correction_names_its_author_and_the_answer_and_joins_the_history(world: World) -> None:
    case = await world.answer()
    await world.run()
    await world.add(posts.correction(case.ticket, case.row.id, "flag1", "Files stay for **30** days.", STAFF))
    await world.run()
    first, second = world.slack.ours("CACME")
    assert "Files stay for 30 days." in second["text"]
    assert "Uada" in str(second["blocks"])
    assert first["ts"] in str(second["blocks"])
    kept = await world.store.messages.get(case.ticket.channel, MessageTs(second["ts"]))
    assert kept is not None
    assert kept.text == "Files stay for **30** days."


async def test_a_card_that_cannot_be_drawn_is_replaced_by_a_line_with_the_thread(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> Sequence[object]:
        raise ZeroDivisionError("a fault in the builder")

    monkeypatch.setattr("bot.outbox.blocks.card.card_blocks", broken)
    case = await world.card()
    for _ in range(4):
        await world.run(10.0)
    (card,) = world.slack.ours("CDESK")
    assert f"https://home.example/CACME/{case.ticket.thread_ts}" in card["text"]
