"""The desk asks for the figures: in Slack's own tables and charts, in a simpler form where Slack refuses them."""

from __future__ import annotations

import json
from typing import Any

from tests.scenarios.conftest import Running

QUESTION = "How do I reset my password?"


async def report(running: Running, user: str, rest: str, parts: int) -> list[list[dict[str, Any]]]:
    """The blocks of what a person sees of a report."""
    outcome = await running.sandbox.drive.command(user, "support-desk", "/earnest", f"report {rest}")
    assert outcome.ok
    await running.sandbox.wait_for(lambda: len(running.stage.unheard(user)) >= parts)
    return [message.blocks for message in running.stage.unheard(user)]


def kinds(blocks: list[dict[str, Any]]) -> list[str]:
    return [block["type"] for block in blocks]


async def test_a_report_comes_as_a_table_and_charts_that_only_the_asker_sees(running: Running) -> None:
    asked = await running.stage.say("dana", running.channel(), QUESTION)
    await running.stage.answer(asked)
    figures, split = await report(running, "priya", "30d", 2)
    assert kinds(figures) == ["rich_text", "data_visualization", "data_visualization", "table"]
    rows = {row[0]["text"]: [cell["text"] for cell in row[1:]] for row in figures[-1]["rows"]}
    requests = next(n for n in rows["Requests"])
    assert int(requests) >= 1
    assert "Tickets opened in the window" in rows["Requests"][2]
    assert any(row[0]["text"] == "intent password_reset" for row in split[1]["rows"])
    assert "The 30 days up to" in json.dumps(figures[0])
    assert not [post for post in running.stage.posts(asked) if "days up to" in json.dumps(post)]


async def test_where_slack_refuses_tables_and_charts_the_same_comes_as_text(running: Running) -> None:
    for block in ("table", "data_visualization"):
        running.sandbox.faults.refuse("response_url", "invalid_blocks", block=block, times=None)
    try:
        figures, split = await report(running, "nora", "7d", 2)
    finally:
        running.sandbox.faults.allow("response_url")
    assert set(kinds(figures)) | set(kinds(split)) == {"rich_text", "context"}
    assert "Tickets opened in the window" in json.dumps(figures)
    assert "intent password_reset" in json.dumps(split)


async def test_another_span_is_told_which_there_are_and_strangers_are_told_nothing(running: Running) -> None:
    ((told,),) = await report(running, "tom", "90d", 1)
    assert "/earnest report 30d" in told["text"]["text"]
    said = await running.stage.typed("lena", "report", channel="team-engineering")
    assert "only members of the support desk" in said
    assert "Requests" not in said
