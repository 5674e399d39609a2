"""`forget` over a real story: planted words and names are searched for in every byte and every table afterwards."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain import ChannelId, MessageTs, UserId
from bot.outbox.blocks import Field
from bot.outbox.incident_post import UPDATE, incident_word
from bot.store.erasure.subject import Kind, Subject
from bot.store.records import PostState
from bot.upkeep.forget import Installation, Outcome, ask, erase
from slack_sandbox.stage import Said, words
from tests.platform.durable.waiting import until
from tests.scenarios.conftest import Running
from tests.scenarios.disk import held

pytestmark = pytest.mark.slow

PLANT = "zqxplant"


def planted(data_dir: Path, *values: str) -> dict[str, list[str]]:
    """Where values stand: in any file's bytes, or in any cell of any table."""
    found: dict[str, list[str]] = {}
    for path in sorted(data_dir.rglob("*")):
        if path.is_file() and path.name != "policy.yml":  # the operator's own, which `forget` names
            content = held(path).lower()
            hits = [value for value in values if value.lower().encode() in content]
            found |= {str(path.relative_to(data_dir)): hits} if hits else {}
    for name in ("earnest.db", "durable.db"):
        with closing(sqlite3.connect(data_dir / name)) as database:
            tables = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            for table in tables:
                told = json.dumps(database.execute(f"SELECT * FROM {table}").fetchall(), default=str)  # noqa: S608
                hits = [value for value in values if value.lower() in told.lower()]
                found |= {f"{name}:{table}": hits} if hits else {}
    return found


def test_words_beyond_a_files_holes_are_found(tmp_path: Path) -> None:
    with (tmp_path / "sparse").open("wb") as file:
        file.write(b"first")
        file.seek(2**26)
        file.write(PLANT.encode())
        file.truncate(2**27)
    assert held(tmp_path / "sparse").strip(b"\0").startswith(b"first")
    assert PLANT.encode() in held(tmp_path / "sparse")
    assert len(held(tmp_path / "sparse")) < 2**20
    (tmp_path / "empty").touch()
    assert held(tmp_path / "empty") == b""


async def yes() -> bool:
    return True


def house(running: Running) -> Installation:
    earnest = running.earnest
    return Installation(earnest.runtime.store, running.settings, running.policy, earnest.runtime.clock, running=yes)


async def forget(running: Running, subject: Subject) -> Outcome:
    at = house(running)
    outcome = await erase(at, await ask(at, subject), patience_s=60)
    running.earnest.runtime.wake.posts.set()
    return outcome


async def a_story(running: Running, channel: str) -> tuple[Said, Said]:
    """Words of a customer and of staff in every place that keeps them; the question, and one that is declined."""
    stage, drive = running.stage, running.sandbox.drive
    asked = await stage.say("dana", channel, f"How do I change the billing email for our invoices? {PLANT}asked")
    await stage.card_offers(asked, "approve")
    await stage.press("priya", await stage.card(asked), "edit")
    await stage.modal("priya")
    await drive.submit("priya", {Field.TEXT: f"Open Billing, then Contacts. {PLANT}edited"})
    await stage.answer(asked)
    await stage.card_shows(asked, "Edited")
    declined = await stage.say("dana", channel, f"How do I export the invoices as CSV? {PLANT}second")
    await stage.card_offers(declined, "decline")
    await stage.press("sam", await stage.card(declined), "decline")
    await stage.modal("sam")
    await drive.submit("sam", {Field.REASON: f"{PLANT}reason"})
    await stage.card_shows(declined, f"{PLANT}reason")
    answer = await stage.answer(asked)
    link = f"https://example.slack.com/archives/{asked.channel}/p{answer['ts'].replace('.', '')}"
    await drive.command("sam", stage.desk, "/earnest", f"flag {link} {PLANT}flagged")
    await stage.say("dana", channel, f"Thanks, and one more thing: {PLANT}thread, what about VAT?", thread=asked)
    return asked, declined


