"""Every place that could hold words has a rule, and records without words can still be read."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from pydantic import SecretStr

from bot.domain.inbound import (
    ChannelChanged,
    Click,
    Command,
    HomeOpened,
    Inbound,
    MemberJoined,
    MessageDeleted,
    MessageEdited,
    MessagePosted,
    RateLimited,
    ReactionChanged,
    Shortcut,
    ViewSubmitted,
    from_json,
    to_json,
)
from bot.platform.durable.erase import KEYS
from bot.platform.durable.workflows import Durable
from bot.settings import Settings
from bot.store.erasure.columns import RULES, text_columns
from bot.store.erasure.empty import payload_without_words, replaced_in
from bot.store.tables import metadata

WORDS = "zqx planted words"
# Tables of the durable engine that hold settings of its own, never what a step gave.
DURABLE_SETTINGS = {"dbos_migrations", "workflow_schedules", "application_versions", "queues"}


def test_every_text_column_has_a_rule() -> None:
    columns = {(table.name, column.name) for table in metadata.sorted_tables for column in text_columns(table)}
    ruled = {(table, column) for table, rules in RULES.items() for column in rules}
    assert ruled == columns


def test_a_new_column_that_could_hold_words_is_seen() -> None:
    table = sa.Table("messages", sa.MetaData(), sa.Column("aside", sa.Text()), sa.Column("said", sa.JSON()))
    assert [column.name for column in text_columns(table)] == ["aside", "said"]


async def test_the_durable_tables_that_hold_words_hang_on_their_workflow(tmp_path: Path) -> None:
    settings = Settings.model_construct(data_dir=tmp_path, slack_bot_token=SecretStr("x"))

    async def untold(*args: object) -> None:
        del args

    durable = await Durable.launch(settings, on_failed=untold)
    await durable.close(0)
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'durable.db'}")
    look = sa.inspect(engine)
    found = {table: {column["name"] for column in look.get_columns(table)} for table in look.get_table_names()}
    engine.dispose()
    assert "operation_outputs" in found
    assert {table for table, columns in found.items() if columns.isdisjoint(KEYS)} <= DURABLE_SETTINGS


@pytest.mark.parametrize(
    "record",
    [
        MessagePosted("C1", "1.1", "U1", text=WORDS, user_name=WORDS, mentions=(WORDS,)),  # type: ignore[arg-type]
        MessageEdited("C1", "1.1", "1.2", "U1", text=WORDS),  # type: ignore[arg-type]
        MessageDeleted("C1", "1.1"),  # type: ignore[arg-type]
        ReactionChanged(True, "C1", "1.1", "U1", "eyes", "1.2"),  # type: ignore[arg-type]
        HomeOpened("U1", "home", "n"),  # type: ignore[arg-type]
        MemberJoined("C1", "U1", "1.1"),  # type: ignore[arg-type]
        ChannelChanged("shared", "C1", "1.1"),  # type: ignore[arg-type]
        Click("approve", "U1", value=WORDS, selected=WORDS, user_name=WORDS),  # type: ignore[arg-type]
        ViewSubmitted("edit", "U1", private_metadata=WORDS, values={WORDS: WORDS}, user_name=WORDS),  # type: ignore[arg-type]
        Command("/earnest", WORDS, "U1", user_name=WORDS),  # type: ignore[arg-type]
        Shortcut("flag", "U1", user_name=WORDS),  # type: ignore[arg-type]
        RateLimited("T1", 5),  # type: ignore[arg-type]
    ],
    ids=lambda record: record.kind,
)
def test_a_payload_without_words_is_still_the_payload_of_its_kind(record: Inbound) -> None:
    emptied = payload_without_words(to_json(record), lambda user: "person-0")
    assert "zqx" not in emptied
    assert from_json(emptied).kind == record.kind
    assert "U1" not in emptied


def test_names_are_whole_words_in_whatever_case_also_in_json() -> None:
    said = 'the same SAM said "\\nSam" and sam_2'
    assert replaced_in(said, {}, ["Sam"]) == 'the same [person] said "\\n[person]" and sam_2'
