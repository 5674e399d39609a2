"""Clicks, submitted modals, shortcuts and slash commands."""

from __future__ import annotations

from typing import Any

from bot.domain.ids import ChannelId, MessageTs, TeamId, UserId
from bot.domain.inbound import Click, Command, Shortcut, ViewSubmitted
from bot.listen.parse_json import as_id, as_items, as_map, as_str, as_ts, first_str
from bot.listen.parse_text import readable

_CHOICES = ("selected_user", "selected_channel", "selected_conversation", "selected_date", "selected_time")
_LISTS = ("selected_users", "selected_channels", "selected_conversations")


def parse_click(body: dict[str, Any], fresh_id: str = "") -> Click | None:
    """The first action of a block_actions payload; None without a user or an action id."""
    action = as_map(next(iter(as_items(body.get("actions"))), None))
    user, action_id = as_map(body.get("user")), as_id(action.get("action_id"))
    if not (action_id and as_id(user.get("id"))):
        return None
    container, message, view = as_map(body.get("container")), as_map(body.get("message")), as_map(body.get("view"))
    channel = first_str(as_map(body.get("channel")).get("id"), container.get("channel_id"))
    return Click(
        action_id=action_id,
        user=UserId(as_id(user.get("id"))),
        value=as_str(action.get("value")),
        selected=chosen({**action, "value": None}),
        user_team=_team(user),
        user_name=_name(user),
        channel=ChannelId(channel) if channel else None,
        message_ts=_ts(container.get("message_ts"), message.get("ts")),
        thread_ts=_ts(container.get("thread_ts"), message.get("thread_ts")),
        trigger_id=as_id(body.get("trigger_id")),
        response_url=as_str(body.get("response_url")),
        view_id=first_str(container.get("view_id"), view.get("id")),
        nonce=first_str(action.get("action_ts"), body.get("trigger_id"), fresh_id),
    )


def parse_submit(body: dict[str, Any], fresh_id: str = "") -> ViewSubmitted | None:
    """A view_submission; None without a user or a callback id. Team fields are the clicker's (reference 3.1)."""
    view, user = as_map(body.get("view")), as_map(body.get("user"))
    callback_id, user_id = as_id(view.get("callback_id")), as_id(user.get("id"))
    if not (callback_id and user_id):
        return None
    state = as_map(as_map(view.get("state")).get("values"))
    values = {as_str(block): chosen(as_map(next(iter(as_map(found).values()), None))) for block, found in state.items()}
    return ViewSubmitted(
        callback_id=callback_id,
        user=UserId(user_id),
        private_metadata=as_str(view.get("private_metadata")),
        values=values,
        user_team=_team(user),
        user_name=_name(user),
        view_id=as_id(view.get("id")),
        trigger_id=as_id(body.get("trigger_id")),
        nonce=first_str(body.get("trigger_id"), view.get("hash"), fresh_id),
    )


def parse_shortcut(body: dict[str, Any], fresh_id: str = "") -> Shortcut | None:
    """A message or global shortcut; None without a user or a callback id."""
    user, message = as_map(body.get("user")), as_map(body.get("message"))
    callback_id, user_id = as_id(body.get("callback_id")), as_id(user.get("id"))
    if not (callback_id and user_id):
        return None
    channel = as_id(as_map(body.get("channel")).get("id"))
    return Shortcut(
        callback_id=callback_id,
        user=UserId(user_id),
        channel=ChannelId(channel) if channel else None,
        message_ts=_ts(body.get("message_ts"), message.get("ts")),
        thread_ts=_ts(message.get("thread_ts")),
        user_team=_team(user),
        user_name=_name(user),
        trigger_id=as_id(body.get("trigger_id")),
        response_url=as_str(body.get("response_url")),
        nonce=first_str(body.get("trigger_id"), body.get("action_ts"), fresh_id),
    )


def parse_command(body: dict[str, Any], fresh_id: str = "") -> Command | None:
    """A slash command; None without a user. Its payload has no thread: commands do not work in threads."""
    user, channel, team = as_id(body.get("user_id")), as_id(body.get("channel_id")), as_id(body.get("team_id"))
    if not user:
        return None
    return Command(
        command=as_id(body.get("command")),
        text=readable(as_str(body.get("text"))),
        user=UserId(user),
        channel=ChannelId(channel) if channel else None,
        user_name=as_str(body.get("user_name")),
        team=TeamId(team) if team else None,
        trigger_id=as_id(body.get("trigger_id")),
        response_url=as_str(body.get("response_url")),
        nonce=first_str(body.get("trigger_id"), fresh_id),
    )


def chosen(element: dict[str, Any]) -> str | None:
    """What stands in an input or was picked in a menu; None where nothing was. Empty inputs come as null."""
    if isinstance(element.get("value"), str):
        return as_str(element["value"]) or None
    option = as_map(element.get("selected_option"))
    if option:
        return as_str(option.get("value")) or None
    single = first_str(*(element.get(name) for name in _CHOICES))
    if single:
        return single
    several = [as_str(as_map(item).get("value")) for item in as_items(element.get("selected_options"))]
    several += [as_str(item) for name in _LISTS for item in as_items(element.get(name))]
    return ",".join(filter(None, several)) or None


def _team(user: dict[str, Any]) -> TeamId | None:
    team = as_id(user.get("team_id"))
    return TeamId(team) if team else None


def _name(user: dict[str, Any]) -> str:
    return first_str(user.get("name"), user.get("username"))


def _ts(*values: object) -> MessageTs | None:
    found = next(filter(None, map(as_ts, values)), "")
    return MessageTs(found) if found else None
