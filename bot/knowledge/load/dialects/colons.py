"""Rewrites what is written with colons as tags: `:::note Title`, `::card{title="A"}`, `:::tabs`, `:icon{name="x"}`."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.knowledge.load.dialects.components import Meaning, meaning_of
from bot.knowledge.load.dialects.tree import Element

_PROPS = r"\{(?:[^{}\n\"']|\"[^\"\n]*\"|'[^'\n]*'){0,300}\}"
_OPENING = re.compile(
    r"^(?P<indent>[ \t]*)(?P<mark>:{2,})(?P<space>[ \t]*)(?P<name>[A-Za-z][\w-]*)?(?:\[(?P<label>[^\]]*)\])?"
    rf"(?P<props>{_PROPS})?(?P<rest>.*)$"
)
_CLOSING = re.compile(r"^[ \t]*(?P<mark>:{2,})[ \t]*$")
# Words behind the closing colons, as some generators write them, stand after what is closed.
_CLOSED_WITH_WORDS = re.compile(r"^(?P<indent>[ \t]*)(?P<mark>:{3,})[ \t]+(?P<rest>[^\w\s:{].*)$")
_LEAF = re.compile(rf"^[ \t]*:[a-z][\w-]*(?:{_PROPS})?[ \t]*$")
_WITHIN = re.compile(rf"(?<![\w:/]):(?P<name>[a-z][\w-]*)(?:\[(?P<label>[^\]\n]*)\])?{_PROPS}")
_TAB = re.compile(r"^[ \t]*(?:==|@tab(?::active)?)[ \t]+(?:tab[ \t]+)?(?P<title>[^\n=]+?)[ \t]*$")
_SLOT = re.compile(r"^[ \t]*#[a-z][a-z-]*[ \t]*$")
_SET = re.compile(r"[:#]?([\w-]+)\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'}]+)")
_CLASS = re.compile(r"\{\s*\.([\w-]+)")
_LINE_OF_PROPS = re.compile(r"^\s*([\w-]+):\s*(.+?)\s*$")
_MOST_PROPS = 30
_TABS = frozenset({"tabs", "tab-set", "code-group", "code-tabs"})
_PLAIN = frozenset({"div", "include", "code", "video"})
_TAB_NAMES = frozenset({"tab", "tab-item", "tabs-item", "tabitem"})
_FOLDED = frozenset({"details", "collapse", "spoiler", "expand", "accordion"})


def opened(name: str, title: str = "", indent: str = "", others: Mapping[str, str] | None = None) -> str:
    """An opening tag on a line of its own."""
    every = ({"title": title} if title else {}) | dict(others or {})
    said = "".join(f' {key}="{html.escape(value, quote=True)}"' for key, value in every.items())
    return f"{indent}<{name}{said}>"


@dataclass(slots=True)
class _Open:
    """A container that is open: its colons, the name of its tag, its indentation; `mdc`: it may have slots."""

    mark: str
    name: str
    indent: str
    mdc: bool = False


@dataclass(slots=True)
class _Writing:
    out: list[str] = field(default_factory=list)
    open_: list[_Open] = field(default_factory=list)

    def leave(self, count: int) -> None:
        """Close the innermost containers."""
        for _ in range(count):
            one = self.open_.pop()
            self.out.append(f"{one.indent}</{one.name}>")

    def leave_tab(self) -> None:
        """Close the tab that a line alone has opened."""
        if self.open_ and not self.open_[-1].mark:
            self.leave(1)

    def close(self, mark: str) -> None:
        """Close the innermost container of so many colons, and what was left open in it."""
        self.leave_tab()
        same = next((n for n in reversed(range(len(self.open_))) if self.open_[n].mark == mark), None)
        if same is None and len(mark) > 2:
            same = len(self.open_) - 1
        if same is not None and self.open_:
            self.leave(len(self.open_) - same)


def colons_as_tags(lines: Sequence[str]) -> list[str]:
    """The lines with containers as tags; each tag is a line of its own. What is never closed ends with the text."""
    closed = _closed(lines)
    writing = _Writing()
    at = 0
    while at < len(lines):
        at = _line(lines, at, writing, closed)
    writing.leave(len(writing.open_))
    return writing.out


def _line(lines: Sequence[str], at: int, writing: _Writing, closed: frozenset[int]) -> int:
    """Write the line at `at`; where to go on."""
    line = lines[at]
    if ":" not in line and not writing.open_:
        writing.out.append(line)
        return at + 1
    closing, found = _CLOSING.match(line), _opening(line)
    if closing:
        writing.close(closing["mark"])
        return at + 1
    ended = None if found or not writing.open_ else _CLOSED_WITH_WORDS.match(line)
    if ended:
        writing.close(ended["mark"])
        writing.out += ["", ended["indent"] + ended["rest"]]
        return at + 1
    if found:
        props, after = _props(found, lines, at + 1)
        name, title = _named(found, props)
        if at in closed:
            writing.out.append(opened(name, title, found["indent"], props))
            writing.open_.append(_Open(found["mark"], name, found["indent"], mdc=True))
        return after
    if _LEAF.match(line):
        return at + 1  # a list of pages, a video: nothing that a reader of the text could use
    tabbed = any(one.name == "Tabs" for one in writing.open_)
    tab = _TAB.match(line) if tabbed else None
    if tab:
        writing.leave_tab()
        indent = writing.open_[-1].indent
        writing.out.append(opened("Tab", tab["title"], indent))
        writing.open_.append(_Open("", "Tab", indent))
    elif _SLOT.match(line) and writing.open_ and writing.open_[-1].mdc:
        writing.out.append("")
    else:
        writing.out.append(_WITHIN.sub(lambda found: found["label"] or "", line) if ":" in line else line)
    return at + 1


def _opening(line: str) -> re.Match[str] | None:
    """`::name{…}` without anything after it, or three colons and more with a name, a class or a title."""
    found = _OPENING.match(line) if "::" in line else None
    if found is None:
        return None
    if found["mark"] == "::":
        return found if found["name"] and not found["space"] and not found["rest"].strip() else None
    return found if found["name"] or found["props"] else None


def _closed(lines: Sequence[str]) -> frozenset[int]:
    """The openings that are containers: with two colons, those with an end of their own; the others are leaves."""
    waiting: list[int] = []
    found: set[int] = set()
    for at, line in enumerate(lines):
        closing = _CLOSING.match(line)
        if closing and closing["mark"] == "::" and waiting:
            found.add(waiting.pop())
        elif not closing and (opening := _opening(line)):
            if opening["mark"] == "::":
                waiting.append(at)
            else:
                found.add(at)
    return frozenset(found)


def _props(found: re.Match[str], lines: Sequence[str], after: int) -> tuple[dict[str, str], int]:
    """What is set in braces and, between two rules, on the lines below; and the first line after that."""
    props = {key: value.strip("\"'") for key, value in _SET.findall(found["props"] or "")}
    if after >= len(lines) or lines[after].strip() != "---":
        return props, after
    below = range(after + 1, min(len(lines), after + _MOST_PROPS))
    end = next((at for at in below if lines[at].strip() == "---"), None)
    if end is None:
        return props, after
    said = (_LINE_OF_PROPS.match(line) for line in lines[after + 1 : end])
    return props | {one[1]: one[2].strip("\"'") for one in said if one}, end + 1


def _named(found: re.Match[str], props: dict[str, str]) -> tuple[str, str]:
    """The name of the tag, and its title, which is taken out of `props`."""
    of_class = _CLASS.match(found["props"] or "")
    name = (found["name"] or (of_class[1] if of_class else "div")).casefold().removeprefix("callout-")
    title = found["label"] or re.sub(r"\{[^}]*\}", "", found["rest"]).strip().strip("\"'")
    title = title or props.pop("title", "") or props.pop("label", "")
    props.pop("title", "")
    if name in _TABS:
        return "Tabs", ""
    if name in _TAB_NAMES:
        return "Tab", title
    if name in _FOLDED:
        return "Section", title
    if name in _PLAIN:
        return ("Section" if title else "div"), title
    meaning = meaning_of(Element(name.removeprefix("u-").removeprefix("page-")))
    if meaning not in (Meaning.CONTENT, Meaning.NOTHING):
        return meaning.name.capitalize(), title
    if found["mark"] == "::" or found["props"]:
        return ("Section" if title else "div"), title
    return "Aside", title
