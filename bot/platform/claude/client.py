"""Opens the Anthropic client for one app and closes it with it."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx2
from anthropic import AsyncAnthropic

from bot.errors import ConfigError
from bot.settings import Settings

Client = AsyncAnthropic
PUBLIC_ADDRESS = "https://api.anthropic.com"


def require_key(settings: Settings) -> str:
    """The API key. Raises ConfigError at start, because the SDK itself notices a missing key only at the first call."""
    key = settings.anthropic_api_key.get_secret_value().strip() if settings.anthropic_api_key else ""
    if not key:
        raise ConfigError(
            "ANTHROPIC_API_KEY: missing, and LLM_ENGINE=claude needs it; set it in .env, or use extractive"
        )
    if not key.isascii() or not key.isprintable() or " " in key:
        raise ConfigError("ANTHROPIC_API_KEY: holds characters that no key has; copy it again from the console")
    return key


def address(settings: Settings) -> str:
    """The server's root. The SDK appends /v1/messages, so a /v1 that was written anyway is taken off."""
    written = (settings.anthropic_base_url or PUBLIC_ADDRESS).strip().rstrip("/").removesuffix("/v1")
    if not written.startswith(("https://", "http://")):
        raise ConfigError(f"ANTHROPIC_BASE_URL: {written!r} must start with https:// or http://")
    return written


@asynccontextmanager
async def open_client(settings: Settings, deadline_s: float = 30.0) -> AsyncIterator[AsyncAnthropic]:
    """A client with explicit key and address, so that no profile on the machine takes part.

    The SDK's own retries are off: it obeys a retry-after of any length. Raises ConfigError."""
    async with AsyncAnthropic(
        api_key=require_key(settings),
        base_url=address(settings),
        max_retries=0,
        timeout=httpx2.Timeout(deadline_s, connect=min(5.0, deadline_s)),
    ) as client:
        yield client


def opaque(settings: Settings, account: str) -> str:
    """A stable hash of an account for `metadata.user_id`; keyed, so that nobody can guess names back from it."""
    return hmac.new(require_key(settings).encode(), account.encode(), hashlib.sha256).hexdigest()
