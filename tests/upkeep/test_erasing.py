"""Erasing on both databases: what goes, what stays, what is taken up, and files that we wrote."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from pydantic import SecretStr

from bot.domain import ChannelId, DecisionId, MessageTs, TicketId, UserId
from bot.domain.canary import Canary, CanaryState, Plant
from bot.domain.inbound import MessagePosted
from bot.domain.labels import IntentLabel, LabelSource
from bot.domain.states import DraftState
from bot.errors import TransientError
from bot.platform.durable.engine import durable_address
from bot.policy import Policy
from bot.settings import Settings
from bot.store import Store
from bot.store.erasure.erase import Eraser
from bot.store.erasure.retention import Sweep
from bot.store.erasure.subject import Kind, Subject
from bot.store.inbox import entry_for
from bot.store.records import Flag, FlagVerdict, GapArticle, LogEntry
from bot.store.tables import metadata
from bot.store.written_files import BACKUP, WrittenFile
from bot.upkeep.forget import Installation, ask, erase
from bot.upkeep.sweep import LAST, DailySweep, cutoffs
from tests.fakes.clock import ManualClock
from tests.outbox.world import open_world
from tests.platform.durable.once import a_workflow
from tests.store.rows import answer, decided, message, post, ticket

DANA, SAM, OTHER = UserId("U0DANA0001"), UserId("U0SAM00001"), UserId("U0OTHER001")
PLANT = "zqxplant"
POLICY = Policy.model_validate({"intents": {}, "accounts": {"acme": {}}})


async def fill(store: Store, clock: ManualClock, number: int = 1, author: UserId = DANA, account: str = "acme") -> None:
    """A ticket with words in every table that keeps some."""
    now, plant = clock.now(), f"{PLANT}{number}"
    async with store.begin() as tx:
        made = ticket(now, number, opened_by=author, account=account, channel=ChannelId(f"C{number}"))
        opened, _ = await store.tickets.open(made, tx)
        turn = await store.turns.gather(opened.id, author, lambda first: first, tx)
        said = message(now, opened.id, opened.thread_ts, author=author, text=f"{plant} asked", turn_id=turn.id)
        await store.messages.add(replace(said, channel=opened.channel), tx)
    decision = replace(answer(f"{plant} answered"), question=f"{plant} asked", summary=f"{plant} summary")
    await decided(store, turn, now, key=f"D{number}", decision=decision)
    async with store.begin() as tx:
        await store.decisions.settle(DecisionId(f"D{number}"), DraftState.EDITED, SAM, f"{plant} edited", tx)
    flag = Flag(
        f"F{number}", opened.channel, opened.thread_ts, SAM, FlagVerdict.INACCURATE, now, DecisionId(f"D{number}")
    )
    await store.reviews.flag(replace(flag, correction=f"{plant} right", note=f"{plant} note"), [])
    detail = {"reason": f"{plant} reason", "owner": author, "team": "billing"}
    await store.reviews.log(
        LogEntry(f"a:{number}:{author}", SAM, "decline", now, opened.id, DecisionId(f"D{number}"), detail)
    )
    missing = GapArticle(opened.id, f"{plant} gap", (opened.id,), author, now, title=f"{plant} how", text=f"{plant} so")
    wrong = (f"{plant} wrong sentence", f"{plant} wrong", f"{plant} right")
    canary = Canary(f"K{number}", DecisionId(f"D{number}"), opened.id, f"D{number}", Plant.NUMBER, 0, *wrong, now)
    async with store.begin() as tx:
        await store.canaries.add(canary, tx)
        await store.canaries.settle(canary.id, CanaryState.CAUGHT, SAM, now, tx)
    named = IntentLabel(
        f"corrected:D{number}:1",
        opened.id,
        DecisionId(f"D{number}"),
        LabelSource.CORRECTED,
        "feature_question",
        "feature_question",
        SAM,
        now,
        now,
        account,
        f"{plant} asked",
    )
    async with store.begin() as tx:
        assert await store.gaps.ask(missing, tx)
        assert await store.labels.add(named, tx)
    row = post(f"answer:D{number}", ticket_id=opened.id, body={"text": f"{plant} posted"}, channel=opened.channel)
    (sent,) = await store.posts.add([row])
    await store.reviews.comment(sent, author, f"{plant} comment")
    posted = MessagePosted(
        opened.channel,
        opened.thread_ts,
        author,
        text=f"{plant} asked",
        user_name="Dana Whitfield" if author == DANA else "",
    )
    await store.inbox.put([entry_for(posted)])


async def dump(store: Store) -> str:
    async with store.database.read() as tx:
        tables = {
            t.name: [tuple(map(str, row)) for row in await tx.execute(sa.select(t))] for t in metadata.sorted_tables
        }
    return json.dumps(tables)


async def rows(store: Store) -> dict[str, int]:
    async with store.database.read() as tx:
        counted = {t.name: sa.select(sa.func.count()).select_from(t) for t in metadata.sorted_tables}
        return {
            name: int((await tx.execute(query)).scalar_one()) for name, query in counted.items() if name != "erasures"
        }


async def no() -> bool:
    return False


@pytest.fixture
def house(store: Store, url: str, tmp_path: Path, clock: ManualClock) -> Installation:
    settings = Settings.model_construct(database_url=url, data_dir=tmp_path, slack_bot_token=SecretStr("x"))
    return Installation(store, settings, POLICY, clock, running=no)


@pytest.mark.parametrize(
    "subject",
    [Subject(Kind.USER, DANA), Subject(Kind.ACCOUNT, "acme"), Subject(Kind.CHANNEL, "C1")],
    ids=lambda s: s.kind,
)
async def test_words_and_ids_go_and_counts_and_the_audit_log_stay(
    house: Installation, clock: ManualClock, subject: Subject
) -> None:
    store = house.store
    await fill(store, clock)
    await fill(store, clock, 2, OTHER, "globex")
    before = await rows(store)
    outcome = await erase(house, await ask(house, subject), patience_s=5)
    assert outcome.finished
    told = await dump(store)
    for word in (f"{PLANT}1", DANA, "Whitfield"):
        assert [told[at - 150 : at + 60] for at in [told.find(word)] if at >= 0] == []
    assert (
        subject.value not in told or subject.kind is Kind.CHANNEL
    )  # a channel's id keeps its messages from coming again
    assert f"{PLANT}2 edited" in told and OTHER in told
    assert await rows(store) == before
    assert (await store.audit_log.verify()).broken is None
    assert await store.erasures.open() == []
    decision = (await store.decisions.of_ticket(TicketId("T1")))[0].decision
    assert decision.classification.intents[0].name == "feature_question"


async def test_an_erasure_that_is_cut_off_is_taken_up(
    house: Installation, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(house.store, clock)
    asked = await ask(house, Subject(Kind.USER, DANA))

    async def cut(*args: object) -> int:
        raise TransientError("cut off")

    with monkeypatch.context() as patched, pytest.raises(TransientError):
        patched.setattr(Eraser, "_inbox", cut)
        await erase(house, asked, patience_s=5)
    assert f"{PLANT}1" in await dump(house.store)
    (open_,) = await house.store.erasures.open()
    assert (await erase(house, open_, patience_s=5)).finished
    told = await dump(house.store)
    assert f"{PLANT}1" not in told and DANA not in told


async def test_what_waits_is_not_sent_and_a_call_under_way_keeps_an_erasure_open(
    house: Installation, clock: ManualClock
) -> None:
    store = house.store
    await fill(store, clock)
    (claimed,) = await store.posts.claim_due()
    outcome = await erase(house, await ask(house, Subject(Kind.CHANNEL, "C1")), patience_s=0)
    assert not outcome.finished and "cut off" in outcome.waits
    await store.posts.sent(claimed.id, ChannelId("C1"), MessageTs("1700000009.000100"))
    assert (await erase(house, (await store.erasures.open())[0], patience_s=0)).finished
    assert await store.inbox.pending() == []
    assert await store.turns.undecided() == []


async def test_exports_lose_the_rows_and_backups_are_named(
    house: Installation, clock: ManualClock, tmp_path: Path
) -> None:
    store, now = house.store, clock.now()
    await fill(store, clock)
    lines = [json.dumps({"id": f"T{n}", "text": f"{PLANT}{n}"}) + "\n" for n in (1, 2)]
    (tmp_path / "tickets.jsonl").write_text("".join(lines), encoding="utf-8")
    (tmp_path / "edits.csv").write_bytes(
        f'id,decision_id,answer\r\nedit:D1,D1,"{PLANT}1\nmore"\r\nedit:D2,D2,kept\r\n'.encode()
    )
    (tmp_path / "chat.jsonl").write_text(json.dumps({"messages": [{"content": f"{PLANT}1"}]}) + "\n", encoding="utf-8")
    for name in ("tickets.jsonl", "edits.csv", "chat.jsonl", "moved.jsonl"):
        await store.files.add(WrittenFile(str(tmp_path / name), "tickets", redacted=False, at=now))
    await store.files.add(WrittenFile("/far/away.tar", BACKUP, redacted=False, at=now))
    outcome = await erase(house, await ask(house, Subject(Kind.CHANNEL, "C1")), patience_s=5)
    assert (tmp_path / "tickets.jsonl").read_text(encoding="utf-8") == lines[1]
    assert (tmp_path / "edits.csv").read_bytes() == b"id,decision_id,answer\r\nedit:D2,D2,kept\r\n"
    assert not (tmp_path / "chat.jsonl").exists()
    assert len(outcome.files) == 3
    assert any("/far/away.tar" in word for word in outcome.unreachable)
    assert any("moved.jsonl" in word for word in outcome.unreachable)


@pytest.mark.slow
async def test_retention_empties_what_is_old_once_and_leaves_what_is_not(
    house: Installation, clock: ManualClock
) -> None:
    store = house.store
    await fill(store, clock)
    clock.advance(timedelta(days=100).total_seconds())
    await fill(store, clock, 2, OTHER, "globex")
    clock.advance(timedelta(days=100).total_seconds())
    sweep = Sweep(store.database, await store.audit_log.made_key())
    swept = await sweep.run(cutoffs(POLICY.retention, clock.now()))
    assert {"messages", "drafts", "decisions", "inbox", "flags", "posts"} <= set(swept)
    told = await dump(store)
    assert f"{PLANT}1 reason" in told  # the audit log is kept longer
    assert told.count(f"{PLANT}1") == 1 and f"{PLANT}2 edited" in told
    assert await sweep.run(cutoffs(POLICY.retention, clock.now())) == {}
    clock.advance(timedelta(days=600).total_seconds())
    await sweep.run(cutoffs(POLICY.retention, clock.now()))
    told = await dump(store)
    assert PLANT not in told.replace(f"{PLANT}2 reason", "")
    assert f"a:1:{DANA}" in told
    assert (await store.audit_log.verify()).broken is None
    assert await store.messages.of_ticket(TicketId("T1")) != []


async def test_the_daily_sweep_runs_once_a_day_and_finishes_what_was_cut_off(
    sqlite_store: Store, tmp_path: Path
) -> None:
    world = await open_world(tmp_path / "earnest.db")
    clock, store = world.clock, world.store
    sweep = DailySweep(world.runtime, Settings.model_construct(data_dir=tmp_path, slack_bot_token=SecretStr("x")))
    await fill(store, clock)
    await store.erasures.begin(Subject(Kind.CHANNEL, "C9"), clock.now())
    await sweep.work()
    assert await store.erasures.open() == []
    assert f"{PLANT}1 asked" in await dump(store)
    clock.advance(timedelta(days=181).total_seconds())
    await sweep.work()
    assert f"{PLANT}1 asked" not in await dump(store)
    swept = await store.meta.get(LAST)
    clock.advance(timedelta(hours=23).total_seconds())
    await sweep.work()
    assert await store.meta.get(LAST) == swept
    await store.close()


async def test_checkpoints_go_with_their_turns_and_others_stay(house: Installation, clock: ManualClock) -> None:
    await fill(house.store, clock)
    (turn,) = await house.store.turns.of_ticket(TicketId("T1"))
    await a_workflow(house.settings, f"{turn.id}:1", f"{PLANT}1 kept by a step")
    await a_workflow(house.settings, "other:1", "zqxkept")
    outcome = await erase(house, await ask(house, Subject(Kind.CHANNEL, "C1")), patience_s=5)
    assert outcome.workflows == 1
    address, schema = durable_address(house.settings)
    engine = sa.create_engine(address)
    with engine.connect() as connection:
        outputs = sa.table("operation_outputs", sa.column("output"), schema=schema)
        told = [str(row) for row in connection.execute(sa.select(outputs.c.output)).scalars()]
    engine.dispose()
    assert not any(PLANT in row for row in told) and any("zqxkept" in row for row in told)
