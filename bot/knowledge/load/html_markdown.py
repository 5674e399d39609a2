"""Writes HTML as Markdown by markdownify, with what help centres need beside it: tables with spans, folded answers."""

from __future__ import annotations

import re
from typing import Any

from bs4 import BeautifulSoup, Tag
from markdownify import ATX, MarkdownConverter

from bot.knowledge.load.dialects.code import put_back, set_aside
from bot.knowledge.load.dialects.sections import section
from bot.knowledge.load.html_tables import table_markdown

_NOTHING = ("script", "style", "noscript", "template", "svg", "iframe", "form", "button", "select", "object", "canvas",
            "video", "audio", "head", "title", "input", "textarea")  # fmt: skip
_NAMED_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,80}>")
_NEVER_CLOSED = re.compile(r"<(?=[^<>]*(?:<|\Z))")
_MOST_UNCLOSED = 200
_DEEPEST = 80
_PARTS = frozenset({"table", "thead", "tbody", "tfoot", "tr", "ul", "ol", "dl"})  # without the rest they say nothing
_LANGUAGE = re.compile(r"(?:lang(?:uage)?-|brush:\s*|highlight-(?:source-)?)([\w+#-]+)")


def html_markdown(html: str) -> str:
    """The words of a piece of HTML as Markdown. Never raises: what is broken is read as browsers do."""
    return soup_markdown(soup_of(html))


def soup_of(html: str) -> BeautifulSoup:
    """The tree of a page or a piece of one. The parser reads the rest of a page anew for each tag that is never closed,
    so where there are many of them, their angles are text."""
    if sum(1 for _ in _NEVER_CLOSED.finditer(html)) > _MOST_UNCLOSED:
        html = _NEVER_CLOSED.sub("&lt;", html)
    soup = BeautifulSoup(html, "html.parser")
    _flatten(soup)
    return soup


def _flatten(soup: BeautifulSoup) -> None:
    """Make words of tags that stand deeper than any author nests, for what writes the page calls itself for each level;
    and take out tables that only lay out others."""
    depths: dict[int, int] = {}
    for tag in soup.find_all(True):
        depths[id(tag)] = depths.get(id(tag.parent), 0) + 1
        if depths[id(tag)] >= _DEEPEST and tag.name not in _PARTS:
            tag.string = tag.get_text(" ")  # what stood in it is no longer below `soup`
            depths[id(tag)] = -1_000_000
    for table in soup.find_all("table"):
        cells = [cell for cell in table.find_all(["td", "th"]) if cell.find_parent("table") is table]
        rows = {id(cell.find_parent("tr")) for cell in cells}
        if len(cells) == len(rows) and any(cell.find("table") for cell in cells):
            for cell in cells:
                table.insert_before(cell)
                cell.name = "div"
            table.decompose()


def soup_markdown(soup: BeautifulSoup | Tag) -> str:
    """The same for what has been parsed. What readers never see is removed from `soup`."""
    for tag in [*soup.find_all(_NOTHING), *soup.select("i[class*=fa-], i[class*=icon]")]:
        tag.decompose()
    text = _Converter(
        heading_style=ATX,
        bullets="-",
        escape_asterisks=False,
        escape_underscores=False,
        escape_misc=False,
        autolinks=False,
        default_title=False,
        code_language_callback=_language,
        newline_style="backslash",
    ).convert_soup(soup)
    text = re.sub(r"[ \t]*\\\n", "\n", str(text).replace("\xa0", " "))
    # Tags are gone: what looks like one now is a name that the article tells of.
    text, shelf = set_aside(text, indented_code=False)
    text = put_back(_NAMED_TAG.sub(lambda found: shelf.span(found[0]), text), shelf)
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+\n", "\n", text)).strip("\n")


def _language(element: Tag) -> str:
    for tag in (element, *element.find_all("code", limit=1)):
        found = _LANGUAGE.search(attributes_text(tag.get("class")))
        if found:
            return found[1]
    return ""


class _Converter(MarkdownConverter):
    """Called by name of tag: `text` is what stands in it, written already, `parent_tags` the tags around it."""

    def convert_table(self, element: Tag, text: str, parent_tags: set[str]) -> str:
        if "td" in parent_tags or "th" in parent_tags:
            return f" {text.strip('; ')} "  # a table in a cell is words: each level would be written twice
        return f"\n\n{table_markdown(element, self._cell)}\n\n"

    def _cell(self, cell: Tag) -> str:
        for line in cell.find_all(["br", "p", "div", "li"]):
            line.insert_after(" ")
        for item in cell.find_all("li"):
            item.unwrap()
        inner: str = self.process_tag(cell, parent_tags={"_inline"})  # type: ignore[attr-defined]
        return inner

    def convert_tr(self, element: Tag, text: str, parent_tags: set[str]) -> str:
        return f"{' '.join(text.split())}; "

    def convert_td(self, element: Tag, text: str, parent_tags: set[str]) -> str:
        return f"{text} "

    convert_th = convert_td

    def convert_details(self, element: Tag, text: str, parent_tags: set[str]) -> str:
        summary = element.find("summary")
        if summary is None or "li" in parent_tags:
            return f"\n\n{text.strip()}\n\n"
        return section(summary.get_text(" "), text)

    def convert_summary(self, element: Tag, text: str, parent_tags: set[str]) -> str:
        return f"**{text.strip()}** " if "li" in parent_tags else ""

    def convert_div(self, element: Tag, text: str, parent_tags: set[str]) -> str:
        named = element.get("data-tab-title") if element.get("role") == "tabpanel" else None
        if named and "li" not in parent_tags:
            return section(str(named), text)
        return f"\n\n{text.strip()}\n\n" if text.strip() else ""

    def convert_dt(self, element: Tag, text: str, parent_tags: set[str]) -> str:
        return f"\n- **{' '.join(text.split())}**: "

    def convert_dd(self, element: Tag, text: str, parent_tags: set[str]) -> str:
        return " ".join(text.split()) + "\n"

    def convert_mark(self, element: Tag, text: str, parent_tags: set[str]) -> str:
        return text

    convert_sub = convert_sup = convert_mark

    def convert_img(self, element: Tag, text: str, parent_tags: set[str]) -> str:
        alt, source = str(element.get("alt") or ""), str(element.get("src") or "")
        return f"![{' '.join(alt.split())}]({source})" if source and not source.startswith("data:") else alt

    def convert_a(self, element: Tag, text: str, parent_tags: set[str]) -> str:
        href = str(element.get("href") or "")
        words = text.strip()
        if not words or words in ("#", "¶", "§"):
            return ""
        return f"[{words}]({href})" if href and "\n" not in words else text


def attributes_text(value: Any) -> str:
    """An attribute as one line, whether the parser gave a list or a text."""
    return " ".join(value) if isinstance(value, list) else str(value or "")
