"""The weekly digest: at the policy's hour, once a week by rows and our clock, also over a restart and a refusal."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain import ArticleId, Audit
from bot.learn.reports import Reports
from bot.learn.weekly_digest import WeeklyDigest
from bot.outbox.blocks.message import block_id
from bot.policy.weekly_digest import Digest, following, latest
from bot.runtime import Runtime
from tests.fakes.embedding import WordEmbedder
from tests.outbox.blocks.limits import check_harmless, check_message
from tests.outbox.world import DESK, World

DAY, WEEK = 86_400.0, 7 * 86_400.0
NEWER = {"table", "data_visualization"}


async def reviewed() -> Mapping[ArticleId, date | None]:
    return {ArticleId("exports"): date(2020, 1, 1), ArticleId("new"): date(2026, 3, 1)}


def weekly(runtime: Runtime) -> WeeklyDigest:
    """As after a start."""
    return WeeklyDigest(runtime, Reports(runtime.store, runtime.policy, WordEmbedder(), reviewed))


def said(world: World) -> list[str]:
    return [json.dumps(each, ensure_ascii=False) for each in world.slack.ours(DESK)]


async def test_the_desk_is_told_of_each_week_once_also_over_a_restart(world: World) -> None:
    await world.case()
    digest = weekly(world.runtime)
    due = await digest.work()
    assert due == datetime(2026, 3, 9, 9, tzinfo=UTC)
    await world.run()
    assert said(world) == []  # last Monday's hour had passed before anybody asked anything

    world.clock.advance((due - world.clock.now()).total_seconds() - 1)
    await digest.work()
    await world.run()
    assert said(world) == []
    world.clock.advance(1)
    assert await digest.work() == datetime(2026, 3, 16, 9, tzinfo=UTC)
    await world.run()
    (told,) = world.slack.ours(DESK)
    blocks = told["blocks"]
    assert [block["type"] for block in blocks] == [
        *("header", "rich_text", "data_visualization", "data_visualization", "table")
    ]
    check_message(blocks)
    check_harmless(told["text"], blocks)
    assert blocks[0]["block_id"] == block_id(told["metadata"]["event_payload"]["post_id"])
    rows = {row[0]["text"]: row[1]["text"] for row in blocks[-1]["rows"]}
    assert (rows["Requests"], rows["Stale articles"]) == ("1", "1")
    assert "1 stale article to review" in told["text"]

    world.restarted()
    for _ in range(3):
        world.clock.advance(DAY / 2)
        await weekly(world.runtime).work()
    await world.run()
    assert len(said(world)) == 1
    world.clock.advance(WEEK - 1.5 * DAY)
    await weekly(world.runtime).work()
    await world.run()
    assert len(said(world)) == 2


async def test_a_bot_that_was_off_at_the_hour_tells_it_late_and_after_two_days_not_at_all(world: World) -> None:
    await world.case()
    world.clock.advance(8.5 * DAY)
    await weekly(world.runtime).work()
    await world.run()
    assert len(said(world)) == 1
    world.clock.advance(WEEK + 2 * DAY)
    await weekly(world.runtime).work()
    await world.run()
    assert len(said(world)) == 1


async def test_two_processes_at_the_same_hour_post_one(world: World) -> None:
    await world.case()
    world.clock.advance(WEEK)
    await weekly(world.runtime).work()
    await weekly(world.runtime).work()
    await world.run()
    assert len(said(world)) == 1


async def test_where_slack_refuses_tables_and_charts_the_digest_comes_as_text(world: World) -> None:
    world.slack.unknown_blocks = NEWER
    await world.case()
    world.clock.advance(WEEK)
    await weekly(world.runtime).work()
    await world.run()
    (told,) = world.slack.ours(DESK)
    assert {block["type"] for block in told["blocks"]} == {"header", "rich_text"}
    check_message(told["blocks"])
    assert "Tickets opened in the window" in json.dumps(told["blocks"])


async def test_it_names_who_earned_trust_in_the_week_and_what_nobody_could_answer(world: World) -> None:
    await world.case()
    world.clock.advance(DAY)
    now = world.clock.now()
    for number in range(60):
        at = now + timedelta(minutes=number)
        await world.store.audits.add([Audit(f"A{number}", "feature_question", "claude", True, at, "test")])
    world.clock.advance(6 * DAY)
    await weekly(world.runtime).work()
    await world.run()
    ((told),) = said(world)
    assert "“feature_question” (claude) has earned answers without review: 60 of 60 right" in told
    assert "Nothing that was asked twice." in told
    world.clock.advance(WEEK)
    await weekly(world.runtime).work()
    await world.run()
    assert "Nothing changed." in said(world)[1]


async def test_a_policy_may_have_none_and_a_desk_without_customers_hears_none(world: World) -> None:
    world.clock.advance(WEEK)
    await weekly(world.runtime).work()
    assert said(world) == []
    await world.case()
    quiet = world.runtime.policy.model_copy(
        update={"desk": world.runtime.policy.desk.model_copy(update={"digest": None})}
    )
    world.clock.advance(WEEK)
    assert await weekly(replace(world.runtime, policy=quiet)).work() is None
    await world.run()
    assert said(world) == []


@pytest.mark.parametrize("day", ["mon", "wed", "sun"])
def test_the_hour_stays_the_same_on_the_wall_when_clocks_change(day: str) -> None:
    zone = ZoneInfo("Europe/Berlin")
    rule = Digest.model_validate({"day": day, "at": "02:30"})
    now = datetime(2026, 3, 20, 12, tzinfo=UTC)
    for _ in range(40):
        past, coming = latest(rule, now, zone), following(rule, now, zone)
        assert past <= now < coming
        assert past.astimezone(zone).strftime("%a").lower() == coming.astimezone(zone).strftime("%a").lower() == day
        assert time(2, 30) <= coming.astimezone(zone).time() <= time(3, 30)
        assert timedelta(days=6, hours=22) <= coming - past <= timedelta(days=7, hours=2)
        assert latest(rule, coming, zone) == coming
        now += timedelta(hours=41)
