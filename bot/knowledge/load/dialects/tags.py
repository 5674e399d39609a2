"""Reads the tags of HTML and JSX: `<Tab title="Linux">`, `</Tab>`, `<img src={a} />`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

_NAME = re.compile(r"[A-Za-z][\w.:-]*")
_KEY = re.compile(r"[@#:*]?[A-Za-z_][\w.:@-]*")
_BARE = re.compile(r"[^\s\"'<>`={}]+")
_VOID_END = re.compile(r"/\s{0,9}>")
LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag at `start`..`end` of a text. Attributes without a text value are empty; a fragment has no name."""

    name: str
    start: int
    end: int
    attributes: Mapping[str, str] = field(default_factory=dict)
    closing: bool = False
    void: bool = False


def tags_of(text: str) -> Iterator[Tag]:
    """Every well-formed tag, in order; `a < b` and `<https://…>` are none."""
    braces = Braces(text)
    at = text.find("<")
    while at >= 0:
        tag = _tag(text, at, braces)
        if tag:
            yield tag
        at = text.find("<", tag.end if tag else at + 1)


def _tag(text: str, start: int, braces: Braces) -> Tag | None:
    if text.startswith(("<>", "</>"), start):
        closing = text[start + 1] == "/"
        return Tag("", start, start + (3 if closing else 2), closing=closing)
    closing = text.startswith("</", start)
    name = _NAME.match(text, start + 1 + closing)
    if name is None or name[0].endswith(":"):
        return None
    read = _attributes(text, name.end(), min(len(text), start + LONGEST), braces)
    if read is None:
        return None
    attributes, end, void = read
    return Tag(name[0], start, end, attributes, closing, void)


def _attributes(text: str, at: int, limit: int, braces: Braces) -> tuple[dict[str, str], int, bool] | None:
    """Attributes, the place after the tag, and whether it closes itself; None when this is no tag."""
    found: dict[str, str] = {}
    while at < limit:
        if text[at].isspace():
            at += 1
        elif text[at] == ">":
            return found, at + 1, False
        elif text[at] == "/" and (void := _VOID_END.match(text, at)):
            return found, void.end(), True
        elif text[at] == "{":
            end = braces.after(at, limit)
            if end is None:
                return None
            at = end
        else:
            key = _KEY.match(text, at)
            if key is None or not (text[at - 1].isspace() or text[at - 1] in "\"'}"):
                return None
            value = _value(text, key.end(), limit, braces)
            if value is None:
                return None
            found[key[0].lstrip(":")], at = value
    return None


def _value(text: str, at: int, limit: int, braces: Braces) -> tuple[str, int] | None:
    after = re.compile(r"\s*=\s*").match(text, at)
    if after is None:
        return "", at
    at = after.end()
    if at >= limit:
        return None
    if text[at] in "\"'":
        end = text.find(text[at], at + 1, limit)
        return None if end < 0 else (text[at + 1 : end], end + 1)
    if text[at] == "{":
        close = braces.after(at, limit)
        return None if close is None else (_said(text[at + 1 : close - 1]), close)
    bare = _BARE.match(text, at)
    return (bare[0], bare.end()) if bare else None


def _said(expression: str) -> str:
    """What an attribute's expression says: a string, a number, yes or no; the rest is program."""
    text = expression.strip()
    return text if text in ("true", "false") else literal(text) or ""


class Braces:
    """Finds the braces of one text that belong together. A brace that nothing closes is looked for to the end, so a
    text with many of them would be read as often: after a while no more are looked for. `looked` are characters."""

    def __init__(self, text: str, patience: int = 10 * LONGEST) -> None:
        self._text = text
        self._patience = patience
        self.looked = 0

    @property
    def patient(self) -> bool:
        """Whether it still looks."""
        return self._patience > 0

    def lose(self, looked: int) -> None:
        """So many characters were looked at for nothing."""
        self._patience -= looked

    def after(self, start: int, limit: int | None = None) -> int | None:
        """The place after the brace that closes the one at `start`; None where there is none, or no patience."""
        if not self.patient:
            return None
        limit = min(len(self._text), start + LONGEST) if limit is None else limit
        end = _balanced(self._text, start, limit)
        self.looked += (limit if end is None else end) - start
        if end is None:
            self.lose(limit - start)
        return end


def _balanced(text: str, start: int, limit: int) -> int | None:
    """Braces in strings do not count."""
    depth, at = 0, start
    while at < limit:
        sign = text[at]
        if sign in "\"'`" and (quoted := _quoted(text, at, limit)):
            at = quoted
            continue
        depth += (sign == "{") - (sign == "}")
        at += 1
        if depth == 0:
            return at
    return None


def _quoted(text: str, start: int, limit: int) -> int | None:
    # An apostrophe in words opens no string.
    if start and text[start] == "'" and text[start - 1].isalnum():
        return None
    at = start + 1
    while at < limit and (text[at] != "\n" or text[start] == "`"):
        if text[at] == "\\":
            at += 1
        elif text[at] == text[start]:
            return at + 1
        at += 1
    return None


def literal(expression: str) -> str | None:
    """What a JavaScript expression says if it is a string or a number; None for anything else."""
    text = expression.strip()
    if len(text) >= 2 and text[0] == text[-1] and text[0] in "\"'`" and text[0] not in text[1:-1] and "${" not in text:
        return text[1:-1]
    return text if re.fullmatch(r"-?\d+(?:\.\d+)?", text) else None
