"""The invented history: what customers ask in twelve weeks, in their words, drawn from a seed."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.demo.policy import COMPANY
from bot.evaluation.tickets.data import Ticket, read_tickets
from bot.policy.yaml_text import read_yaml

HISTORY = COMPANY.with_name("history.yml")
SELDOM = COMPANY.with_name("history_seldom.jsonl")
# Business customers ask what is asked again and again; what is asked seldom comes from those that it was written for.
ACCOUNTS = ("acme", "northway", "brightfix", "hallmann", "coldsnap", "liftwell", "greenpipe", "rotorvane")
STARTERS = ("globex",)
_KNOWN, _SELDOM = 0.75, 0.12  # shares of questions asked often, and of those asked once; the rest is for people alone
_WEEKS_HEARD = 3
_SLIP = 0.15
_OPEN = timedelta(hours=40)  # a week's working hours


@dataclass(frozen=True, slots=True)
class Topic:
    """Something that customers ask again and again: fields as in history.yml."""

    id: str
    intent: str
    share: float
    say: tuple[str, ...]
    answer: str
    asks: tuple[str, ...]
    articles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """From a week on the truth is `new` where an article says `old`."""

    week: int
    article: str
    old: str
    new: str
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """One request. `topic` of what is asked often, `ticket` of what is asked once; neither: it is for people."""

    id: str
    week: int
    at: datetime
    account: str
    text: str
    topic: Topic | None = None
    ticket: Ticket | None = None


@dataclass(frozen=True, slots=True)
class History:
    """All weeks in order, each in the order of asking."""

    weeks: tuple[tuple[Asked, ...], ...]
    changes: tuple[Change, ...]


def invent(seed: int, weeks: int, a_week: int, start: datetime) -> History:
    """The same history for the same seed. `start` is a Monday morning, aware; `a_week` requests a week."""
    raw = read_yaml(HISTORY.read_text(encoding="utf-8"))
    topics = tuple(_topic(one) for one in raw["topics"])
    changes = tuple(Change(**{**one, "topics": tuple(one["topics"])}) for one in raw["changes"])
    rng = random.Random(seed)  # noqa: S311
    seldom = _without_end(read_tickets(SELDOM, (*ACCOUNTS, *STARTERS)), rng)
    made = []
    for week in range(1, weeks + 1):
        monday = start + timedelta(weeks=week - 1)
        asked = [_asked(raw, topics, seldom, week, n, rng, monday + _during(n / a_week)) for n in range(a_week)]
        made.append(tuple(asked))
    return History(tuple(made), changes)


def _topic(raw: dict[str, Any]) -> Topic:
    several = {key: tuple(raw.get(key, ())) for key in ("say", "asks", "articles")}
    return Topic(**{**raw, **several})


def _during(part: float) -> timedelta:
    """When in the week a part of its working hours has passed: five days of eight hours."""
    days, hours = divmod(part * _OPEN.total_seconds() / 3600, 8)
    return timedelta(days=int(days), hours=hours)


def _without_end(tickets: Sequence[Ticket], rng: random.Random) -> Iterator[Ticket]:
    while True:
        yield from rng.sample(tickets, len(tickets))


def _asked(
    raw: dict[str, Any],
    topics: Sequence[Topic],
    seldom: Iterator[Ticket],
    week: int,
    number: int,
    rng: random.Random,
    at: datetime,
) -> Asked:
    name, kind = f"w{week:02}-{number:03}", rng.random()
    if kind < _KNOWN:
        topic = rng.choices(topics, [one.share for one in topics])[0]
        text = _spoken(raw, _wording(topic, week, rng), rng)
        return Asked(name, week, at, rng.choice(ACCOUNTS), text, topic=topic)
    if kind < _KNOWN + _SELDOM:
        ticket = next(seldom)
        return Asked(name, week, at, ticket.account or ACCOUNTS[0], ticket.question, ticket=ticket)
    return Asked(name, week, at, rng.choice(ACCOUNTS), _spoken(raw, rng.choice(raw["people"])["say"], rng))


def _wording(topic: Topic, week: int, rng: random.Random) -> str:
    """Of the wordings that are heard in these three weeks, one."""
    times = len(topic.asks) // 4
    first = (week - 1) // _WEEKS_HEARD % 4 * times
    return rng.choice(topic.asks[first : first + times])


def _spoken(raw: dict[str, Any], text: str, rng: random.Random) -> str:
    """As somebody writes it: with a greeting or thanks, and sometimes with a slip of the finger."""
    words = text.split(" ")
    if rng.random() < _SLIP:
        long = [n for n, word in enumerate(words) if len(word) > 5 and word.isalpha()]
        if long:
            n = rng.choice(long)
            cut = rng.randrange(2, len(words[n]) - 1)
            words[n] = words[n][:cut] + words[n][cut + 1 :]
    opener, closer = rng.choice(raw["openers"]), rng.choice(raw["closers"])
    return f"{opener}{' '.join(words)}{closer}"
