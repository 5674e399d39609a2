"""A draft that cites an article which was taken out of the index is marked, not approved as it is, and not posted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain import ArticleId, ChannelId, MessageTs
from bot.domain.inbound import Click
from bot.domain.states import DraftState
from bot.joined import RENDERERS
from bot.outbox import post_intents as posts
from bot.outbox.blocks import Button
from bot.outbox.outbox import Outbox
from bot.review.gone_articles import mark_gone
from bot.review.unposted import Unposted
from bot.store.records import Guard, PostState
from tests.outbox.blocks.samples import PASSAGE
from tests.outbox.world import DESK, STAFF, Case, World
from tests.review.test_recall import EXPORTS, forms

__all__ = ["forms"]
BUILD = "000002-abc"


class Index:
    """Builds that hold these articles; None: there is no index to be read."""

    def __init__(self, *articles: str, build: str = BUILD) -> None:
        self.now: tuple[str, frozenset[ArticleId]] | None = (build, frozenset(map(ArticleId, articles)))

    async def listed(self) -> tuple[str, frozenset[ArticleId]] | None:
        return self.now


async def marked(world: World, *articles: str, build: str = BUILD) -> bool:
    return await mark_gone(world.runtime, Index(*articles, build=build))  # type: ignore[arg-type]


async def shown(world: World, case: Case) -> tuple[str, set[str]]:
    """A card's text and what it offers."""
    await world.run(60)
    post = await world.post_of(case, "card")
    card: dict[str, Any] = next(m for m in world.slack.messages[DESK] if m["ts"] == post.slack_ts)
    rows = [block["elements"] for block in card["blocks"] if block["type"] == "actions"]
    return card["text"], {element["action_id"] for row in rows for element in row}


async def press(world: World, case: Case, forms: Any) -> str:
    post = await world.post_of(case, "card")
    channel, ts = ChannelId(DESK), MessageTs(str(post.slack_ts))
    click = Click(Button.APPROVE.value, STAFF, case.row.id, trigger_id="T", channel=channel, message_ts=ts, nonce="n")
    said: str = await forms._clicks.clicked(click)
    return said


async def test_a_card_says_which_article_is_gone_since_when_and_is_freed_when_it_is_back(world: World) -> None:
    assert not await marked(world)  # nobody cites anything
    case, other = await world.card(), await world.card("CCOMM", drafted=None)
    text, offered = await shown(world, case)
    assert "taken out" not in text and Button.APPROVE in offered
    assert not await marked(world, EXPORTS)
    unread = Index()
    unread.now = None
    assert not await mark_gone(world.runtime, unread)  # type: ignore[arg-type]

    noticed = world.clock.now()
    assert await marked(world, "others")
    assert not await marked(world, "others")
    world.restarted()
    assert not await marked(world, "others", build="000003-abc")
    assert not await marked(world, EXPORTS, build="000001-abc")  # a process that has not fetched the newer one yet
    text, offered = await shown(world, case)
    title = case.row.decision.passages[0].title
    assert f"cites “{title}”, which was taken out of the knowledge base (noticed" in text
    assert f"{noticed:%H:%M}" in text
    assert Button.APPROVE not in offered and {Button.EDIT, Button.DECLINE, Button.REPLY} <= offered
    assert "taken out" not in (await shown(world, other))[0]

    assert await marked(world, EXPORTS, build="000003-def")
    text, offered = await shown(world, case)
    assert "taken out" not in text and Button.APPROVE in offered


async def test_a_draft_made_of_the_build_before_is_found_without_another_sync(world: World) -> None:
    await world.card()
    assert await marked(world)
    late = await world.card("CCOMM", passages=(replace(PASSAGE, article_id=ArticleId("billing")),))
    assert await marked(world)
    assert "taken out" in (await shown(world, late))[0]


@pytest.mark.parametrize("change", [DraftState.APPROVED, DraftState.POSTED, DraftState.EDITED])
async def test_an_answer_that_waits_is_held_and_its_approver_told(world: World, change: DraftState) -> None:
    unposted = Unposted(world.runtime)
    world.outbox = Outbox(world.runtime, RENDERERS, on_cancelled=unposted.cancelled, on_failed=unposted.failed)
    case = await world.case(draft=change)
    guard = Guard(turn_id=case.turn.id, revision=case.turn.revision, draft_stands=case.row.id)
    await world.add(posts.answer(case.ticket, case.row, guard))
    assert await marked(world)
    await world.run(60)
    answer = await world.post_of(case)
    assert answer.state is PostState.CANCELLED and "which was taken out of the knowledge base" in answer.error
    assert world.slack.ours(case.ticket.channel) == []
    text, offered = await shown(world, case)
    assert "taken out" in text and Button.REPLY in offered
    whispers = [p for p in await world.store.posts.of_decision(case.row.id) if p.kind == "whisper"]
    assert len(whispers) == (change is not DraftState.POSTED)


async def test_what_a_person_edited_under_the_mark_goes_out(world: World) -> None:
    case = await world.case(draft=DraftState.PENDING)
    assert await marked(world)
    world.clock.advance(1)
    async with world.store.begin() as tx:
        draft = await world.store.decisions.draft(case.row.id, tx)
        since = await world.store.gone.under(case.row, draft, tx)
    assert list(since.values()) == [world.clock.now() - timedelta(seconds=1)]
    assert await world.store.decisions.settle(case.row.id, DraftState.EDITED, STAFF, "Ask Ada.")
    await world.add(posts.answer(case.ticket, case.row, Guard(draft_stands=case.row.id)))
    await world.run(60)
    assert (await world.post_of(case)).state is PostState.SENT


async def test_an_old_card_on_which_approve_is_pressed_refuses_in_words(
    world: World, forms: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = await world.card()
    await shown(world, case)
    assert await marked(world)  # and the card is not drawn anew yet
    said = list[str]()

    async def ephemeral(channel: str, user: str, text: str, *_: Any) -> bool:
        said.append(text)
        return True

    monkeypatch.setattr(world.slack, "ephemeral", ephemeral)
    assert await press(world, case, forms) == "decided already"
    assert said and "Not approved" in said[0] and "taken out of the knowledge base" in said[0]
    draft = await world.store.decisions.draft(case.row.id)
    assert draft is not None and draft.state is DraftState.PENDING
