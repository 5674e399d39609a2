"""Untrusted text between tags of ours, which it can neither close nor open."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.domain import Utterance

_TAGS = (
    "conversation|turn|summary|account|customer_message|finding|first_try|asked_before|upset|passage|sentence|sentences"
)
_OUR_TAG = re.compile(rf"<(?=\s*/?\s*(?:{_TAGS})\b)", re.IGNORECASE)
_QUESTION_CHARS = 12_000
TURN_CHARS = 4_000
_ROLES = {"customer": "customer", "earnest": "us", "staff": "staff"}


def safe(text: str, limit: int = _QUESTION_CHARS) -> str:
    """Text that cannot close or open one of our tags, is valid Unicode, and is at most about `limit` characters:
    of a longer one the middle is left out, since a question tends to stand at either end."""
    valid = text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")
    if len(valid) > limit:
        head = limit * 2 // 3
        valid = f"{valid[:head]}\n[... left out ...]\n{valid[-(limit - head) :]}"
    return _OUR_TAG.sub("‹", valid)


def conversation(turns: Iterable[Utterance]) -> str:
    """Earlier turns between tags, oldest first; empty when there are none."""
    lines = [
        f'<turn by="{_ROLES.get(turn.role, "customer")}">\n{safe(turn.text, TURN_CHARS)}\n</turn>'
        for turn in turns
        if turn.text.strip()
    ]
    return "\n".join(("<conversation>", *lines, "</conversation>")) if lines else ""


def customer_message(text: str) -> str:
    """The message to work on, between tags."""
    return f"<customer_message>\n{safe(text)}\n</customer_message>"
