"""Steps that belong together: half a procedure is no answer, and worse than none."""

from __future__ import annotations

import re

from bot.language.blocks import Kind, blocks
from bot.language.words import plain_text

_NUMBERED = re.compile(r"^[ \t]*(?:>[ \t]?)*(?:[-*+][ \t]+)?\d{1,9}[.)][ \t]", re.MULTILINE)
_ANNOUNCES = re.compile(
    r":$|\b(?:these|the following|following|below|next)\s+(?:\w+\s+){0,2}(?:steps?|instructions?|procedure|actions?)\b"
    r"[^.!?]{0,40}[.!]?$|\b(?:as follows|do the following)[.!]?$|\bfollow (?:the|these) (?:steps?|instructions?)\b"
    r"[^.!?]{0,40}[.!]?$",
    re.IGNORECASE,
)
_HEADED = re.compile(
    r"(?:(?:step|part|phase|stage|task)\s+#?)?(\d{1,2})(?:\s*[.):\u2013\u2014-]\s|\s*[.):]?$)"
    r"|(?:step|part|phase|stage|task)\s+#?(\d{1,2})\b",
    re.IGNORECASE,
)


def step_of_heading(heading: str) -> int:
    """The number of a section that is a step of a longer procedure ("Step 2: Invite", "3. Pay"); 0 where it is none."""
    found = _HEADED.match(heading.strip())
    return int(found[1] or found[2]) if found else 0


def announces(plain: str) -> bool:
    """Whether a sentence only says that something follows: "To move it, take these steps."."""
    return bool(_ANNOUNCES.search(plain.rstrip()))


def without_half(text: str, beginning: str) -> str:
    """`beginning`, with which `text` begins, less a procedure that it holds a part of, and less what announces that;
    where nothing else is left, what announces it stays."""
    if beginning == text or not _NUMBERED.search(text):
        return beginning
    lines = text.split("\n")
    whole = beginning.count("\n")  # lines that are there to their end
    if beginning.split("\n")[-1] == lines[whole]:
        whole += 1
    begun = beginning.count("\n") + bool(beginning.split("\n")[-1])
    found = blocks(lines)
    for number in sorted({block.procedure for block in found} - {0}):
        own = [place for place, block in enumerate(found) if block.procedure == number]
        if found[own[0]].start < begun and found[own[-1]].end > whole:
            at = own[0]
            while at and _leads(lines[found[at - 1].start : found[at - 1].end], found[at - 1].kind):
                at -= 1
            starts = (found[at].start, found[own[0]].start)
            return next((kept for start in starts if (kept := "\n".join(lines[:start]).rstrip())), "")
    return beginning


def _leads(lines: list[str], kind: Kind) -> bool:
    return kind is Kind.HEADING or (kind is Kind.SENTENCE and announces(plain_text(" ".join(lines))))
