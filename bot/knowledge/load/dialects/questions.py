"""Makes headings of what readers take for one: a question in bold, `Q:`, a bullet that asks, a line that is bold."""

from __future__ import annotations

import re

from bot.knowledge.load.dialects.lines import HEADING, ITEM, indent_of
from bot.knowledge.load.dialects.sections import CLOSE, OPEN

_BOLD = re.compile(r"^ {0,3}(?:\*\*|__)(?P<title>[^*_\n]+?)(?:\*\*|__)\s*(?P<after>[:?]?)\s*$")
_ASKED = re.compile(r"^ {0,3}(?:\*\*|__)?Q(?:uestion)?\s?\d*\s?[.:)](?:\*\*|__)?\s*(?P<title>.+?)(?:\*\*|__)?\s*$")
_ANSWERED = re.compile(r"^ {0,3}(?:\*\*|__)?A(?:nswer)?\s?\d*\s?[.:)](?:\*\*|__)?\s+(?P<text>\S.*?)$")
_BULLET = re.compile(r"^(?P<lead>(?:\*\*|__)?)(?P<title>[^*_\n]*?\?)(?P=lead)[:.]?\s*(?P<rest>.*)$")
_MOST_WORDS = 10
_DEEPEST = 6


def questions_as_headings(text: str) -> str:
    """One level below the heading that they stand under; a list that only names questions stays a list."""
    lines = text.split("\n")
    out: list[str] = []
    level = asking = 0
    at = 0
    while at < len(lines):
        line = lines[at]
        heading = HEADING.match(line)
        if heading:
            level, asking = len(heading["signs"]), 0
        title = _title(lines, at)
        bullet = None if title or (at and OPEN in lines[at - 1]) else _bullet(lines, at)
        if bullet:
            asking = asking or min(_DEEPEST, max(level, 1) + 1)
            asked, answer, at = bullet
            out.extend(["", "#" * asking + " " + asked, "", *answer, ""])
            continue
        if title:
            asking = asking or min(_DEEPEST, max(level, 1) + 1)
            out.extend(["", "#" * asking + " " + title, ""])
        else:
            answered = _ANSWERED.match(line) if asking else None
            out.append(answered["text"] if answered else line)
        asking = 0 if line.strip() == CLOSE else asking
        at += 1
    return "\n".join(out)


def _title(lines: list[str], at: int) -> str:
    """What this line says as a heading; empty when it is none. It must stand alone, with words below it."""
    asked = _ASKED.match(lines[at])
    if asked and asked["title"].rstrip("*_ ").endswith("?"):
        return asked["title"].strip("*_ ")
    bold = _BOLD.match(lines[at])
    if bold is None or (at and lines[at - 1].strip()):
        return ""
    title = (bold["title"] + bold["after"].replace(":", "")).strip().rstrip(":")
    alone = at + 1 < len(lines) and not lines[at + 1].strip()
    follows = next((line for line in lines[at + 1 :] if line.strip()), "")
    if not follows or HEADING.match(follows) or follows.strip() == CLOSE:
        return ""
    if title.endswith("?"):
        return title
    names = alone and len(title.split()) <= _MOST_WORDS and title[-1] not in ".!,;" and not _BOLD.match(follows)
    return title if names else ""


def _bullet(lines: list[str], at: int) -> tuple[str, list[str], int] | None:
    """The question of a bullet, the answer below it or after it, and where it ends."""
    item = ITEM.match(lines[at])
    if item is None or item["indent"] or item["mark"][0].isdigit():
        return None
    asked = _BULLET.match(item["text"])
    if asked is None or len(asked["title"].split()) < 3:
        return None
    if asked["rest"] and not asked["lead"]:
        return None
    end = at + 1
    while end < len(lines) and (not lines[end].strip() or indent_of(lines[end]) >= 2):
        end += 1
    inner = lines[at + 1 : end]
    width = min((indent_of(line) for line in inner if line.strip()), default=0)
    answer = [line[width:] for line in inner]
    if asked["rest"]:
        answer = [asked["rest"], *answer]
    return (asked["title"].strip(), answer, end) if any(line.strip() for line in answer) else None
