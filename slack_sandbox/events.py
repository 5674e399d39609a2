"""Events API payloads, built field by field as docs/slack.md, Events, lists them."""

from __future__ import annotations

import base64
import json
from copy import deepcopy
from dataclasses import dataclass, field

from slack_sandbox.ids import Ids
from slack_sandbox.jsonlike import Json
from slack_sandbox.shapes import user_profile_brief
from slack_sandbox.world import Channel, User, World

TOKEN = "sandbox-verification-token"  # noqa: S105 - a field of every payload, checked by nobody
_NOT_IN_EVENTS = frozenset({"reactions", "upload_ids"})


@dataclass(frozen=True, slots=True)
class Occurrence:
    """An inner event and what decides who hears of it. `team_id` is the outer one; `subscription` a manifest name;
    `outer` holds fields put over the payload's own."""

    inner: Json
    subscription: str
    team_id: str
    channel: Channel | None = None
    outer: Json = field(default_factory=dict)


def outer(world: World, ids: Ids, occurrence: Occurrence, at: float) -> Json:
    """The `payload` of an events_api envelope."""
    channel = occurrence.channel
    context = {"et": occurrence.inner["type"], "tid": world.host.id, "aid": world.bot.app_id}
    if channel is not None:
        context["cid"] = channel.id
    return {
        "token": TOKEN,
        "team_id": occurrence.team_id,
        "context_team_id": world.host.id,
        "context_enterprise_id": world.host.enterprise_id or None,
        "api_app_id": world.bot.app_id,
        "event": occurrence.inner,
        "type": "event_callback",
        "event_id": ids.new("Ev"),
        "event_time": int(at),
        "authorizations": [
            {
                "enterprise_id": world.host.enterprise_id or None,
                "team_id": world.host.id,
                "user_id": world.bot.id,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": bool(channel and channel.is_ext_shared),
        "event_context": "4-" + base64.urlsafe_b64encode(json.dumps(context).encode()).decode(),
        **occurrence.outer,
    }


def _message(channel: Channel, inner: Json, author_team: str) -> Occurrence:
    inner |= {"channel": channel.id, "channel_type": channel.kind}
    subscription = {"channel": "message.channels", "group": "message.groups", "im": "message.im"}[channel.kind]
    return Occurrence(inner, subscription, author_team, channel)


def _plain(raw: Json) -> Json:
    return {key: deepcopy(value) for key, value in raw.items() if key not in _NOT_IN_EVENTS}


def file_stub(file: Json) -> Json:
    """All that a file event may carry in Slack Connect; files.info tells the rest."""
    return {
        "id": file["id"],
        "mode": "file_access",
        "file_access": "check_file_info",
        "created": 0,
        "timestamp": 0,
        "user": "",
    }


def message_posted(world: World, channel: Channel, raw: Json, root: Json | None = None) -> Occurrence:
    """A new message. The outer team is the author's; `root` is the parent of a thread broadcast."""
    inner = _plain(raw) | {"event_ts": raw["ts"]}
    author = world.users.get(str(raw.get("user")))
    if channel.is_ext_shared and author is not None and author.reported.connect_fields:
        inner |= _connect_fields(author)
    if root is not None:
        inner["root"] = _plain(root)
    if inner.get("subtype") == "file_share" and _external(world, raw):
        inner["files"] = [file_stub(file) for file in inner["files"]]
    return _message(channel, inner, _author_team(world, raw))


def app_mention(world: World, channel: Channel, raw: Json) -> Occurrence:
    """The twin of a message that names the bot. No channel_type; the outer team is the installing one."""
    keys = ("user", "text", "ts", "client_msg_id", "team", "thread_ts", "parent_user_id")
    more = ("blocks", "files", "attachments", "bot_id", "app_id", "bot_profile")
    inner: Json = {"type": "app_mention"}
    inner |= {key: deepcopy(raw[key]) for key in (*keys, *more) if key in raw}
    if channel.is_ext_shared and raw.get("user") in world.users:
        inner |= _connect_fields(world.users[raw["user"]])
    if "files" in inner and _external(world, raw):
        inner["files"] = [file_stub(file) for file in inner["files"]]
    inner |= {"channel": channel.id, "event_ts": raw["ts"]}
    return Occurrence(inner, "app_mention", world.host.id, channel)


def message_changed(world: World, channel: Channel, new: Json, old: Json, event_ts: str) -> Occurrence:
    """An edit, an unfurl or a tombstone."""
    inner: Json = {
        "type": "message",
        "subtype": "message_changed",
        "hidden": True,
        "message": _connected(world, channel, new),
        "previous_message": _connected(world, channel, old),
        "ts": event_ts,
        "event_ts": event_ts,
    }
    return _message(channel, inner, _author_team(world, old))


def message_deleted(world: World, channel: Channel, old: Json, event_ts: str) -> Occurrence:
    """A message is gone."""
    inner: Json = {
        "type": "message",
        "subtype": "message_deleted",
        "hidden": True,
        "deleted_ts": old["ts"],
        "previous_message": _connected(world, channel, old),
        "ts": event_ts,
        "event_ts": event_ts,
    }
    return _message(channel, inner, _author_team(world, old))


def reaction(world: World, channel: Channel, raw: Json, user: User, name: str, ts: str, *, added: bool) -> Occurrence:
    """No team of the actor anywhere, no thread_ts; item_user is absent for posts without a user."""
    kind = "reaction_added" if added else "reaction_removed"
    inner: Json = {
        "type": kind,
        "user": user.id,
        "reaction": name,
        "item": {"type": "message", "channel": channel.id, "ts": raw["ts"]},
        "event_ts": ts,
    }
    if raw.get("user"):
        inner["item_user"] = raw["user"]
    return Occurrence(inner, kind, world.host.id, channel)


def member_joined(channel: Channel, user: User, inviter: User | None, ts: str) -> Occurrence:
    """channel_type is a letter here; the outer team is the joiner's."""
    inner: Json = {
        "type": "member_joined_channel",
        "user": user.id,
        "channel": channel.id,
        "channel_type": "G" if channel.private else "C",
        "team": user.event_team,
        "event_ts": ts,
    }
    if not user.event_team:
        del inner["team"]
    if inviter is not None:
        inner["inviter"] = inviter.id
    return Occurrence(inner, "member_joined_channel", user.team_id, channel)


def home_opened(world: World, user: User, dm: str, tab: str, view: Json | None, ts: str) -> Occurrence:
    """Fires at each opening; `view` only once a home view was published."""
    inner: Json = {"type": "app_home_opened", "user": user.id, "channel": dm, "tab": tab, "event_ts": ts}
    if view is not None:
        inner["view"] = view
    return Occurrence(inner, "app_home_opened", world.host.id)


def channel_shared(world: World, channel: Channel, other: str, ts: str) -> Occurrence:
    """Another organisation joined."""
    inner = {"type": "channel_shared", "connected_team_id": other, "channel": channel.id, "event_ts": ts}
    return Occurrence(inner, "channel_shared", world.host.id, channel)


def channel_unshared(world: World, channel: Channel, other: str, ts: str) -> Occurrence:
    """An organisation left; is_ext_shared says whether another one stays."""
    inner = {
        "type": "channel_unshared",
        "previously_connected_team_id": other,
        "channel": channel.id,
        "is_ext_shared": channel.is_ext_shared,
        "event_ts": ts,
    }
    return Occurrence(inner, "channel_unshared", world.host.id, channel)


def channel_id_changed(world: World, channel: Channel, old: str, ts: str) -> Occurrence:
    """A private channel gets another id when sharing starts."""
    inner = {"type": "channel_id_changed", "old_channel_id": old, "new_channel_id": channel.id, "event_ts": ts}
    return Occurrence(inner, "channel_id_changed", world.host.id, channel)


def _external(world: World, raw: Json) -> bool:
    user = world.users.get(str(raw.get("user")))
    return user is not None and world.is_external(user)


def _author_team(world: World, raw: Json) -> str:
    user = world.users.get(str(raw.get("user")))
    if user is None:
        return world.host.id
    return user.event_team if user.event_team in world.orgs else world.host.id


def _connect_fields(user: User) -> Json:
    team = user.connect_team
    teams = {"user_team": team, "source_team": team} if team else {}
    return {**teams, "user_profile": user_profile_brief(user)}


def _connected(world: World, channel: Channel, raw: Json) -> Json:
    copy = _plain(raw)
    if channel.is_ext_shared and raw.get("user") in world.users and not raw.get("bot_id"):
        copy |= _connect_fields(world.users[raw["user"]])
    return copy
