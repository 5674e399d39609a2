"""Prepares a customer's message for search: courtesy and markup removed."""

from __future__ import annotations

import re

_MARKUP = re.compile(r"<[@#!][^>]*>|<?https?://\S+>?|:[a-z0-9_+-]+:", re.IGNORECASE)
_COURTESY = re.compile(
    r"\b(?:hi|hello|hey|hiya|greetings|good (?:morning|afternoon|evening)|dear (?:team|all|support|sir|madam)|"
    r"thanks?(?: you)?(?: (?:so|very) much| a lot| in advance)?|many thanks|cheers|please|pls|plz|"
    r"(?:kind|best|warm) regards|sorry to bother(?: you)?|hope (?:you are|you're|all is) (?:well|fine))\b[\s,.!:]*",
    re.IGNORECASE,
)


def cleaned(text: str) -> str:
    """The message without greetings, thanks, mentions, emoji codes and addresses; itself when nothing else is left."""
    rest = re.sub(r"\s+", " ", _COURTESY.sub(" ", _MARKUP.sub(" ", text))).strip(" ,.!-")
    return rest or re.sub(r"\s+", " ", text).strip()
