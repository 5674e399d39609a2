"""Notices that Slack will not have us any more: a token was revoked, or the app was removed from the workspace."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from bot.domain.telemetry import Event, Posted
from bot.errors import EarnestError, PermanentError
from bot.platform.slack.gateway import SlackGateway

# Codes after which no try of ours can succeed until a person acts (docs/slack.md, Methods).
FOR_GOOD = frozenset({"account_inactive", "invalid_auth", "token_expired", "token_revoked"})
LOOKS_EVERY_S = 60.0
SURE_AFTER_S = 1.0  # asked twice, for a server in between may have said it


class SignedOut:
    """One a bot. `connected`: whether the socket stands. `check_app` raises PermanentError where Slack refuses the
    app's own token, which only opens connections."""

    def __init__(
        self,
        slack: SlackGateway,
        connected: Callable[[], Awaitable[bool]],
        check_app: Callable[[], Awaitable[None]],
    ) -> None:
        self._slack = slack
        self._connected = connected
        self._check_app = check_app
        self._doubt = asyncio.Event()

    def hear(self, event: Event) -> None:
        """A refused post is a reason to look at once."""
        if isinstance(event, Posted) and event.code in FOR_GOOD:
            self._doubt.set()

    async def wait(self) -> PermanentError:
        """Returns when it is certain: what Slack said."""
        while True:
            try:
                async with asyncio.timeout(LOOKS_EVERY_S):
                    await self._doubt.wait()
            except TimeoutError:
                pass
            self._doubt.clear()
            if await self._refusal() is not None:
                await asyncio.sleep(SURE_AFTER_S)
                error = await self._refusal()
                if error is not None:
                    return error

    async def _refusal(self) -> PermanentError | None:
        try:
            await self._slack.identity()
            if not await self._connected():
                await self._check_app()
        except PermanentError as error:
            return error if error.code in FOR_GOOD else None
        except EarnestError:
            return None
        return None
