"""What makes a sentence look as if it said something else than it does: hidden signs, letters that look alike, words
struck out, places joined by an ellipsis."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from bot.domain import Passage

# What shows nothing and is no part of how a script or an emoji is written: those joiners are left alone.
_HIDDEN = re.compile(
    "[\u00ad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_WORD = re.compile(r"[^\W\d_]+")
_STRUCK = re.compile(r"(?<![\w~])~{1,2}(?=[^\s~])[^~\n]*?(?<=[^\s~])~{1,2}(?![\w~])")
_CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)
_LEFT_OUT = re.compile(r"\w[\s,;.\"”’)]{0,4}(?:\.{3}|…|[\[(](?:\.{3}|…)[\])])[\s\"“‘(]{0,4}\w")
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE")


def disguised(text: str, cited: Sequence[Passage]) -> str:
    """What is disguised in a sentence and not in what it cites, in words; empty when nothing is."""
    told = "\n".join(passage.text for passage in cited)
    if any(sign not in told for sign in _HIDDEN.findall(text)):
        return "holds signs that show nothing"
    if odd := next((word for word in _WORD.findall(text) if word not in told and _mixed(word)), ""):
        return f"holds a word in letters of two alphabets ({odd})"
    prose = _CODE.sub(" ", text)
    if any(struck.group() not in told for struck in _STRUCK.finditer(prose)):
        return "strikes words out"
    if any(joined.group() not in told for joined in _LEFT_OUT.finditer(prose)):
        return "joins what stands apart in the source"
    return ""


def _mixed(word: str) -> bool:
    if word.isascii():
        return False
    named = (unicodedata.name(letter, "") for letter in word)
    return len({script for name in named for script in _SCRIPTS if name.startswith(script)}) > 1
