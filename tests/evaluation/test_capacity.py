"""What gives out first at a number of tickets a month, from costs that stand in the test."""

from __future__ import annotations

import pytest

from bot.evaluation.capacity import BUSY, DAYS, HOURS, Costs, Site, per_minute, plan_of

COSTS = Costs(
    cpu_s=0.5,
    embedding_s=0.02,
    commits=50.0,
    log_bytes=100_000,
    calls={"conversations.replies": 1.5, "conversations.history": 0.5, "chat.update": 0.5, "chat.postMessage": 2.0},
    dollars=0.002,
    tokens=3_000.0,
)


def test_the_busiest_hour_has_twice_the_average() -> None:
    assert per_minute(DAYS * HOURS * 60) == BUSY


def test_the_scarcest_stands_first_with_the_tickets_that_it_bears() -> None:
    found = plan_of(10_000, COSTS, Site(cards=0.2))
    first = found.loads[0]
    # 100 looks a minute, two a ticket: 50 tickets a minute in the busiest hour.
    assert (first.what, first.tickets) == ("Slack: conversations.replies or .history", 264_000)
    assert first.used == pytest.approx(per_minute(10_000) * 2.0 / 100.0)
    assert [load.tickets for load in found.loads] == sorted(load.tickets for load in found.loads)
    assert (found.apps, found.processes) == (1, 1)
    assert (found.dollars, found.log_gb) == (20.0, 1.0)


def test_cards_are_drawn_anew_more_often_than_they_are_posted() -> None:
    found = plan_of(10_000, COSTS, Site(cards=1.0))
    assert found.loads[0].what == "Slack: chat.update"
    by_name = {load.what: load for load in found.loads}
    assert by_name["Slack: chat.update"].a_ticket == 2.5
    assert by_name["Slack: chat.postMessage"].a_ticket == 3.0
    assert by_name["Slack: posts to one desk channel"].tickets == 316_800


def test_a_million_tickets_need_several_apps_and_processes() -> None:
    found = plan_of(1_000_000, COSTS, Site(cards=0.2))
    assert found.apps == 4  # 379 looks a minute, of which an app has 100
    assert found.processes == 4  # three would do the work, and each app has one
    assert found.as_json()["first_at"] == 264_000


def test_a_provider_that_allows_little_and_a_slow_disk_are_told() -> None:
    assert plan_of(10_000, COSTS, Site(tokens_per_minute=10_000)).loads[0].what == "model provider"
    assert plan_of(10_000, COSTS, Site(commits_per_s=2.0)).loads[0].what == "database writes"
