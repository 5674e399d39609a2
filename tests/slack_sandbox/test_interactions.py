"""Clicks, modals, commands and shortcuts with a real bolt app: docs/slack.md, Interactivity."""

import asyncio
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from slack_sdk.errors import SlackApiError

from slack_sandbox import DriveError, ManualClock, Sandbox
from tests.slack_sandbox.app import BoltApp, bare_socket, bolt
from tests.slack_sandbox.conftest import client_of

Json = dict[str, Any]
ACME = "C0LUMACME1"


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


ELEMENTS = [
    {"type": "button", "action_id": "go", "text": plain("Go"), "value": "41", "style": "primary"},
    {
        "type": "static_select",
        "action_id": "pick",
        "options": [{"text": plain("One"), "value": "1"}, {"text": plain("Two"), "value": "2"}],
    },
    {"type": "users_select", "action_id": "who"},
    {"type": "external_select", "action_id": "article", "min_query_length": 2},
    {"type": "overflow", "action_id": "more", "options": [{"text": plain("Hide"), "value": "hide"}]},
]
THUMBS = {
    "type": "context_actions",
    "elements": [
        {
            "type": "feedback_buttons",
            "action_id": "thumbs",
            "positive_button": {"text": plain("Good"), "value": "good"},
            "negative_button": {"text": plain("Bad"), "value": "bad"},
        }
    ],
}
BLOCKS = [{"type": "actions", "block_id": "b1", "elements": ELEMENTS}, {**THUMBS, "block_id": "b2"}]
MODAL: Json = {
    "type": "modal",
    "callback_id": "edit",
    "title": plain("Edit"),
    "submit": plain("Send"),
    "private_metadata": "case 7",
    "notify_on_close": True,
    "blocks": [
        {
            "type": "input",
            "block_id": "text",
            "label": plain("Text"),
            "element": {"type": "plain_text_input", "action_id": "typed", "initial_value": "draft", "max_length": 20},
        },
        {
            "type": "input",
            "block_id": "note",
            "optional": True,
            "label": plain("Note"),
            "element": {"type": "plain_text_input", "action_id": "noted"},
        },
    ],
}


class Desk:
    """A bolt app with one message of buttons; `seen` are the bodies its listeners got."""

    def __init__(self, sandbox: Sandbox, app: BoltApp, ts: str) -> None:
        self.sandbox = sandbox
        self.app = app.app
        self.ts = ts
        self.seen: list[Json] = []
        self.answer: Json = {}

    def open_on(self, action_id: str, view: Json = MODAL) -> None:
        async def listener(ack: Any, body: Json, client: Any) -> None:
            await ack()
            self.seen.append(body)
            await client.views_open(trigger_id=body["trigger_id"], view=view)

        self.app.action(action_id)(listener)

    def take(self, action_id: str) -> None:
        async def listener(ack: Any, body: Json) -> None:
            self.seen.append(body)
            await ack()

        self.app.action(action_id)(listener)

    def take_view(self) -> None:
        async def listener(ack: Any, body: Json) -> None:
            self.seen.append(body)
            await ack(**self.answer)

        self.app.view("edit")(listener)

    async def with_modal(self, user: str = "dana") -> None:
        self.open_on("go")
        self.take_view()
        await self.sandbox.drive.click(user, "lumio-acme", self.ts, "go")
        await self.sandbox.wait_for(lambda: self.sandbox.view_of(user))
        self.seen.clear()


@pytest_asyncio.fixture
async def desk(sandbox: Sandbox) -> Any:
    async with bolt(sandbox) as app:
        posted = await app.app.client.chat_postMessage(channel=ACME, text="card", blocks=BLOCKS)
        await sandbox.wait_for(lambda: app.bodies)
        yield Desk(sandbox, app, posted["ts"])


