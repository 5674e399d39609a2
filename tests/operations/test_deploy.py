"""The alert rules and the dashboard: they parse, say what to do, and fire when what they are about happens."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import promql_parser
import pytest
import yaml

from bot.domain import Usage
from bot.domain.telemetry import Failed, ModelAnswered, Where
from bot.operations.metric_figures import Figures
from bot.operations.metrics import Metrics
from bot.operations.readiness import Readiness
from bot.store.queues import Queue
from tests.operations.promql import result
from tests.operations.scrape import Scrape
from tests.operations.test_metrics import DECIDED, POSTED

DEPLOY = Path(__file__).parent.parent.parent / "deploy"
RULES: dict[str, dict[str, Any]] = {
    rule["alert"]: rule
    for group in yaml.safe_load((DEPLOY / "alerts.yml").read_text(encoding="utf-8"))["groups"]
    for rule in group["rules"]
}
BOARD = json.loads((DEPLOY / "grafana.json").read_text(encoding="utf-8"))
QUIET = {name: Queue(0, 0.0) for name in ("inbox", "turns", "posts")}
MODELS = {"large": False}


def waits(queue: str, seconds: float) -> Readiness:
    return Readiness({}, {**QUIET, queue: Queue(1, seconds)}, MODELS)


def times(number: int, *events: Any) -> Callable[[Metrics], None]:
    def hear(metrics: Metrics) -> None:
        for event in events * number:
            metrics.hear(event)

    return hear


HAPPENS: dict[str, Callable[[Metrics], object]] = {
    "EarnestWithoutSlack": lambda metrics: metrics.show(Readiness({"socket": "gone"}, QUIET, MODELS)),
    "EarnestWithoutPart": lambda metrics: metrics.show(Readiness({"index": "gone"}, QUIET, MODELS)),
    "EarnestWorkWaits": lambda metrics: metrics.show(waits("inbox", 61)),
    "EarnestPostsWait": lambda metrics: metrics.show(waits("posts", 121)),
    "EarnestPostsRefused": times(4, replace(POSTED, outcome="refused", code="not_in_channel")),
    "EarnestFallsBack": lambda metrics: metrics.show(Readiness({}, QUIET, {"large": True})),
    "EarnestSpendNearsLimit": lambda metrics: metrics.figure(Figures(46.0, 50.0, ())),
    "EarnestSlow": times(3, replace(DECIDED, waited_s=200.0)),
    "EarnestFails": times(1, Failed(Where.LOOP, "3fa2b1c0", "KeyError", None, None)),
}


def well() -> Metrics:
    """The figures of a bot that works and has worked."""
    metrics = Metrics()
    metrics.show(Readiness({}, QUIET, MODELS))
    metrics.figure(Figures(5.0, 50.0, ()))
    times(30, DECIDED, POSTED, ModelAnswered(None, None, Usage("large", "answer")))(metrics)
    return metrics


def scrape(metrics: Metrics) -> Scrape:
    return Scrape(metrics.text()[0].decode())


def fires(alert: str, before: Scrape, after: Scrape) -> bool:
    return bool(result(promql_parser.parse(RULES[alert]["expr"]), before, after))


def test_there_are_ten_rules_and_each_says_what_to_do() -> None:
    assert len(RULES) == 10
    for rule in RULES.values():
        assert rule["labels"]["severity"] in ("page", "ticket")
        assert set(rule["annotations"]) == {"summary", "action"}


def test_none_fires_while_all_is_well() -> None:
    metrics = well()
    before = scrape(metrics)
    times(30, DECIDED, POSTED)(metrics)
    assert [alert for alert in RULES if fires(alert, before, scrape(metrics))] == []


@pytest.mark.parametrize("alert", sorted(RULES.keys() - {"EarnestGone"}))
def test_each_fires_when_it_happens_and_no_other_does(alert: str) -> None:
    metrics = well()
    before = scrape(metrics)
    HAPPENS[alert](metrics)
    assert [each for each in RULES if fires(each, before, scrape(metrics))] == [alert]


def test_a_bot_that_nobody_scrapes_is_gone() -> None:
    nothing = Scrape("")
    assert [each for each in RULES if fires(each, nothing, nothing)] == ["EarnestGone"]


def test_the_dashboards_panels_have_places_of_their_own() -> None:
    panels = BOARD["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    taken: set[tuple[int, int]] = set()
    for panel in panels:
        at = panel["gridPos"]
        cells = {(at["x"] + x, at["y"] + y) for x in range(at["w"]) for y in range(at["h"])}
        assert at["x"] + at["w"] <= 24 and not cells & taken, panel["title"]
        taken |= cells
