"""What the Web API does when it does it: docs/slack.md, Web API."""

from dataclasses import replace
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from slack_sandbox import NewFile, Options, Sandbox
from tests.slack_sandbox.conftest import client_of

ACME, DESK = "C0LUMACME1", "C0DESK0001"
SECTION: dict[str, Any] = {"type": "section", "text": {"type": "mrkdwn", "text": "x"}}


async def test_auth_test_names_the_installing_team_and_the_granted_scopes(client: AsyncWebClient) -> None:
    answer = await client.auth_test()
    assert {key: answer[key] for key in ("team_id", "user_id", "bot_id", "is_enterprise_install")} == {
        "team_id": "T0LUMIO01",
        "user_id": "U0EARNEST1",
        "bot_id": "B0EARNEST1",
        "is_enterprise_install": False,
    }
    assert "chat:write" in answer.headers["x-oauth-scopes"].split(",")


async def test_a_posted_message_has_slacks_shape(client: AsyncWebClient) -> None:
    said = await client.chat_postMessage(channel="#lumio-acme", text="hi", blocks=[SECTION])
    message = said["message"]
    assert said["channel"] == ACME
    assert {"type", "user", "ts", "text", "team", "bot_id", "app_id", "bot_profile", "blocks"} == set(message)
    assert message["blocks"][0]["block_id"]
    seconds, _, micros = said["ts"].partition(".")
    assert (len(seconds), len(micros)) == (10, 6)


@pytest.mark.parametrize("kind", ["query", "form", "json", "json with strings"])
async def test_arguments_come_in_every_shape_the_sdk_uses(sandbox: Sandbox, kind: str) -> None:
    blocks = '[{"type": "divider"}]'
    fields = {"channel": ACME, "text": "hi", "blocks": blocks, "team_id": "T0LUMIO01", "unfurl_links": "0"}
    shapes: dict[str, dict[str, Any]] = {
        "query": {"params": fields},
        "form": {"data": fields},
        "json": {"json": {**fields, "blocks": [{"type": "divider"}], "unfurl_links": False}},
        "json with strings": {"json": fields},
    }
    headers = {"Authorization": f"Bearer {sandbox.bot_token}"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.post(f"{sandbox.api_url}chat.postMessage", **shapes[kind]) as response,
    ):
        answer = await response.json()
    assert answer["ok"]
    assert answer["message"]["blocks"][0]["type"] == "divider"


async def test_json_without_a_charset_is_warned_about(sandbox: Sandbox) -> None:
    headers = {"Authorization": f"Bearer {sandbox.bot_token}", "Content-Type": "application/json"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.post(f"{sandbox.api_url}auth.test", data=b"{}") as response,
    ):
        assert (await response.json())["warning"] == "missing_charset"


async def test_an_update_without_blocks_takes_the_blocks_away_and_keeps_metadata(client: AsyncWebClient) -> None:
    metadata = {"event_type": "e", "event_payload": {"id": 1}}
    said = await client.chat_postMessage(channel=ACME, text="hi", blocks=[SECTION], metadata=metadata)
    changed = await client.chat_update(channel=ACME, ts=said["ts"], text="plain")
    assert "blocks" not in changed["message"]
    assert changed["message"]["metadata"] == metadata
    changed = await client.chat_update(channel=ACME, ts=said["ts"], text="plain", metadata={})
    assert "metadata" not in changed["message"]


async def test_a_post_whose_links_may_unfurl_is_noted(sandbox: Sandbox, client: AsyncWebClient) -> None:
    text = "see <https://example.com/>"
    await client.chat_postMessage(channel=ACME, text=text, unfurl_links=False, unfurl_media=False)
    assert sandbox.oddities == []
    await client.chat_postMessage(channel=ACME, text=text, unfurl_links=False)
    assert len(sandbox.oddities) == 1


async def test_metadata_is_read_back_only_when_asked_for(client: AsyncWebClient) -> None:
    metadata = {"event_type": "e", "event_payload": {"id": 1}}
    said = await client.chat_postMessage(channel=ACME, text="hi", metadata=metadata)
    without = await client.conversations_history(channel=ACME)
    asked = await client.conversations_history(channel=ACME, include_all_metadata=True)
    thread = await client.conversations_replies(channel=ACME, ts=said["ts"], include_all_metadata=True)
    assert "metadata" not in without["messages"][0]
    assert asked["messages"][0]["metadata"] == thread["messages"][0]["metadata"] == metadata


async def test_a_text_over_forty_thousand_characters_is_cut(client: AsyncWebClient) -> None:
    said = await client.chat_postMessage(channel=ACME, text="x" * 40_001)
    assert (len(said["message"]["text"]), said["warning"]) == (40_000, "message_truncated")


async def test_a_reply_to_a_parent_that_is_gone_lands_in_the_channel(sandbox: Sandbox, client: AsyncWebClient) -> None:
    parent = await sandbox.drive.post("dana", "lumio-acme", "question")
    await sandbox.drive.delete("dana", "lumio-acme", parent["ts"])
    said = await client.chat_postMessage(channel=ACME, text="answer", thread_ts=parent["ts"])
    assert "thread_ts" not in said["message"]


