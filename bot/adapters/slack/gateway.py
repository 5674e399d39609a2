"""Calls to Slack's Web API in our own words; what Slack refuses as a whole is remembered and done without."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.errors import NOT_AVAILABLE, to_ours
from bot.adapters.slack.limits import RateGate
from bot.domain import ChannelId, MessageTs, Person, PostId, TeamId, UserId
from bot.errors import PermanentError

log = logging.getLogger(__name__)

Blocks = list[dict[str, Any]]
RawMessage = dict[str, Any]  # ends in listeners.parse
PAGE = 200


@dataclass(frozen=True, slots=True)
class Identity:
    """Who we are, from auth.test. `team_id` is the installing team."""

    team_id: TeamId
    user_id: UserId
    bot_id: str
    url: str
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Posted:
    """Where a post landed."""

    channel: ChannelId
    ts: MessageTs


@dataclass(frozen=True, slots=True)
class ChannelFacts:
    """What Slack says of a channel."""

    id: ChannelId
    name: str
    is_ext_shared: bool
    is_member: bool


class SlackGateway:
    """One per app. Methods raise TransientError, UncertainError (posts) and PermanentError; those that return
    `None` for "Slack will not tell" never raise PermanentError."""

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
        """A call we can do without: None when Slack refuses it; a method that is not available is asked once."""
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
        )

    async def person(self, user: UserId) -> Person | None:
        """users.info; None when Slack will not tell."""
        data = await self.optional("users.info", user=user)
        found = data.get("user") if data else None
        if not isinstance(found, dict):
            return None
        raw_profile = found.get("profile")
        profile: dict[str, Any] = raw_profile if isinstance(raw_profile, dict) else {}
        name = profile.get("display_name") or found.get("real_name") or profile.get("real_name") or found.get("name")
        team = found.get("team_id")
        return Person(TeamId(team) if team else None, user, str(name or user), bool(found.get("is_bot")))

    async def channel(self, channel: ChannelId) -> ChannelFacts | None:
        """conversations.info; None when Slack will not tell."""
        data = await self.optional("conversations.info", channel=channel)
        found = data.get("channel") if data else None
        return _channel_facts(found) if isinstance(found, dict) else None

    async def joined_channels(self) -> tuple[ChannelFacts, ...] | None:
        """All channels Earnest is a member of; None when Slack will not tell."""
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
            facts.extend(_channel_facts(c) for c in data.get("channels") or [] if isinstance(c, dict))
            cursor = _next_cursor(data)
            if not cursor:
                return tuple(fact for fact in facts if fact.is_member)

    async def members(self, channel: ChannelId) -> frozenset[UserId] | None:
        """conversations.members; None when Slack will not tell."""
        found: set[UserId] = set()
        cursor: str | None = None
        while True:
            data = await self.optional("conversations.members", channel=channel, limit=PAGE, cursor=cursor)
            if data is None:
                return None
            found.update(UserId(str(user)) for user in data.get("members") or [])
            cursor = _next_cursor(data)
            if not cursor:
                return frozenset(found)

    # ------------------------------------------------------------ posts

    async def post(
        self,
        channel: str,
        text: str,
        blocks: Blocks,
        *,
        thread_ts: str | None = None,
        metadata: Mapping[str, object] | None = None,
    ) -> Posted:
        """chat.postMessage, without unfurling or link parsing. `channel` may be a #name."""
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
        return Posted(ChannelId(str(data.get("channel") or channel)), MessageTs(str(data.get("ts"))))

    async def update(
        self, channel: str, ts: str, text: str, blocks: Blocks, metadata: Mapping[str, object] | None = None
    ) -> None:
        """chat.update: the message becomes exactly this."""
        await self._gate.tier3("chat.update")
        fields = {"channel": channel, "ts": ts, "text": text, "blocks": blocks, "metadata": metadata}
        await self.call("chat.update", fields)

    async def find_post(
        self, channel: ChannelId, post_id: PostId, *, thread_ts: MessageTs | None, oldest: str | None
    ) -> MessageTs | None:
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
            data = await self.call(method, fields)
            for message in data.get("messages") or []:
                if isinstance(message, dict) and carries(message, post_id):
                    return MessageTs(str(message.get("ts")))
            cursor = _next_cursor(data)
            if not cursor:
                return None

    async def messages(
        self, channel: ChannelId, *, oldest: str | None = None, thread_ts: MessageTs | None = None, limit: int = PAGE
    ) -> list[RawMessage]:
        """A channel's history after `oldest`, or a thread; all pages, in Slack's order."""
        method = "conversations.replies" if thread_ts else "conversations.history"
        found: list[RawMessage] = []
        cursor: str | None = None
        while True:
            fields = {"channel": channel, "ts": thread_ts, "oldest": oldest, "limit": limit, "cursor": cursor}
            data = await self.call(method, fields)
            found.extend(m for m in data.get("messages") or [] if isinstance(m, dict))
            cursor = _next_cursor(data)
            if not cursor:
                return found

    async def permalink(self, channel: ChannelId, ts: MessageTs) -> str:
        """A link to a message; empty when Slack will not give one."""
        data = await self.optional("chat.getPermalink", channel=channel, message_ts=ts)
        return str(data.get("permalink") or "") if data else ""

    # ------------------------------------------------------------ best effort

    async def react(self, channel: ChannelId, ts: MessageTs, name: str) -> None:
        """reactions.add; that it is there already is fine."""
        await self.optional("reactions.add", channel=channel, timestamp=ts, name=name)

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

    async def open_view(self, trigger_id: str, view: dict[str, Any]) -> bool:
        """views.open; whether the person sees it."""
        return await self.optional("views.open", trigger_id=trigger_id, view=view) is not None

    async def publish_home(self, user: UserId, view: dict[str, Any]) -> bool:
        """views.publish; whether Slack took it."""
        return await self.optional("views.publish", user_id=user, view=view) is not None


def carries(message: RawMessage, post_id: PostId) -> bool:
    """Whether a message is the post with this id: by metadata, else by its first block's id."""
    metadata = message.get("metadata")
    payload = metadata.get("event_payload") if isinstance(metadata, dict) else None
    if isinstance(payload, dict) and payload.get("post_id") == post_id:
        return True
    blocks = message.get("blocks")
    first = blocks[0] if isinstance(blocks, list) and blocks else None
    return isinstance(first, dict) and first.get("block_id") == f"earnest:{post_id}"


def _next_cursor(data: dict[str, Any]) -> str | None:
    meta = data.get("response_metadata")
    return (str(meta.get("next_cursor") or "") or None) if isinstance(meta, dict) else None


def _channel_facts(raw: dict[str, Any]) -> ChannelFacts:
    return ChannelFacts(
        ChannelId(str(raw.get("id") or "")),
        str(raw.get("name") or ""),
        bool(raw.get("is_ext_shared")),
        bool(raw.get("is_member")),
    )


__all__ = ["Blocks", "ChannelFacts", "Identity", "Posted", "RawMessage", "SlackGateway", "carries"]
