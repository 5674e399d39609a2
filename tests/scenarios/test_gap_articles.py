"""A gap is closed from Slack: listed, drafted, edited, published, and answered from a minute later."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from slack_sandbox import Options, Sandbox
from slack_sandbox.jsonlike import Json
from slack_sandbox.stage import Stage, buttons, kind_of, words
from tests.scenarios.child import ROOT, installed, started

pytestmark = pytest.mark.slow

ASKED = {
    "dana": ("acme-facilities", "Hi! Which colours can the pins on the site map have?"),
    "kenji": ("globex-property", "Which colours can pins on the site map have? Thanks!"),
}
TOLD = (
    "Hi Dana, pins can have these colours:\n1. Teal for open sites\n2. Maroon for closed sites\nAsk dana@acme.example"
)


def gap_cards(stage: Stage, text: str) -> list[Json]:
    cards = [m for m in stage.sandbox.messages(stage.desk) if kind_of(m) == "gap_card"]
    return [card for card in cards if text in words(card)]


async def test_a_gap_is_drafted_from_the_threads_published_from_a_form_and_answered_from(
    seeded: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "articles"
    shutil.copytree(ROOT / "kb_seed", folder)
    changes = {"knowledge": {"sources": [str(folder)]}}
    async with Sandbox(Options(rate_limits=False, trigger_life_s=60.0, retry_delays_s=(0.0, 0.1, 0.2))) as sandbox:
        tokens = {"SLACK_BOT_TOKEN": sandbox.bot_token, "SLACK_APP_TOKEN": sandbox.app_token}
        child = installed(seeded, tmp_path / "data", sandbox.api_url, changes, **tokens)
        stage = Stage(sandbox, patience_s=90.0)
        async with started(child):
            await sandbox.connected()
            for user, (org, question) in ASKED.items():
                channel = sandbox.new_shared_channel(org).id
                asked = await stage.say(user, channel, question)
                await stage.card(asked)
                await stage.say("sam", channel, TOLD, thread=asked)
                await stage.card_shows(asked, "Answered in the thread")
            await stage.typed("sam", "gaps", "gap_draft")
            (listed,) = [e for e in sandbox.ephemerals("sam") if "gap_draft" in str(e.blocks)]
            await stage.press("sam", {"ts": listed.ts}, "gap_draft")
            (card,) = await sandbox.wait_for(lambda: gap_cards(stage, "An article is missing"), 60)
            assert "Maroon for closed sites" in words(card) and "Dana" not in words(card)

            await stage.press("sam", card, "gap_publish")
            modal = await stage.modal("sam")
            first, second = (block for block in modal["blocks"] if block["type"] == "input")
            assert first["element"]["initial_value"] == "Which colours can the pins on the site map have?"
            draft = second["element"]["initial_value"]
            empty = await sandbox.drive.submit("sam", {first["block_id"]: " ", second["block_id"]: draft})
            assert list(empty.errors) == [first["block_id"]]
            edited = draft.replace("\n\nAsk [mail]", "\n\nColours of pins cannot be changed.")
            title = "Colours of pins on the site map"
            assert (await sandbox.drive.submit("sam", {first["block_id"]: title, second["block_id"]: edited})).ok
            (over,) = await sandbox.wait_for(lambda: gap_cards(stage, "Closed"), 90)
            assert buttons(over) == [] and over["ts"] == card["ts"]
            (made,) = (folder / "answered").iterdir()
            assert made.name == "colours-of-pins-on-the-site-map.md"
            assert "1. Teal for open sites" in made.read_text() and "dana" not in made.read_text()
            again = await stage.say("alice", channel, "What colours can pins on the site map have?")
            assert title in words(await stage.answer(again))
            code, said, problems = await child.command("kb", "gaps")
            assert code == 0 and "pins" not in said, problems
