"""Events that come in another order, with less in them, or of kinds that are nobody's question, at a bare Slack."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.fakes.unkind_slack import UnkindSlack
from tests.scenarios.child import installed, started
from tests.scenarios.test_foreign_emulator import DRAFTED, POLICY, TRUSTED, Foreign, values

LINES = (
    "channel_topic",
    "reminder_add",
    "huddle_thread",
    "channel_canvas_updated",
    "assistant_app_thread",
    "tombstone",
)


@pytest_asyncio.fixture(scope="module")
async def foreign(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Foreign]:
    async with UnkindSlack() as slack:
        child = installed(seeded, tmp_path_factory.mktemp("odd") / "data", slack.url, POLICY)
        async with started(child):
            await slack.connected()
            yield Foreign(slack, child)
        assert "failed unexpectedly" not in child.log
        assert [m for m in slack.by_bot("C1") if "thread_ts" not in m] == [], "nothing of ours is at a channel's root"


async def said(foreign: Foreign, text: str = TRUSTED, **more: Any) -> tuple[str, dict[str, Any]]:
    """A message of somebody new that stands in the history; its ts and the event that was not sent yet."""
    user = more.pop("user", f"U9{len(foreign.slack.messages)}")
    ts = await foreign.slack.say("C1", user, text, more.get("thread_ts", ""), deliver=False)
    return ts, {"type": "message", "channel": "C1", "ts": ts, "user": user, "text": text, **more}


@pytest.mark.parametrize(
    "less",
    [
        dict.fromkeys(("blocks", "files", "attachments", "team", "channel_type", "thread_ts", "edited", "subtype")),
        {"text": None, "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": TRUSTED}}]},
        {"thread_ts": "", "subtype": "", "bot_id": None, "app_id": "", "bot_profile": None},
        {"subtype": "me_message", "user_profile": None, "attachments": [{}], "metadata": None},
    ],
)
async def test_a_question_with_empty_fields_is_answered(foreign: Foreign, less: dict[str, Any]) -> None:
    ts, event = await said(foreign)
    await foreign.slack.event({**event, **less})
    await foreign.answers("C1", ts)


async def test_lines_of_slacks_own_are_no_questions(foreign: Foreign) -> None:
    lines = []
    for subtype in LINES:
        ts, event = await said(foreign, subtype=subtype)
        await foreign.slack.event(event)
        lines.append(ts)
    ts, event = await said(foreign, user="USLACKBOT")
    await foreign.slack.event(event)
    await foreign.settled()
    for each in (*lines, ts):
        assert foreign.slack.by_bot("C1", each) == []
        assert each.replace(".", "") not in json.dumps(foreign.slack.by_bot("C_DESK"))


async def test_a_deletion_that_comes_before_its_message_leaves_no_answer(foreign: Foreign) -> None:
    ts, event = await said(foreign)
    await foreign.slack.delete("C1", ts)
    await foreign.slack.event(event)
    await foreign.settled()
    assert foreign.slack.by_bot("C1", ts) == []


async def test_an_edit_that_comes_before_its_message_is_what_is_answered_once(foreign: Foreign) -> None:
    slack = foreign.slack
    ts, event = await said(foreign, "hello there")
    now = {"ts": ts, "user": event["user"], "text": TRUSTED, "edited": {"ts": slack._ts()}}
    slack._find("C1", ts).update(now)
    await slack.event({"type": "message", "subtype": "message_changed", "channel": "C1", "message": now})
    await slack.event(event)
    await foreign.answers("C1", ts)
    await foreign.settled()
    assert len(slack.by_bot("C1", ts)) == 1


async def test_a_reply_that_comes_before_its_parent_is_answered_in_the_parents_thread(foreign: Foreign) -> None:
    slack = foreign.slack
    parent, first = await said(foreign, "Hello, I have a question about passwords")
    reply, second = await said(foreign, user=first["user"], thread_ts=parent)
    await slack.event(second)
    await slack.event(first)
    await foreign.answers("C1", parent)
    assert slack.by_bot("C1", reply) == []


async def test_who_wrote_in_an_old_thread_before_is_heard_in_the_channel_too(foreign: Foreign) -> None:
    """Their thread is from before our time, so that they have no top-level message that we know of."""
    slack = foreign.slack
    old, _ = await said(foreign, "Welcome to this channel!", user="U1")
    _, reply = await said(foreign, "Glad to be here", user="U78", thread_ts=old)
    await slack.event(reply)
    ts, question = await said(foreign, user="U78")
    await slack.event(question)
    await foreign.answers("C1", ts)


async def test_a_link_preview_changes_no_draft(foreign: Foreign) -> None:
    slack, text = foreign.slack, f"{DRAFTED} See https://example.com/x"
    asked, card = await foreign.asks("C1", "U60", text)
    cards = len(slack.by_bot("C_DESK"))
    preview = {"from_url": "https://example.com/x", "title": "Refunds", "text": "I want a refund now"}
    before = {"ts": asked, "user": "U60", "text": text}
    now = {"message": {**before, "attachments": [preview]}, "previous_message": before}
    for hidden in (True, False):
        await slack.event({"type": "message", "subtype": "message_changed", "channel": "C1", "hidden": hidden, **now})
    await foreign.settled()
    assert len(slack.by_bot("C_DESK")) == cards and "approve" in values(card)
