"""Links to messages, as people paste them after a command."""

from __future__ import annotations

import re

from bot.domain.ids import ChannelId, MessageTs

_THREAD = re.compile(r"[?&]thread_ts=(\d{1,12}\.\d{1,8})(?=[&#]|$)", re.ASCII)
_LINK = re.compile(r"/archives/([A-Za-z0-9_-]{1,64})/p(\d{7,20})(?:[/?#]\S*)?(?=[\s>|)]|$)", re.ASCII)


def parse_link(text: str) -> tuple[ChannelId, MessageTs, str] | None:
    """Channel and ts of the first message link in a text, and the words around it; None where there is no link.

    A link writes `1700000000.000100` as `p1700000000000100`; a reply's own ts is in the path."""
    match = _LINK.search(text)
    if match is None:
        return None
    digits = match.group(2)
    start = text.rfind("http", 0, match.start())
    before = text[: start if start >= 0 else match.start()]
    words = f"{before.rstrip(' <')} {text[match.end() :].lstrip(' >|)')}".strip()
    return ChannelId(match.group(1)), MessageTs(f"{digits[:-6]}.{digits[-6:]}"), words


def thread_of_link(link: str) -> MessageTs | None:
    """The thread that the link to a reply names; None for any other link."""
    found = _THREAD.search(link)
    return MessageTs(found.group(1)) if found else None
