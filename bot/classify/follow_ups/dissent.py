"""Whether a customer says that the answer they got did not help, was wrong, or was known to them."""

from __future__ import annotations

import re

from bot.classify.follow_ups.patterns import any_of
from bot.classify.message_parts import tidy

_READ = 600  # characters; what somebody thinks of an answer stands at the start
_WORDS_OF_A_BARE_NO = 6

_SIGNS = re.compile(r"\N{THUMBS DOWN SIGN}|[\N{SLIGHTLY FROWNING FACE}\N{WHITE FROWNING FACE}\N{CONFUSED FACE}]|:-?\(")
_BARE_NO = re.compile(
    r"(?:no+|nope|nah|nein|non|not? really|negative|wrong|incorrect|false|unfortunately not|sadly not)\b", re.I
)
_DISSENT, _CONTENT = any_of("dissent.txt"), any_of("content.txt")
# A question of its own about things that fail, or a condition, is no word on the answer.
_ASKS = re.compile(
    r"\W*(?:(?:and|but|so|ok|okay|also)\W+)*"
    r"(?:how (?:do|can|could|would|to|should|long|many|much|often)|what (?:happens|does|is|are|do|would)|which|who|when"
    r"|where (?:do|can|is|are)|can (?:i|we|you|somebody|someone)|could|would|is (?:there|it possible)|are there"
    r"|do (?:i|we|you)|does|will|may|why is the|if )\b",
    re.I,
)
_STILL_DISSENT = re.compile(
    r"\bsupposed to (?:help|work)\b|\bwhat if (?:that|this|it)\b|\bwhere is that supposed\b", re.I
)


def dissents(text: str) -> bool:
    """Whether a message that follows an answer says that it did not help. What asks something new does not."""
    said = tidy(text)[:_READ].strip()
    if _CONTENT.search(said):
        return False
    short = len(said.split()) <= _WORDS_OF_A_BARE_NO
    if short and _SIGNS.search(text):
        return True
    if not said or (_ASKS.match(said) and not _STILL_DISSENT.search(said)):
        return False
    return bool((short and _BARE_NO.match(said)) or _DISSENT.search(said))