async def test_a_forgotten_channel_leaves_no_word_in_any_byte_and_the_audit_log_verifies(running: Running) -> None:
    channel, store = running.channel(), running.earnest.runtime.store
    asked, declined = await a_story(running, channel)
    assert planted(running.settings.data_dir, PLANT)
    tickets = len(await store.posts.of_no_ticket())  # a read of its own beside the erasure's
    late = [running.stage.say("dana", channel, f"And {PLANT}late{number}?") for number in range(3)]
    outcome, *_ = await asyncio.gather(forget(running, Subject(Kind.CHANNEL, channel)), *late)
    assert outcome.finished, outcome
    assert outcome.cards >= 2
    assert planted(running.settings.data_dir, PLANT) == {}
    checked = await store.audit_log.verify()
    assert checked.broken is None and checked.rows > 0
    assert tickets <= len(await store.posts.of_no_ticket())

    async def gone() -> bool:
        return not [card for said in (asked, declined) for card in running.stage.cards(said)]

    await until(gone, 30)

    async def nothing_is_left_on_the_desk() -> bool:
        return not [m for m in running.sandbox.messages(running.stage.desk) if PLANT in words(m)]

    await until(nothing_is_left_on_the_desk, 30)


async def test_a_forgotten_customer_and_a_forgotten_colleague_are_nowhere_and_others_words_stay(
    running: Running,
) -> None:
    channel = running.channel()
    await a_story(running, channel)
    await running.stage.say("priya", running.stage.desk, f"<@{running.sandbox.world.user('dana').id}> waits")
    kept = await running.stage.say("omar", running.channel(), "Where do I find the zqxkept audit log?")
    await running.stage.card(kept)
    for person in ("dana", "sam"):
        user = running.sandbox.world.user(person)
        outcome = await forget(running, Subject(Kind.USER, user.id, (user.real_name,)))
        assert outcome.finished, outcome
        assert planted(running.settings.data_dir, user.id, user.real_name) == {}
    left = planted(running.settings.data_dir, f"{PLANT}asked", f"{PLANT}second", f"{PLANT}thread", f"{PLANT}reason")
    assert left == {}
    assert planted(running.settings.data_dir, "zqxkept")
    assert (await running.earnest.runtime.store.audit_log.verify()).broken is None


async def test_what_a_forgotten_colleague_wrote_for_customers_goes_from_our_rows_with_their_name(
    running: Running,
) -> None:
    stage, store, drive = running.stage, running.earnest.runtime.store, running.sandbox.drive
    priya = running.sandbox.world.user("priya")
    asked = await stage.say("dana", running.channel(), f"How do I export work orders as JSON? {PLANT}question")
    await stage.press("priya", await stage.card_offers(asked, "reply"), "reply")
    await stage.modal("priya")
    await drive.submit("priya", {Field.TEXT: f"Only as CSV. {PLANT}replied"})
    await running.sandbox.wait_for(lambda: stage.posts(asked, "reply"), 30)
    await stage.card_shows(asked, "Replied to the customer")
    ticket = await store.tickets.of_thread(ChannelId(asked.channel), MessageTs(asked.thread_ts))
    assert ticket is not None
    note = incident_word(ticket, "I1", UPDATE, f"We know of it. {PLANT}noted", UserId(priya.id))
    await store.posts.add([replace(note, not_before=running.earnest.runtime.clock.now() + timedelta(days=1))])
    assert planted(running.settings.data_dir, f"{PLANT}replied", f"{PLANT}noted")
    assert (await forget(running, Subject(Kind.USER, priya.id, (priya.real_name,)))).finished
    assert planted(running.settings.data_dir, f"{PLANT}replied", f"{PLANT}noted", priya.id) == {}
    waited = await store.posts.by_key(note.dedupe_key)
    assert waited is not None and waited.state is PostState.CANCELLED
    assert planted(running.settings.data_dir, f"{PLANT}question")  # the customer's own words stay


async def test_a_forgotten_company_is_a_stand_in_in_every_table(running: Running) -> None:
    store = running.earnest.runtime.store
    channel = running.sandbox.world.channel("lumio-acme").id  # whose account the policy names
    asked, _ = await a_story(running, channel)
    row = await store.tickets.of_thread(ChannelId(asked.channel), MessageTs(asked.thread_ts))
    assert row is not None and row.account
    outcome = await forget(running, Subject(Kind.ACCOUNT, row.account))
    assert outcome.finished, outcome
    assert planted(running.settings.data_dir, f"{PLANT}asked", f"{PLANT}thread") == {}
    with closing(sqlite3.connect(running.settings.data_dir / "earnest.db")) as database:
        for table in ("tickets", "audits", "incident_threads"):
            told = database.execute(f"SELECT count(*) FROM {table} WHERE account = ?", (row.account,))  # noqa: S608
            assert told.fetchone() == (0,)
