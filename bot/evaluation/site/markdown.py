"""Makes Markdown again from a list of sentences with their headings."""

from __future__ import annotations

import re
from collections.abc import Sequence

Heading = tuple[str, str]  # the heading path "Limits > Exports", and the sentence
_MARKER = re.compile(r"\d{1,3}[.)]")
_LISTED = re.compile(r"(?:[-*+•]|\d{1,3}[.)])\s")
_BLOCK = re.compile(r"\||```|~~~|>")


def to_markdown(units: Sequence[Heading]) -> str:
    """The text whose sentences, list items, table rows and code these are. A number that stands alone marks the item
    after it; neighbouring rows are one table, and a table without a rule gets one under its first row."""
    parts: list[str] = []
    kind, marker, path = "", "", ""
    for heading, raw in units:
        text = raw.strip()
        if heading != path:
            parts.append(_headings(path, heading))
            path, kind, marker = heading, "", ""
        if _MARKER.fullmatch(text):
            marker = text
            continue
        text, marker = (f"{marker} {text}" if marker else text), ""
        before, kind = kind, _kind(text)
        parts.append(_gap(before, kind) + text)
        if kind == "row" and before != "row":
            parts.append("\n|" + "---|" * max(1, text.strip("|").count("|") + 1))
    return "".join(parts).strip()


def _kind(text: str) -> str:
    if text.startswith("|"):
        return "row"
    if _LISTED.match(text):
        return "item"
    return "block" if _BLOCK.match(text) else "sentence"


def _gap(before: str, kind: str) -> str:
    if before == kind == "sentence":
        return " "
    return "\n" if before == kind and kind in ("row", "item") else "\n\n"


def _headings(before: str, now: str) -> str:
    """The heading lines that lead from one path to the next."""
    old, new = before.split(" > "), now.split(" > ")
    shared = 0
    while shared < min(len(old), len(new)) - 1 and old[shared] == new[shared]:
        shared += 1
    levels = range(shared, len(new))
    return "".join(f"\n\n{'#' * min(6, level + 1)} {new[level]}" for level in levels if new[level])
