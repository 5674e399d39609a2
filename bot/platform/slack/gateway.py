"""Slack's Web API with our own types and errors: who and where, posts, and what is best effort."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.domain import ChannelId, MessageTs, TeamId, UserId
from bot.errors import TransientError, UncertainError
from bot.platform.slack.errors import to_ours
from bot.platform.slack.facts import (
    Blocks,
    ChannelFacts,
    Identity,
    Posted,
    RawMessage,
    UserFacts,
    carries,
    channel_facts,
    next_cursor,
    user_facts,
)
from bot.platform.slack.reading import PAGE, Reading

log = logging.getLogger(__name__)


class SlackGateway(Reading):
    """One per app. Methods raise TransientError, UncertainError (posts) and PermanentError; those that return
    `None` when Slack refuses never raise PermanentError."""

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
            response.get("is_enterprise_install") is True,
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
        """All channels Earnest is a member of; None when Slack refuses. Raises TransientError.

        `users.conversations` lists these alone. `conversations.list`, for servers that do not know it, has every public
        channel of the workspace too, in more pages than a minute may have where there are thousands."""
        try:
            joined = await self._listed("users.conversations")
        except TransientError:
            joined = None
        if joined is not None:
            return tuple(replace(fact, is_member=True) for fact in joined)
        listed = await self._listed("conversations.list")
        return None if listed is None else tuple(fact for fact in listed if fact.is_member)

    async def _listed(self, method: str) -> list[ChannelFacts] | None:
        facts: list[ChannelFacts] = []
        cursor: str | None = None
        types = "public_channel,private_channel"
        while True:
            page = {"types": types, "exclude_archived": True, "limit": PAGE, "cursor": cursor}
            data = await self.optional(method, **page)
            found = data.get("channels") if data else None
            if not isinstance(found, list):
                return None
            facts.extend(channel_facts(c) for c in found if isinstance(c, dict))
            cursor = next_cursor(data or {}, cursor)
            if not cursor:
                return facts

    async def members(self, channel: ChannelId) -> frozenset[UserId] | None:
        """conversations.members; None when Slack refuses."""
        found: set[UserId] = set()
        cursor: str | None = None
        while True:
            data = await self.optional("conversations.members", channel=channel, limit=PAGE, cursor=cursor)
            if data is None:
                return None
            found.update(UserId(str(user)) for user in data.get("members") or [])
            cursor = next_cursor(data, cursor)
            if not cursor:
                return frozenset(found)

    # ------------------------------------------------------------ posts

    async def turn_to_post(self, channel: str, *, quick: bool = False) -> None:
        """Wait for the channel's next post: what could still forbid the post is best read after this wait. `quick`:
        before others that wait."""
        await self._gate.post(channel, quick=quick)

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
        if not data.get("ts"):  # without it the post can be neither changed nor taken away: it is looked for
            raise UncertainError("chat.postMessage: Slack's answer does not say where the message is")
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
