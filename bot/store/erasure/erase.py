"""One pass of an erasure over our tables: repeated, it finds nothing; cut off, it is taken up."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Table, Text, or_, select, type_coerce, update

from bot.domain import Decision
from bot.domain.codec import decode, encode
from bot.domain.states import DraftState, ThreadState
from bot.store.audit_chain import erased_entry
from bot.store.database import Database
from bot.store.erasure.change import change_rows, emptied
from bot.store.erasure.columns import Rule
from bot.store.erasure.everywhere import replace_everywhere
from bot.store.erasure.subject import Scope, batches
from bot.store.gap_articles import gaps_of
from bot.store.records import UNDECIDED, InboxState, LogEntry, PostState, TurnState
from bot.store.rows import record
from bot.store.tables import (
    actions,
    audits,
    canaries,
    channels,
    decisions,
    drafts,
    feedback,
    flags,
    gap_articles,
    inbox,
    incident_threads,
    incidents,
    intent_labels,
    messages,
    posts,
    summaries,
    ticket_states,
    tickets,
    trust_events,
    turns,
)
from bot.store.tx import Tx

NOTE = "forgotten"
_BATCH = 1000
_TOKEN = re.compile(r"[A-Za-z0-9_]+(?:\.\d+)?")
# What may have happened is looked for first, and then taken away; a removal is what takes it away.
_WAITS = (posts.c.state == PostState.DUE) & posts.c.uncertain.is_(False) & (posts.c.kind != "removal")


class Eraser:
    """`key` is the audit log's, which makes stand-ins."""

    def __init__(self, database: Database, key: str, now: datetime) -> None:
        self._database = database
        self._key = key
        self._now = now

    async def run(self, scope: Scope) -> Counter[str]:
        """How many rows were changed, by table. Raises TransientError, after which it is run again."""
        changed: Counter[str] = Counter()
        async for some in self._steps(self._own_words(scope)):
            changed += some
        for batch in batches(scope.whole):
            async with self._database.write(long=True) as tx:
                changed += await self._tickets(tx, scope, batch)
        for batch in batches(scope.touched):
            async with self._database.write(long=True) as tx:
                changed += await self._touched(tx, batch)
        changed["posts"] += await self._loose_posts(scope)
        changed["inbox"] += await self._inbox(scope)
        async with self._database.write(long=True) as tx:
            changed["channels"] += await change_rows(
                tx, channels, channels.c.id.in_(list(scope.channels)), lambda row: {"name": ""}
            )
        ids = {**scope.everywhere, **scope.gone}
        if ids:
            changed["actions"] += await self._mentions(ids, scope.names)
            changed += await replace_everywhere(self._database, ids, scope.names)
        return +changed

    # ------------------------------------------------------------ a person's own words

    def _own_words(self, scope: Scope) -> Iterable[tuple[Table, Any, Any]]:
        for user, stand in scope.everywhere.items():
            both, me = [user, stand], scope.everywhere
            yield messages, messages.c.author.in_(both), emptied(messages, me)
            yield feedback, feedback.c.user.in_(both), emptied(feedback, me)
            yield flags, flags.c.by.in_(both), emptied(flags, me)
            yield trust_events, trust_events.c.by.in_(both), emptied(trust_events, me, rules=frozenset({Rule.LOGGED}))
            edited = drafts.c.decided_by.in_(both) & drafts.c.final_text.is_not(None)
            yield drafts, edited, lambda row: {"final_text": ""}
            named = or_(*(type_coerce(posts.c.body, Text).contains(one, autoescape=True) for one in both))
            yield posts, named, _without_words_by(both, me)

    async def _steps(self, steps: Iterable[tuple[Table, Any, Any]]) -> AsyncIterator[Counter[str]]:
        for table, where, change in steps:
            async with self._database.write(long=True) as tx:
                yield Counter({table.name: await change_rows(tx, table, where, change)})

    # ------------------------------------------------------------ whole tickets

    async def _tickets(self, tx: Tx, scope: Scope, batch: list[str]) -> Counter[str]:
        await self._end(tx, batch)
        decided = select(decisions.c.id).where(decisions.c.ticket_id.in_(batch))
        sent = select(posts.c.id).where(or_(posts.c.ticket_id.in_(batch), posts.c.decision_id.in_(decided)))
        of_incidents = select(incident_threads.c.incident_id).where(incident_threads.c.ticket_id.in_(batch))
        places = (messages.c.ticket_id.in_(batch)) & (messages.c.channel == flags.c.channel)
        said_at = select(messages.c.ts).where(places, messages.c.ts == flags.c.ts).exists()
        of_gaps = await gaps_of(tx, batch)
        wheres: Mapping[Table, Any] = {
            gap_articles: gap_articles.c.id.in_(of_gaps),
            incidents: incidents.c.id.in_(of_incidents),
            incident_threads: incident_threads.c.ticket_id.in_(batch),
            decisions: decisions.c.ticket_id.in_(batch),
            drafts: drafts.c.decision_id.in_(decided),
            posts: posts.c.id.in_(sent),
            feedback: feedback.c.post_id.in_(sent),
            flags: or_(flags.c.decision_id.in_(decided), said_at),
            audits: audits.c.decision_id.in_(decided),
            canaries: canaries.c.ticket_id.in_(batch),
            intent_labels: intent_labels.c.ticket_id.in_(batch),
            summaries: summaries.c.ticket_id.in_(batch),
            ticket_states: ticket_states.c.ticket_id.in_(batch),
            turns: turns.c.ticket_id.in_(batch),
            messages: messages.c.ticket_id.in_(batch),
            tickets: tickets.c.id.in_(batch),
        }
        changed: Counter[str] = Counter()
        for table, where in wheres.items():
            changed[table.name] += await change_rows(tx, table, where, emptied(table, scope.people, scope.accounts))
        logged = or_(actions.c.ticket_id.in_(batch), actions.c.decision_id.in_(decided))
        changed["actions"] += await change_rows(tx, actions, logged, self._unlogged(scope.people))
        return changed

    async def _end(self, tx: Tx, batch: list[str]) -> None:
        """What is undecided is decided no more, what waits is not sent, and the thread is closed."""
        undecided = turns.c.ticket_id.in_(batch) & turns.c.state.in_(UNDECIDED)
        dropped = {"state": TurnState.DROPPED, "decided_at": self._now, "revision": turns.c.revision + 1}
        await tx.execute(update(turns).where(undecided).values(**dropped))
        waits = posts.c.ticket_id.in_(batch) & _WAITS
        await tx.execute(update(posts).where(waits).values(state=PostState.CANCELLED, error=NOTE))
        decided = select(decisions.c.id).where(decisions.c.ticket_id.in_(batch))
        pending = drafts.c.decision_id.in_(decided) & (drafts.c.state == DraftState.PENDING)
        await tx.execute(update(drafts).where(pending).values(state=DraftState.SUPERSEDED))
        await tx.execute(update(tickets).where(tickets.c.id.in_(batch)).values(state=ThreadState.CLOSED))

    async def _touched(self, tx: Tx, batch: list[str]) -> Counter[str]:
        said = summaries.c.ticket_id.in_(batch)
        return Counter(
            {
                "summaries": await change_rows(tx, summaries, said, lambda row: {"text": ""}),
                "decisions": await change_rows(tx, decisions, decisions.c.ticket_id.in_(batch), _without_summary),
            }
        )

    def _unlogged(self, people: Mapping[str, str]) -> Callable[[Row[Any]], Mapping[str, Any]]:
        return lambda row: erased_entry(record(LogEntry, row), self._key, list(people))

    async def _mentions(self, people: Mapping[str, str], names: Collection[str]) -> int:
        """The audit log's rows by or about a person, each as it was hashed."""
        values = [value.casefold() for value in (*people, *names)]

        def said(row: Row[Any]) -> bool:
            told = f"{row.id} {row.actor} {row.detail!r}".casefold()
            return any(value in told for value in values)

        changed, after = 0, 0
        change = self._unlogged(people)
        while True:
            async with self._database.write(long=True) as tx:
                query = select(actions).where(actions.c.seq > after).order_by(actions.c.seq).limit(_BATCH)
                found = list(await tx.execute(query))
                mine = [row.seq for row in found if said(row)]
                changed += await change_rows(tx, actions, actions.c.seq.in_(mine), change) if mine else 0
            if len(found) < _BATCH:
                return changed
            after = found[-1].seq

    # ------------------------------------------------------------ what names its ticket in its words alone

    async def _loose_posts(self, scope: Scope) -> int:
        """Posts of no ticket that name one, or a person, in their purpose or body: clocks, whispers, notes."""
        if not scope.ids and not scope.everywhere:
            return 0
        change = emptied(posts, scope.people)

        def mine(row: Row[Any]) -> bool:
            told = set(_TOKEN.findall(f"{row.dedupe_key} {row.body!r}"))
            return not told.isdisjoint(scope.ids) or any(user in told for user in scope.everywhere)

        async with self._database.write(long=True) as tx:
            loose = [row.seq for row in await tx.execute(select(posts).where(posts.c.ticket_id.is_(None))) if mine(row)]
            changed = 0
            for batch in batches([str(seq) for seq in loose]):
                these = posts.c.seq.in_([int(seq) for seq in batch])
                waits = these & _WAITS
                await tx.execute(update(posts).where(waits).values(state=PostState.CANCELLED, error=NOTE))
                changed += await change_rows(tx, posts, these, change)
            return changed

    async def _inbox(self, scope: Scope) -> int:
        """Every payload of theirs, also what arrived since the last pass: that is not worked on any more."""
        links = {ts.replace(".", "") for _, ts in scope.places}
        ids = {*scope.ids, *scope.channels, *links, *(f"p{link}" for link in links)}
        authors = {*scope.everywhere, *scope.everywhere.values()}

        def mine(row: Row[Any]) -> bool:
            return (
                row.channel in scope.channels
                or row.author in authors
                or (row.channel, row.ts) in scope.places
                or (row.channel, row.thread_ts) in scope.places
                or not ids.isdisjoint(_TOKEN.findall(row.payload))
            )

        change, changed, after = emptied(inbox, scope.people), 0, 0
        while True:
            async with self._database.write(long=True) as tx:
                query = select(inbox).where(inbox.c.seq > after).order_by(inbox.c.seq).limit(_BATCH)
                found = list(await tx.execute(query))
                seqs = [row.seq for row in found if mine(row)]
                if seqs:
                    theirs = inbox.c.seq.in_(seqs)
                    done = {"state": InboxState.DONE, "note": NOTE, "not_before": None}
                    await tx.execute(update(inbox).where(theirs, inbox.c.state == InboxState.NEW).values(**done))
                    changed += await change_rows(tx, inbox, theirs, change)
            if len(found) < _BATCH:
                return changed
            after = found[-1].seq


def _without_words_by(users: Collection[str], stand_ins: Mapping[str, str]) -> Callable[[Row[Any]], Mapping[str, Any]]:
    """Posts in which one of the `users` speaks, whatever thread they are in: cleared, and not sent if they wait."""
    cleared = emptied(posts, stand_ins)

    def change(row: Row[Any]) -> Mapping[str, Any]:
        if row.body.get("by") not in users:
            return {}
        waits = row.state == PostState.DUE and not row.uncertain
        return {**cleared(row), **({"state": PostState.CANCELLED, "error": NOTE} if waits else {})}

    return change


def _without_summary(row: Row[Any]) -> dict[str, Any]:
    decision = decode(row.payload, Decision)
    return {"payload": encode(replace(decision, summary=""), Decision) if decision.summary else row.payload}
