"""A customer who waits, over restarts on a clock that moves: what they are told, and who is called when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.policy import load_policy
from bot.policy.hours import availability
from bot.texts import customer
from slack_sandbox import Options, Sandbox
from slack_sandbox.stage import Stage, words
from tests.scenarios.moved import house

pytestmark = pytest.mark.slow
REFUND = "I want a refund for last month, we were charged twice"
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
AUCKLAND = ZoneInfo("Pacific/Auckland")


def rules(nora: str, tom: str, channel: str) -> dict[str, Any]:
    """Holidays for days to come, but not for this account's clocks; and tom stands in for nora when the time is over,
    by the clocks of the other side of the world."""
    now = datetime.now(UTC)
    start, end = ((now + timedelta(hours=hours)).astimezone(AUCKLAND).replace(tzinfo=None) for hours in (9, 20))
    stands_in = {"who": tom, "from": start.isoformat(), "until": end.isoformat()}
    return {
        "hours": {"holidays": [(now + timedelta(days=day)).date().isoformat() for day in range(-1, 3)]},
        "teams": {"billing": {"oncall": {"rotation": [nora], "overrides": [stands_in], "timezone": str(AUCKLAND)}}},
        "accounts": {"acme": {"tier": "prompt"}, "globex": {"tier": "prompt"}},
        "tiers": {"prompt": {"first_response": "10h", "hours": {"days": DAYS, "open": "00:00", "close": "00:00"}}},
        "channels": {channel: {"account": "acme"}},
    }


async def test_who_waits_is_told_when_people_work_and_the_desk_is_called_before_and_after_each_once(
    seeded: Path, tmp_path: Path
) -> None:
    async with Sandbox(Options(rate_limits=False)) as sandbox:
        stage, channel = Stage(sandbox, patience_s=30.0), sandbox.new_shared_channel("acme-facilities").id
        nora, tom = (sandbox.world.user(name).id for name in ("nora", "tom"))
        at = house(seeded, tmp_path / "data", sandbox, rules(nora, tom, channel))
        there = availability(load_policy(at.folder / "policy.yml").hours, datetime.now(UTC))
        async with at.opened():
            refund = await stage.say("omar", channel, REFUND)
            assert there.opens is not None
            promised = customer.handoff("billing", closes=None, opens=there.opens, zone=there.zone)
            assert promised in words(await stage.notice(refund)), "and it stops no clock"
            assert "first reply due" in words(await stage.card(refund))

        def called(text: str) -> list[str]:
            return [m["text"] for m in sandbox.messages(stage.desk) if text in m["text"]]

        for hours in (8.1, 8.5):
            async with at.opened(timedelta(hours=hours)):
                await sandbox.wait_for(lambda: called("acme waits for a first reply, due"), 30)
        for hours, who in ((10.5, "dana"), (11.0, "rosa")):
            async with at.opened(timedelta(hours=hours)):
                await sandbox.wait_for(lambda: called("acme still waits for a first reply"), 30)
                await stage.answer(await stage.say(who, channel, "How do I reset my password?"))
        assert len(called("acme waits for a first reply")) == 1
        assert len(called("acme still waits for a first reply")) == 1
        paged = [call.args for call in sandbox.calls_of("chat.postMessage") if call.ok]
        paged = [args for args in paged if args["channel"] in (nora, tom)]
        assert [args["channel"] for args in paged] == [tom]
        assert "acme still waits for a first reply" in str(paged[0]["text"])
