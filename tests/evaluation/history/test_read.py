"""Past conversations become tickets, and nothing of a person stays in them."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.errors import ConfigError
from bot.evaluation.history.read import read_history
from bot.evaluation.tickets.data import read_tickets
from bot.language.personal_details import redacted

USERS = [{"id": "U1", "real_name": "Dana Reyes"}, {"id": "U2", "profile": {"display_name": "sam"}}]
THREAD = [
    {"type": "message", "ts": "1.0", "user": "U1", "text": "export is stuck, mail me at dana@acme.example"},
    {"type": "message", "ts": "2.0", "user": "U2", "thread_ts": "1.0", "text": "Hi Dana, press cancel"},
    {"type": "message", "ts": "3.0", "user": "U1", "thread_ts": "1.0", "text": "thanks, and for the ERP?"},
    {"type": "message", "subtype": "channel_join", "ts": "4.0", "user": "U3", "text": "joined"},
]


def slack_export(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("users.json", json.dumps(USERS))
        archive.writestr("acme/2026-11-02.json", json.dumps(THREAD))
    return path


def test_a_slack_export_gives_a_ticket_a_thread_with_who_said_what(tmp_path: Path) -> None:
    (ticket,) = read_history(slack_export(tmp_path / "export.zip")).tickets
    assert [turn["role"] for turn in ticket["turns"]] == ["customer", "staff", "customer"]
    assert ticket["turns"][0]["text"] == "export is stuck, mail me at [mail]"
    assert ticket["turns"][1]["text"] == "Hi [person], press cancel"
    (other,) = read_history(tmp_path / "export.zip", ["U1"]).tickets
    assert [turn["role"] for turn in other["turns"]] == ["staff", "customer", "staff"]


def test_a_zendesk_export_gives_its_public_comments(tmp_path: Path) -> None:
    path = tmp_path / "tickets.json"
    comments = [
        {"author_id": 7, "plain_body": "call +49 170 1234567"},
        {"author_id": 9, "plain_body": "note to self", "public": False},
        {"author_id": 9, "body": "we did"},
    ]
    rows = [{"id": 5, "requester_id": 7, "comments": comments}, {"id": 6, "requester_id": 7, "description": "hello?"}]
    path.write_text(json.dumps({"tickets": rows}))
    first, second = read_history(path).tickets
    assert first["turns"] == [{"role": "customer", "text": "call [phone]"}, {"role": "staff", "text": "we did"}]
    assert second["turns"] == [{"role": "customer", "text": "hello?"}]


def test_what_is_imported_can_be_played(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    done = CliRunner().invoke(app, ["import", str(slack_export(tmp_path / "e.zip")), "--out", str(out), "--json"])
    assert done.exit_code == 0 and json.loads(done.stdout)["tickets"] == 1
    (ticket,) = read_tickets(out, ())
    assert ticket.question == "thanks, and for the ERP?" and len(ticket.history) == 2


@pytest.mark.parametrize("text", ["nonsense", '{"id": 1}', "[1"])
def test_a_file_of_another_kind_is_refused_with_what_it_should_hold(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(text)
    with pytest.raises(ConfigError, match=r"x\.json"):
        read_history(path)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("write to <mailto:a@b.example|a@b.example> or <@U0123ABCD>", "write to [mail] or [person]"),
        ("card 4111 1111 1111 1111 from 10.0.0.7", "card [card] from [ip]"),
        ("IBAN DE89 3704 0044 0532 0130 00", "IBAN [account]"),
        ("token xoxb-123456789012-abc", "token [secret]"),
        ("see https://acme.example/x?token=1", "see [address]"),
        ("since 2026-11-03", "since 2026-11-03"),
        ("600 calls a minute on 3 November 2026, invoice 4471", "600 calls a minute on 3 November 2026, invoice 4471"),
    ],
)
def test_personal_details_are_replaced_and_figures_stay(text: str, kept: str) -> None:
    assert redacted(text) == kept
