"""Whether a customer says that their question needs no answer any more."""

from __future__ import annotations

import re

from bot.classify.follow_ups.dissent import dissents
from bot.classify.follow_ups.patterns import any_of
from bot.classify.message_parts import tidy

_LONGEST = 25  # words; what goes on for longer tells something else as well
_WITHDRAWN = any_of("withdrawn.txt")
_WISH = re.compile(r"\?|\b(?:but|how|please|can you|could you|instead|rather)\b", re.IGNORECASE)


def withdraws(text: str) -> bool:
    """Whether a message that follows an open question takes it back, and asks nothing else."""
    said = tidy(text)
    found = _WITHDRAWN.search(said)
    if found is None or len(said.split()) > _LONGEST or dissents(said):
        return False
    return _WISH.search(said[: found.start()] + said[found.end() :]) is None
