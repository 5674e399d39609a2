"""What a line of Markdown is: its indentation, a list's item, a heading."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator

ITEM = re.compile(r"^(?P<indent>\s*)(?P<mark>[-*+]|\d{1,9}[.)])(?P<space>\s+)(?P<text>\S.*)$")
HEADING = re.compile(r"^ {0,3}(?P<signs>#{1,6})\s+(?P<title>.*?)\s*#*\s*$")


def replaced(pattern: re.Pattern[str], by: str | Callable[[re.Match[str]], str], text: str, *closes: str) -> str:
    """`pattern.sub`, but not behind the last of `closes`, without one of which the pattern matches nothing: to look
    for an end that is not there would read the rest of the text anew for each sign that opens."""
    if closes == ("",):
        return pattern.sub(by, text)
    end = max((at + len(close) for close in closes if (at := text.rfind(close)) >= 0), default=0)
    # Blanks and a bracket may follow the last sign.
    end = min(len(text), end + 20) if end else 0
    return pattern.sub(by, text[:end]) + text[end:]


def between(
    text: str, opening: re.Pattern[str], closing: re.Pattern[str], by: Callable[[re.Match[str], str], str]
) -> str:
    """The text with each piece from an opening to the next closing written by `by`, which is given the opening and what
    stands inside. With a group `name` in both, the closing has the opening's. An opening that nothing closes stays.

    Each pattern reads the text once, so the time grows with the text, however many openings are never closed."""
    ends: dict[str, list[tuple[int, int]]] = {}
    for found in closing.finditer(text):
        ends.setdefault(found.groupdict().get("name", ""), []).append(found.span())
    out, at = [], 0
    for found in opening.finditer(text) if ends else ():
        closings = ends.get(found.groupdict().get("name", ""), [])
        number = bisect_left(closings, (found.end(), 0))
        if found.start() < at or number == len(closings):
            continue
        start, end = closings[number]
        out += [text[at : found.start()], by(found, text[found.end() : start])]
        at = end
    return "".join([*out, text[at:]])


def indent_of(line: str) -> int:
    """Columns of white space before the first word."""
    text = line.expandtabs(4)
    return len(text) - len(text.lstrip())


def flattened(text: str) -> str:
    """The text with indentation only where a list gives it a meaning: tags around words are gone by now, and the
    indentation that their author gave them would turn words into code."""
    out: list[str] = []
    strip, list_at = 0, -1
    for chunk in _chunks(text.split("\n")):
        if not chunk[0].strip():
            out.append("")
            continue
        first = indent_of(chunk[0])
        goes_on = list_at >= 0 and (first > list_at or (first == list_at and ITEM.match(chunk[0])))
        if not goes_on:
            item = next((line for line in chunk if ITEM.match(line)), None)
            strip = min(map(indent_of, chunk))
            list_at = indent_of(item) if item else -1
        out.extend(_less(line, strip) for line in chunk)
    return "\n".join(out)


def _chunks(lines: list[str]) -> Iterator[list[str]]:
    chunk: list[str] = []
    for line in lines:
        if line.strip():
            chunk.append(line)
            continue
        if chunk:
            yield chunk
        chunk = []
        yield [""]
    if chunk:
        yield chunk


def _less(line: str, width: int) -> str:
    text = line.expandtabs(4) if line[:1].isspace() else line
    return text[min(width, indent_of(text)) :]
