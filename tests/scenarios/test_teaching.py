"""Through a real socket: the desk says what questions are about, the classifier learns it, and one click goes back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.learn.lessons import is_held_out
from slack_sandbox import Options, Sandbox
from slack_sandbox.jsonlike import Json
from slack_sandbox.stage import Said, Stage, buttons, kind_of, words
from tests.platform.durable.waiting import until
from tests.scenarios.child import installed, started

pytestmark = pytest.mark.slow
LEARN = {"labels": 14, "held_out": 0.3, "each": 50}
PLACES = ("north", "south", "harbour", "airport", "station", "cellar", "attic", "garden", "museum", "bakery", "tower")
LIKE = "the zebra in our second greenhouse jams and blinks"


async def in_a_fresh_channel(sandbox: Sandbox, stage: Stage, text: str) -> Said:
    return await stage.say("dana", sandbox.drive.new_shared_channel("acme-facilities").id, text)


async def named(sandbox: Sandbox, stage: Stage, asked: Said, intent: str) -> None:
    """A person of the desk says what a question is about."""
    await stage.press("sam", await stage.card_offers(asked, "intent"), "intent")
    await stage.modal("sam")
    assert (await sandbox.drive.submit("sam", {"intent": intent})).ok
    await stage.card_shows(asked, f"It is about “{intent}”")


def held_out(data_dir: Path) -> int:
    """How many of the labelled tickets will never be learned from."""
    with closing(sqlite3.connect(f"file:{data_dir / 'earnest.db'}?mode=ro", uri=True)) as database:
        tickets = [row[0] for row in database.execute("SELECT ticket_id FROM intent_labels")]
    return sum(is_held_out(ticket, LEARN["held_out"]) for ticket in tickets)


def notes(sandbox: Sandbox, stage: Stage, part: str) -> list[Json]:
    return [m for m in sandbox.messages(stage.desk) if kind_of(m) == "notice" and part in words(m)]


async def test_what_the_desk_names_is_learned_and_told_with_figures_and_one_click_goes_back(
    seeded: Path, tmp_path: Path
) -> None:
    async with Sandbox(Options(rate_limits=False)) as sandbox:
        tokens = {"SLACK_BOT_TOKEN": sandbox.bot_token, "SLACK_APP_TOKEN": sandbox.app_token}
        changes = {"mode": "draft", "review": {"learn": LEARN}}
        child = installed(seeded, tmp_path / "data", sandbox.api_url, changes, **tokens)
        stage = Stage(sandbox, patience_s=60.0)

        async def reading() -> str:
            """What a like question is read as, on a card of its own."""
            card = await stage.card(await in_a_fresh_channel(sandbox, stage, LIKE))
            return words(card).partition("Intent: ")[2].split()[0]

        async with started(child):
            await sandbox.connected()
            before = await reading()
            target = "billing_query" if before != "billing_query" else "bug_report"
            number = 0
            while number < LEARN["labels"] or held_out(child.folder) < 3:
                place = PLACES[number % len(PLACES)]
                text = f"the zebra in the {place} {number} greenhouse jams and blinks {number * 31} times"
                await named(sandbox, stage, await in_a_fresh_channel(sandbox, stage, text), target)
                number += 1
            (note,) = await sandbox.wait_for(lambda: notes(sandbox, stage, "Intents are now read"), 120)
            assert "reviewed tickets. Of" in words(note)

            async def reads(intent: str) -> bool:
                return await reading() == intent

            await until(lambda: reads(target), 60)
            await stage.press("priya", note, "classifier_back")
            (gone,) = await sandbox.wait_for(lambda: notes(sandbox, stage, "went back to the classifier before it"), 60)
            assert "classifier_back" not in buttons(gone)
            await until(lambda: reads(before), 60)
        assert sandbox.oddities == []
