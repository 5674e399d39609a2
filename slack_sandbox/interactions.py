"""Interactivity payloads, built field by field as docs/slack.md, Interaction payloads, lists them."""

from __future__ import annotations

from copy import deepcopy

from slack_sandbox.events import TOKEN
from slack_sandbox.journal import Ephemeral
from slack_sandbox.jsonlike import Json
from slack_sandbox.surface import Usable, state_values
from slack_sandbox.view_store import ViewRecord
from slack_sandbox.world import Channel, User, World


def frame(world: World, kind: str, user: User, team_id: str) -> Json:
    """What all of them carry. `team_id`: the installing team, or the clicker's for view submissions."""
    team = world.org(team_id)
    enterprise = {"id": team.enterprise_id, "name": team.enterprise_name} if team.enterprise_id else None
    of_team: Json = {"id": team.id, "domain": team.domain}
    if enterprise is not None:
        of_team |= {"enterprise_id": team.enterprise_id, "enterprise_name": team.enterprise_name}
    return {
        "type": kind,
        "token": TOKEN,
        "api_app_id": world.bot.app_id,
        "team": of_team,
        "enterprise": enterprise,
        "is_enterprise_install": False,
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team_id},
    }


def action_item(usable: Usable, said: Json, action_ts: str) -> Json:
    """One entry of `actions`."""
    element = usable.element
    item: Json = {
        "type": usable.kind,
        "action_id": element["action_id"],
        "block_id": usable.block["block_id"],
        "action_ts": action_ts,
        **deepcopy(said),
    }
    for name in ("text", "style", "placeholder"):
        if name in element:
            item[name] = deepcopy(element[name])
    item |= {name: deepcopy(value) for name, value in element.items() if name.startswith("initial_")}
    return item


def on_message(
    world: World,
    user: User,
    channel: Channel,
    shown: Json | Ephemeral,
    action: Json,
    trigger_id: str,
    response_url: str,
) -> Json:
    """block_actions from a message or from an ephemeral one, which brings no `message`."""
    ephemeral = isinstance(shown, Ephemeral)
    ts = shown.ts if isinstance(shown, Ephemeral) else shown["ts"]
    thread_ts = shown.thread_ts if isinstance(shown, Ephemeral) else shown.get("thread_ts")
    blocks = shown.blocks if isinstance(shown, Ephemeral) else shown.get("blocks", [])
    container: Json = {"type": "message", "message_ts": ts, "channel_id": channel.id, "is_ephemeral": ephemeral}
    if thread_ts:
        container["thread_ts"] = thread_ts
    said = {action["block_id"]: {action["action_id"]: _entry(action)}}
    payload = {
        **frame(world, "block_actions", user, world.host.id),
        "container": container,
        "channel": {"id": channel.id, "name": channel.name},
        "state": {"values": state_values(blocks, said)},
        "trigger_id": trigger_id,
        "response_url": response_url,
        "actions": [action],
    }
    if not isinstance(shown, Ephemeral):
        payload["message"] = deepcopy(shown)
    return payload


def on_view(world: World, user: User, record: ViewRecord, action: Json, trigger_id: str) -> Json:
    """block_actions from a modal or App Home; no channel, message or response_url."""
    return {
        **frame(world, "block_actions", user, world.host.id),
        "container": {"type": "view", "view_id": record.id},
        "view": view_now(record),
        "trigger_id": trigger_id,
        "actions": [action],
    }


def suggestion(world: World, user: User, usable: Usable, text: str, place: Json) -> Json:
    """block_suggestion: what was typed into an external select. `place`: container and message or view."""
    return {
        **frame(world, "block_suggestion", user, world.host.id),
        "action_id": usable.element["action_id"],
        "block_id": usable.block["block_id"],
        "value": text,
        **place,
    }


def view_submission(world: World, user: User, record: ViewRecord, trigger_id: str) -> Json:
    """No channel and no message; all teams are the submitter's."""
    return {
        **frame(world, "view_submission", user, user.team_id),
        "trigger_id": trigger_id,
        "view": view_now(record),
        "response_urls": [],
    }


def view_closed(world: World, user: User, record: ViewRecord, *, is_cleared: bool) -> Json:
    """Sent only for views that asked with notify_on_close."""
    return {
        **frame(world, "view_closed", user, user.team_id),
        "view": view_now(record),
        "is_cleared": is_cleared,
    }


def message_action(
    world: World, user: User, channel: Channel, shown: Json, callback_id: str, action_ts: str, rights: Json
) -> Json:
    """A message shortcut; `rights` are its trigger_id and response_url."""
    return {
        **frame(world, "message_action", user, world.host.id),
        "callback_id": callback_id,
        "action_ts": action_ts,
        "message_ts": shown["ts"],
        "message": deepcopy(shown),
        "channel": {"id": channel.id, "name": channel.name},
        **rights,
    }


def shortcut(world: World, user: User, callback_id: str, action_ts: str, trigger_id: str) -> Json:
    """A global shortcut: no channel and no response_url."""
    return {
        **frame(world, "shortcut", user, world.host.id),
        "callback_id": callback_id,
        "action_ts": action_ts,
        "trigger_id": trigger_id,
    }


def slash_command(world: World, user: User, channel: Channel, command: str, text: str, rights: Json) -> Json:
    """Flat; is_enterprise_install is a string here."""
    return {
        "token": TOKEN,
        "team_id": world.host.id,
        "team_domain": world.host.domain,
        "channel_id": channel.id,
        "channel_name": channel.name if channel.kind == "channel" else "privategroup",
        "user_id": user.id,
        "user_name": user.name,
        "command": command,
        "text": text,
        "api_app_id": world.bot.app_id,
        "is_enterprise_install": "false",
        **_enterprise(world),
        **rights,
    }


def _enterprise(world: World) -> Json:
    host = world.host
    if not host.enterprise_id:
        return {}
    return {"enterprise_id": host.enterprise_id, "enterprise_name": host.enterprise_name}


def view_now(record: ViewRecord) -> Json:
    """The view with what the person has entered in it."""
    view = deepcopy(record.raw)
    view["state"] = {"values": state_values(record.raw["blocks"], record.entered)}
    return view


def _entry(action: Json) -> Json:
    return {key: value for key, value in action.items() if key == "value" or key.startswith("selected_")}
