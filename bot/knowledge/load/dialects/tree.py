"""Turns a text with tags into a tree, whatever was left open or closed twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.knowledge.load.dialects.tags import Tag, tags_of

VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "source", "col", "wbr", "area", "embed", "track", "base"})

# No author nests as deep; what writes the tree calls itself for each level.
_DEEPEST = 80


@dataclass(slots=True)
class Element:
    """A tag and what stands in it. `lone`: it was opened and never closed, so nothing stands in it for sure."""

    name: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)
    indent: int = 0
    source: str = ""
    lone: bool = False


def parsed(text: str) -> list[Element | str]:
    """The top-level texts and elements of a text. Every character of text is kept, in order."""
    root = Element("")
    open_: list[tuple[Element, Tag]] = [(root, Tag("", 0, 0))]
    at = 0
    deeper: Counter[str] = Counter()  # tags that are open below the deepest element, whose words are that element's
    for tag in tags_of(text):
        _say(open_[-1][0], text[at : tag.start])
        at = tag.end
        if deeper[tag.name] and tag.closing:
            deeper[tag.name] -= 1
            _say(open_[-1][0], "\n")
            continue
        if len(open_) > _DEEPEST and not (tag.closing or tag.void or tag.name.lower() in VOID):
            deeper[tag.name] += 1
            _say(open_[-1][0], "\n")
            continue
        if tag.closing:
            _close(open_, tag, text)
            continue
        element = Element(tag.name, tag.attributes, indent=_indent(text, tag.start), source=text[tag.start : tag.end])
        open_[-1][0].children.append(element)
        if not (tag.void or tag.name.lower() in VOID):
            open_.append((element, tag))
    _say(open_[-1][0], text[at:])
    while len(open_) > 1:
        _leave(open_)
    return root.children


def _say(element: Element, text: str) -> None:
    if text:
        element.children.append(text)


def _close(open_: list[tuple[Element, Tag]], tag: Tag, text: str) -> None:
    """Close the nearest element of that name, and what was left open in it; without one the tag is dropped."""
    if all(element.name != tag.name for element, _ in open_[1:]):
        return
    while open_[-1][0].name != tag.name:
        _leave(open_)
    element, opening = open_.pop()
    element.source = text[opening.start : tag.end]


def _leave(open_: list[tuple[Element, Tag]]) -> None:
    """An element that was never closed hands its content to the one around it."""
    element, _ = open_.pop()
    children, element.children, element.lone = element.children, [], True
    open_[-1][0].children.extend(children)


def _indent(text: str, start: int) -> int:
    line = text.rfind("\n", 0, start) + 1
    before = text[line:start].expandtabs(4)
    return len(before) if not before.strip() else len(before) - len(before.lstrip())
