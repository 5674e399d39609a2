"""What was asked and posted long ago is not read again: the queries of every round go by indexes, on both databases,
over tables as a year leaves them."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event, make_url, select

from bot.domain import ArticleId, ChannelId, Decision, DecisionId, MessageTs, PassageId, UserId
from bot.domain.codec import decode
from bot.domain.states import ThreadState
from bot.evaluation.bench.year import fill
from bot.evaluation.bench.year_plan import Place, YearPlan
from bot.store.queues import queues
from bot.store.records import Ticket
from bot.store.rows import record
from bot.store.store import Store
from bot.store.tables import decisions, tickets
from bot.store.waiting_posts import waiting_of
from tests.fakes.clock import ManualClock
from tests.fakes.databases import own_database
from tests.store.conftest import sqlite_url

pytestmark = pytest.mark.slow

TICKETS = {"sqlite": 100, "postgresql": 3_000}  # SQLite plans by the tables alone, PostgreSQL by what is in them
# Indexes that hold no more than what waits.
WAITING = ("ix_posts_waiting", "uq_posts_sending", "ix_inbox_new", "uq_turns_gathering")
SMALL = {"meta", "channels", "incidents", "incident_threads", "trust_events"}  # of which a year has a few
WHOLE = re.compile(rf"SCAN (?!\w+ USING (?:COVERING )?INDEX (?:{'|'.join(WAITING)})\b)(?!\(|CONSTANT|anon_)(\w+)")
# That a ticket has not ended says its own history alone, which is asked ticket by ticket.
UNENDED = {"tickets"}
Asked = list[tuple[str, Any]]


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of the test's own: what is counted of its tables must not stay for others."""
    if request.param == "sqlite":
        yield sqlite_url(request.getfixturevalue("migrated_file"), tmp_path)
        return
    yield from own_database()


@pytest.fixture
async def filled(url: str, store: Store, clock: ManualClock) -> Store:
    """With a year of tickets."""
    places = [Place(f"C{n % 5}", f"account-{n % 4}", f"U{n}") for n in range(60)]
    count = TICKETS[make_url(url).get_backend_name()]
    fill(url, YearPlan(count, places, "CDESK", ["W1"], clock.now()))
    return store


def listening(store: Store, ticket: Ticket) -> dict[str, Callable[[], Awaitable[Any]]]:
    """What each message and each burst asks."""
    messages = (MessageTs("1.1"), MessageTs("1.2"))
    return {
        "pending": store.inbox.pending,
        "next_due of inbox": store.inbox.next_due,
        "waits": lambda: store.inbox.waits(ticket.channel, ticket.thread_ts, messages),
        "latest_of": lambda: store.tickets.latest_of(ticket.channel, ticket.opened_by),
        "of_thread": lambda: store.tickets.of_thread(ticket.channel, ticket.thread_ts),
        "earlier_requests": lambda: store.tickets.earlier_requests(ticket, UserId("U1")),
        "of_ticket": lambda: store.messages.of_ticket(ticket.id),
        "first_in": lambda: store.messages.first_in(ticket.channel),
        "newest_in": lambda: store.messages.newest_in(ChannelId("C1"), 3),
        "undecided": store.turns.undecided,
        "current": lambda: store.states.current(ticket.id),
        "unfinished": store.tickets.unfinished,
    }


def deciding(store: Store, ticket: Ticket, decision: Decision) -> dict[str, Callable[[], Awaitable[Any]]]:
    """What each decision asks, and each click on its card."""
    ago = store.inbox._clock.now() - timedelta(days=20)
    return {
        "events": lambda: store.audits.events("bug_report", "extractive"),
        "audits since": lambda: store.audits.since("bug_report", "extractive", ago),
        "found_wrong": lambda: store.audits.found_wrong("How?", decision.drafted, decision.sources),
        "without_review_since": lambda: store.decisions.without_review_since("account-1", ago),
        "leaning_on": lambda: store.decisions.leaning_on([PassageId("exports#0")]),
        "of_decision": lambda: store.posts.of_decision(DecisionId("D")),
        "log_of": lambda: store.reviews.log_of(ticket.id),
        "flags_of": lambda: store.reviews.flags_of(DecisionId("D")),
        "labels": lambda: store.labels.of_decision(DecisionId("D")),
        "paused_intents": store.incidents.paused_intents,
        "cost_usd": lambda: store.calls.cost_usd(ago),
        "ticket_cost_usd": lambda: store.calls.ticket_cost_usd(ticket.id),
        "summary": lambda: store.summaries.get(ticket.id),
    }


