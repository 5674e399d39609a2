"""Authors as Enterprise Grid and strangers report them: docs/slack.md, Who the author is."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from slack_sandbox import DriveError, Sandbox
from tests.slack_sandbox.app import bolt
from tests.slack_sandbox.test_drive_http import call

ACME = "lumio-acme"
Json = dict[str, Any]


async def posted(sandbox: Sandbox, user: str, channel: str = ACME, text: str = "hello") -> tuple[Json, Json]:
    """A message's whole payload and its event, as the app gets them."""
    async with bolt(sandbox) as app:
        await sandbox.drive.post(user, channel, text)
        await sandbox.wait_for(lambda: app.bodies)
    return app.bodies[0], app.bodies[0]["event"]


async def info(client: AsyncWebClient, user: str) -> Json:
    return dict((await client.users_info(user=user))["user"])


async def test_people_of_a_grid_organisation_carry_its_workspaces(sandbox: Sandbox, client: AsyncWebClient) -> None:
    drive = sandbox.drive
    sibling = drive.new_organisation("Lumio Labs")
    grid = drive.new_enterprise("Lumio Group", ["Lumio", sibling.id])
    vera = drive.new_user("Lumio Labs", "vera", teams=["Lumio"])
    await drive.share("team-billing", "Lumio Labs")
    await drive.join("vera", "team-billing")
    body, event = await posted(sandbox, "vera", "team-billing")
    assert body["context_enterprise_id"] == body["authorizations"][0]["enterprise_id"] == grid["id"]
    assert event["team"] == sibling.id
    seen = await info(client, vera.id)
    assert seen["team_id"] == sibling.id
    assert seen["enterprise_user"]["enterprise_id"] == grid["id"]
    assert seen["enterprise_user"]["teams"] == [sibling.id, "T0LUMIO01"]
    assert "is_stranger" not in seen
    channel = (await client.conversations_info(channel="C0BILLING1"))["channel"]
    assert (channel["is_org_shared"], channel["is_ext_shared"]) == (True, False)
    assert channel["internal_team_ids"] == [sibling.id]
    assert (await client.auth_test())["enterprise_id"] == grid["id"]
    assert vera.id in [member["id"] for member in (await client.users_list())["members"]]


async def test_without_a_grid_nobody_has_an_enterprise(sandbox: Sandbox, client: AsyncWebClient) -> None:
    body, _ = await posted(sandbox, "nora")
    assert body["context_enterprise_id"] is None
    assert "enterprise_user" not in await info(client, "U0NORA0001")
    assert "enterprise_id" not in (await client.auth_test()).data


async def test_a_person_can_be_reported_by_the_organisations_id(sandbox: Sandbox, client: AsyncWebClient) -> None:
    grid = sandbox.drive.new_enterprise("Acme Group", ["Acme Facilities"])
    sandbox.drive.report("dana", event_team=grid["id"], info_team=grid["id"], connect_team=grid["id"])
    body, event = await posted(sandbox, "dana", text="hello <@U0EARNEST1>")
    assert event["team"] == grid["id"]
    assert body["team_id"] == "T0LUMIO01"
    seen = await info(client, "U0DANA0001")
    assert (seen["team_id"], seen["profile"]["team"]) == (grid["id"], "T0ACME001")
    assert seen["enterprise_user"]["teams"] == ["T0ACME001"]


async def test_an_author_may_come_without_any_team(sandbox: Sandbox, client: AsyncWebClient) -> None:
    sandbox.drive.report("dana", event_team="", connect_team="", profile_team="", info_team="")
    body, event = await posted(sandbox, "dana")
    assert "team" not in event
    assert body["team_id"] == "T0LUMIO01"
    seen = await info(client, "U0DANA0001")
    assert "team_id" not in seen
    assert "team" not in seen["profile"]
    sandbox.drive.report("dana")
    assert (await info(client, "U0DANA0001"))["team_id"] == "T0ACME001"


async def test_plain_messages_carry_the_connect_fields_when_asked_for(sandbox: Sandbox) -> None:
    sandbox.drive.report("dana", connect_fields=True, event_team="")
    _, event = await posted(sandbox, "dana")
    assert (event["user_team"], event["source_team"]) == ("T0ACME001", "T0ACME001")
    assert event["user_profile"]["team"] == "T0ACME001"
    assert "team" not in event


async def test_strangers_and_guests_are_reported_as_such(sandbox: Sandbox, client: AsyncWebClient) -> None:
    drive = sandbox.drive
    guest = drive.new_user("Lumio", "gus", ultra_restricted=True)
    drive.report("dana", stranger=True)
    assert (await info(client, "U0DANA0001"))["is_stranger"] is True
    seen = await info(client, guest.id)
    assert (seen["is_restricted"], seen["is_ultra_restricted"]) == (True, True)
    far = drive.new_user("Globex Property", "far")
    assert (await info(client, far.id))["is_stranger"] is True