async def test_a_customers_click_names_the_installing_team_and_the_clickers(desk: Desk) -> None:
    desk.take("go")
    outcome = await desk.sandbox.drive.click("dana", "lumio-acme", desk.ts, "go")
    assert outcome.ok
    (body,) = desk.seen
    assert (body["team"]["id"], body["user"]["team_id"]) == ("T0LUMIO01", "T0ACME001")
    assert body["container"] == {
        "type": "message",
        "message_ts": desk.ts,
        "channel_id": ACME,
        "is_ephemeral": False,
    }
    assert (body["channel"], body["message"]["ts"]) == ({"id": ACME, "name": "lumio-acme"}, desk.ts)
    action = body["actions"][0]
    assert {key: action[key] for key in ("type", "action_id", "block_id", "value", "style")} == {
        "type": "button",
        "action_id": "go",
        "block_id": "b1",
        "value": "41",
        "style": "primary",
    }
    wanted = {"trigger_id", "response_url", "state", "token", "api_app_id", "enterprise", "is_enterprise_install"}
    assert wanted <= set(body)


@pytest.mark.parametrize(
    ("action_id", "value", "field", "said"),
    [
        ("pick", "2", "selected_option", {"text": plain("Two"), "value": "2"}),
        ("who", "U0SAM00001", "selected_user", "U0SAM00001"),
        ("more", "hide", "selected_option", {"text": plain("Hide"), "value": "hide"}),
        ("thumbs", "bad", "value", "bad"),
    ],
)
async def test_each_element_says_what_was_chosen_in_its_own_field(
    desk: Desk, action_id: str, value: str, field: str, said: object
) -> None:
    desk.take(action_id)
    assert (await desk.sandbox.drive.click("dana", "lumio-acme", desk.ts, action_id, value)).ok
    assert desk.seen[0]["actions"][0][field] == said


@pytest.mark.parametrize(
    ("user", "action_id", "value"),
    [
        ("dana", "nothing", None),
        ("dana", "go", "42"),
        ("dana", "pick", "3"),
        ("dana", "thumbs", "so-so"),
        ("kenji", "go", None),
        ("statusbot", "go", None),
    ],
)
async def test_nobody_clicks_what_is_not_there_for_them(desk: Desk, user: str, action_id: str, value: Any) -> None:
    with pytest.raises(DriveError):
        await desk.sandbox.drive.click(user, "lumio-acme", desk.ts, action_id, value)
    assert not [e for e in desk.sandbox.envelopes if e.type == "interactive"]


async def test_a_person_may_click_on_what_their_screen_still_showed(desk: Desk) -> None:
    desk.take("go")
    before = desk.sandbox.message("lumio-acme", desk.ts)
    await desk.app.client.chat_update(channel=ACME, ts=desk.ts, text="decided")
    with pytest.raises(DriveError):
        await desk.sandbox.drive.click("nora", "lumio-acme", desk.ts, "go")
    outcome = await desk.sandbox.drive.click("nora", "lumio-acme", desk.ts, "go", seen=before, forged={"value": "666"})
    assert outcome.ok
    assert desk.seen[0]["actions"][0]["value"] == "666"


async def test_a_click_nobody_handles_shows_a_failure(strict: Sandbox) -> None:
    clock = strict.workspace.clock
    assert isinstance(clock, ManualClock)
    posted = await client_of(strict).chat_postMessage(channel=ACME, text="card", blocks=BLOCKS)
    outcome = await strict.drive.click("dana", "lumio-acme", posted["ts"], "go")
    assert (outcome.ok, outcome.error) == (False, "operation_timeout")


