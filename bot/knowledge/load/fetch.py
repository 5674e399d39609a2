"""Reads text from http(s) addresses for the loaders."""

from __future__ import annotations

import asyncio
import gzip
import io
import zlib
from ipaddress import ip_address

import aiohttp
from yarl import URL

from bot.errors import ConfigError, TransientError

_MOST_BYTES = 20_000_000
_DEADLINE_S = 30.0
_MOST_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_GZIP = b"\x1f\x8b"


class GoneError(ConfigError):
    """The server says that there is nothing at this address (404, 410): whoever took it away meant it."""


def fetch_text(url: str) -> str:
    """The text behind an address, at most 20 MB, blocking; gzip is unpacked. Raises ConfigError (refused, missing,
    not text; GoneError among them) and TransientError (timeout, server error), all naming the address."""
    return asyncio.run(_fetch(url))


async def _fetch(url: str) -> str:
    timeout = aiohttp.ClientTimeout(total=_DEADLINE_S)
    try:
        async with aiohttp.ClientSession(timeout=timeout, trust_env=True) as session:
            at = URL(url)
            for _ in range(_MOST_REDIRECTS + 1):
                async with session.get(at, allow_redirects=False) as response:
                    if response.status in _REDIRECTS and "Location" in response.headers:
                        at = await _next(url, at, response.headers["Location"])
                        continue
                    _refuse(url, response.status)
                    body = await response.content.read(_MOST_BYTES + 1)
                    while len(body) <= _MOST_BYTES and (more := await response.content.read(_MOST_BYTES)):
                        body += more
                    return _decoded(url, body, response.charset or "utf-8")
        raise ConfigError(f"{url} leads in a circle of redirects: correct the address")
    except (aiohttp.ClientConnectionError, OSError, TimeoutError) as error:
        raise TransientError(f"{url} could not be reached ({type(error).__name__}): try again later") from error
    except (aiohttp.ClientError, ValueError) as error:
        raise ConfigError(f"{url} could not be read ({type(error).__name__}): correct the address") from error


async def _next(url: str, at: URL, location: str) -> URL:
    """Where a redirect leads. Another host may be anywhere but inside this network: what stands there would become an
    article, and whoever writes a site's redirects is not whoever runs Earnest. Raises ConfigError."""
    to = at.join(URL(location))
    if to.scheme not in ("http", "https") or not to.host:
        raise ConfigError(f"{url} leads to something that is no web address: correct the address")
    if to.host != at.host:
        found = await asyncio.get_running_loop().getaddrinfo(to.host, to.port or 443)
        if not all(ip_address(str(place[4][0]).partition("%")[0]).is_global for place in found):
            raise ConfigError(f"{url} leads into this network ({to.host}): name that address itself, if it is meant")
    return to


def _refuse(url: str, status: int) -> None:
    if status >= 500 or status == 429:
        raise TransientError(f"{url} answered {status}: try again later")
    if status in (404, 410):
        raise GoneError(f"{url} answered {status}: correct the address or make it readable")
    if status >= 400:
        raise ConfigError(f"{url} answered {status}: correct the address or make it readable")


def _decoded(url: str, body: bytes, charset: str) -> str:
    if body.startswith(_GZIP):
        try:
            with gzip.open(io.BytesIO(body)) as packed:
                body = packed.read(_MOST_BYTES + 1)
        except (OSError, EOFError, zlib.error) as error:
            raise ConfigError(f"{url} is packed and damaged ({type(error).__name__}): make it anew") from error
    if len(body) > _MOST_BYTES:
        raise ConfigError(f"{url} is larger than {_MOST_BYTES // 1_000_000} MB: export a part of it")
    try:
        return body.decode(charset, "replace")
    except LookupError:
        return body.decode("utf-8", "replace")
