"""The figures of a process for Prometheus: counts and times of what it did, gauges of how it stands. Labels are codes,
models, stages and the policy's intents: never words of a customer, and no names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import assert_never

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import choose_encoder
from prometheus_client.gc_collector import GCCollector
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

from bot.domain import ReasonCode, Tier, Usage
from bot.domain.telemetry import (
    Decided,
    Dropped,
    Event,
    Failed,
    Gathered,
    Handled,
    ModelAnswered,
    Posted,
    Received,
    Stepped,
    Where,
)
from bot.errors import TransientError
from bot.operations.metric_figures import Figures
from bot.operations.readiness import CHECKS, Readiness
from bot.outbox.post_intents import PostKind
from bot.platform.slack.refusals import KNOWN

STAGES = ("store", "listen", "classify", "retrieve", "generate", "route", "review", "turn", "post")
OUTCOMES = ("sent", "cancelled", "failed", "refused")
DROPPABLE = ("reaction", "home", "form", "spend note", "failure note", "summary")
TOKENS = ("input", "cache_write", "cache_read", "output")
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0)
_CODE = re.compile(r"[a-z0-9_]{1,64}")
OTHER = "other"  # a code that a server invents must not become a label of its own


class Metrics:
    """One a process, with a registry of its own. `hear` takes what the bot tells."""

    def __init__(self) -> None:
        registry = self._registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        PlatformCollector(registry=registry)
        GCCollector(registry=registry)

        def counter(name: str, what: str, *labels: str) -> Counter:
            return Counter(f"earnest_{name}", what, labels, registry=registry)

        def gauge(name: str, what: str, *labels: str) -> Gauge:
            return Gauge(f"earnest_{name}", what, labels, registry=registry)

        def histogram(name: str, what: str, *labels: str) -> Histogram:
            return Histogram(f"earnest_{name}", what, labels, registry=registry, buckets=BUCKETS)

        self._received = counter("received_total", "Payloads of Slack's that were stored", "kind")
        self._requests = counter("requests_total", "Decided turns, by tier and deciding reason", "tier", "reason")
        self._reasons = counter("reasons_total", "Every reason of every decided turn", "tier", "reason")
        self._stages = histogram("stage_seconds", "How long each stage took, tries apart", "stage")
        self._stage_failures = counter("stage_failures_total", "Tries of a stage that failed", "stage", "error")
        self._posts = counter("posts_total", "How calls of the outbox ended", "kind", "outcome")
        self._refusals = counter("post_refusals_total", "Posts that Slack refused, by its code", "kind", "code")
        self._calls = counter("model_calls_total", "Calls to language models", "model", "purpose", "outcome")
        self._tokens = counter("model_tokens_total", "Tokens of language models", "model", "kind")
        self._cost = counter("model_cost_dollars_total", "What calls to language models cost", "model")
        self._call_seconds = histogram("model_call_seconds", "How long calls to language models took", "model")
        self._dropped = counter("best_effort_dropped_total", "Best-effort work that was not done", "work")
        self._failures = counter("failures_total", "Exceptions that nobody foresaw; the log has their ids", "where")
        self._ready = gauge("ready", "Whether each part does its work", "check")
        self._ages = gauge("queue_age_seconds", "Age of the oldest waiting row; absent without a database", "queue")
        self._waiting = gauge("queue_rows", "Rows that wait; absent without a database", "queue")
        self._breakers = gauge("breaker_open", "1 from failures in a row until a call succeeds", "model")
        self._trusted = gauge("trust", "Whether answers may go out without review", "intent", "engine")
        self._audits = gauge("trust_audits", "Audits in this period of trust", "intent", "engine")
        self._passes = gauge("trust_passes", "Audits in this period that passed", "intent", "engine")
        self._month = gauge("model_month_dollars", "Spent on language models since the month began")
        self._limit = gauge("model_month_limit_dollars", "thresholds.spend.monthly_usd; +Inf without one")
        self._begin()

    def _begin(self) -> None:
        """Series that are there from the start: an alert on one that appears with its first event misses that event."""
        self._requests.labels(Tier.ANSWERED.value, ReasonCode.ALL_CLEAR)
        self._requests.labels("none", "not_a_request")
        for stage in STAGES:
            self._stages.labels(stage)
            self._stage_failures.labels(stage, TransientError.__name__)
        for kind in PostKind:
            for outcome in OUTCOMES:
                self._posts.labels(kind, outcome)
        for code in sorted(KNOWN):
            self._refusals.labels(PostKind.ANSWER, code)
        for where in Where:
            self._failures.labels(where)
        for work in DROPPABLE:
            self._dropped.labels(work)
        self._limit.set(float("inf"))
        self.show(Readiness({"starting": ""}))

    def hear(self, event: Event) -> None:
        """Count an event."""
        match event:
            case Received():
                self._received.labels(_code(event.kind)).inc()
                self._stages.labels("store").observe(event.seconds)
            case Gathered() | Handled():
                return
            case Stepped():
                self._stepped(event)
            case Decided():
                self._decided(event)
            case Posted():
                self._posted(event)
            case ModelAnswered():
                self._asked(event)
            case Dropped():
                self._dropped.labels(event.work).inc()
            case Failed():
                self._failures.labels(event.where).inc()
            case _:
                assert_never(event)

    def show(self, seen: Readiness) -> None:
        """Take over a look at the bot. A bot that starts or ends has no part that works."""
        stands = not seen.reasons.keys() - set(CHECKS)
        for check in CHECKS:
            self._ready.labels(check).set(stands and check not in seen.reasons)
        for model, is_open in seen.breakers.items():
            self._breakers.labels(model).set(is_open)
        self._ages.clear()
        self._waiting.clear()
        for name, queue in seen.queues.items():
            self._ages.labels(name).set(queue.oldest_s)
            self._waiting.labels(name).set(queue.waiting)

    def figure(self, figures: Figures) -> None:
        """Take over what the tables say of trust and cost."""
        self._month.set(figures.month_usd)
        self._limit.set(float("inf") if figures.limit_usd is None else figures.limit_usd)
        for stand in figures.trust:
            self._trusted.labels(stand.intent, stand.engine).set(stand.holds)
            self._audits.labels(stand.intent, stand.engine).set(stand.audits)
            self._passes.labels(stand.intent, stand.engine).set(stand.passes)

    def text(self, accept: str = "") -> tuple[bytes, str]:
        """The exposition and its content type, in the form that the scraper accepts."""
        encode, content_type = choose_encoder(accept)
        return encode(self._registry), content_type

    def _stepped(self, event: Stepped) -> None:
        self._stages.labels(_code(event.step)).observe(event.seconds)
        if event.error:
            self._stage_failures.labels(_code(event.step), event.error).inc()

    def _decided(self, event: Decided) -> None:
        self._stages.labels("turn").observe(event.waited_s)
        if event.not_a_request:
            self._requests.labels("none", "not_a_request").inc()
            return
        tier = str(event.tier.value)
        self._requests.labels(tier, event.reasons[0] if event.reasons else ReasonCode.ALL_CLEAR).inc()
        for reason in _once(event.reasons):
            self._reasons.labels(tier, reason).inc()

    def _posted(self, event: Posted) -> None:
        self._posts.labels(event.kind, event.outcome).inc()
        if event.outcome == "sent":
            self._stages.labels("post").observe(event.seconds)
        if event.outcome == "refused":
            self._refusals.labels(event.kind, _code(event.code)).inc()

    def _asked(self, event: ModelAnswered) -> None:
        usage = event.usage
        self._calls.labels(usage.model, usage.purpose, _code(usage.outcome)).inc()
        self._call_seconds.labels(usage.model).observe(usage.ms / 1000)
        self._cost.labels(usage.model).inc(usage.cost_usd)
        for kind, tokens in _tokens(usage).items():
            self._tokens.labels(usage.model, kind).inc(tokens)


def _tokens(usage: Usage) -> Mapping[str, int]:
    counts = (usage.input_tokens, usage.cache_write_tokens, usage.cache_read_tokens, usage.output_tokens)
    return dict(zip(TOKENS, counts, strict=True))


def _once(reasons: Iterable[ReasonCode]) -> Iterable[ReasonCode]:
    return dict.fromkeys(reasons)


def _code(told: str) -> str:
    return told if _CODE.fullmatch(told) else OTHER
