"""What a stage waits for is of its scene, and nothing is heard twice."""

from __future__ import annotations

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from slack_sandbox import Sandbox
from slack_sandbox.stage import Stage

DESK = "support-desk"


async def told(sandbox: Sandbox, client: AsyncWebClient, *texts: str) -> None:
    """Show something to Sam alone."""
    for text in texts:
        await client.chat_postEphemeral(
            channel=sandbox.world.channel(DESK).id, user=sandbox.world.user("sam").id, text=text
        )


async def test_what_was_shown_before_a_scene_is_not_found_in_it(sandbox: Sandbox, client: AsyncWebClient) -> None:
    stage = Stage(sandbox, patience_s=0.05)
    await told(sandbox, client, "Already approved")
    stage.begin()
    with pytest.raises(TimeoutError):
        await stage.ephemeral_to("sam", "Already")
    await told(sandbox, client, "Already declined")
    assert "declined" in await stage.ephemeral_to("sam", "Already")


async def test_each_message_for_one_person_is_heard_once_in_their_order(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    stage = Stage(sandbox, patience_s=0.05)
    await told(sandbox, client, "flagged: one", "no such thing", "flagged: two")
    assert "one" in await stage.ephemeral_to("sam", "flagged")
    assert "two" in await stage.ephemeral_to("sam", "flagged")
    with pytest.raises(TimeoutError):
        await stage.ephemeral_to("sam", "flagged")
    assert [shown.text for shown in stage.unheard("sam")] == ["no such thing"]


async def test_screens_that_are_cleared_show_neither_a_form_nor_a_page(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    view = {"type": "home", "blocks": [{"type": "divider"}]}
    await client.views_publish(user_id=sandbox.world.user("sam").id, view=view)
    assert sandbox.home_of("sam") is not None
    sandbox.clear_screens()
    assert sandbox.home_of("sam") is None and sandbox.view_of("sam") is None
    await client.views_publish(user_id=sandbox.world.user("sam").id, view=view)
    assert sandbox.home_of("sam") is not None


async def test_what_stands_after_a_message_is_what_came_later(sandbox: Sandbox) -> None:
    said = [await sandbox.drive.post("sam", DESK, text) for text in ("one", "two", "three")]
    await sandbox.drive.post("nora", DESK, "in a thread", thread_ts=said[0]["ts"])
    assert [m["text"] for m in sandbox.messages(DESK, after=said[0]["ts"])][-2:] == ["two", "three"]
    assert sandbox.messages(DESK, after=said[2]["ts"]) == []
    assert [m["ts"] for m in sandbox.messages(DESK)][-3:] == [m["ts"] for m in said]