def test_several_workspaces_need_one_grid_organisation(sandbox: Sandbox) -> None:
    with pytest.raises(DriveError, match="Grid"):
        sandbox.drive.new_user("Lumio", "torn", teams=["Acme Facilities"])


async def test_a_command_on_grid_names_the_enterprise(sandbox: Sandbox) -> None:
    grid = sandbox.drive.new_enterprise("Lumio Group", ["Lumio"])

    async def ack_it(ack: Any) -> None:
        await ack()

    async with bolt(sandbox) as app:
        app.app.command("/earnest")(ack_it)
        assert (await sandbox.drive.command("nora", ACME, "/earnest", "help")).ok
    payload = sandbox.envelopes[-1].payload
    assert (payload["enterprise_id"], payload["enterprise_name"]) == (grid["id"], "Lumio Group")


async def test_one_message_comes_twice_under_two_identities_in_either_order(sandbox: Sandbox) -> None:
    async with bolt(sandbox) as app:
        posted = await sandbox.drive.post("dana", ACME, "hello")
        other = {"user": "W0DANAGRID", "team": "E0ACMEGRID"}
        await sandbox.drive.deliver_again(ACME, posted["ts"], patch=other, outer={"team_id": "E0ACMEGRID"})
        sandbox.faults.reorder(2)
        await sandbox.drive.deliver_again(ACME, posted["ts"])
        await sandbox.drive.deliver_again(ACME, posted["ts"], patch=other, drop=["team", "blocks"])
        await sandbox.wait_for(lambda: len(app.bodies) == 4)
    assert [event["user"] for event in app.events()] == ["U0DANA0001", "W0DANAGRID", "W0DANAGRID", "U0DANA0001"]
    assert {event["ts"] for event in app.events()} == {posted["ts"]}
    assert len({body["event_id"] for body in app.bodies}) == 4
    assert app.bodies[1]["team_id"] == "E0ACMEGRID"
    assert "team" not in app.events()[2]
    assert len(sandbox.messages(ACME)) == 1


async def test_an_identity_is_reported_over_http(sandbox: Sandbox) -> None:
    status, told = await call(sandbox, "act/report", {"user": "dana", "event_team": "", "stranger": True})
    assert (status, told["result"]["reported"]["stranger"]) == (200, True)
    _, grid = await call(sandbox, "act/new_enterprise", {"name": "Acme Group", "orgs": ["Acme Facilities"]})
    _, world = await call(sandbox, "look/world")
    assert world["result"]["orgs"]["T0ACME001"]["enterprise_id"] == grid["result"]["id"]
    posted = await sandbox.drive.post("dana", ACME, "hello")
    status, _ = await call(sandbox, "act/deliver_again", {"channel": ACME, "ts": posted["ts"], "drop": ["team"]})
    assert status == 200


async def test_a_person_may_have_a_second_id(sandbox: Sandbox, client: AsyncWebClient) -> None:
    sandbox.drive.alias("dana", "W0DANAGRID")
    assert (await info(client, "W0DANAGRID"))["id"] == "U0DANA0001"
    sandbox.faults.refuse("users.info", "internal_error", user="W0DANAGRID")
    with pytest.raises(SlackApiError):
        await info(client, "W0DANAGRID")
    with pytest.raises(DriveError, match="already"):
        sandbox.drive.alias("dana", "U0OMAR0001")


async def test_a_person_takes_anothers_names_and_picture(sandbox: Sandbox, client: AsyncWebClient) -> None:
    before = (await info(client, "U0DANA0001"))["profile"]
    assert "is_custom_image" not in before and before["avatar_hash"].startswith("g")
    sandbox.drive.change_profile("dana", real_name="Sam Okafor", display_name="sam.o", picture="5f1c0de5f1c0")
    seen = await info(client, "U0DANA0001")
    profile = seen["profile"]
    assert (seen["real_name"], profile["real_name"], profile["display_name"]) == ("Sam Okafor", "Sam Okafor", "sam.o")
    assert (profile["avatar_hash"], profile["is_custom_image"]) == ("5f1c0de5f1c0", True)
    assert "5f1c0de5f1c0" in profile["image_original"] and "5f1c0de5f1c0" in profile["image_72"]
    sandbox.drive.change_profile("dana", picture="")
    assert (await info(client, "U0DANA0001"))["profile"]["display_name"] == "sam.o"
