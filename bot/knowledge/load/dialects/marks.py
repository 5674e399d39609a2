"""Resolves the small marks that a site's generator would: footnotes, icons, rules, entities, terms, highlights."""

from __future__ import annotations

import html
import re
import textwrap

from bot.knowledge.load.dialects.code import Shelf

_ICON = re.compile(r":(?:material|fontawesome|octicons|simple|twemoji|lucide)-[\w-]+:[ \t]?")
# What belongs to a note or a term's definition is indented below it.
_BELOW = r"(?P<body>.*(?:\n(?:[ \t]{2,}\S.*|[ \t]*(?=\n(?:\t|  {2,})\S)))*)"
_NOTE = re.compile(rf"^ {{0,3}}\[\^(?P<name>[^\]\s]+)\]:[ \t]*{_BELOW}", re.MULTILINE)
_NOTED = re.compile(r"[ \t]*\[\^(?P<name>[^\]\s]+)\]")
_ABBREVIATION = re.compile(r"^ {0,3}\*\[[^\]\n]+\]:.*$", re.MULTILINE)
# A rule says nothing; under a line of words, dashes make a heading of it.
_RULE = re.compile(
    r"(?:(?<=\n\n)|\A\s*^) {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$|^ {0,3}([*_])(?:[ \t]*\2){2,}[ \t]*$", re.MULTILINE
)
_RULE_BELOW_HEADING = re.compile(r"^( {0,3}#{1,6} .*)\n {0,3}(?:-[ \t]*){3,}$", re.MULTILINE)
_TERM = re.compile(rf"^ {{0,3}}:[ \t]+(?=\S){_BELOW}", re.MULTILINE)
_HIGHLIGHT = re.compile(r"(?<![=\w])==(?=[^\s=])([^=\n]+?)(?<=\S)==(?![=\w])")
_KEYS = re.compile(r"(?<![\w+])\+\+([a-z][\w-]*(?:\+[\w-]+)*)\+\+(?![\w+])")
# Signs that mean nothing to Markdown where they stand, though their author, or an editor, took care; `1\.` is a step.
_ESCAPED = re.compile(
    r"(?<=[^\]\\])\\(?=\()|\\(?=[)&:;,'\"~=$%@^/?])|(?<=\S)\\(?=[.#+!-](?!\[))|(?<=\w)\\(?=_\w)",
    re.MULTILINE,
)
_HARD_BREAK = re.compile(r"(?<=[^\\\n])\\$", re.MULTILINE)
_EMPTY_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]*$", re.MULTILINE)
_ARROW = re.compile(r"(?<=\s)--+>(?=\s)")
_NAMED = re.compile(r"&lt;([A-Za-z/][^<>&\n]{0,60}?)&gt;")
_BAR = re.compile(r"&(?:#124|#x7c|vert|verbar|VerticalLine);", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,31}|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")


def resolved(text: str, shelf: Shelf) -> str:
    """The text without them. A footnote's words stay, as a paragraph where they stand."""
    text = _EMPTY_HEADING.sub("", _HARD_BREAK.sub("", _ESCAPED.sub("", text)))
    text = _RULE_BELOW_HEADING.sub(r"\1", text)
    text = _RULE.sub("", _ABBREVIATION.sub("", _ICON.sub("", text)))
    noted = {found["name"] for found in _NOTE.finditer(text)}
    if noted:
        text = _NOTED.sub(lambda found: "" if found["name"] in noted else found[0], _NOTE.sub(_paragraph, text))
    text = _HIGHLIGHT.sub(r"\1", _TERM.sub(_paragraph, text))
    text = _KEYS.sub(lambda found: shelf.span(found[1].replace("-", " ").title()), text)
    return _without_entities(_ARROW.sub("→", text), shelf)


def _paragraph(found: re.Match[str]) -> str:
    first, _, rest = found["body"].partition("\n")
    return f"\n{first}\n{textwrap.dedent(rest)}\n" if rest else f"\n{first}\n"


def _without_entities(text: str, shelf: Shelf) -> str:
    """What looks like a tag once it is spelled out is code, as its author shows it."""
    if "&" not in text:
        return text
    text = _BAR.sub(r"\\|", _NAMED.sub(lambda found: shelf.span(f"<{found[1]}>"), text))
    return _ENTITY.sub(lambda found: " " if found[0] == "&nbsp;" else html.unescape(found[0]), text)
