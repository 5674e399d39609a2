"""The blocks that a Markdown text is made of, as they were written, and the smallest parts each may be cut into."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

FRAMED = ("fence", "table")
_LINES = ("bullet_list", "ordered_list", "blockquote", "html_block")
_FENCE = re.compile(r"^[^\S\n]*(`{3,}|~{3,})")
_MARKER = re.compile(r"^[^\S\n]*(?:[-+*]|\d{1,9}[.)])(?: {1,4}|\t|$)")
_INTRODUCES = re.compile(r":\s*[*_`]*\s*$")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True, slots=True)
class MarkdownPart:
    """A block of Markdown as it was written. `leads`: it announces the block after it."""

    kind: str
    text: str
    leads: bool = False


def line_ends(text: str) -> str:
    """The text with the line ends that the parser counts by."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def parts_of(text: str) -> list[MarkdownPart]:
    """The blocks of a text with `line_ends`; what the parser makes nothing of, such as where links lead, is a block
    too."""
    lines, found, read = text.split("\n"), [], 0
    for token in _top(MarkdownIt("commonmark", {"html": False}).enable("table").parse(text)):
        start, end = token.map or (0, 0)
        found.append(MarkdownPart("paragraph", "\n".join(lines[read:start]).strip("\n")))
        body, read = "\n".join(lines[start:end]).rstrip(), end
        leads = token.type == "heading_open" or (token.type == "paragraph_open" and bool(_INTRODUCES.search(body)))
        found.append(MarkdownPart(token.type.removesuffix("_open"), body, leads))
    found.append(MarkdownPart("paragraph", "\n".join(lines[read:]).strip("\n")))
    return [part for part in found if part.text.strip()]


def _top(tokens: Sequence[Token]) -> Iterator[Token]:
    return (token for token in tokens if token.level == 0 and token.map is not None and token.nesting >= 0)


def is_code(text: str) -> bool:
    """Whether a piece of an answer is a block of code."""
    return _FENCE.match(text) is not None


def unfolded(part: MarkdownPart) -> list[MarkdownPart]:
    """A list that holds blocks of its own, such as code under a step, as its items' first lines and those blocks one
    after another; indented code in a fence, as it is code wherever it is cut; any other block as it is."""
    if part.kind == "code_block":
        return [MarkdownPart("fence", _fenced(part.text))]
    if not part.kind.endswith("_list"):
        return [part]
    made: list[MarkdownPart] = []
    for item in _items(part.text.split("\n")):
        first, *rest = item.split("\n")
        marker = _MARKER.match(first)
        inside = [line[min(len(marker.group()) if marker else 0, len(line) - len(line.lstrip())) :] for line in rest]
        inner = parts_of("\n".join([_MARKER.sub("", first), *inside]))
        if all(each.kind == "paragraph" for each in inner):
            made.append(MarkdownPart(part.kind, item))
            continue
        lead, *others = inner
        if lead.kind in FRAMED:
            made.append(MarkdownPart(part.kind, marker.group().rstrip() if marker else "", leads=True))
            others = inner
        else:
            made.append(MarkdownPart(part.kind, f"{marker.group() if marker else ''}{lead.text}", leads=True))
        made += [deeper for other in others for deeper in unfolded(other)]
    return made


def units_of(part: MarkdownPart) -> list[str]:
    """The smallest parts that a block may be cut into."""
    lines = part.text.split("\n")
    if part.kind == "fence":
        return lines[1:-1] if _closes(lines) else lines[1:]
    if part.kind == "table":
        return lines[2:]
    if part.kind.endswith("_list"):
        return _items(lines)
    if part.kind in _LINES:
        return lines
    return [unit for line in lines for unit in _sentences(line)]


def built(part: MarkdownPart, units: Sequence[str]) -> str:
    """Parts of a block as a block: code in a fence of its own, rows under the header."""
    lines = part.text.split("\n")
    if part.kind == "fence":
        mark = _FENCE.match(lines[0])
        return "\n".join([lines[0], *units, mark.group(1) if mark else "```"])
    if part.kind == "table":
        return "\n".join([*lines[:2], *units])
    return "\n".join(units) if part.kind in _LINES else "".join(units).strip("\n ")


def _fenced(indented: str) -> str:
    """Indented code between fences that it does not hold itself."""
    code = "\n".join(line[4:] if line[:4].isspace() else line.lstrip() for line in indented.split("\n"))
    ticks = max((len(found) for found in re.findall("`+", code)), default=0)
    fence = "`" * max(3, ticks + 1)
    return f"{fence}\n{code}\n{fence}"


def _closes(lines: Sequence[str]) -> bool:
    """Whether the last line ends the fence that the first began: a shorter row of ticks is part of the code."""
    opened, closing = _FENCE.match(lines[0]), _FENCE.match(lines[-1]) if len(lines) > 1 else None
    return bool(opened and closing) and lines[-1].strip().startswith(opened.group(1) if opened else "\n")


def _sentences(line: str) -> list[str]:
    """A line's sentences, each with the space after it; the last one with the line's end."""
    parts = [part for part in _SENTENCE_END.split(line) if part.strip()]
    return [f"{part} " for part in parts[:-1]] + [f"{part}\n" for part in parts[-1:]]


def _items(lines: Sequence[str]) -> list[str]:
    items: list[str] = []
    for line in lines:
        if items and (line[:1].isspace() or not line.strip() or not _MARKER.match(line)):
            items[-1] += f"\n{line}"
        else:
            items.append(line)
    return items
