"""Refusals: what Slack will not show is sent in a simpler form, and what it will not take reaches a person."""

from __future__ import annotations

import logging

import pytest

from bot.outbox import post_intents as posts
from bot.outbox.post_retries import MessageForm, RetryState
from bot.store.records import PostState
from tests.fakes.slack import busy, refused
from tests.outbox.world import World

NEWER = {"context_actions"}
ALL = {"context_actions", "context", "rich_text", "actions", "section", "header"}


def kinds(message: dict[str, object]) -> list[str]:
    blocks = message["blocks"] or []
    assert isinstance(blocks, list)
    return [block["type"] for block in blocks]


async def test_an_answer_goes_with_ordinary_buttons_where_newer_blocks_are_refused(world: World) -> None:
    world.slack.unknown_blocks = NEWER
    await world.answer()
    await world.run()
    (sent,) = world.slack.ours("CACME")
    assert "actions" in kinds(sent)
    assert "context_actions" not in kinds(sent)


async def test_what_a_server_refused_once_is_not_offered_to_it_again(world: World) -> None:
    world.slack.unknown_blocks = NEWER
    await world.answer()
    await world.run()
    await world.answer()
    await world.run()
    assert len(world.slack.ours("CACME")) == 2
    assert len(world.slack.made("chat.postMessage")) == 3


async def test_an_answer_goes_as_words_alone_where_no_block_is_taken(world: World) -> None:
    world.slack.unknown_blocks = ALL
    case = await world.answer()
    await world.run()
    (sent,) = world.slack.ours("CACME")
    assert "choose CSV" in sent["text"]
    assert sent.get("blocks") is None
    assert sent["metadata"]["event_payload"]["post_id"] == (await world.post_of(case)).id


async def test_the_form_that_was_found_is_remembered_over_a_wait_and_a_restart(world: World) -> None:
    world.slack.unknown_blocks = ALL
    await world.answer()
    world.slack.faults["chat.postMessage"].extend([refused("invalid_blocks"), refused("invalid_blocks"), busy(1.0)])
    await world.run()
    world.restarted()
    await world.run(1.0)
    assert len(world.slack.ours("CACME")) == 1
    assert len(world.slack.made("chat.postMessage")) == 4


async def test_a_card_waits_for_a_desk_that_cannot_be_posted_to_and_says_how_to_fix_it(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    case = await world.card()
    world.slack.standing["chat.postMessage", "CDESK"] = "channel_not_found"
    with caplog.at_level(logging.ERROR):
        for _ in range(3):
            await world.run(30.0)
    assert len(world.slack.made("chat.postMessage")) == 3
    assert ["invite it there" in r.message for r in caplog.records] == [True, False]
    del world.slack.standing["chat.postMessage", "CDESK"]
    await world.run(30.0)
    assert len(world.slack.ours("CDESK")) == 1
    assert (await world.post_of(case, "card")).state is PostState.SENT


async def test_when_the_desk_can_be_posted_to_again_all_that_it_refused_follows_at_once(world: World) -> None:
    world.slack.standing["chat.postMessage", "CDESK"] = "is_archived"
    await world.card()
    await world.run()
    for number in range(3):
        await world.card(channel=f"CACME{number}")
    await world.run(20.0)
    del world.slack.standing["chat.postMessage", "CDESK"]
    await world.run(10.0)
    assert len(world.slack.ours("CDESK")) == 4, "half a minute is waited for a person, not for each card"


@pytest.mark.parametrize("code", ["not_in_channel", "is_archived", "cannot_reply_to_message", "message_limit_exceeded"])
async def test_an_answer_that_is_refused_for_good_is_told(world: World, code: str) -> None:
    case = await world.answer()
    world.slack.standing["chat.postMessage", "CACME"] = code
    await world.run()
    assert world.ended == [("failed", "answer", code)]
    post = await world.post_of(case)
    assert (post.state, post.error) == (PostState.FAILED, code)
    await world.run(60.0)
    assert len(world.slack.made("chat.postMessage")) == 1


async def test_nothing_is_given_up_because_of_a_wrong_token(world: World) -> None:
    await world.answer()
    await world.card()
    world.slack.standing["chat.postMessage", "*"] = "invalid_auth"
    await world.run()
    assert world.ended == []
    del world.slack.standing["chat.postMessage", "*"]
    await world.run(30.0)
    assert len(world.slack.ours("CACME")) == len(world.slack.ours("CDESK")) == 1


async def test_a_pointer_that_a_team_channel_refuses_bothers_nobody(world: World) -> None:
    case = await world.card()
    await world.add(posts.pointer(posts.ChannelId("CBILL"), case.ticket, case.row, "billing"))
    world.slack.standing["chat.postMessage", "CBILL"] = "not_in_channel"
    await world.run()
    await world.run(1.0)
    assert world.ended == []
    assert (await world.post_of(case, "pointer")).state is PostState.FAILED


async def test_an_error_of_ours_is_tried_again_and_then_told(world: World, caplog: pytest.LogCaptureFixture) -> None:
    case = await world.case()
    broken = posts.answer(case.ticket, case.row)
    await world.add(posts.NewPost(**{**_fields(broken), "kind": "answer_part", "body": {"part": "nonsense"}}))
    with caplog.at_level(logging.ERROR):
        for _ in range(6):
            await world.run(60.0)
    (post,) = await world.store.posts.of_ticket(case.ticket.id)
    assert (post.state, post.error) == (PostState.FAILED, "internal")
    assert "ValueError" in caplog.text


def _fields(new: posts.NewPost) -> dict[str, object]:
    return {name: getattr(new, name) for name in new.__slots__}


async def test_what_a_try_taught_is_kept_with_the_post(world: World) -> None:
    case = await world.answer()
    world.slack.unknown_blocks = NEWER
    world.slack.faults["chat.postMessage"].extend([refused("invalid_blocks"), busy(1.0)])
    await world.run()
    post = await world.post_of(case)
    assert RetryState.of(post) == RetryState(False, MessageForm.PLAIN, "slow down")
