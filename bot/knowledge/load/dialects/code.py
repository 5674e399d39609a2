"""Sets code aside before markup is rewritten and puts it back after: what looks like a tag in code is code."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

# Characters for private use: no text that people write holds them, and white space rules leave them alone.
BLOCK_OPEN, BLOCK_CLOSE = "\ue000", "\ue001"
SPAN_OPEN, SPAN_CLOSE = "\ue002", "\ue003"
BLOCK = re.compile(
    rf"^(?P<indent>[ \t]*)(?P<lead>(?:> ?)*){BLOCK_OPEN}(?P<number>\d+){BLOCK_CLOSE}[ \t]*$", re.MULTILINE
)
# A block that is the first thing in an entry of a list.
LISTED = re.compile(
    rf"^(?P<lead>[ \t]*(?:[-*+]|\d{{1,9}}[.)])[ \t]+){BLOCK_OPEN}(?P<number>\d+){BLOCK_CLOSE}[ \t]*$", re.MULTILINE
)
SPAN = re.compile(rf"{SPAN_OPEN}(\d+){SPAN_CLOSE}")
_MANY = 3  # lines after a fence's first: one line of code reads as well within the entry
_OURS = re.compile("[\ue000-\ue01f]")
_FENCE = re.compile(
    r"^(?P<indent>[ \t]*)(?P<lead>(?:> ?)*)(?P<list>(?:[-*+]|\d{1,9}[.)])[ \t]+)?"
    r"(?P<mark>`{3,}|~{3,})(?P<info>[^`\n]*)$"
)
_TAG = re.compile(r"[ \t]*(?:</?[A-Za-z]|\{[%{]|:::)")
_SHORT = 30  # lines
_TICKS = re.compile(r"(?<![\\`])(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_INDENTED = re.compile(r"(?:    |\t)")
_OPENS_INDENTED = re.compile(r"\s*(?:[-*+]\s|\d{1,9}[.)]\s|!!!|\?\?\?|===|:{2,}|<|\{[%{]|\[\^|: )|.*(?:>|%\}|\}\})\s*$")


@dataclass(slots=True)
class Shelf:
    """The pieces of code of one text, in order. `blocks` are fences without indentation, `spans` keep their ticks."""

    blocks: list[str] = field(default_factory=list)
    spans: list[str] = field(default_factory=list)

    def block(self, language: str, code: str) -> str:
        """Keep a block of code; what stands for it, a line of its own."""
        mark = "````" if "```" in code else "```"
        self.blocks.append(f"{mark}{language}\n{code.rstrip()}\n{mark}")
        return f"{BLOCK_OPEN}{len(self.blocks) - 1}{BLOCK_CLOSE}"

    def span(self, code: str) -> str:
        """Keep a piece of code within a line; what stands for it."""
        words = " ".join(code.split())
        ticks = "``" if "`" in words else "`"
        self.spans.append(f"{ticks} {words} {ticks}" if "`" in words else f"{ticks}{words}{ticks}")
        return f"{SPAN_OPEN}{len(self.spans) - 1}{SPAN_CLOSE}"


def set_aside(text: str, *, indented_code: bool) -> tuple[str, Shelf]:
    """The text with every piece of code replaced by a mark, and the pieces. MDX has no `indented_code`."""
    shelf = Shelf()
    text = _fences(_OURS.sub("", text), shelf)
    if indented_code:
        text = _indented(text, shelf)
    # A span ends with its paragraph: a lone tick in one must not swallow the next.
    parts = re.split(r"(\n[ \t]*\n)", text)
    parts = [_TICKS.sub(lambda found: _kept_span(found, shelf), part) for part in parts]
    return "".join(parts), shelf


def put_back(text: str, shelf: Shelf) -> str:
    """The text with its code again; a block takes the indentation of the line that stands for it."""

    def block(found: re.Match[str]) -> str:
        lead = found["indent"] + found["lead"]
        return "\n".join(f"{lead}{line}".rstrip() for line in shelf.blocks[int(found["number"])].split("\n"))

    def listed(found: re.Match[str]) -> str:
        first, *rest = shelf.blocks[int(found["number"])].split("\n")
        if len(rest) < _MANY:
            return found[0]
        return "\n".join([found["lead"] + first, *(" " * len(found["lead"]) + line if line else "" for line in rest)])

    text = LISTED.sub(listed, BLOCK.sub(block, text))
    # In a table's cell, or after words in one line, a block is a span.
    text = re.sub(rf"{BLOCK_OPEN}(\d+){BLOCK_CLOSE}", lambda found: _in_line(shelf.blocks[int(found[1])]), text)
    return SPAN.sub(lambda found: shelf.spans[int(found[1])], text)


def bare(span: str) -> str:
    """What a piece of code within a line says, without its ticks."""
    ticks = len(span) - len(span.lstrip("`"))
    return span[ticks : len(span) - ticks].strip()


def _in_line(block: str) -> str:
    code = " ".join(" ".join(block.split("\n")[1:-1]).split())
    return f"`{code}`" if "`" not in code else f"`` {code} ``"


def _kept_span(found: re.Match[str], shelf: Shelf) -> str:
    if BLOCK_OPEN in found[2]:
        return found[0]
    shelf.spans.append(found[0])
    return f"{SPAN_OPEN}{len(shelf.spans) - 1}{SPAN_CLOSE}"


def _fences(text: str, shelf: Shelf) -> str:
    lines = text.split("\n")
    out: list[str] = []
    at = 0
    open_: set[str] = set()  # marks that nothing closes any more
    while at < len(lines):
        opening = _FENCE.match(lines[at])
        end = _closing(lines, at, opening) if opening and opening["mark"] not in open_ else None
        if opening and end is None:
            open_.add(opening["mark"])
            end = _short_rest(lines, at)
        if opening is None or end is None:
            out.append(lines[at])
            at += 1
            continue
        width = len((opening["indent"] + (opening["list"] or "")).expandtabs(4))
        body = [_less(line, width, opening["lead"]) for line in lines[at + 1 : end]]
        mark = shelf.block(_language(opening["info"]), "\n".join(body))
        out.append(f"{opening['indent']}{opening['lead']}{opening['list'] or ''}{mark}")
        at = end + 1
    return "\n".join(out)


def _closing(lines: list[str], start: int, opening: re.Match[str]) -> int | None:
    mark = opening["mark"]
    close = re.compile(rf"^[ \t]*(?:> ?)*{re.escape(mark[0])}{{{len(mark)},}}[ \t]*$")
    for at in range(start + 1, len(lines)):
        if close.match(lines[at]):
            return at
    return None


def _short_rest(lines: list[str], start: int) -> int | None:
    """The end of the text for a fence that nothing closes, as every reader of Markdown has it, where little follows.
    Else it is prose after all, for the rest of an article must not turn into code."""
    rest = lines[start + 1 : start + 2 + _SHORT]
    if len(rest) > _SHORT or any(_FENCE.match(line) or _TAG.match(line) for line in rest):
        return None
    return len(lines)


def _less(line: str, width: int, lead: str) -> str:
    if lead:
        line = re.sub(r"^[ \t]*(?:> ?)*", "", line, count=1)
    kept = line.expandtabs(4) if line[:1] == "\t" else line
    return kept[min(width, len(kept) - len(kept.lstrip(" "))) :]


def _language(info: str) -> str:
    """The name of the language alone: titles, line numbers and attributes are markup."""
    found = re.match(r"\s*\{?\.?([\w+#.-]+)", info)
    return found[1] if found and "=" not in found[1] else ""


def _indented(text: str, shelf: Shelf) -> str:
    lines = text.split("\n")
    out: list[str] = []
    at = 0
    inside = False  # below a list item, an admonition or a tag, indentation is theirs
    while at < len(lines):
        line = lines[at]
        if not inside and _INDENTED.match(line) and line.strip() and (not out or not out[-1].strip()):
            end = at
            while end < len(lines) and (_INDENTED.match(lines[end]) or not lines[end].strip()):
                end += 1
            while not lines[end - 1].strip():
                end -= 1
            out.append(shelf.block("", "\n".join(_INDENTED.sub("", each, count=1) for each in lines[at:end])))
            at = end
            continue
        if line.strip() and not line[0].isspace():
            inside = bool(_OPENS_INDENTED.match(line))
        out.append(line)
        at += 1
    return "\n".join(out)
