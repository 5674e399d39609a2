"""Exports in the layouts that people have: each is read, and nothing of it is dropped in silence."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.errors import ConfigError
from bot.evaluation.history.read import read_history

Row = dict[str, Any]


def said(ts: str, user: str = "U1", text: str = "how do I export?", **more: Any) -> Row:
    return {"type": "message", "ts": ts, "user": user, "text": text, **more}


REPLY = said("2.0", "U2", "press it", thread_ts="1.0")
DAYS = {
    "acme/2026-11-01.json": [said("1.0"), said("1.5", "U9", "hello", thread_ts="0.5", parent_user_id="U1")],
    "acme/2026-11-02.json": [
        REPLY,
        said("2.1", "U1", "", thread_ts="1.0", files=[{"name": "Dana Reyes.pdf"}]),
        {**said("2.2"), "subtype": "channel_join"},
        {**said("2.3"), "subtype": "pinned_item"},
        {"type": "message", "ts": "2.4", "subtype": "bot_message", "text": "deployed", "bot_id": "B1"},
        {"type": "message", "ts": "2.5", "subtype": "tombstone", "text": "This message was deleted."},
        said("2.6", "U2", "any news?", thread_ts="2.5"),
    ],
    "other/2026-12-31.json": [said("9.0", "U3", "Dana here, is it down?")],
    "channels.json": [{"name": "acme"}],
}
USERS = [{"id": "U1", "real_name": "Dana Reyes"}]


def put(folder: Path, files: dict[str, object]) -> Path:
    for name, value in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(value if isinstance(value, str) else json.dumps(value))
    return folder


def packed(path: Path, files: dict[str, object], top: str = "") -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, value in files.items():
            archive.writestr(top + name, value if isinstance(value, str) else json.dumps(value))
    return path


def roles(ticket: Row) -> str:
    return " ".join(turn["role"][0] for turn in ticket["turns"])


@pytest.mark.parametrize("kind", ["folder", "zip", "zip with a folder around all"])
def test_a_slack_export_is_read_over_its_days_as_a_zip_and_as_a_folder(tmp_path: Path, kind: str) -> None:
    files = {**DAYS, "users.json": USERS}
    if kind == "folder":
        path = put(tmp_path / "export", files)
    else:
        path = packed(tmp_path / "export.zip", files, "Acme export/" if "around" in kind else "")
    found = read_history(path)
    by_id = {ticket["id"].removeprefix("Acme export/"): ticket for ticket in found.tickets}
    assert [turn["text"] for turn in by_id["acme/1.0"]["turns"]] == ["how do I export?", "press it", "[file]"]
    assert roles(by_id["acme/1.0"]) == "c s c"
    assert by_id["other/9.0"]["turns"][0]["text"] == "[person] here, is it down?"
    assert set(by_id) == {"acme/1.0", "other/9.0"}  # of 0.5 only staff's word is there, of 2.5 nobody knows who asked
    assert {what.split(",")[0].split(" (")[0]: count for what, count in found.left_out.items() if count} == {
        "messages of apps": 1,
        "notes of Slack's": 2,
        "deleted messages": 1,
        "threads without their first message": 1,
        "conversations without a customer's word": 1,
    }
    assert not found.problems and any("--staff" in note for note in found.notes)


def test_with_staff_named_a_thread_without_its_first_message_is_read_too(tmp_path: Path) -> None:
    found = read_history(put(tmp_path / "export", DAYS), ["U2"])
    assert "acme/2.5" not in {ticket["id"] for ticket in found.tickets}  # staff alone speak in what is left of it
    other = read_history(put(tmp_path / "export", DAYS), ["U9"])
    assert {"acme/1.0", "acme/2.5", "other/9.0"} == {ticket["id"] for ticket in other.tickets}


def test_without_users_json_names_come_from_messages_and_that_is_told(tmp_path: Path) -> None:
    first = said("1.0", text="Sam Ortiz asks", user_profile={"real_name": "Sam Ortiz", "first_name": "Sam"})
    found = read_history(put(tmp_path / "export", {"acme/2026-11-01.json": [first]}))
    assert found.tickets[0]["turns"][0]["text"] == "[person] asks"
    assert any("users.json" in note for note in found.notes)


def test_a_day_that_cannot_be_read_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    path = put(tmp_path / "export", {**DAYS, "acme/2026-11-03.json": '[{"ts": "3.0",\n "text": }]'})
    done = CliRunner().invoke(app, ["import", str(path), "--out", str(tmp_path / "out.jsonl"), "--json"])
    told = json.loads(done.stdout)
    assert done.exit_code == 1 and told["tickets"] == 2
    assert "acme/2026-11-03.json line 2: neither JSON" in told["unreadable"][0]
    assert "export it again" in told["unreadable"][0] and told["unreadable"][0] in done.stderr


@pytest.mark.parametrize(
    "value",
    [
        pytest.param([said("1.0"), REPLY], id="an array"),
        pytest.param({"ok": True, "messages": [REPLY, said("1.0")]}, id="the API's answer"),
        pytest.param(
            {"name": "acme", "messages": [said("1.0", slackdump_thread_replies=[REPLY])]}, id="answers within"
        ),
    ],
)
def test_one_channels_messages_are_read(tmp_path: Path, value: object) -> None:
    path = tmp_path / "acme.json"
    path.write_text(json.dumps(value))
    (ticket,) = read_history(path).tickets
    assert [turn["text"] for turn in ticket["turns"]] == ["how do I export?", "press it"] and roles(ticket) == "c s"


COMMENTS: list[Row] = [
    {"author_id": 7, "plain_body": "Reyes here: the export is stuck", "created_at": "2026-11-01T10:00:00Z"},
    {"author_id": 9, "html_body": "<p>Press <b>cancel</b></p>", "created_at": "2026-11-01T11:00:00Z"},
    {"author_id": 9, "body": "odd one", "public": False},
]
BARE = {"id": 5, "requester_id": 7, "description": "Reyes here: the export is stuck"}
TICKET = {**BARE, "comments": COMMENTS}
BESIDE = [{**one, "ticket_id": 5} for one in COMMENTS]
PEOPLE = [{"id": 7, "name": "Dana Reyes", "role": "end-user"}, {"id": 9, "name": "Sam", "role": "agent"}]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(json.dumps([TICKET, PEOPLE[0] | {"users": PEOPLE}]), id="an array"),
        pytest.param(f"{json.dumps(TICKET)}\n{json.dumps({'users': PEOPLE})}\n", id="an object a line"),
        pytest.param(json.dumps({"tickets": [TICKET], "users": PEOPLE, "next_page": None}), id="a page"),
        pytest.param(json.dumps([{"tickets": [TICKET]}, {"tickets": [], "users": PEOPLE}]), id="pages"),
        pytest.param(json.dumps({"tickets": [BARE], "comments": BESIDE, "users": PEOPLE}), id="comments beside"),
        pytest.param(
            f"{json.dumps({'tickets': [BARE], 'users': PEOPLE})}\n{json.dumps({'comments': BESIDE})}", id="later"
        ),
        pytest.param(json.dumps({"ticket": {**TICKET, "requester": PEOPLE[0]}, "users": PEOPLE}), id="one ticket"),
        pytest.param(json.dumps([{**BARE, "comments": {"comments": COMMENTS}}, {"users": PEOPLE}]), id="deeper"),
    ],
)
def test_zendesks_tickets_are_read_with_comments_inside_or_beside(tmp_path: Path, text: str) -> None:
    path = tmp_path / "tickets.json"
    path.write_text(text)
    found = read_history(path)
    (ticket,) = found.tickets
    assert roles(ticket) == "c s" and ticket["id"] == "5"
    assert ticket["turns"][0]["text"] == "[person] here: the export is stuck"
    assert ticket["turns"][1]["text"] == "Press **cancel**"
    assert found.left_out["comments that are not public"] == 1 and not found.problems


def test_a_colleague_in_copy_is_a_customer_too(tmp_path: Path) -> None:
    comments = [
        {"author_id": 7, "body": "stuck"},
        {"author_id": 8, "body": "for me too"},
        {"author_id": 9, "body": "done"},
    ]
    people = [*PEOPLE, {"id": 8, "name": "Kim", "role": "end-user"}]
    path = tmp_path / "t.json"
    path.write_text(json.dumps({"tickets": [{"id": 1, "requester_id": 7, "comments": comments}], "users": people}))
    assert roles(read_history(path).tickets[0]) == "c c s"


def test_tables_are_read_by_the_names_in_their_first_line(tmp_path: Path) -> None:
    path = tmp_path / "tickets.csv"
    path.write_text('Id;Subject;Description\n5;Export;"It is stuck;\nhelp"\n6;Bill;Where is it?\n')
    found = read_history(path)
    assert [ticket["turns"][0]["text"] for ticket in found.tickets] == ["It is stuck;\nhelp", "Where is it?"]
    file = io.StringIO()
    csv.writer(file).writerows(
        [["conversation_id", "sender", "message"], ["a", "customer", "hi, how?"], ["a", "agent", "so"]]
    )
    path.write_text(file.getvalue())
    (ticket,) = read_history(path).tickets
    assert ticket["id"] == "a" and roles(ticket) == "c s"


SO_IN_PARTS = ("role", "support", "content", [{"type": "text", "text": "so"}])
SO_OF_SAM = ("author", {"type": "admin", "name": "Sam"}, "body", "so")


def turns(*said: tuple[str, Any, str, Any]) -> list[Row]:
    return [{role: who, text: words} for role, who, text, words in said]


@pytest.mark.parametrize(
    "row",
    [
        {"messages": [{"role": "user", "text": "how?"}, {"role": "agent", "text": "so"}]},
        {
            "messages": turns(
                ("role", "system", "content", "Be kind."), ("role", "user", "content", "how?"), SO_IN_PARTS
            )
        },
        {"conversation": {"messages": turns(("author", {"type": "user"}, "body", "how?"), SO_OF_SAM)}},
        {"conversations": [{"from": "human", "value": "how?"}, {"from": "staff", "value": "so"}]},
        {"transcript": [{"speaker": "Customer", "utterance": "how?"}, {"speaker": "Agent", "utterance": "so"}]},
        {"question": "how?", "answer": "so"},
        {"prompt": "how?", "completion": "so"},
        {"id": 3, "history": [{"direction": "inbound", "text": "how?"}, {"direction": "outbound", "text": "so"}]},
    ],
)
@pytest.mark.parametrize("kind", ["jsonl", "array", "crlf", "bom", "utf-16", "utf-16 without a mark", "gz", "zip"])
def test_conversations_of_many_shapes_and_encodings_are_read(tmp_path: Path, row: Row, kind: str) -> None:
    line = json.dumps(row)
    path = tmp_path / ("x.jsonl.gz" if kind == "gz" else "x.zip" if kind == "zip" else "x.jsonl")
    written = {
        "jsonl": f"{line}\n{line}\n".encode(),
        "array": f"[{line}, {line}]".encode(),
        "crlf": f"{line}\r\n{line}\r\n".encode(),
        "bom": f"{line}\n{line}\n".encode("utf-8-sig"),
        "utf-16": f"{line}\n{line}\n".encode("utf-16"),
        "utf-16 without a mark": f"{line}\n{line}\n".encode("utf-16-le"),
        "gz": gzip.compress(f"{line}\n{line}".encode()),
    }
    if kind == "zip":
        packed(path, {"a/one.jsonl": line, "a/two.json": line, "__MACOSX/._x": "", "note.pdf": "x"})
    else:
        path.write_bytes(written[kind])
    found = read_history(path)
    assert [[turn["text"] for turn in ticket["turns"]] for ticket in found.tickets] == [["how?", "so"]] * 2
    assert {roles(ticket) for ticket in found.tickets} == {"c s"} and not found.problems
    assert len({ticket["id"] for ticket in found.tickets}) == 2


def test_what_cannot_be_read_is_told_with_its_line_and_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    good = json.dumps({"question": "how?", "answer": "so"})
    bad = [
        '{"question": "how',
        '{"id": 4}',
        '{"turns": [{"role": "narrator", "text": "x"}]}',
        '{"turns": ["a", "b"]}',
        "7",
    ]
    path.write_text("\n".join([good, *bad]))
    found = read_history(path)
    assert len(found.tickets) == 1
    assert [
        f" line {number}" in problem for number, problem in zip((2, 3, 4, 5, 6), sorted(found.problems), strict=True)
    ] == [True] * 5
    assert "'narrator' is not known; call it customer, staff or earnest" in "\n".join(found.problems)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "empty; export it again"),
        (b'{"question": "caf\xe9"}', "line 1 is not UTF-8; save the file as UTF-8"),
        (b"\x1f\x8b\x08\x00broken", "cannot be read"),
        (b'{"turns": []}', "holds no conversation"),
        (b"[" * 100_000, "too deep"),
    ],
)
def test_a_file_of_which_nothing_can_be_read_says_why_and_what_to_do(tmp_path: Path, data: bytes, told: str) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(data)
    with pytest.raises(ConfigError, match=r"x\.jsonl") as caught:
        read_history(path)
    assert told in str(caught.value)


def test_ids_that_occur_twice_are_told_apart_and_personal_details_are_replaced_everywhere(tmp_path: Path) -> None:
    row = {
        "id": "dana@acme.example",
        "turns": [{"role": "customer", "name": "Dana Reyes", "text": "Reyes, +49 170 1234567"}],
    }
    path = tmp_path / "x.jsonl"
    path.write_text(f"{json.dumps(row)}\n{json.dumps(row)}")
    found = read_history(path)
    assert [ticket["id"] for ticket in found.tickets] == ["[mail]", "[mail] (2)"]
    assert found.tickets[0]["turns"][0]["text"] == "[person], [phone]"
