"""Events: stored before they are acknowledged, in one middleware, whatever their type."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse

from bot.listen.parse import parse
from bot.listen.receiver import Receiver


def register(app: AsyncApp, receiver: Receiver, bot_user: str, new_id: Callable[[], str]) -> None:
    """Take every event, subscribed to or not. Bolt would acknowledge an event before its listener's body runs, so the
    inbox row is written here; when that fails there is no acknowledgement and Slack sends the event again."""

    @app.middleware
    async def store_first(body: dict[str, Any], next: Callable[[], Awaitable[BoltResponse]]) -> BoltResponse:
        if not _is_event(body):
            return await next()
        record = parse(body, bot_user=bot_user, fresh_id=new_id())
        if record is not None:
            await receiver.put(record)
        return BoltResponse(status=200, body="")


def _is_event(body: dict[str, Any]) -> bool:
    return isinstance(body.get("event"), dict) or body.get("type") in ("event_callback", "app_rate_limited")