async def test_a_click_acked_after_three_seconds_shows_a_failure_and_is_not_sent_again(strict: Sandbox) -> None:
    clock = strict.workspace.clock
    assert isinstance(clock, ManualClock)
    async with bare_socket(strict) as socket:
        posted = await client_of(strict).chat_postMessage(channel=ACME, text="card", blocks=BLOCKS)
        await socket.ack(await socket.next())

        async def late() -> None:
            envelope = await socket.next()
            await clock.advance(3.1)
            await socket.ack(envelope)

        _, outcome = await asyncio.gather(late(), strict.drive.click("dana", "lumio-acme", posted["ts"], "go"))
        await clock.advance(400)
        await strict.wait_for(lambda: strict.envelopes[-1].late)
    assert outcome.error == "operation_timeout"
    assert len([e for e in strict.envelopes if e.type == "interactive"]) == 1


async def test_a_customers_submission_names_their_own_team_everywhere_but_in_the_view(desk: Desk) -> None:
    await desk.with_modal("dana")
    outcome = await desk.sandbox.drive.submit("dana", {"typed": "better"})
    assert (outcome.ok, outcome.view) == (True, None)
    (body,) = desk.seen
    view = body["view"]
    assert {body["team"]["id"], body["user"]["team_id"], view["team_id"]} == {"T0ACME001"}
    assert view["app_installed_team_id"] == "T0LUMIO01"
    assert "channel" not in body
    assert "message" not in body
    assert (view["private_metadata"], view["callback_id"]) == ("case 7", "edit")
    assert view["state"]["values"] == {
        "text": {"typed": {"type": "plain_text_input", "value": "better"}},
        "note": {"noted": {"type": "plain_text_input", "value": None}},
    }


async def test_what_was_filled_in_beforehand_is_sent_if_nobody_touches_it(desk: Desk) -> None:
    await desk.with_modal()
    await desk.sandbox.drive.submit("dana")
    assert desk.seen[0]["view"]["state"]["values"]["text"]["typed"]["value"] == "draft"


@pytest.mark.parametrize("values", [{"typed": ""}, {"typed": "x" * 21}, {"nothing": "x"}])
async def test_slacks_client_does_not_send_what_the_fields_forbid(desk: Desk, values: dict[str, object]) -> None:
    await desk.with_modal()
    with pytest.raises(DriveError):
        await desk.sandbox.drive.submit("dana", values)
    assert desk.seen == []


async def test_errors_leave_the_modal_open(desk: Desk) -> None:
    await desk.with_modal()
    desk.answer = {"response_action": "errors", "errors": {"text": "too blunt"}}
    outcome = await desk.sandbox.drive.submit("dana")
    assert (outcome.ok, outcome.errors) == (False, {"text": "too blunt"})
    assert outcome.view is not None


async def test_errors_for_what_is_no_field_fail(desk: Desk) -> None:
    await desk.with_modal()
    desk.answer = {"response_action": "errors", "errors": {"typed": "an action_id is no block_id"}}
    outcome = await desk.sandbox.drive.submit("dana")
    assert (outcome.ok, outcome.error) == (False, "bad_answer")
    assert desk.sandbox.oddities


async def test_an_update_replaces_the_modal_and_a_push_covers_it(desk: Desk) -> None:
    await desk.with_modal()
    desk.answer = {"response_action": "update", "view": {**MODAL, "title": plain("Again")}}
    first = await desk.sandbox.drive.submit("dana")
    desk.answer = {"response_action": "push", "view": {**MODAL, "title": plain("Sure?")}}
    second = await desk.sandbox.drive.submit("dana")
    assert first.view is not None
    assert second.view is not None
    assert (first.view["title"]["text"], second.view["title"]["text"]) == ("Again", "Sure?")
    assert second.view["previous_view_id"] == second.view["root_view_id"] == first.view["id"]
    desk.answer = {"response_action": "push", "view": MODAL}
    await desk.sandbox.drive.submit("dana")
    assert (await desk.sandbox.drive.submit("dana")).error == "bad_answer"
    desk.answer = {"response_action": "clear"}
    assert (await desk.sandbox.drive.submit("dana")).view is None


