"""Reads Slack's clock from the Date header that every answer carries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.platform.slack.errors import to_ours

# The header has whole seconds: on average it is half a second behind the moment it was written.
_ROUNDING = timedelta(seconds=0.5)


async def clock_skew_s(client: AsyncWebClient, now: Callable[[], datetime]) -> float | None:
    """Our clock minus Slack's in seconds, good to about a second; None when the answer has no date.

    A refused token does: the refusal carries the header too. Raises TransientError when Slack cannot be reached."""
    before = now()
    try:
        headers = (await client.auth_test()).headers
    except SlackApiError as error:
        headers = getattr(error.response, "headers", None) or {}
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
        raise to_ours("auth.test", error, effect=False) from error
    middle = before + (now() - before) / 2
    theirs = _date_of(headers)
    return None if theirs is None else (middle - theirs - _ROUNDING).total_seconds()


def _date_of(headers: Mapping[str, object]) -> datetime | None:
    written = next((value for name, value in headers.items() if name.lower() == "date"), None)
    text = written[0] if isinstance(written, list) and written else written
    try:
        found = parsedate_to_datetime(str(text))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
