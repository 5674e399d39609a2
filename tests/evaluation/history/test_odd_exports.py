"""Exports with what no program should write: each is read or told, names do not stay and staff stay staff."""

from __future__ import annotations

import gzip
import json
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.errors import ConfigError
from bot.evaluation.history import files
from bot.evaluation.history.found import Found
from bot.evaluation.history.read import read_history
from bot.language.personal_details import redacted

ROW = {"question": "how?", "answer": "so"}


def read(tmp_path: Path, value: object, *staff: str) -> Found:
    path = tmp_path / "x.json"
    path.write_text(json.dumps(value))
    return read_history(path, staff)


def roles(found: Found) -> str:
    return " ".join(turn["role"][0] for turn in found.tickets[0]["turns"])


def test_half_a_surrogate_pair_is_written_as_a_question_mark(tmp_path: Path) -> None:
    path, out = tmp_path / "x.jsonl", tmp_path / "out.jsonl"
    path.write_text('{"id": "\\ud83d", "question": "hi \\ud83d"}\n{"id": "\\ud83e", "account": "\\ud83e", "q": "yo"}')
    done = CliRunner().invoke(app, ["import", str(path), "--out", str(out), "--json"])
    assert done.exit_code == 0, done.output
    first, second = map(json.loads, out.read_text(encoding="utf-8").splitlines())
    assert first["turns"][0]["text"] == "hi ?" and second["account"] == "?"
    assert (first["id"], second["id"]) == ("?", "? (2)")


@pytest.mark.parametrize(
    "more",
    [{"user": {"id": "U1"}}, {"user": ["U1"]}, {"ts": int("9" * 400)}, {"subtype": {}}, {"parent_user_id": {}}],
)
@pytest.mark.parametrize("staff", [(), ("U2",)])
def test_slack_messages_with_odd_fields_end_no_import(tmp_path: Path, more: dict[str, Any], staff: Any) -> None:
    good = {"type": "message", "ts": "1.0", "user": "U1", "text": "how?"}
    odd = {**good, "ts": "2.0", "thread_ts": "2.0", "slackdump_thread_replies": 7, **more}
    found = read(tmp_path, {"messages": [good, odd]}, *staff)
    assert len(found.tickets) + sum(found.left_out.values()) == 2 and found.tickets


@pytest.mark.parametrize("author", [{"id": 7}, {"name": "Dana"}, [7], 7.5, True])
def test_zendesk_ids_that_are_objects_end_no_import(tmp_path: Path, author: object) -> None:
    comments = [{"author_id": author, "body": "how?"}, {"author_id": 9, "body": "so"}]
    page = {"tickets": [{"id": 1, "requester_id": author, "comments": comments}], "users": [{"id": author}, {}]}
    assert roles(read(tmp_path, page)) == "c s"


@pytest.mark.parametrize(
    "who",
    [
        {"author": "Anna Smith"},
        {"sender": " Anna Smith "},
        {"sender_name": "Anna Smith"},
        {"first_name": "Anna", "last_name": "Smith"},
        {"author": {"role": "user", "display_name": "Anna Smith"}},
        {"author": "Bob", "from": {"name": "Anna Smith"}},
    ],
)
def test_the_names_of_who_speaks_are_replaced_wherever_they_stand(tmp_path: Path, who: dict[str, Any]) -> None:
    said = [
        {"role": "customer", **who, "text": "I am Anna Smith"},
        {"role": "staff", "author": "Acme Support", "file_name": "the list", "text": "hi Anna, support read the list"},
    ]
    (ticket,) = read(tmp_path, {"turns": said}).tickets
    first, second = (turn["text"] for turn in ticket["turns"])
    assert first in ("I am [person]", "I am [person] [person]")
    assert second == "hi [person], support read the list"


@pytest.mark.parametrize(
    ("ticket", "authors", "expected"),
    [
        ({}, [{}, {}, {}], "c s s"),
        ({}, [{"author": "Bob"}, {"author": "Sam"}, {"author": "Bob"}], "c s c"),
        ({}, [{"author": {"name": "Bob"}}, {"author": {"name": "Sam"}}, {}], "c s s"),
        ({}, [{"author": "Agent"}, {"author": "Customer"}], "s c"),
        ({"requester_id": 7}, [{}, {}], "c s"),
        ({"requester_id": 7}, [{"author": "Bob"}, {"author": "Sam"}], "c s"),
        ({"requester_id": 7}, [{"author_id": 9}, {"author_id": "7"}], "s c"),
        ({"requester_id": 7}, [{"author": {"id": 9}}, {"author": {"id": 7}}], "s c"),
        ({"requester": {"id": 7, "name": "Bob"}}, [{"author": "Sam"}, {"author": "Bob"}], "s c"),
    ],
)
def test_who_asked_in_zendesk_is_told_from_staff_without_ids(
    tmp_path: Path, ticket: dict[str, Any], authors: list[dict[str, Any]], expected: str
) -> None:
    comments = [{**author, "body": "Bob here"} for author in authors]
    found = read(tmp_path, [{"id": 1, **ticket, "comments": comments}])
    assert roles(found) == expected
    named = any("Bob" in str(one) for one in (ticket, *authors))
    assert found.tickets[0]["turns"][0]["text"] == ("[person] here" if named else "Bob here")


def test_what_is_too_large_when_unpacked_is_told_in_a_zip_and_in_each_member_of_a_gzip(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "LONGEST", 2000)
    line = json.dumps(ROW).encode() + b"\n"
    path = tmp_path / "x.jsonl.gz"
    path.write_bytes(gzip.compress(line) * 20 + b"\0" * 8)
    assert len(read_history(path).tickets) == 20
    path.write_bytes(gzip.compress(line) + gzip.compress(b" " * 100_000))
    with pytest.raises(ConfigError, match=r"larger than .* when unpacked; split it"):
        read_history(path)
    path.write_bytes((gzip.compress(line) * 2)[:-12])
    with pytest.raises(ConfigError, match="cannot be read"):
        read_history(path)
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("large.jsonl", line * 100)
        archive.writestr("large.mp4", b" " * 3000)
        archive.writestr("small.jsonl", line)
    found = read_history(path)
    assert len(found.tickets) == 1 and found.left_out["files of another kind"] == 1
    assert len(found.problems) == 1 and "large.jsonl: cannot be read (larger than" in found.problems[0]


@pytest.mark.parametrize(
    "text", ["a" * 200_000, "a.b-" * 50_000, "<mailto:" * 25_000, "<@U1|" * 40_000, "a@b." * 50_000]
)
def test_personal_details_in_a_long_word_take_no_time(text: str) -> None:
    began = time.process_time()
    redacted(text)
    assert time.process_time() - began < 2


def test_mail_addresses_are_replaced_whatever_their_length_and_what_they_stick_to() -> None:
    assert redacted(f"({'a' * 90}@b.example), x@y@b.example") == "([mail]), x@[mail]"
    assert redacted("to:a@b.example+c@d.example.") == "to:[mail]."


def test_a_zip_whose_list_of_files_is_damaged_is_told_as_such(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("general/2026-01-01.json", "[]")
    path.write_bytes(path.read_bytes().replace(b"PK\x01\x02", b"XXXX"))
    with pytest.raises(ConfigError, match="export or copy it again"):
        read_history(path)
