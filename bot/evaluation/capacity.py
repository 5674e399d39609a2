"""How many tickets a month an installation bears, and what gives out first: a paper model over measured costs. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

DAYS, HOURS = 22, 8  # a month's business days, and a day's hours
BUSY = 2.0  # the busiest hour beside the average one
SOCKETS = 10  # that one Slack app may have, so as many processes
# Calls a minute for one app in one workspace (docs/slack.md, Rate limits). Not here: what is asked once a channel or
# person, and what is tried once and dropped when it comes late.
LOOKS = "conversations.replies or .history"
PER_MINUTE: Mapping[str, float] = {
    LOOKS: 100.0,
    "chat.update": 50.0,
    "chat.delete": 50.0,
    "chat.postMessage": 300.0,
}
DESK = "posts to one desk channel"
DESK_PER_MINUTE = 60.0
DRAWN_ANEW = 2.0  # times that a card is: when somebody decides, and when the answer is out


@dataclass(frozen=True, slots=True)
class Costs:
    """What a question costs that is answered without people: processor's seconds (of these `embedding_s` for its
    embedding), commits, bytes of the database's log, calls to Slack by method; with LLM_ENGINE=claude a ticket's
    dollars and tokens. `source` says whose."""

    cpu_s: float
    embedding_s: float
    commits: float
    log_bytes: float
    calls: Mapping[str, float] = field(default_factory=dict)
    dollars: float = 0.0
    tokens: float = 0.0
    source: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """What is there: `cards` is the share of tickets that people see, `cores` those of all processes together,
    `commits_per_s` what the database's disk bears, `tokens_per_minute` the model provider's limit (0: not known)."""

    cards: float = 0.6
    cores: float = 4.0
    commits_per_s: float = 500.0
    tokens_per_minute: float = 0.0


@dataclass(frozen=True, slots=True)
class Load:
    """A thing that can give out: `a_ticket` uses so much of it, `needed` is used and `there` is to be had a minute in
    the busiest hour; `tickets` a month are the most that it bears."""

    what: str
    unit: str
    a_ticket: float
    needed: float
    there: float
    tickets: int

    @property
    def used(self) -> float:
        """The share that is used in the busiest hour."""
        return self.needed / self.there


@dataclass(frozen=True, slots=True)
class Plan:
    """Loads, the one that gives out first at their head; `apps` is how many Slack apps, each with channels of its own,
    the month needs, `processes` how many of `run` in all."""

    tickets: int
    a_minute: float
    loads: tuple[Load, ...]
    apps: int
    processes: int
    dollars: float
    log_gb: float

    def as_json(self) -> dict[str, Any]:
        """For --json."""
        loads = [
            {
                "what": load.what,
                "unit": load.unit,
                "a_ticket": round(load.a_ticket, 4),
                "needed_a_minute": round(load.needed, 2),
                "there_a_minute": round(load.there, 2),
                "used": round(load.used, 4),
                "tickets_a_month": load.tickets,
            }
            for load in self.loads
        ]
        return {
            "tickets": self.tickets,
            "busiest_minute": round(self.a_minute, 2),
            "first": self.loads[0].what,
            "first_at": self.loads[0].tickets,
            "apps": self.apps,
            "processes": self.processes,
            "dollars_a_month": round(self.dollars, 2),
            "database_log_gb_a_month": round(self.log_gb, 2),
            "loads": loads,
        }


def plan_of(tickets: int, costs: Costs, site: Site) -> Plan:
    """The plan for so many tickets a month. Slack's rates are one app's; the rest is the whole installation's."""
    a_minute = per_minute(tickets)
    slack = list(_slack(costs, site, a_minute))
    loads = sorted([*slack, *_ours(costs, site, a_minute)], key=lambda load: load.tickets)
    processes = max(1, math.ceil(a_minute * costs.cpu_s / 60.0 * 1.5))  # room for what comes unevenly
    apps = max(math.ceil(max(load.used for load in slack)), math.ceil(processes / SOCKETS))
    return Plan(
        tickets=tickets,
        a_minute=a_minute,
        loads=tuple(loads),
        apps=apps,
        processes=max(processes, apps),
        dollars=tickets * costs.dollars,
        log_gb=tickets * costs.log_bytes / 1e9,
    )


def per_minute(tickets: float) -> float:
    """How many come a minute in the busiest hour."""
    return tickets / (DAYS * HOURS) * BUSY / 60.0


def _slack(costs: Costs, site: Site, a_minute: float) -> Iterator[Load]:
    looks = sum(costs.calls.get(f"conversations.{name}", 0.0) for name in ("replies", "history"))
    of_cards = {"chat.postMessage": site.cards, "chat.update": site.cards * DRAWN_ANEW}
    for method, there in PER_MINUTE.items():
        each = looks if method == LOOKS else costs.calls.get(method, 0.0) + of_cards.get(method, 0.0)
        if each:
            yield _load(f"Slack: {method}", "calls", each, there, a_minute)
    yield _load(f"Slack: {DESK}", "posts", site.cards, DESK_PER_MINUTE, a_minute)


def _ours(costs: Costs, site: Site, a_minute: float) -> Iterator[Load]:
    yield _load("processor", "seconds", costs.cpu_s, site.cores * 60.0, a_minute)
    yield _load("processor, for embedding alone", "seconds", costs.embedding_s, site.cores * 60.0, a_minute)
    yield _load("database writes", "commits", costs.commits, site.commits_per_s * 60.0, a_minute)
    if site.tokens_per_minute and costs.tokens:
        yield _load("model provider", "tokens", costs.tokens, site.tokens_per_minute, a_minute)


def _load(what: str, unit: str, each: float, there: float, a_minute: float) -> Load:
    return Load(what, unit, each, a_minute * each, there, int(there / each / per_minute(1)))