def posting(store: Store) -> dict[str, Callable[[], Awaitable[Any]]]:
    """What the outbox asks."""
    return {
        "claim_due": store.posts.claim_due,
        "next_due": store.posts.next_due,
        "by_kind": store.posts.by_kind,
        "unfinished_sending": store.posts.unfinished_sending,
        "waiting_of": lambda: waiting_of(store.database, "card"),
        "at": lambda: store.posts.at(ChannelId("C1"), MessageTs("1.1")),
        "by_key": lambda: store.posts.by_key("card:none"),
        "newest posts": lambda: store.posts.newest_in(ChannelId("C1"), 3),
        "cited": store.gone.cited,
    }


def looking(store: Store) -> dict[str, Callable[[], Awaitable[Any]]]:
    """What timers and pages ask."""
    now = store.inbox._clock.now()
    day, month = now - timedelta(days=1), now - timedelta(days=30)
    return {
        "queues": lambda: queues(store.database, now),
        "silent": lambda: store.states.silent(day),
        "of_accounts": lambda: store.waiting.of_accounts(["account-1", "account-2"], month),
        "untaken": lambda: store.handovers.untaken(now - timedelta(days=7)),
        "unjudged": lambda: store.audits.unjudged(month, day),
        "not_judged": lambda: store.audits.not_judged("bug_report", "extractive", month),
        "asked_since": lambda: store.incidents.asked_since(now - timedelta(minutes=30), 500),
        "asked_before": lambda: store.incidents.asked_before(["bug_report"], month, now),
        "failures_on": lambda: store.audits.failures_on(ArticleId("exports"), month),
        "unanswered": lambda: store.unanswered.since(month),
        "in_state": lambda: store.tickets.in_state([ThreadState.WITH_PEOPLE]),
        "undecided_since": lambda: store.decisions.undecided_since(now),
        "labels after": lambda: store.labels.count_after(day),
    }


async def test_no_query_of_a_round_reads_a_whole_table(filled: Store) -> None:
    async with filled.database.read() as tx:
        first = (await tx.execute(select(tickets).order_by(tickets.c.opened_at).limit(1))).one()
        payload = (await tx.execute(select(decisions.c.payload).where(decisions.c.tier == 0).limit(1))).scalar_one()
    ticket, decision = record(Ticket, first), decode(payload, Decision)
    whole = dict[str, set[str]]()
    for calls in (listening(filled, ticket), deciding(filled, ticket, decision), posting(filled), looking(filled)):
        for name, call in calls.items():
            asked = await _asked(filled, call)
            assert asked, name
            if found := await _read_whole(filled, asked):
                whole[name] = found
    assert whole == {"silent": UNENDED}


async def _asked(store: Store, call: Callable[[], Awaitable[Any]]) -> Asked:
    asked = Asked()

    def note(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            asked.append((statement, parameters))

    event.listen(store.database.engine, "before_cursor_execute", note)
    await call()
    event.remove(store.database.engine, "before_cursor_execute", note)
    return asked


async def _read_whole(store: Store, asked: Asked) -> set[str]:
    """The tables that these statements go through from one end to the other."""
    found = set[str]()
    for statement, parameters in asked:
        async with store.database.read() as tx:
            sqlite = store.database.is_sqlite
            work = _sqlite_plan if sqlite else _postgresql_plan
            found |= await tx.run_sync(lambda c, s=statement, p=parameters, w=work: w(c, s, p))  # type: ignore[misc]
    return found


def _sqlite_plan(connection: Connection, statement: str, parameters: Any) -> set[str]:
    plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
    return {match.group(1) for row in plan if (match := WHOLE.match(row[3]))} - SMALL


def _postgresql_plan(connection: Connection, statement: str, parameters: Any) -> set[str]:
    for other_way in ("seqscan", "hashjoin", "mergejoin"):  # which are quicker while a year is short
        connection.exec_driver_sql(f"SET enable_{other_way} = off")
    plan = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", parameters).scalar_one()
    return set(_whole_scans((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"], "")) - SMALL


def _whole_scans(node: dict[str, Any], above: str) -> Iterator[str]:
    """Scans of a table without a condition on an index; the first rows in an index's order are not one."""
    kind, name = node["Node Type"], node.get("Relation Name", "")
    indexed = "Index Cond" in node or node.get("Index Name") in WAITING
    first = above == "Limit" and "Index Name" in node and "Filter" not in node
    if name and kind != "Bitmap Heap Scan" and not indexed and not first:
        yield name
    children: Sequence[dict[str, Any]] = node.get("Plans", ())
    for child in children:
        yield from _whole_scans(child, kind)
