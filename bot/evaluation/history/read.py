"""Reads past conversations, whoever exported them, as tickets of the shape that `eval tickets` plays."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.errors import ConfigError
from bot.evaluation.history import slack, turns, zendesk
from bot.evaluation.history.files import Opened, opened
from bot.evaluation.history.found import Found
from bot.evaluation.history.objects import Value, table_rows, values_of

_READ = (".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".txt", ".gz")


def read_history(path: Path, staff: Sequence[str] = ()) -> Found:
    """The conversations at `path`: a Slack export (zip or folder), one channel's JSON, Zendesk's tickets, JSONL of
    turns, a table; packed, in a folder, in UTF-8 or UTF-16. Personal details are replaced. `staff` are Slack user ids.

    Raises ConfigError where there is nothing to read, or no conversation with a customer's word in it."""
    found = Found()
    with opened(path) as files:
        if not files.single and slack.is_export(files):
            slack.read_export(files, frozenset(staff), found)
        else:
            _read(files, frozenset(staff), found)
    if not found.tickets:
        told = "; ".join([*found.problems[:3], *(f"{n} {what}" for what, n in found.left_out.items() if n)])
        raise ConfigError(
            f"{path}: holds no conversation with a customer's word" + (f" ({told})" if told else "")
            + "; give a Slack or Zendesk export, or JSONL of {turns: [{role, text}]}"
        )  # fmt: skip
    return found


def _read(files: Opened, staff: frozenset[str], found: Found) -> None:
    values: list[Value] = []
    for name in files.names:
        where = files.where(name)
        if name and not name.lower().endswith(_READ):
            found.left_out["files of another kind"] += not name.rpartition("/")[2].startswith(".")
            continue
        try:
            text = files.text(name)
            if _is_table(name or files.path.name, text):
                values += table_rows(text, where)
            else:
                values += values_of(text, where, found.problems)
        except ConfigError as error:
            if files.single:
                raise
            found.problems.append(str(error))
    _sorted(values, files.path.name, staff, found)


def _is_table(name: str, text: str) -> bool:
    return name.lower().removesuffix(".gz").endswith((".csv", ".tsv")) and text.lstrip()[:1] not in ("{", "[")


def _sorted(values: Sequence[Value], name: str, staff: frozenset[str], found: Found) -> None:
    """Each value is read as what it is."""
    pages: list[Value] = []
    messages: list[dict[str, Any]] = []
    said: dict[str, dict[str, Any]] = {}  # rows of a table that are one message each, by their conversation
    for where, value in values:
        channel = slack.channel_of(value)
        if channel:
            slack.read_channel(*channel, staff, found)
        elif slack.is_message(value):
            messages.append(value)
        elif zendesk.is_page(value) and turns.talk_of(value) is None:
            pages.append((where, value))
        elif (one := turns.message_of(value)) is not None:
            said.setdefault(one, {"id": one, "turns": []})["turns"].append(value)
        elif turns.is_conversation(value):
            turns.read_conversation(where, value, found)
        else:
            found.problems.append(
                f"{where}: no conversation; it needs turns of {{role, text}}, a question and answer, or a description"
            )
    if messages:
        slack.read_channel(name.partition(".")[0], messages, staff, found)
    if pages:
        zendesk.read_pages(pages, found)
    for id_, row in said.items():
        turns.read_conversation(f"conversation {id_}", row, found)
