"""The same bare Slack in its other habits: started late, killed, silent while the bot was away, names for ids."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.fakes.bare_slack import BareSlack, Habits
from tests.scenarios.child import installed, started
from tests.scenarios.test_foreign_emulator import DRAFTED, TRUSTED, values

pytestmark = pytest.mark.slow

POLICY: dict[str, Any] = {
    "desk": {"channel": "#help", "members": ["U1"]},  # nobody tells whose people are, so power must be listed
    "teams": {name: {"channel": None} for name in ("support", "billing", "engineering", "trust")},
    "channels": {"C1": {"customers": "everyone"}, "D1": {"customers": "everyone"}},
}
FORGETFUL = Habits(base="", refusal="404", forgets=("blocks",), filters_history=False, ids_of_names={"#help": "D1"})


async def test_killed_and_started_again_it_answers_what_came_meanwhile_and_nothing_twice(
    seeded: Path, tmp_path: Path
) -> None:
    async with BareSlack(FORGETFUL) as slack:
        child = installed(seeded, tmp_path / "data", slack.url + "/", POLICY)
        before = await slack.say("C1", "U9", TRUSTED, deliver=False)
        slack.startup_failures = [503, 502]
        async with started(child):
            await slack.connected()
            assert "tries again" in child.log
            drafted = await slack.say("C1", "U7", DRAFTED)
            card = (await slack.until(lambda: slack.by_bot("D1")))[0]
            first = await slack.say("C1", "U6", TRUSTED)
            await slack.until(lambda: slack.by_bot("C1", first))
            await child.process.kill()
            meanwhile = await slack.say("C1", "U8", TRUSTED, deliver=False)
            follow_up = await slack.say("C1", "U6", "How do I export work orders to CSV?", first, deliver=False)
            await child.start()
            await slack.until(lambda: slack.by_bot("C1", meanwhile) and len(slack.by_bot("C1", first)) > 1)
            await slack.click("U1", card, "approve", values(card)["approve"])
            await slack.until(lambda: slack.by_bot("C1", drafted))
            assert await child.process.stop(10) and child.process.exit_code == 0
        assert slack.by_bot("C1", before) == []
        assert len(slack.by_bot("C1", meanwhile)) == 1
        assert [m["ts"] > follow_up for m in slack.by_bot("C1", first)] == [False, True]
        assert "Traceback" not in child.log


@pytest.mark.parametrize(
    ("base", "auth_error", "named"),
    [("/api", "invalid_auth", "SLACK_BOT_TOKEN"), ("/elsewhere", "", "SLACK_API_URL")],
)
async def test_a_wrong_token_or_address_is_told_in_one_line(
    seeded: Path, tmp_path: Path, base: str, auth_error: str, named: str
) -> None:
    async with BareSlack(Habits(base=base)) as slack:
        slack.auth_error = auth_error
        child = installed(seeded, tmp_path / "data", slack.url.replace("/elsewhere", "/api"), POLICY)
        code, out, err = await child.command("run")
    assert (code, out) == (1, "")
    assert named in err.splitlines()[-1]
    assert "Traceback" not in err


async def test_it_can_be_stopped_while_slack_cannot_be_reached(seeded: Path, tmp_path: Path) -> None:
    child = installed(seeded, tmp_path / "data", "http://127.0.0.1:9/api/", POLICY)
    await child.process.start()
    await child.logged("cannot be reached; check the network and SLACK_API_URL")
    assert await child.process.stop(10)
    assert child.process.exit_code == 0
    assert "Traceback" not in child.log
