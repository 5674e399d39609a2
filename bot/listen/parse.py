"""The one place where raw Slack payloads become records; nothing behind it knows their shape."""

from __future__ import annotations

from bot.domain.ids import TeamId
from bot.domain.inbound import Inbound, RateLimited
from bot.listen import parse_actions, parse_events, parse_message
from bot.listen.parse_json import as_id, as_int, as_map, as_str

parse_history = parse_message.parse_history


def parse(body: object, *, bot_user: str = "", fresh_id: str = "") -> Inbound | None:
    """The record for one payload as bolt hands it over; None for what is not ours to handle. Never raises.

    `bot_user` is our own user id (else taken from the payload's authorization). `fresh_id` tells two clicks apart
    where a payload carries neither action_ts nor trigger_id, and two openings of App Home without a time."""
    payload = as_map(body)
    kind = as_str(payload.get("type"))
    if kind == "app_rate_limited":
        return _rate_limited(payload)
    if isinstance(payload.get("event"), dict):
        if as_str(payload["event"].get("type")) == "app_rate_limited":
            return _rate_limited({**payload, **payload["event"]})
        return parse_events.parse_event(payload, bot_user, fresh_id)
    if kind == "block_actions":
        return parse_actions.parse_click(payload, fresh_id)
    if kind == "view_submission":
        return parse_actions.parse_submit(payload, fresh_id)
    if kind in {"message_action", "shortcut"}:
        return parse_actions.parse_shortcut(payload, fresh_id)
    if as_str(payload.get("command")).startswith("/"):
        return parse_actions.parse_command(payload, fresh_id)
    return None


def _rate_limited(payload: dict[str, object]) -> RateLimited:
    return RateLimited(TeamId(as_id(payload.get("team_id"))), as_int(payload.get("minute_rate_limited")))
