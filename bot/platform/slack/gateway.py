"""Calls to Slack's Web API with our own types and errors; a method that Slack refuses as a whole is not asked again."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import partial
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.domain import ChannelId, MessageTs, PostId, TeamId, UserId
from bot.errors import PermanentError
from bot.platform.slack.errors import NOT_AVAILABLE, to_ours
from bot.platform.slack.limits import RateGate
from bot.platform.slack.shapes import (
    Blocks,
    ChannelFacts,
    Identity,
    Posted,
    RawMessage,
    UserFacts,
    carries,
    channel_facts,
    next_cursor,
    nothing_after,
    user_facts,
)

log = logging.getLogger(__name__)

PAGE = 200


class SlackGateway:
    """One per app. Methods raise TransientError, UncertainError (posts) and PermanentError; those that return
    `None` when Slack refuses never raise PermanentError."""

    def __init__(self, client: AsyncWebClient, gate: RateGate) -> None:
        self._client = client
        self._gate = gate
        self._refused: set[str] = set()

    @property
    def client(self) -> AsyncWebClient:
        """The SDK's client, for the socket alone."""
        return self._client

    async def call(self, method: str, fields: Mapping[str, object], *, effect: bool = False) -> dict[str, Any]:
        """One Web API call in the shape the SDK gives it; None values are left out. Raises our errors only."""
        verb = getattr(self._client, method.replace(".", "_"))
        try:
            response = await verb(**{key: value for key, value in fields.items() if value is not None})
        except (SlackApiError, aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            raise to_ours(method, error, effect=effect) from error
        data = response.data
        if not isinstance(data, dict):
            raise to_ours(method, ValueError("not JSON"), effect=effect)
        return data

    async def optional(self, method: str, **fields: object) -> dict[str, Any] | None:
        """An optional call: None when Slack refuses it; a method that is not available is tried once."""
        if method in self._refused:
            return None
        try:
            return await self.call(method, fields)
        except PermanentError as error:
            if error.code in NOT_AVAILABLE or error.code.startswith("http_"):
                self._refused.add(method)
                log.warning("%s; Earnest goes on without it", error)
            return None

    # ------------------------------------------------------------ who and where

    async def identity(self) -> Identity:
        """auth.test. Raises PermanentError for a wrong token."""
        try:
            response = await self._client.auth_test()
        except (SlackApiError, aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            raise to_ours("auth.test", error, effect=False) from error
        headers = {str(k).lower(): str(v) for k, v in dict(response.headers).items()}
        scopes = frozenset(s.strip() for s in headers.get("x-oauth-scopes", "").split(",") if s.strip())
        return Identity(
            TeamId(str(response.get("team_id") or "")),
            UserId(str(response.get("user_id") or "")),
            str(response.get("bot_id") or ""),
            str(response.get("url") or ""),
            scopes,
            str(response.get("enterprise_id") or ""),
        )

    async def user(self, user: UserId) -> UserFacts | None:
        """users.info; None when Slack refuses."""
        data = await self.optional("users.info", user=user)
        found = data.get("user") if data else None
        return user_facts(found) if isinstance(found, dict) else None

    async def channel(self, channel: ChannelId) -> ChannelFacts | None:
        """conversations.info; None when Slack refuses."""
        data = await self.optional("conversations.info", channel=channel)
        found = data.get("channel") if data else None
        return channel_facts(found) if isinstance(found, dict) else None

    async def joined_channels(self) -> tuple[ChannelFacts, ...] | None:
        """All channels Earnest is a member of; None when Slack refuses."""
        facts: list[ChannelFacts] = []
        cursor: str | None = None
        while True:
            data = await self.optional(
                "conversations.list",
                types="public_channel,private_channel",
                exclude_archived=True,
                limit=PAGE,
                cursor=cursor,
            )
            if data is None:
                return None
            facts.extend(channel_facts(c) for c in data.get("channels") or [] if isinstance(c, dict))
            cursor = next_cursor(data)
            if not cursor:
                return tuple(fact for fact in facts if fact.is_member)

    async def members(self, channel: ChannelId) -> frozenset[UserId] | None:
        """conversations.members; None when Slack refuses."""
        found: set[UserId] = set()
        cursor: str | None = None
        while True:
            data = await self.optional("conversations.members", channel=channel, limit=PAGE, cursor=cursor)
            if data is None:
                return None
            found.update(UserId(str(user)) for user in data.get("members") or [])
            cursor = next_cursor(data)
            if not cursor:
                return frozenset(found)

    # ------------------------------------------------------------ posts

    async def turn_to_post(self, channel: str) -> None:
        """Wait for the channel's next post: what could still forbid the post is best read after this wait."""
        await self._gate.post(channel)

    async def post(
        self,
        channel: str,
        text: str,
        blocks: Blocks,
        *,
        thread_ts: str | None = None,
        metadata: Mapping[str, object] | None = None,
        waited: bool = False,
    ) -> Posted:
        """chat.postMessage, without unfurling or link parsing. `channel` may be a #name. `waited`: the caller has
        waited for its turn already."""
        if not waited:
            await self._gate.post(channel)
        fields = {
            "channel": channel,
            "text": text,
            "blocks": blocks or None,
            "thread_ts": thread_ts,
            "metadata": metadata,
            "unfurl_links": False,
            "unfurl_media": False,
        }
        data = await self.call("chat.postMessage", fields, effect=True)
        message = data.get("message")
        within = message.get("thread_ts") if isinstance(message, dict) else None
        place = ChannelId(str(data.get("channel") or channel))
        return Posted(place, MessageTs(str(data.get("ts"))), MessageTs(str(within)) if within else None)

    async def update(
        self, channel: str, ts: str, text: str, blocks: Blocks, metadata: Mapping[str, object] | None = None
    ) -> None:
        """chat.update: the message becomes exactly this."""
        await self._gate.tier3("chat.update")
        fields = {"channel": channel, "ts": ts, "text": text, "blocks": blocks, "metadata": metadata}
        await self.call("chat.update", fields)

    async def delete(self, channel: str, ts: str) -> None:
        """chat.delete: take away a message of ours."""
        await self._gate.tier3("chat.delete")
        await self.call("chat.delete", {"channel": channel, "ts": ts})

    async def find_post(
        self, channel: ChannelId, post_id: PostId, *, thread_ts: MessageTs | None, oldest: str | None
    ) -> Posted | None:
        """Look for a post of ours by its id, in metadata or the first block's id. None when it is not there.

        Raises TransientError or PermanentError when Slack would not show the messages."""
        method = "conversations.replies" if thread_ts else "conversations.history"
        cursor: str | None = None
        while True:
            fields = {
                "channel": channel,
                "ts": thread_ts,
                "oldest": None if thread_ts else oldest,
                "limit": PAGE,
                "include_all_metadata": True,
                "cursor": cursor,
            }
            data = await self._gate.in_turn(method, partial(self.call, method, fields))
            for message in data.get("messages") or []:
                if isinstance(message, dict) and carries(message, post_id):
                    within = message.get("thread_ts") or thread_ts
                    return Posted(channel, MessageTs(str(message.get("ts"))), MessageTs(within) if within else None)
            cursor = next_cursor(data)
            if not cursor:
                return None

    async def messages(
        self,
        channel: ChannelId,
        *,
        oldest: str | None = None,
        latest: str | None = None,
        thread_ts: MessageTs | None = None,
        limit: int = PAGE,
        first_page: bool = False,
    ) -> list[RawMessage]:
        """A channel's history between `oldest` and `latest`, or a thread; all pages unless only the first, in Slack's
        order."""
        method = "conversations.replies" if thread_ts else "conversations.history"
        found: list[RawMessage] = []
        cursor: str | None = None
        while True:
            where = {"channel": channel, "ts": thread_ts, "oldest": oldest, "latest": latest}
            data = await self.call(method, {**where, "limit": limit, "cursor": cursor})
            found.extend(m for m in data.get("messages") or [] if isinstance(m, dict))
            cursor = next_cursor(data)
            if not cursor or first_page:
                return found

    async def thread(self, channel: ChannelId, ts: MessageTs, *, newest_known: str = "") -> list[RawMessage]:
        """A thread, its parent first; empty when it is gone. Both methods that show a parent are used within their
        rates: where the thread's own has none left, the parent alone tells of replies after `newest_known`."""
        replies, history = "conversations.replies", "conversations.history"
        if not self._gate.free(replies) and self._gate.free(history):
            fields = {"channel": channel, "oldest": ts, "latest": ts, "inclusive": True}
            data = await self._gate.in_turn(history, partial(self.call, history, fields))
            found = [m for m in data.get("messages") or [] if isinstance(m, dict) and str(m.get("ts")) == ts]
            if not found or nothing_after(found[0], newest_known):
                return found
        return await self._gate.in_turn(replies, partial(self.messages, channel, thread_ts=ts))

    async def permalink(self, channel: ChannelId, ts: MessageTs) -> str:
        """A link to a message; empty when Slack will not give one."""
        data = await self.optional("chat.getPermalink", channel=channel, message_ts=ts)
        return str(data.get("permalink") or "") if data else ""

    # ------------------------------------------------------------ best effort

    async def react(self, channel: ChannelId, ts: MessageTs, name: str) -> None:
        """reactions.add; that it is there already is fine."""
        await self.optional("reactions.add", channel=channel, timestamp=ts, name=name)

    async def unreact(self, channel: ChannelId, ts: MessageTs, name: str) -> None:
        """reactions.remove; that it is gone already is fine."""
        await self.optional("reactions.remove", channel=channel, timestamp=ts, name=name)

    async def ephemeral(
        self, channel: ChannelId, user: UserId, text: str, blocks: Blocks, thread_ts: MessageTs | None = None
    ) -> bool:
        """chat.postEphemeral; whether Slack took it."""
        data = await self.optional(
            "chat.postEphemeral",
            channel=channel,
            user=user,
            text=text,
            blocks=blocks or None,
            thread_ts=thread_ts,
        )
        return data is not None

    async def respond(self, response_url: str, text: str, blocks: Blocks) -> bool:
        """Post to an interaction's response_url, ephemeral; whether Slack took it."""
        client = AsyncWebhookClient(response_url, timeout=self._client.timeout, retry_handlers=[])
        try:
            response = await client.send(text=text, blocks=blocks or None, response_type="ephemeral")
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError):
            return False
        return response.status_code == 200

    async def open_view(self, trigger_id: str, view: dict[str, Any]) -> bool:
        """views.open; whether the person sees it."""
        return await self.optional("views.open", trigger_id=trigger_id, view=view) is not None

    async def publish_home(self, user: UserId, view: dict[str, Any]) -> bool:
        """views.publish; whether Slack took it."""
        return await self.optional("views.publish", user_id=user, view=view) is not None


__all__ = ["Blocks", "ChannelFacts", "Identity", "Posted", "RawMessage", "SlackGateway", "carries"]
