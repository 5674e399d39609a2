"""What the bot tells becomes figures; what a stranger invents becomes no label."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain import DecisionId, PostId, ReasonCode, TicketId, Tier, TurnId, Usage
from bot.domain.telemetry import Decided, Dropped, Event, ModelAnswered, Posted, Received, Stepped
from bot.operations.listeners import Telling
from bot.operations.metric_figures import Figures, Stand
from bot.operations.metrics import Metrics
from bot.operations.readiness import CHECKS, Readiness
from bot.store.queues import Queue
from tests.operations.scrape import Scrape

TICKET, TURN, DECISION = TicketId("T1"), TurnId("N1"), DecisionId("D1")
DECIDED = Decided(TICKET, TURN, DECISION, 1, Tier.HANDOFF, (), "refunds", "", False, 2.0)
POSTED = Posted(PostId("P1"), "answer", TICKET, TURN, DECISION, "sent", "", 0.2, 1)


def after(*events: Event) -> Scrape:
    metrics = Metrics()
    for event in events:
        metrics.hear(event)
    return scraped(metrics)


def scraped(metrics: Metrics) -> Scrape:
    return Scrape(metrics.text()[0].decode())


def test_a_decided_turn_counts_once_by_its_deciding_reason_and_with_each_of_its_reasons() -> None:
    reasons = (ReasonCode.ESCALATE_INTENT, ReasonCode.FRUSTRATION)
    seen = after(replace(DECIDED, reasons=reasons), DECIDED, replace(DECIDED, not_a_request=True))
    assert seen.of("requests_total", tier="3", reason="escalate_intent") == 1
    assert seen.of("requests_total", tier="3", reason="frustration") is None
    assert seen.of("requests_total", tier="none", reason="not_a_request") == 1
    assert [seen.of("reasons_total", tier="3", reason=reason) for reason in reasons] == [1, 1]
    assert seen.of("stage_seconds_count", stage="turn") == 3


def test_stages_are_histograms_and_failed_tries_are_counted() -> None:
    step = Stepped(TICKET, TURN, "generate", 0.3)
    seen = after(Received("m:C1:1", "posted", 0.004), step, replace(step, error="TransientError"))
    assert seen.of("stage_seconds_bucket", stage="store", le="0.005") == 1
    assert seen.of("stage_seconds_bucket", stage="generate", le="0.25") == 0
    assert seen.of("stage_seconds_bucket", stage="generate", le="0.5") == 2
    assert seen.of("stage_failures_total", stage="generate", error="TransientError") == 1
    assert seen.of("received_total", kind="posted") == 1


def test_posts_are_counted_by_their_end_and_refusals_by_slacks_code() -> None:
    refused = replace(POSTED, outcome="refused", code="channel_not_found")
    seen = after(POSTED, refused, refused, replace(refused, code="Dana says <no>!"))
    assert seen.of("posts_total", kind="answer", outcome="sent") == 1
    assert seen.of("posts_total", kind="answer", outcome="refused") == 3
    assert seen.of("post_refusals_total", kind="answer", code="channel_not_found") == 2
    assert seen.of("post_refusals_total", kind="answer", code="other") == 1
    assert all("Dana" not in label for each in seen.labels("post_refusals_total") for label in each.values())


def test_model_calls_are_counted_with_their_tokens_and_cost() -> None:
    usage = Usage("claude-sonnet-5-5", "answer", 100, 20, 30, 40, 0.012, 1500.0)
    seen = after(ModelAnswered(TICKET, TURN, usage), ModelAnswered(TICKET, None, replace(usage, outcome="http_529")))
    model = "claude-sonnet-5-5"
    assert seen.of("model_calls_total", model=model, purpose="answer", outcome="ok") == 1
    assert seen.of("model_calls_total", model=model, purpose="answer", outcome="http_529") == 1
    tokens = [seen.of("model_tokens_total", model=model, kind=kind) for kind in ("input", "cache_write", "cache_read")]
    assert tokens == [200, 40, 60]
    assert seen.of("model_cost_dollars_total", model=model) == pytest.approx(0.024)
    assert seen.of("model_call_seconds_sum", model=model) == 3.0


def test_dropped_work_is_counted_and_is_there_before_any_is() -> None:
    seen = after(Dropped("reaction"))
    assert [seen.of("best_effort_dropped_total", work=work) for work in ("reaction", "home")] == [1, 0]


def test_a_bot_that_starts_has_no_part_that_works_and_a_ready_one_has_no_other() -> None:
    metrics = Metrics()
    assert [scraped(metrics).of("ready", check=check) for check in CHECKS] == [0] * len(CHECKS)
    metrics.show(Readiness({"socket": "gone"}, {"inbox": Queue(3, 7.5)}, {"large": True}))
    seen = scraped(metrics)
    assert [seen.of("ready", check=check) for check in CHECKS] == [0, 1, 1, 1, 1, 1]
    assert (seen.of("queue_age_seconds", queue="inbox"), seen.of("queue_rows", queue="inbox")) == (7.5, 3)
    assert seen.of("breaker_open", model="large") == 1


def test_without_a_database_no_age_of_before_is_told() -> None:
    metrics = Metrics()
    metrics.show(Readiness({}, {"posts": Queue(1, 2.0)}))
    metrics.show(Readiness({"database": "away"}))
    assert scraped(metrics).of("queue_age_seconds", queue="posts") is None
    assert scraped(metrics).of("ready", check="database") == 0


def test_trust_and_the_months_cost_are_told_and_no_limit_is_an_endless_one() -> None:
    metrics = Metrics()
    assert scraped(metrics).of("model_month_limit_dollars") == float("inf")
    metrics.figure(Figures(4.5, 50.0, (Stand("exports", "claude", True, 60, 59),)))
    seen = scraped(metrics)
    assert (seen.of("model_month_dollars"), seen.of("model_month_limit_dollars")) == (4.5, 50)
    about = {"intent": "exports", "engine": "claude"}
    assert [seen.of(f"trust{part}", **about) for part in ("", "_audits", "_passes")] == [1, 60, 59]


def test_who_fails_to_listen_disturbs_neither_the_bot_nor_the_others(caplog: pytest.LogCaptureFixture) -> None:
    heard: list[Event] = []

    def breaks(event: Event) -> None:
        raise ValueError("secret words")

    Telling([breaks, heard.append])(Dropped("home"))
    assert heard == [Dropped("home")]
    assert "Dropped was not taken in (ValueError)" in caplog.text
    assert "secret words" not in caplog.text
