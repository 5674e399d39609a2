"""One Markdown out of many: what GitHub, MDX, GitBook, MkDocs, Jekyll, Hugo, Markdoc and HTML write their own way."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.knowledge.load.dialects import code, containers, liquid, mdx
from bot.knowledge.load.dialects.comments import without_comments
from bot.knowledge.load.dialects.includes import Include, included
from bot.knowledge.load.dialects.lines import flattened
from bot.knowledge.load.dialects.links import Resolve, absolute
from bot.knowledge.load.dialects.marks import resolved
from bot.knowledge.load.dialects.questions import questions_as_headings
from bot.knowledge.load.dialects.render import Renderer
from bot.knowledge.load.dialects.sections import headed
from bot.knowledge.load.dialects.tables import whole_tables
from bot.knowledge.load.dialects.tree import parsed

_ATTRIBUTE_LIST = re.compile(
    r"[ \t]*\{:?[ \t]*[#.][^}\n]*\}|(?<=[)\w])\{:[ \t]*[\w-]+=[^}\n]*\}"
    r"|^[ \t]*\{(?::[^}\n]*|(?:[\w-]+=\"[^\"\n]*\" ?)+)\}[ \t]*$",
    re.MULTILINE,
)
_TABLE_OF_CONTENTS = re.compile(
    r"^[ \t]*(?:@?\[\[?_*TOC_*\]\]?|\$\{toc\}|(?:[-*+]|1\.)?[ \t]*TOC)[ \t]*$"
    r"|^[ \t]*(?:[-*+]|1\.)[ \t].*\n[ \t]*\{:[ \t]*toc\b[^}\n]*\}[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
_ESCAPED_TAG = re.compile(r"\\(<[A-Za-z/][^<>\n]{0,60}?)\\?>")
_ESCAPED = re.compile(r"\\([<>{}])")
_TEMPLATES = re.compile(r"\{%|\{\{|<%")
_TAGS = re.compile(r"</?[A-Za-z>]")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a text cannot tell by itself: its file's suffix, its includes, and where its links lead."""

    suffix: str = ".md"
    include: Include | None = None
    resolve: Resolve = lambda target: target if re.match(r"https?://|mailto:", target) else None


def common_markdown(text: str, around: Surroundings) -> str:
    """The article's words in plain Markdown: no tag, comment or program of any dialect is left outside code."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if around.include:
        text = included(text, around.include)
    is_mdx = mdx.is_mdx(around.suffix, text)
    text, shelf = code.set_aside(text, indented_code=not is_mdx)
    if _TEMPLATES.search(text):
        text = liquid.code_of(text, shelf)  # before comments go: in code they are none
    text = _ESCAPED_TAG.sub(lambda found: shelf.span(f"{found[1]}>"), without_comments(text))
    if is_mdx:
        text = mdx.without_program(text)
    text = _ATTRIBUTE_LIST.sub("", _TABLE_OF_CONTENTS.sub("", text))
    if _TEMPLATES.search(text):
        text = liquid.as_tags(text, shelf)
    text = containers.as_tags(text)
    if _TAGS.search(text):
        text = Renderer(shelf).nodes(parsed(text))
    return _finished(resolved(flattened(text), shelf), shelf, around.resolve)


def without_templates(html: str, include: Include | None = None) -> str:
    """A page of HTML without the template tags of the system that would have filled it."""
    if not _TEMPLATES.search(html):
        return html
    shelf = code.Shelf()
    text = without_comments(included(html, include) if include else html)
    return code.put_back(liquid.as_tags(text, shelf), shelf)


def finished_html(markdown: str, resolve: Resolve) -> str:
    """The last steps alone, for what was HTML and is Markdown already."""
    text, shelf = code.set_aside(markdown, indented_code=False)
    return _finished(text, shelf, resolve)


def _finished(text: str, shelf: code.Shelf, resolve: Callable[[str], str | None]) -> str:
    text = whole_tables(headed(questions_as_headings(text)))
    text = _ESCAPED.sub(r"\1", absolute(text, resolve, shelf.spans))
    text = re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE)
    return re.sub(r"\n{3,}", "\n\n", code.put_back(text, shelf)).strip("\n")
