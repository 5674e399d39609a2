"""What doctor says of tokens, scopes, channels and the clock, asked of a strict stand-in for Slack."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.doctor.places import Places, Seen
from bot.doctor.scopes import ESSENTIAL, SUFFERS, check_scopes, read_wanted
from bot.domain import ChannelId, TeamId, UserId
from bot.platform.slack.gateway import ChannelFacts, Identity
from slack_sandbox import ManualClock, Options, Sandbox
from tests.doctor.install import Install


def grant_all_but(sandbox: Sandbox, *scopes: str) -> None:
    workspace = sandbox.workspace
    workspace.grants = replace(workspace.grants, scopes=workspace.grants.scopes - set(scopes))


def served(install: Install, channel: str, **entry: object) -> None:
    install.policy["channels"] = {channel: entry}


async def test_a_right_installation_has_nothing_to_fix(connected: Install, sandbox: Sandbox) -> None:
    connected.policy["teams"] = {"support": {"oncall": "Ada"}, "billing": {"channel": "#team-billing", "oncall": "Bo"}}
    connected.build_index()
    report = await connected.look()
    assert report.not_ok() == []
    assert sandbox.world.host.id in report["bot token"].what
    assert report["desk channel"].what == "#support-desk: Earnest is a member"
    assert "4 other members" in report["desk members"].what
    assert "2 shared channels not in the policy" in report["served channels"].what


async def test_it_reads_only_and_opens_no_socket(connected: Install, sandbox: Sandbox) -> None:
    await connected.look()
    assert {call.method for call in sandbox.calls} <= {
        "auth.test",
        "apps.connections.open",
        "conversations.info",
        "conversations.members",
        "users.conversations",
    }
    assert sandbox.hub.open_sockets == []
    assert sandbox.oddities == []


async def test_a_revoked_token_is_told_and_never_shown(connected: Install, sandbox: Sandbox) -> None:
    sandbox.faults.revoke_token()
    report = await connected.look()
    assert report["bot token"].level == "fail"
    assert "revoked" in report["bot token"].what
    assert "SLACK_BOT_TOKEN" in report["bot token"].fix
    assert report["channels"].level == "warn"
    assert report["clock"].level == "ok"
    assert not any(sandbox.bot_token in each.what + each.fix for each in report.all)


async def test_swapped_tokens_are_told_apart_and_sent_to_nobody(connected: Install, sandbox: Sandbox) -> None:
    env = connected.env
    env["SLACK_BOT_TOKEN"], env["SLACK_APP_TOKEN"] = env["SLACK_APP_TOKEN"], env["SLACK_BOT_TOKEN"]
    report = await connected.look()
    assert "an app-level token" in report["bot token"].what
    assert "a bot token" in report["app token"].what
    assert {call.response["error"] for call in sandbox.calls} == {"not_authed"}


async def test_an_app_token_slack_does_not_know_fails(connected: Install) -> None:
    connected.env["SLACK_APP_TOKEN"] = "xapp-1-A0-of-another-app"  # noqa: S105
    report = await connected.look()
    assert report["app token"].level == "fail"
    assert "connections:write" in report["app token"].fix
    assert report["bot token"].level == "ok"


async def test_a_missing_scope_says_which_feature_suffers(connected: Install, sandbox: Sandbox) -> None:
    grant_all_but(sandbox, "reactions:write", "chat:write")
    first, second = (await connected.look()).every("scopes")
    assert (first.level, second.level) == ("fail", "warn")
    assert "chat:write" in first.what
    assert "posted" in first.what
    assert "reactions:write" in second.what
    assert "reinstall" in second.fix


@pytest.mark.parametrize(
    ("channel", "level", "said"),
    [
        ("C0DESK0001", "ok", "#support-desk"),
        ("C0ANNOUNC1", "fail", "not a member"),
        ("#announcements", "fail", "not in"),
        ("#no-such-desk", "fail", "no such channel"),
        ("C0NOTTHERE", "fail", "no such channel"),
        ("#lumio-acme", "fail", "shared with another organisation"),
    ],
)
async def test_the_desk_must_be_a_channel_of_ours(connected: Install, channel: str, level: str, said: str) -> None:
    connected.policy["desk"] = {"channel": channel}
    found = (await connected.look())["desk channel"]
    assert (found.level, said in found.what) == (level, True)
    assert bool(found.fix) == (level != "ok")


async def test_an_empty_desk_is_pointed_out(connected: Install, sandbox: Sandbox) -> None:
    sandbox.world.channel("#support-desk").members = [sandbox.world.bot.id]
    assert "nobody but Earnest" in (await connected.look())["desk members"].what
    connected.policy["desk"]["members"] = ["U0NORA0001"]
    assert (await connected.look())["desk members"].level == "ok"


async def test_a_team_channel_without_earnest_costs_the_pointer_alone(connected: Install) -> None:
    connected.policy["teams"] = {"support": {}, "billing": {"channel": "C0ANNOUNC1"}}
    found = (await connected.look())["team channels"]
    assert found.level == "warn"
    assert "billing" in found.what


@pytest.mark.parametrize(
    ("channel", "entry", "level", "said"),
    [
        ("C0NOTTHERE", {}, "fail", "no such channel"),
        ("C0ANNOUNC1", {}, "fail", "not a member"),
        ("C0BILLING1", {"account": "acme"}, "warn", "not shared"),
        ("C0LUMGLOB1", {}, "warn", "no account"),
    ],
)
async def test_a_served_channel_must_be_what_the_policy_takes_it_for(
    connected: Install, channel: str, entry: dict[str, str], level: str, said: str
) -> None:
    served(connected, channel, **entry)
    found = (await connected.look())[f"channel {channel}"]
    assert (found.level, said in found.what, bool(found.fix)) == (level, True, True)


async def test_a_channel_of_our_own_people_is_fine_when_everyone_there_is_a_customer(connected: Install) -> None:
    served(connected, "C0BILLING1", account="acme", customers="everyone")
    assert (await connected.look()).not_ok("knowledge index") == []


async def test_an_app_in_no_customer_channel_is_told_to_be_invited(connected: Install, sandbox: Sandbox) -> None:
    connected.policy["channels"] = {}
    for channel in sandbox.world.channels.values():
        channel.connected = []
    assert "invite Earnest" in (await connected.look())["served channels"].fix


async def test_a_server_that_knows_fewer_methods_gives_warnings_not_failures(
    connected: Install, sandbox: Sandbox
) -> None:
    for method in ("conversations.info", "conversations.list", "conversations.members", "users.conversations"):
        sandbox.faults.call(method, "error", code="unknown_method", times=99)
    report = await connected.look()
    found = report.not_ok("knowledge index")
    assert [(each.name, each.level) for each in found] == [("desk channel", "warn"), ("channel C0LUMACME1", "warn")]


class Terse:
    """A server that leaves is_member out of its channels, as some emulators do."""

    async def channel(self, channel: ChannelId) -> ChannelFacts:
        return ChannelFacts(channel, "somewhere", is_ext_shared=True, is_member=False)

    async def members(self, channel: ChannelId) -> frozenset[UserId]:
        return frozenset({UserId("U0EARNEST1" if channel == "C0IN" else "U0OTHER")})


@pytest.mark.parametrize(("channel", "seen"), [("C0IN", Seen.MEMBER), ("C0OUT", Seen.NOT_MEMBER)])
async def test_membership_is_read_from_the_members_where_the_channel_does_not_tell_it(channel: str, seen: Seen) -> None:
    us = Identity(TeamId("T0LUMIO01"), UserId("U0EARNEST1"), "B0", "", frozenset())
    assert (await Places(Terse(), us).find(channel)).seen is seen  # type: ignore[arg-type]


async def test_slack_out_of_reach_leaves_the_other_checks_standing(install: Install) -> None:
    install.env |= {"SLACK_BOT_TOKEN": "xoxb-any", "SLACK_APP_TOKEN": "xapp-any"}
    report = await install.look()
    assert report["bot token"].level == "fail"
    assert "network" in report["bot token"].fix
    assert (report["app token"].level, report["clock"].level) == ("warn", "warn")
    assert (report["policy"].level, report["database"].level) == ("ok", "ok")


async def test_a_slack_that_never_answers_does_not_hold_the_report_up(install: Install) -> None:
    async with Sandbox(Options(clock=ManualClock())) as stuck:
        install.connect(stuck)
        stuck.faults.call("*", "slow", seconds=3600, times=99)
        report = await install.look(timeout_s=0.2)
    assert "0.2 s" in report["bot token"].what
    assert report["database"].level == "ok"


@pytest.mark.parametrize(("ahead_s", "level"), [(0, "ok"), (90, "warn"), (-90, "warn"), (400, "fail"), (-400, "fail")])
async def test_the_clock_is_compared_with_slacks_even_without_a_token(
    install: Install, sandbox: Sandbox, ahead_s: int, level: str
) -> None:
    install.env["SLACK_API_URL"] = sandbox.api_url
    install.now = lambda: datetime.now(UTC) + timedelta(seconds=ahead_s)
    found = (await install.look())["clock"]
    assert found.level == level
    assert ("ahead" in found.what) == (ahead_s > 0)


async def test_what_answers_but_is_not_slack_is_named_as_such(connected: Install, sandbox: Sandbox) -> None:
    connected.env["SLACK_API_URL"] = sandbox.url + "/elsewhere/"
    found = (await connected.look())["bot token"]
    assert found.level == "fail"
    assert "SLACK_API_URL" in found.fix


def test_a_list_of_scopes_that_slack_does_not_send_is_a_warning() -> None:
    (found,) = check_scopes(frozenset(), frozenset({"chat:write"}))
    assert (found.level, "manifest.yml" in found.fix) == ("warn", True)


def test_every_scope_of_the_manifest_has_a_feature_that_suffers_without_it() -> None:
    assert read_wanted() == set(SUFFERS)
    assert set(SUFFERS) >= ESSENTIAL


def test_without_a_manifest_the_known_scopes_are_wanted(tmp_path: Path) -> None:
    assert read_wanted(tmp_path / "manifest.yml") == set(SUFFERS)
