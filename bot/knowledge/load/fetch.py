"""Reads text from http(s) addresses for the loaders."""

from __future__ import annotations

import asyncio

import aiohttp

from bot.errors import ConfigError, TransientError

_MOST_BYTES = 20_000_000
_DEADLINE_S = 30.0


def fetch_text(url: str) -> str:
    """The text behind an address, at most 20 MB, blocking. Raises ConfigError (refused, missing, not text) and
    TransientError (timeout, server error), both naming the address."""
    return asyncio.run(_fetch(url))


async def _fetch(url: str) -> str:
    timeout = aiohttp.ClientTimeout(total=_DEADLINE_S)
    try:
        async with aiohttp.ClientSession(timeout=timeout) as session, session.get(url, max_redirects=3) as response:
            if response.status >= 500 or response.status == 429:
                raise TransientError(f"{url} answered {response.status}: try again later")
            if response.status >= 400:
                raise ConfigError(f"{url} answered {response.status}: correct the address or make it readable")
            body = await response.content.read(_MOST_BYTES + 1)
            while len(body) <= _MOST_BYTES and (more := await response.content.read(_MOST_BYTES)):
                body += more
    except (aiohttp.ClientConnectionError, TimeoutError) as error:
        raise TransientError(f"{url} could not be reached ({type(error).__name__}): try again later") from error
    except (aiohttp.ClientError, ValueError) as error:
        raise ConfigError(f"{url} could not be read ({type(error).__name__}): correct the address") from error
    if len(body) > _MOST_BYTES:
        raise ConfigError(f"{url} is larger than {_MOST_BYTES // 1_000_000} MB: export a part of it")
    return body.decode("utf-8", "replace")
