"""Reads past conversations (exports of Slack and Zendesk, JSONL) as tickets of the shape that `eval tickets` plays."""

from __future__ import annotations

import json
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from bot.errors import ConfigError
from bot.language.personal_details import redacted

Row = dict[str, Any]
_NOT_SAID = {"channel_join", "channel_leave", "bot_message", "channel_topic", "channel_purpose", "tombstone"}


def read_history(path: Path, staff: Sequence[str] = ()) -> list[Row]:
    """`[{id, account, turns: [{role, text}]}]`, personal details replaced; conversations without a customer's word are
    left out. `staff` are Slack user ids; without any, whoever did not begin a thread is taken for staff.

    Raises ConfigError naming the file and what it should hold."""
    try:
        if zipfile.is_zipfile(path):
            return _said(_slack(path, frozenset(staff)))
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError, zipfile.BadZipFile, KeyError) as error:
        why = type(error).__name__
        raise ConfigError(f"{path}: cannot be read ({why}); give a Slack export's zip or JSON") from None
    rows = [row for row in _objects(path, text) if isinstance(row, dict)]
    return _said(_ticket(path, number, row) for number, row in enumerate(rows, 1))


def _objects(path: Path, text: str) -> list[Any]:
    """One JSON value (a list, or Zendesk's `{"tickets": […]}`), or one object a line."""
    try:
        whole = json.loads(text)
    except ValueError:
        try:
            return [json.loads(line) for line in text.splitlines() if line.strip()]
        except ValueError:
            raise ConfigError(f"{path}: neither JSON nor one JSON object a line; export it again") from None
    if isinstance(whole, dict) and isinstance(whole.get("tickets"), list):
        return list(whole["tickets"])
    return whole if isinstance(whole, list) else [whole]


def _ticket(path: Path, number: int, row: Row) -> Row:
    if isinstance(row.get("turns"), list):
        turns = [{"role": str(t.get("role", "")), "text": redacted(str(t.get("text", "")))} for t in row["turns"]]
        return {"id": str(row.get("id", number)), "account": row.get("account"), "turns": turns}
    if "comments" not in row and "description" not in row:
        raise ConfigError(f"{path} entry {number}: holds no turns (JSONL), and no description or comments (Zendesk)")
    return {"id": str(row.get("id", number)), "account": None, "turns": _zendesk(row)}


def _zendesk(row: Row) -> list[dict[str, str]]:
    """Public comments, oldest first; the description where there are none, for it is the first of them."""
    asker = row.get("requester_id")
    comments = [c for c in row.get("comments") or [] if isinstance(c, dict) and c.get("public", True)]
    if not comments:
        comments = [{"author_id": asker, "plain_body": row.get("description") or ""}]
    texts = [(c.get("author_id") == asker, str(c.get("plain_body") or c.get("body") or "")) for c in comments]
    return [{"role": "customer" if asked else "staff", "text": redacted(text)} for asked, text in texts]


def _slack(path: Path, staff: frozenset[str]) -> Iterable[Row]:
    """Each thread of each channel: `users.json` names people, `CHANNEL/DAY.json` hold messages."""
    with zipfile.ZipFile(path) as archive:
        files = sorted(name for name in archive.namelist() if name.endswith(".json"))
        users = json.loads(archive.read("users.json")) if "users.json" in files else []
        names = {word for user in users for word in _names(user)}
        threads: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
        for name in files:
            channel, _, day = name.rpartition("/")
            if channel and day:
                for said in json.loads(archive.read(name)):
                    if _by_a_person(said):
                        threads[channel, str(said.get("thread_ts") or said["ts"])].append(said)
    for (channel, ts), messages in threads.items():
        messages.sort(key=lambda said: float(said["ts"]))
        asker = messages[0].get("user")
        theirs = [said.get("user") not in staff if staff else said.get("user") == asker for said in messages]
        texts = [redacted(str(said.get("text", "")), names) for said in messages]
        turns = [{"role": "customer" if c else "staff", "text": t} for c, t in zip(theirs, texts, strict=True)]
        yield {"id": f"{channel}/{ts}", "account": None, "turns": turns}


def _by_a_person(said: Row) -> bool:
    return said.get("type") == "message" and said.get("subtype") not in _NOT_SAID and not said.get("bot_id")


def _names(user: Row) -> list[str]:
    profile = user.get("profile") or {}
    whole = [str(user.get("real_name") or ""), str(profile.get("display_name") or "")]
    return [word for name in whole for word in (name, *name.split()) if word]


def _said(tickets: Iterable[Row]) -> list[Row]:
    found = []
    for ticket in tickets:
        turns = [turn for turn in ticket["turns"] if turn["text"].strip()]
        if any(turn["role"] in ("customer", "user") for turn in turns):
            found.append({**ticket, "turns": turns})
    return found
