"""Untrusted text made harmless for Slack: escaped, stripped of control forms, cut to size."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

MARK = " …(shortened)"

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_FORM_START = re.compile(r"<(?=[@#!]|[A-Za-z][A-Za-z0-9+.-]*:)")
_CALLS = re.compile(r"<(?=@[A-Z0-9]|#C[A-Z0-9]|!(?:channel|here|everyone|subteam|date)\b)")
_NOT_IN_LINKS = re.compile(r"[^!-~]|[<>|\"'`]")
_LINK = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d{1,5})?(?:[/?#](?:(?![<>|\"'`])[!-~])*)?", re.ASCII)


def esc(text: str) -> str:
    """The three escapes of mrkdwn, ampersand first; for text fields and mrkdwn objects only."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain(text: str) -> str:
    """Text for plain_text objects and rich text elements, which Slack does not parse.

    The bracket that would open a control form is replaced all the same, so that the text stays harmless wherever it is
    copied to; characters that reverse reading order, which can disguise a link, are dropped."""
    return _FORM_START.sub("‹", _CONTROL.sub("", text))


def code(text: str) -> str:
    """Code as it was written. Slack parses none of a rich text element; what would call people if it were copied into
    a message that is parsed is replaced all the same."""
    return _CALLS.sub("‹", _CONTROL.sub("", text))


def encoded(url: str) -> str:
    """An address whose path holds what a link may not: those characters as %XX, so that it is one working link."""
    return _NOT_IN_LINKS.sub(lambda found: quote(found.group(), safe="", errors="replace"), url.strip())


def fallback(text: str, limit: int = 3_500) -> str:
    """The top-level text of a message, escaped; chat.update refuses more than 4,000 characters."""
    cut = shorten(plain(text).strip(), limit)
    while size(escaped := esc(cut)) > limit:
        cut = shorten(cut.removesuffix(MARK), size(cut) * limit // size(escaped) - 1)
    return escaped


def size(text: str) -> int:
    """Length in UTF-16 units: Slack's unit is not documented, and this is never below Python's."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def shorten(text: str, limit: int) -> str:
    """At most `limit` UTF-16 units, cut between words where one ends nearby, never before a combining mark."""
    if size(text) <= limit:
        return text
    end, used, room = 0, 0, max(limit - size(MARK), 0)
    for end, ch in enumerate(text):  # noqa: B007
        used += size(ch)
        if used > room:
            break
    while end > 0 and (unicodedata.combining(text[end]) or text[end] in "\u200d\ufe0f"):
        end -= 1
    space = max(text.rfind(" ", end - 40, end), text.rfind("\n", end - 40, end)) if end > 80 else -1
    return (text[: space if space > 0 else end].rstrip() + MARK)[: max(limit, 0)]


def one_line(text: str, limit: int) -> str:
    """Text on one line, for headings, options and quotes."""
    return shorten(" ".join(plain(text).split()), limit)


def honest_url(url: str) -> str | None:
    """The URL if it is http(s), of ASCII and of sensible length, so that what is shown is where it leads; else None."""
    text = url.strip()
    return text if len(text) <= 600 and _LINK.fullmatch(text) else None


def find_links(text: str) -> list[tuple[int, int]]:
    """Where bare http(s) addresses stand in a text, without the punctuation that ends a sentence."""
    spans = []
    for match in _LINK.finditer(text):
        end = match.start() + len(match.group().rstrip(".,;:!?)]}*_"))
        spans.append((match.start(), end))
    return spans
