"""Gives the headings that came from tags their level, and tells where such a section ends."""

from __future__ import annotations

import re

from bot.knowledge.load.dialects.code import BLOCK_OPEN
from bot.knowledge.load.dialects.lines import HEADING, ITEM, indent_of

OPEN, OPEN_END, CLOSE = "\ue010", "\ue011", "\ue012"
_OPENS = re.compile(rf"^(?P<indent>\s*){OPEN}(?P<title>.*?){OPEN_END}\s*$")
_STRAY = re.compile(f"[{OPEN}{OPEN_END}{CLOSE}]")
# A reference definition that nothing refers to: no Markdown reader shows it. See `knowledge.markdown_blocks`.
END_OF_SECTION = "[//]: # (level {level})"
_DEEPEST = 6


def section(title: str, content: str) -> str:
    """A titled piece, as lines that `headed` turns into a heading."""
    words = " ".join(title.split())
    return f"\n\n{OPEN}{words}{OPEN_END}\n\n{content.strip(chr(10))}\n\n{CLOSE}\n\n" if words else f"\n\n{content}\n\n"


def headed(text: str) -> str:
    """Headings one level below the one they stand under; in a list's item, where no heading can stand, bold words."""
    out: list[str] = []
    open_: list[int | None] = []  # levels of the sections that are open; None in a list
    level, list_at = 0, -1
    for line in text.split("\n"):
        opening, heading = _OPENS.match(line), HEADING.match(line)
        in_list = list_at >= 0 and indent_of(line) > list_at
        if line.strip() == CLOSE:
            ended = open_.pop() if open_ else None
            if ended is not None:
                level = ended - 1
                out.append(END_OF_SECTION.format(level=level))
        elif opening and in_list:
            open_.append(None)
            out.append(f"{opening['indent']}**{opening['title'].strip('*')}**")
        elif opening:
            level = min(_DEEPEST, max(level, 1) + 1)
            open_.append(level)
            list_at = -1
            out.append("#" * level + " " + opening["title"])
        elif heading:
            depth = sum(each is not None for each in open_)
            own = min(_DEEPEST, len(heading["signs"]) + depth) if depth else len(heading["signs"])
            floor = max((each for each in open_ if each is not None), default=0)
            level = max(own, min(_DEEPEST, floor + 1)) if depth else own
            list_at = -1
            out.append("#" * level + " " + _STRAY.sub("", heading["title"]))
        else:
            list_at = _list_at(line, list_at)
            out.append(_STRAY.sub("", _entitled(line) if "#" in line else line))
    return "\n".join(out)


def _entitled(line: str) -> str:
    """An entry of a list whose words are a heading: bold, for it names the entry and not what stands below the list."""
    item = ITEM.match(line)
    found = HEADING.match(item["text"]) if item else None
    if item is None or found is None or not found["title"]:
        return line
    return f"{item['indent']}{item['mark']}{item['space']}**{found['title'].strip('*')}**"


def _list_at(line: str, before: int) -> int:
    """Where the list that a line belongs to begins; -1 when it belongs to none."""
    if not line.strip():
        return before
    width = indent_of(line)
    if ITEM.match(line):
        return min(before, width) if before >= 0 and width > before else width
    return before if before >= 0 and (width > before or (BLOCK_OPEN in line and width >= before > 0)) else -1
