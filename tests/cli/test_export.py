"""`export` as an operator runs it: schemas, redaction, spreadsheets, and the check of the audit log."""

from __future__ import annotations

import asyncio
import csv
import hashlib
import io
import json
import re
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.cli.export import cell
from bot.domain import ChannelId, DecisionId, MessageTs, TicketId, UserId
from bot.domain.states import DraftState
from bot.store.records import DecisionRow, Flag, FlagVerdict, LogEntry, Message, Role, Ticket
from bot.store.store import Store
from tests.fakes.clock import ManualClock
from tests.outbox.blocks.samples import decision

DOCUMENT = (Path(__file__).parents[2] / "docs" / "exports.md").read_text(encoding="utf-8")
ASKED = "Hello Dana Miller, mail me at dana@acme.example or 030 1234567, acme-facilities needs it"
CORRECTION = "=HYPERLINK(1) It is under Profile, says U0PRIYA001."
POLICY = """
intents: {general_question: {examples: [hello]}}
accounts: {acme-facilities: {}}
knowledge: {sources: [kb]}
"""
Run = Callable[..., Any]


async def _fill(path: Path) -> None:
    clock = ManualClock()
    numbers = iter(range(1_000))
    store = await Store.open(f"sqlite:///{path}", clock, lambda: f"id{next(numbers)}")
    place, ts, now = ChannelId("C0ACME0001"), MessageTs("1.1"), clock.now()
    async with store.begin() as tx:
        ticket, _ = await store.tickets.open(
            Ticket(TicketId("T1"), place, ts, UserId("U0DANA0001"), now, now, account="acme-facilities"), tx
        )
        turn = await store.turns.gather(ticket.id, ticket.opened_by, lambda first: first, tx)
        await store.messages.add(
            Message(place, ts, ticket.id, ticket.opened_by, Role.CUSTOMER, ASKED, now, turn.id), tx
        )
        made = decision(question=ASKED)
        row = DecisionRow(DecisionId("D1"), turn.id, ticket.id, turn.revision, made, now, True)
        await store.decisions.add(row, DraftState.PENDING, tx)
        await store.decisions.settle(row.id, DraftState.EDITED, UserId("U0SAM00001"), "Better so.", tx)
    flag = Flag("F1", place, ts, UserId("U0SAM00001"), FlagVerdict.INACCURATE, now, row.id, CORRECTION, note="wrong")
    await store.reviews.flag(flag, [])
    for number in range(3):
        detail = {"reason": "Dana called", "owner": "U0PRIYA001", "team": "billing"}
        await store.reviews.log(LogEntry(f"a:{number}", "U0SAM00001", "decline", now, ticket.id, row.id, detail))
    await store.close()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exported")
    (folder / "support.yml").write_text(POLICY)
    asyncio.run(_fill(folder / "earnest.db"))
    return folder


@pytest.fixture
def run(filled: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("DATA_DIR", str(filled))
    monkeypatch.setenv("POLICY_FILE", str(filled / "support.yml"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return lambda *arguments: CliRunner().invoke(app, ["export", *arguments])


def rows(result: Any) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.mark.parametrize("what", ["corrections", "reviews", "audit", "tickets"])
def test_the_document_names_every_field(run: Run, what: str) -> None:
    section = DOCUMENT.partition(f"\n## {what}\n")[2].partition("\n## ")[0]
    named = {
        word
        for line in section.splitlines()
        if line.startswith("| `")
        for word in re.findall(r"`(\w+)`", line.split("|")[1])
    }
    found = rows(run(what))
    assert found
    assert {field for row in found for field in row} == named


@pytest.mark.slow
@pytest.mark.parametrize("what", ["corrections", "reviews", "audit", "tickets"])
@pytest.mark.parametrize("kind", ["jsonl", "csv"])
def test_personal_details_are_left_out_unless_they_are_asked_for(run: Run, what: str, kind: str) -> None:
    personal = (
        "Dana",
        "Miller",
        "dana@",
        "1234567",
        "acme-facilities",
        "U0SAM00001",
        "U0PRIYA001",
        "U0DANA0001",
        "C0ACME",
    )
    safe = run(what, "--format", kind).stdout
    assert [word for word in personal if word in safe] == []
    assert [word for word in personal if word in run(what, "--format", kind, "--no-redact").stdout]


def test_a_spreadsheet_takes_no_cell_for_a_formula(run: Run) -> None:
    table = list(csv.DictReader(io.StringIO(run("corrections", "--format", "csv").stdout)))
    assert [row["correction"][:2] for row in table if row["kind"] == "flag"] == ["'="]
    assert [cell(text)[:1] for text in ("=1", "+1", "-1", "@a", "\t=1", " =1", "\r=1")] == ["'"] * 7
    assert [cell(value) for value in (-1.5, None, "a-b", ["=1"])] == ["-1.5", "", "a-b", '["=1"]']


def test_corrections_as_conversations(run: Run) -> None:
    chats = rows(run("corrections", "--layout", "chat"))
    assert [[said["role"] for said in chat["messages"]] for chat in chats] == [["user", "assistant"]] * 2
    assert "Better so." in [chat["messages"][1]["content"] for chat in chats]
    assert run("reviews", "--layout", "chat").exit_code == 2


def test_what_a_command_writes_is_for_its_user_alone(run: Run, tmp_path: Path) -> None:
    assert run("tickets", "--output", str(tmp_path / "tickets.jsonl")).exit_code == 0
    assert stat.S_IMODE((tmp_path / "tickets.jsonl").stat().st_mode) == 0o600


def test_since_leaves_out_what_was_before(run: Run) -> None:
    assert rows(run("audit", "--since", "2999-01-01")) == []
    assert len(rows(run("tickets", "--since", "2020-01-01"))) == 1
    refused = run("tickets", "--since", "yesterday")
    assert refused.exit_code == 1 and "is no day" in refused.stderr


def test_an_exported_log_can_be_checked_by_other_code(run: Run) -> None:
    before = "0" * 64
    for row in rows(run("audit")):
        body = {name: value for name, value in row.items() if name not in ("seq", "hash")}
        text = json.dumps(body, sort_keys=True, separators=(",", ":"))
        before = hashlib.sha256(f"{before}\n{text}".encode()).hexdigest()
        assert row["hash"] == before


def test_verify_tells_the_first_broken_row(run: Run, filled: Path) -> None:
    whole = run("audit", "--verify")
    assert whole.exit_code == 0 and "3 rows" in whole.stdout
    head = rows(run("audit"))[-1]["hash"]
    assert run("audit", "--verify", "--head", head).exit_code == 0
    assert run("audit", "--verify", "--head", "0" * 64).exit_code == 1
    with closing(sqlite3.connect(filled / "earnest.db")) as database, database:
        database.execute("UPDATE actions SET action = 'approve' WHERE id = 'a:1'")
    broken = run("audit", "--verify")
    assert broken.exit_code == 1 and "row 2" in broken.stderr
    with closing(sqlite3.connect(filled / "earnest.db")) as database, database:
        database.execute("UPDATE actions SET action = 'decline' WHERE id = 'a:1'")
