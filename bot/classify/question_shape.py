"""Whether a stretch of text asks how something is done or whether it can be, rather than wishing or reporting it."""

from __future__ import annotations

import re

_END = re.compile(r"(?<=[.!?…])\s+|\n+|;\s+")
_LEAD = r"^\W*(?:(?:hi|hello|hey|and|so|but|also|ok|okay|please|pls|sorry|then|question|quick question|thanks)\b\W*)*"
_OPENS = re.compile(
    _LEAD + r"(?:how|where|which|what|when|why|who|whose|is|are|was|does|do|did|can|could|may|might|should|will|would"
    r"|has|have|any (?:way|chance|idea))\b",
    re.IGNORECASE,
)
_INSIDE = re.compile(
    r"\bhow (?:do|to|can|does|should|would|could|may|is|are)\b|\bwhere (?:do|can|is|are|should)\b"
    r"|\bis there (?:a|an|any)\b|\b(?:is it|it is|be) possible\b|\bwondering (?:if|how|whether)\b"
    r"|\b(?:want|wants|wanted|like|need|needs|trying|try|plan|planning|have) to (?:\w+ )?(?:set ?up|configure|enable"
    r"|install|integrate|implement|automate|create|build|add|define|customi[sz]e|deploy|display|show|export|import"
    r"|migrate)\b",
    re.IGNORECASE,
)


def clause_around(text: str, start: int, end: int) -> str:
    """The sentence of `text` that holds the characters from `start` to `end`."""
    ends = [found.end() for found in _END.finditer(text, 0, start)]
    after = _END.search(text, max(end, start + 1))
    return text[ends[-1] if ends else 0 : after.start() if after else len(text)].strip()


def asks(clause: str) -> bool:
    """True of "how do I remove the Google account?", false of "remove my account" and "I want to talk to an agent"."""
    return clause.rstrip().endswith("?") or bool(_OPENS.match(clause) or _INSIDE.search(clause))
