"""`forget` as an operator runs it: a command beside the bot's own process, with messages that keep arriving."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from slack_sandbox import Options, Sandbox
from slack_sandbox.stage import Stage
from tests.platform.durable.waiting import until
from tests.scenarios.child import installed, started
from tests.scenarios.test_forget import PLANT, planted

pytestmark = pytest.mark.slow

DRAFTED = f"How do I change the billing email for our invoices? {PLANT}asked"


async def test_the_command_beside_the_bot_leaves_no_byte_and_the_bot_takes_the_cards_away(
    seeded: Path, tmp_path: Path
) -> None:
    async with Sandbox(Options(rate_limits=False, retry_delays_s=(0.0, 2.0, 4.0))) as sandbox:
        stage = Stage(sandbox, patience_s=30.0)
        tokens = {"SLACK_BOT_TOKEN": sandbox.bot_token, "SLACK_APP_TOKEN": sandbox.app_token}
        bot = installed(seeded, tmp_path / "data", sandbox.api_url, {}, **tokens)
        channel, other = (sandbox.new_shared_channel("acme-facilities").id for _ in range(2))
        async with started(bot):
            await sandbox.connected()
            asked = await stage.say("dana", channel, DRAFTED)
            kept = await stage.say("omar", other, "How do I change the billing email? zqxkept")
            await stage.card(asked)
            await stage.card(kept)
            exported = str(tmp_path / "tickets.jsonl")
            assert (await bot.command("export", "tickets", "--no-redact", "--output", exported))[0] == 0
            assert (await bot.command("backup", str(tmp_path / "one.backup")))[0] == 0
            assert planted(bot.folder, PLANT)

            async def has_begun() -> bool:
                with closing(sqlite3.connect(bot.folder / "earnest.db")) as database:
                    return bool(database.execute("SELECT count(*) FROM erasures").fetchone()[0])

            async def keep_asking() -> None:
                for number in range(6):
                    await stage.say("dana", channel, f"And {PLANT}late{number}, what of that?")
                    if number == 2:
                        await until(has_begun, 30)

            asking = asyncio.create_task(keep_asking())
            code, out, err = await bot.command("forget", "--channel", channel, "--json")
            await asking
            assert code == 0, (out, err)
            told = json.loads(out)
            assert told["finished"] and told["cards"] >= 1 and told["files"] == [exported]
            assert any("one.backup" in what for what in told["unreachable"])

            async def cards_are_gone() -> bool:
                return not stage.cards(asked)

            await until(cards_are_gone, 60)
            code, out, err = await bot.command("forget", "--channel", channel, "--json")  # for what came after it
            assert code == 0, (out, err)
            assert planted(bot.folder, PLANT) == {}
            text = await asyncio.to_thread(Path(exported).read_text, encoding="utf-8")
            assert PLANT not in text and "zqxkept" in text
            assert planted(bot.folder, "zqxkept") and stage.cards(kept)
            code, out, err = await bot.command("export", "audit", "--verify")
            assert code == 0, (out, err)
            again = await stage.say("omar", other, "How do I reset my password?")
            await stage.answer(again)
