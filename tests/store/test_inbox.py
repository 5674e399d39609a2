"""The inbox keeps what was accepted, once, whatever arrives together."""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from bot.domain import ChannelId, MessageTs, UserId
from bot.domain.inbound import MessagePosted, from_json
from bot.errors import PermanentError, TransientError
from bot.store import Store, entry_for
from bot.store.database import Database
from bot.store.inbox import Inbox
from bot.store.records import InboxState
from tests.fakes.clock import ManualClock
from tests.store.rows import entry


async def test_a_payload_that_comes_twice_is_stored_once(store: Store) -> None:
    first = await store.inbox.put([entry("C1:1")])
    again = await store.inbox.put([entry("C1:1"), entry("C1:2"), entry("C1:2")])
    assert (first, again) == ([True], [False, True, False])
    assert [row.id for row in await store.inbox.pending()] == ["C1:1", "C1:2"]


async def test_payloads_that_come_together_share_commits_and_all_are_stored(store: Store) -> None:
    commits: list[Any] = []
    engine = store.database.engine
    event.listen(engine, "commit", commits.append)  # a server's; to a file it is a statement of ours
    event.listen(engine, "before_cursor_execute", lambda *said: commits.append(said) if said[2] == "COMMIT" else None)
    new = await asyncio.gather(*(store.inbox.put([entry(f"C1:{number}")]) for number in range(100)))
    assert new == [[True]] * 100
    assert await store.inbox.count() == 100
    assert 1 <= len(commits) <= 5


async def test_one_payload_that_cannot_be_stored_does_not_take_its_neighbours_along(store: Store) -> None:
    broken: Any = replace(entry("C1:bad"), kind=None)
    outcomes = await asyncio.gather(
        store.inbox.put([entry("C1:1")]),
        store.inbox.put([broken]),
        store.inbox.put([entry("C1:2")]),
        return_exceptions=True,
    )
    assert (outcomes[0], outcomes[2]) == ([True], [True])
    assert isinstance(outcomes[1], PermanentError)
    assert await store.inbox.count() == 2


async def test_a_row_that_is_put_off_waits_for_its_time_and_counts_the_attempt(
    store: Store, clock: ManualClock
) -> None:
    await store.inbox.put([entry("C1:1"), entry("C1:2")])
    later = clock.now() + timedelta(seconds=30)
    await store.inbox.retry("C1:1", later, "the database was locked")
    assert [row.id for row in await store.inbox.pending()] == ["C1:2"]
    assert await store.inbox.next_due() == later
    clock.advance(30)
    first = (await store.inbox.pending())[0]
    assert (first.id, first.attempts, first.note) == ("C1:1", 1, "the database was locked")


async def test_only_one_of_two_workers_finishes_a_row(store: Store) -> None:
    await store.inbox.put([entry("C1:1")])
    assert sorted(await asyncio.gather(*(store.inbox.done("C1:1", "ticket") for _ in range(2)))) == [False, True]
    row = await store.inbox.get("C1:1")
    assert row is not None
    assert (row.state, row.note) == (InboxState.DONE, "ticket")
    assert await store.inbox.pending() == []


async def test_text_that_databases_refuse_is_stored_without_what_they_refuse(store: Store) -> None:
    await store.inbox.put([replace(entry("C1:1"), payload='{"text": "a\x00b\ud83d"}')])
    row = await store.inbox.get("C1:1")
    assert row is not None
    assert row.payload == '{"text": "ab\ufffd"}'


async def test_a_parsed_message_comes_back_as_it_went_in(store: Store) -> None:
    said = MessagePosted(
        ChannelId("C1"), MessageTs("1700000000.000100"), UserId("U1"), "\u202eHello \U0001f468\u200d\U0001f469"
    )
    await store.inbox.put([entry_for(said)])
    (row,) = await store.inbox.pending()
    assert from_json(row.payload) == said
    assert (row.id, row.kind, row.author) == (said.key, "posted", "U1")


async def test_a_closed_inbox_stores_what_was_queued_and_refuses_the_rest(store: Store) -> None:
    queued = asyncio.create_task(store.inbox.put([entry("C1:1")]))
    await asyncio.sleep(0)
    await store.inbox.close()
    assert await queued == [True]
    with pytest.raises(TransientError, match="closed"):
        await store.inbox.put([entry("C1:2")])


async def test_a_locked_database_refuses_the_payload_so_that_it_is_not_acknowledged(
    sqlite_store: Store, clock: ManualClock
) -> None:
    address = sqlite_store.database.engine.url
    impatient = Database(address.render_as_string(), busy_timeout_ms=10)
    inbox = Inbox(impatient, clock)
    holder = sqlite3.connect(str(address.database), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(TransientError, match="locked by another process"):
        await inbox.put([entry("C1:1")])
    holder.execute("ROLLBACK")
    holder.close()
    assert await inbox.put([entry("C1:1")]) == [True]
    await inbox.close()
    await impatient.close()
