"""Takes secrets out of whatever is written: those that we hold, and whatever looks like one."""

from __future__ import annotations

import re
from collections.abc import Iterable

HIDDEN = "***"
SHORTEST = 6  # shorter ones would hide ordinary words
_LOOKS = re.compile(
    r"xox[a-z]-[\w-]+"  # Slack's tokens, https://docs.slack.dev/authentication/tokens
    r"|xapp-[\w-]+"
    r"|\bsk-[\w-]{8,}"  # keys of Anthropic's, and of servers that speak its API
    r"|(?<=://)[^/\s:@\"']+:[^/\s@\"']+(?=@)"  # who signs in to a database or a proxy
    r"|(?<=hooks\.slack\.com/)[\w/]+"  # response_url and webhooks are credentials
    r"|(?i:(?<=bearer )[\w.~+/=-]+)"
)


class Redaction:
    """Made with the secrets that the process holds."""

    def __init__(self, secrets: Iterable[str]) -> None:
        known = sorted({secret for secret in secrets if len(secret) >= SHORTEST}, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, known))) if known else None

    def applied(self, text: str) -> str:
        """The text without them."""
        if self._known is not None:
            text = self._known.sub(HIDDEN, text)
        return _LOOKS.sub(HIDDEN, text)