async def test_history_is_newest_first_without_replies_and_pages_by_cursor(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    posts = [await sandbox.drive.post("dana", "lumio-acme", f"m{n}") for n in range(5)]
    await sandbox.drive.post("nora", "lumio-acme", "reply", thread_ts=posts[0]["ts"])
    texts, cursor, pages = [], "", 0
    while True:
        page = await client.conversations_history(channel=ACME, limit=2, cursor=cursor)
        texts += [message["text"] for message in page["messages"]]
        pages += 1
        if not page["has_more"]:
            break
        cursor = page["response_metadata"]["next_cursor"]
    assert (texts, pages) == (["m4", "m3", "m2", "m1", "m0"], 3)
    since = await client.conversations_history(channel=ACME, oldest=posts[2]["ts"])
    assert [message["text"] for message in since["messages"]] == ["m4", "m3"]
    both = await client.conversations_history(
        channel=ACME, oldest=posts[2]["ts"], latest=posts[3]["ts"], inclusive=True
    )
    assert [message["text"] for message in both["messages"]] == ["m3", "m2"]


async def test_a_message_posted_between_two_pages_shifts_nothing(sandbox: Sandbox, client: AsyncWebClient) -> None:
    for number in range(4):
        await sandbox.drive.post("dana", "lumio-acme", f"m{number}")
    first = await client.conversations_history(channel=ACME, limit=2)
    await sandbox.drive.post("dana", "lumio-acme", "new")
    second = await client.conversations_history(channel=ACME, cursor=first["response_metadata"]["next_cursor"])
    assert [message["text"] for message in second["messages"]] == ["m1", "m0"]


async def test_a_thread_is_oldest_first_with_its_parent_on_every_page(sandbox: Sandbox, client: AsyncWebClient) -> None:
    parent = await sandbox.drive.post("dana", "lumio-acme", "q")
    for number in range(3):
        await sandbox.drive.post("nora", "lumio-acme", f"r{number}", thread_ts=parent["ts"])
    first = await client.conversations_replies(channel=ACME, ts=parent["ts"], limit=2)
    second = await client.conversations_replies(
        channel=ACME, ts=parent["ts"], limit=2, cursor=first["response_metadata"]["next_cursor"]
    )
    assert [m["text"] for m in first["messages"]] == ["q", "r0", "r1"]
    assert [m["text"] for m in second["messages"]] == ["q", "r2"]
    assert (first["has_more"], second["has_more"]) == (True, False)
    assert (first["messages"][0]["reply_count"], first["messages"][1]["parent_user_id"]) == (3, parent["user"])


async def test_externals_are_members_but_not_in_the_users_list(client: AsyncWebClient) -> None:
    listed = {user["id"] for user in (await client.users_list())["members"]}
    members = set((await client.conversations_members(channel=ACME))["members"])
    dana = (await client.users_info(user="U0DANA0001"))["user"]
    assert "U0DANA0001" not in listed
    assert "U0DANA0001" in members
    assert (dana["team_id"], dana["is_stranger"], "email" in dana["profile"]) == ("T0ACME001", False, False)


async def test_members_page_by_cursor(client: AsyncWebClient) -> None:
    found: list[str] = []
    cursor = ""
    while True:
        page = await client.conversations_members(channel=ACME, limit=3, cursor=cursor)
        found += page["members"]
        cursor = page["response_metadata"]["next_cursor"]
        if not cursor:
            break
    assert len(found) == len(set(found)) == 8


async def test_addresses_need_their_scope() -> None:
    granted = Options().grants
    wide = replace(granted, scopes=granted.scopes | {"users:read.email"})
    async with Sandbox(Options(grants=wide)) as sandbox:
        client = client_of(sandbox)
        nora = (await client.users_info(user="U0NORA0001"))["user"]
        dana = (await client.users_info(user="U0DANA0001"))["user"]
    assert nora["profile"]["email"] == "nora@lumio.example"
    assert "email" not in dana["profile"]


async def test_a_shared_channel_says_with_whom(client: AsyncWebClient) -> None:
    shared = (await client.conversations_info(channel=ACME))["channel"]
    desk = (await client.conversations_info(channel=DESK, include_num_members=True))["channel"]
    assert (shared["is_ext_shared"], shared["connected_team_ids"]) == (True, ["T0ACME001"])
    assert shared["shared_team_ids"] == ["T0LUMIO01", "T0ACME001"]
    assert (desk["is_ext_shared"], desk["is_private"], desk["num_members"]) == (False, True, 5)


async def test_the_list_shows_private_channels_only_to_members(sandbox: Sandbox, client: AsyncWebClient) -> None:
    hidden = sandbox.drive.new_channel("secret", members=["nora"], private=True, with_bot=False)
    listed = await client.conversations_list(types="public_channel,private_channel")
    found = {channel["id"]: channel for channel in listed["channels"]}
    assert hidden.id not in found
    assert (found["C0ANNOUNC1"]["is_member"], found[DESK]["is_member"]) == (False, True)
    assert "connected_team_ids" not in found[ACME]
    with pytest.raises(SlackApiError):
        await client.conversations_info(channel=hidden.id)


async def test_the_apps_own_list_shows_only_channels_that_it_is_in(sandbox: Sandbox, client: AsyncWebClient) -> None:
    inside = sandbox.drive.new_channel("hall", private=True)
    sandbox.drive.new_channel("yard", with_bot=False)
    listed = (await client.users_conversations(types="public_channel,private_channel"))["channels"]
    found = {channel["id"] for channel in listed}
    assert {inside.id, DESK, ACME} <= found
    assert found == {
        c.id for c in sandbox.world.channels.values() if sandbox.world.bot.id in c.members and not c.im_user
    }
    assert not any("is_member" in channel for channel in listed)


async def test_permalinks_of_replies_name_their_thread(sandbox: Sandbox, client: AsyncWebClient) -> None:
    parent = await sandbox.drive.post("dana", "lumio-acme", "q")
    reply = await sandbox.drive.post("nora", "lumio-acme", "a", thread_ts=parent["ts"])
    link = (await client.chat_getPermalink(channel=ACME, message_ts=reply["ts"]))["permalink"]
    digits = reply["ts"].replace(".", "")
    assert link == f"https://lumio.slack.com/archives/{ACME}/p{digits}?thread_ts={parent['ts']}&cid={ACME}"


async def test_reactions_are_counted_and_shown(sandbox: Sandbox, client: AsyncWebClient) -> None:
    posted = await sandbox.drive.post("dana", "lumio-acme", "q")
    await client.reactions_add(channel=ACME, timestamp=posted["ts"], name="eyes")
    await sandbox.drive.react("nora", "lumio-acme", posted["ts"], "eyes")
    found = await client.reactions_get(channel=ACME, timestamp=posted["ts"])
    assert found["message"]["reactions"] == [{"name": "eyes", "users": ["U0EARNEST1", "U0NORA0001"], "count": 2}]
    await client.reactions_remove(channel=ACME, timestamp=posted["ts"], name="eyes")
    shown = sandbox.message("lumio-acme", posted["ts"])
    assert shown is not None
    assert shown["reactions"][0]["users"] == ["U0NORA0001"]


async def test_a_status_line_goes_when_the_app_answers(sandbox: Sandbox, client: AsyncWebClient) -> None:
    posted = await sandbox.drive.post("dana", "lumio-acme", "q")
    await client.assistant_threads_setStatus(channel_id=ACME, thread_ts=posted["ts"], status="is reading")
    assert sandbox.status_of("lumio-acme", posted["ts"]) == "is reading"
    await client.chat_postMessage(channel=ACME, thread_ts=posted["ts"], text="a")
    assert sandbox.status_of("lumio-acme", posted["ts"]) == ""


async def test_a_file_goes_up_in_three_steps_and_can_be_read_back() -> None:
    granted = Options().grants
    wide = replace(granted, scopes=granted.scopes | {"files:read", "files:write"})
    async with Sandbox(Options(grants=wide)) as sandbox:
        client = client_of(sandbox)
        await client.files_upload_v2(channel=DESK, filename="chart.png", content=b"\x89PNG", initial_comment="week 47")
        (post,) = sandbox.bot_posts("support-desk")
        shown = (await client.files_info(file=post["files"][0]["id"]))["file"]
        headers = {"Authorization": f"Bearer {sandbox.bot_token}"}
        async with (
            aiohttp.ClientSession() as session,
            session.get(shown["url_private_download"], headers=headers) as response,
        ):
            data = await response.read()
            async with session.get(shown["url_private_download"], allow_redirects=False) as response:
                refused = response.status
    assert (post["subtype"], post["text"], shown["name"], shown["mimetype"]) == (
        "file_share",
        "week 47",
        "chart.png",
        "image/png",
    )
    assert (data, refused) == (b"\x89PNG", 302)


async def test_a_customers_file_is_told_in_full_by_files_info() -> None:
    granted = Options().grants
    async with Sandbox(Options(grants=replace(granted, scopes=granted.scopes | {"files:read"}))) as sandbox:
        posted = await sandbox.drive.post("dana", "lumio-acme", files=[NewFile("shot.png", content=b"1")])
        shown = (await client_of(sandbox).files_info(file=posted["files"][0]["id"]))["file"]
    assert (shown["name"], shown["user"], shown["file_access"]) == ("shot.png", "U0DANA0001", "visible")


async def test_joining_twice_is_a_warning() -> None:
    granted = Options().grants
    async with Sandbox(Options(grants=replace(granted, scopes=granted.scopes | {"channels:join"}))) as sandbox:
        client = client_of(sandbox)
        await client.conversations_join(channel="C0ANNOUNC1")
        assert (await client.conversations_join(channel="C0ANNOUNC1"))["warning"] == "already_in_channel"
        assert sandbox.world.bot.id in sandbox.world.channel("announcements").members


async def test_no_token_is_ever_written_down(sandbox: Sandbox, client: AsyncWebClient) -> None:
    await client.api_call("auth.test", params={"token": sandbox.bot_token})
    assert sandbox.bot_token not in repr(sandbox.calls)