async def test_closing_tells_an_app_that_asked(desk: Desk) -> None:
    await desk.with_modal()
    desk.app.view_closed("edit")(_acking(desk))
    assert (await desk.sandbox.drive.close_view("dana")).ok
    assert (desk.seen[0]["type"], desk.seen[0]["is_cleared"]) == ("view_closed", False)
    assert desk.sandbox.view_of("dana") is None


def _acking(desk: Desk) -> Any:
    async def listener(ack: Any, body: Json) -> None:
        desk.seen.append(body)
        await ack()

    return listener


async def test_a_trigger_opens_one_view_within_three_seconds(strict: Sandbox) -> None:
    clock = strict.workspace.clock
    assert isinstance(clock, ManualClock)
    client = client_of(strict)
    codes = []
    fresh, old = (strict.workspace.tokens.new_trigger("U0NORA0001") for _ in range(2))
    await client.views_open(trigger_id=fresh, view=MODAL)
    await clock.advance(3.1)
    for trigger in (fresh, old, "1.2.3"):
        with pytest.raises(SlackApiError) as refused:
            await client.views_open(trigger_id=trigger, view=MODAL)
        codes.append(refused.value.response["error"])
    assert codes == ["exchanged_trigger_id", "expired_trigger_id", "invalid_trigger_id"]


async def test_views_update_with_an_old_hash_conflicts(desk: Desk) -> None:
    await desk.with_modal()
    view = desk.sandbox.view_of("dana")
    assert view is not None
    await desk.app.client.views_update(view_id=view["id"], hash=view["hash"], view=MODAL)
    with pytest.raises(SlackApiError) as refused:
        await desk.app.client.views_update(view_id=view["id"], hash=view["hash"], view=MODAL)
    assert refused.value.response["error"] == "hash_conflict"


async def test_an_external_select_offers_what_the_app_answers(desk: Desk) -> None:
    offered = [{"text": plain("Refunds"), "value": "kb-7"}]

    async def listener(ack: Any, body: Json) -> None:
        desk.seen.append(body)
        await ack(options=offered)

    desk.app.options("article")(listener)
    desk.take("article")
    drive = desk.sandbox.drive
    assert (await drive.suggest("nora", "article", "r", channel="lumio-acme", ts=desk.ts)).options == []
    assert desk.seen == []
    outcome = await drive.suggest("nora", "article", "ref", channel="lumio-acme", ts=desk.ts)
    assert outcome.options == offered
    assert (desk.seen[0]["type"], desk.seen[0]["value"]) == ("block_suggestion", "ref")
    assert "trigger_id" not in desk.seen[0]
    assert (await drive.click("nora", "lumio-acme", desk.ts, "article", "kb-7")).ok


async def test_a_command_answers_its_user_and_arrives_flat_and_escaped(desk: Desk) -> None:
    async def listener(ack: Any, body: Json) -> None:
        desk.seen.append(body)
        await ack("done")

    desk.app.command("/earnest")(listener)
    outcome = await desk.sandbox.drive.command("nora", "support-desk", "/earnest", "ask <b> & co")
    assert (outcome.ok, outcome.ephemeral) == (True, "done")
    assert desk.sandbox.ephemerals("nora")[-1].text == "done"
    body = desk.seen[0]
    assert (body["text"], body["is_enterprise_install"]) == ("ask &lt;b&gt; &amp; co", "false")
    wanted = {"command", "user_id", "user_name", "channel_id", "channel_name", "team_id", "team_domain", "api_app_id"}
    assert wanted | {"response_url", "trigger_id", "token"} <= set(body)
    assert "thread_ts" not in body


