"""The audit log is only ever added to, chained by hash, and survives the erasure of personal details."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.domain import TicketId
from bot.store import Store
from bot.store.audit_chain import START, next_hash, redacted_entry
from bot.store.records import LogEntry
from bot.store.tables import actions
from tests.fakes.clock import ManualClock
from tests.store.rows import STAFF


def act(clock: ManualClock, number: int, **changes: object) -> LogEntry:
    detail = {"reason": "the customer is Dana, 030 1234567", "team": "billing", "owner": "U0PRIYA001"}
    made = LogEntry(f"decline:D{number}:n", STAFF, "decline", clock.now(), TicketId("T1"), detail=detail)
    return replace(made, **changes)  # type: ignore[arg-type]


async def filled(store: Store, clock: ManualClock, number: int = 5) -> list[LogEntry]:
    rows = []
    for n in range(number):
        clock.advance(60)
        rows.append(act(clock, n))
        assert await store.reviews.log(rows[-1])
    return rows


async def test_rows_are_chained_in_their_redacted_form(store: Store, clock: ManualClock) -> None:
    entries = await filled(store, clock)
    key, before = await store.audit_log.key(), START
    async for _, entry, stored in store.audit_log.rows():
        before = next_hash(before, redacted_entry(entry, key))
        assert stored == before
    head = await store.audit_log.head()
    assert head is not None
    assert (head.hash, head.rows, head.since) == (before, 5, entries[0].at)
    told = str(redacted_entry(entries[0], key))
    assert "Dana" not in told and "U0PRIYA001" not in told and STAFF not in told and "billing" in told


async def test_a_repeated_act_adds_no_row_and_leaves_no_gap(store: Store, clock: ManualClock) -> None:
    (first, *_) = await filled(store, clock, 2)
    assert not await store.reviews.log(first)
    assert await store.reviews.log(act(clock, 9))
    assert (await store.audit_log.verify()).rows == 3


@pytest.mark.parametrize("column", ["actor", "action", "detail", "at", "hash", "ticket_id"])
async def test_a_row_that_was_changed_is_found(store: Store, clock: ManualClock, column: str) -> None:
    await filled(store, clock)
    changed = {"at": clock.now(), "detail": {"team": "other"}}.get(column, "U0OTHER001")
    async with store.begin() as tx:
        await tx.execute(sa.update(actions).where(actions.c.id == "decline:D2:n").values({column: changed}))
    found = await store.audit_log.verify()
    assert found.rows == 2
    assert found.broken is not None and found.broken.id == "decline:D2:n"


async def test_a_row_that_was_taken_out_is_found_and_a_cut_end_by_a_head_that_was_told(
    store: Store, clock: ManualClock
) -> None:
    await filled(store, clock)
    told = await store.audit_log.head()
    assert told is not None
    assert (await store.audit_log.verify(told.hash)).seen
    async with store.begin() as tx:
        await tx.execute(sa.delete(actions).where(actions.c.id == "decline:D4:n"))
    assert (await store.audit_log.verify()).broken is None
    assert not (await store.audit_log.verify(told.hash)).seen
    async with store.begin() as tx:
        await tx.execute(sa.delete(actions).where(actions.c.id == "decline:D1:n"))
    broken = (await store.audit_log.verify()).broken
    assert broken is not None and broken.id == "decline:D2:n"


async def test_after_the_erasure_of_personal_details_it_still_verifies(store: Store, clock: ManualClock) -> None:
    entries = await filled(store, clock)
    key = await store.audit_log.key()
    for entry in entries:
        kept = redacted_entry(entry, key)
        async with store.begin() as tx:
            change = sa.update(actions).where(actions.c.id == entry.id)
            await tx.execute(change.values(actor=kept["actor"], detail=kept["detail"]))
    assert (await store.audit_log.verify()).broken is None


async def test_what_writes_at_once_is_one_chain(store: Store, clock: ManualClock) -> None:
    await asyncio.gather(*(store.reviews.log(act(clock, number)) for number in range(20)))
    found = await store.audit_log.verify()
    assert (found.rows, found.broken) == (20, None)


async def test_rows_of_an_older_version_are_chained_at_the_start_and_a_hash_that_was_blanked_is_not(
    store: Store, clock: ManualClock
) -> None:
    await filled(store, clock)
    async with store.begin() as tx:
        await tx.execute(sa.update(actions).values(hash=""))
    assert await store.audit_log.chain_old() == 5
    assert await store.audit_log.chain_old() == 0
    assert (await store.audit_log.verify()).rows == 5
    async with store.begin() as tx:
        await tx.execute(sa.update(actions).where(actions.c.id == "decline:D1:n").values(hash=""))
    assert await store.audit_log.chain_old() == 0
    assert (await store.audit_log.verify()).rows == 1


async def test_rows_since_an_instant(store: Store, clock: ManualClock) -> None:
    entries = await filled(store, clock)
    since = entries[2].at
    assert [entry.id async for _, entry, _ in store.audit_log.rows(since)] == [entry.id for entry in entries[2:]]
    assert [entry async for entry in store.audit_log.rows(clock.now() + timedelta(days=1))] == []
