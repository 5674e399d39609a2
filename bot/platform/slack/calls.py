"""One call of Slack's Web API with our own errors; a method that Slack refuses as a whole is not asked again."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import PermanentError
from bot.platform.slack.errors import NOT_AVAILABLE, to_ours
from bot.platform.slack.limits import RateGate

log = logging.getLogger(__name__)


class WebCalls:
    """One Web API call at a time. Methods raise TransientError, UncertainError (posts) and PermanentError; those that
    return `None` when Slack refuses never raise PermanentError."""

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