async def test_commands_and_shortcuts_are_not_for_other_organisations_nor_for_threads(desk: Desk) -> None:
    drive = desk.sandbox.drive
    denied = await drive.command("dana", "lumio-acme", "/earnest", "help")
    unknown = await drive.command("nora", "lumio-acme", "/nonesuch")
    inside = await drive.command("nora", "lumio-acme", "/earnest", "help", thread_ts=desk.ts)
    shortcut = await drive.message_shortcut("dana", "flag_answer", "lumio-acme", desk.ts)
    assert denied.error == "/earnest is not a valid command"
    assert unknown.error == "/nonesuch is not a valid command"
    assert "not supported in threads" in inside.error
    assert not shortcut.ok
    assert {e.type for e in desk.sandbox.envelopes} == {"events_api"}


async def test_a_message_shortcut_brings_the_message(desk: Desk) -> None:
    desk.app.shortcut("flag_answer")(_acking(desk))
    assert (await desk.sandbox.drive.message_shortcut("nora", "flag_answer", "lumio-acme", desk.ts)).ok
    body = desk.seen[0]
    assert (body["type"], body["callback_id"], body["message"]["ts"]) == ("message_action", "flag_answer", desk.ts)
    assert {"trigger_id", "response_url", "action_ts", "message_ts", "channel", "team", "user"} <= set(body)


async def respond(url: str, **body: object) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.post(url, json=body) as response:
        return response.status, await response.text()


async def test_a_response_url_answers_five_times_and_then_no_more(desk: Desk) -> None:
    desk.take("go")
    await desk.sandbox.drive.click("dana", "lumio-acme", desk.ts, "go")
    url = desk.seen[0]["response_url"]
    assert await respond(url, text="one") == (200, "ok")
    assert await respond(url, text="two", response_type="in_channel", thread_ts=desk.ts) == (200, "ok")
    assert await respond(url, text="three", replace_original=True) == (200, "ok")
    assert await respond(url, text="four", replace_original=True, response_type="ephemeral") == (
        400,
        "cannot_change_response_type",
    )
    assert await respond(url, delete_original=True) == (200, "ok")
    assert await respond(url, text="six") == (404, "used_url")
    assert [seen.text for seen in desk.sandbox.ephemerals("dana")] == ["one"]
    assert [m["text"] for m in desk.sandbox.bot_posts("lumio-acme")][-1] == "two"


async def test_a_response_url_dies_after_half_an_hour(strict: Sandbox) -> None:
    clock = strict.workspace.clock
    assert isinstance(clock, ManualClock)
    token = strict.workspace.tokens.new_url("U0NORA0001", ACME)
    await clock.advance(1801)
    assert await respond(f"{strict.url}/actions/{token}", text="late") == (404, "expired_url")


async def test_an_ephemeral_can_be_clicked_and_brings_no_message(desk: Desk) -> None:
    desk.take("go")
    await desk.app.client.chat_postEphemeral(channel=ACME, user="U0DANA0001", text="psst", blocks=BLOCKS)
    shown = desk.sandbox.ephemerals("dana")[0]
    assert (await desk.sandbox.drive.click("dana", "lumio-acme", shown.ts, "go")).ok
    assert desk.seen[0]["container"]["is_ephemeral"]
    assert "message" not in desk.seen[0]
    with pytest.raises(DriveError):
        await desk.sandbox.drive.click("omar", "lumio-acme", shown.ts, "go")


async def test_an_ephemeral_is_replaced_and_taken_away_through_its_response_url(desk: Desk) -> None:
    desk.take("go")
    await desk.app.client.chat_postEphemeral(channel=ACME, user="U0DANA0001", text="psst", blocks=BLOCKS)
    await desk.sandbox.drive.click("dana", "lumio-acme", desk.sandbox.ephemerals("dana")[0].ts, "go")
    url = desk.seen[0]["response_url"]
    await respond(url, text="instead", replace_original=True)
    assert [(seen.text, seen.blocks) for seen in desk.sandbox.ephemerals("dana")] == [("instead", [])]
    assert await respond(url, text="x", replace_original=True, response_type="in_channel") == (
        400,
        "cannot_change_response_type",
    )
    await respond(url, delete_original=True)
    assert desk.sandbox.ephemerals("dana") == []
