"""Replaces personal details in what people wrote, so that past conversations may be kept and shown."""

from __future__ import annotations

import re
from collections.abc import Iterable

_DETAILS = (
    # A mail address begins where a word does and several in a row are one, so that a long word is read but once.
    (re.compile(r"<mailto:[^<>]*>|(?<![\w.+-])(?:[\w.+-]+@[\w-]+(?:\.[\w-]+)+)+"), "[mail]"),
    (re.compile(r"<@[UW][A-Z0-9]+(?:\|[^<>]*)?>"), "[person]"),
    (re.compile(r"<?https?://[^\s>|]+(?:\|[^>]*)?>?"), "[address]"),
    (re.compile(r"\b(?:xox[a-z]-|xapp-|sk-|ghp_|AKIA)[\w-]{8,}"), "[secret]"),
    (re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b"), "[account]"),
    (re.compile(r"\b\d(?:[ -]?\d){12,18}\b"), "[card]"),
    (re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b"), "[ip]"),
    (
        re.compile(r"(?<![\w.])(?!\d{4}-\d\d-\d\d)\+?\(?\d{2,4}\)?(?:[ /-]\d{2,8}){2,5}\b|(?<!\w)\+\d{8,15}\b"),
        "[phone]",
    ),
)


def redacted(text: str, names: Iterable[str] = ()) -> str:
    """`text` with mail and web addresses, mentions, secrets, account, card and phone numbers replaced by what they are,
    and each of `names` (of two letters and more) by `[person]`."""
    for pattern, word in _DETAILS:
        text = pattern.sub(word, text)
    known = sorted({name for name in names if len(name) > 1}, key=len, reverse=True)
    if known:
        text = re.sub(rf"\b(?:{'|'.join(map(re.escape, known))})\b", "[person]", text, flags=re.IGNORECASE)
    return text
