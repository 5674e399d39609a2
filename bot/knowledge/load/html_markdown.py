"""Turns a page of HTML into Markdown, keeping headings, lists, tables, code and links."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

_SKIPPED = {"script", "style", "nav", "footer", "header", "aside", "form", "template", "noscript", "svg", "iframe"}
_VOID = {"br", "hr", "img", "meta", "link", "input", "source", "wbr", "area", "base", "col", "embed", "track"}
_BLOCKS = {"p", "div", "section", "article", "main", "blockquote", "ul", "ol", "table", "pre", "body", "dl", "dt", "dd"}
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_MAIN = re.compile(r"<(main|article)\b.*</\1\s*>", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class HtmlPage:
    """A page as Markdown. `meta` are its <meta name content> pairs."""

    title: str
    markdown: str
    meta: dict[object, object] = field(default_factory=dict)


def html_page(html: str) -> HtmlPage:
    """The page's title (its <h1>, else <title>) and its main part without navigation; any input gives a page."""
    head = _Head()
    head.feed(html)
    main = _MAIN.search(html)
    markdown = html_markdown(main[0] if main else html)
    heading = re.match(r"# (.+)\n*", markdown)
    title = heading[1] if heading else head.title
    return HtmlPage(title.strip(), markdown[heading.end() :] if heading else markdown, head.meta)


def html_markdown(html: str) -> str:
    """The text of an HTML fragment as Markdown; unknown tags lose their markup and keep their text."""
    parser = _Writer()
    parser.feed(html)
    parser.close()
    return re.sub(r"\n{3,}", "\n\n", "".join(parser.out)).strip() + "\n"


class _Head(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.title = ""
        self.meta: dict[object, object] = {}
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self._inside = tag == "title" and not self.title
        if tag == "meta" and found.get("name") and found.get("content"):
            self.meta[found["name"]] = found["content"]

    def handle_endtag(self, tag: str) -> None:
        self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.title += data


class _Writer(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self._skipping = 0
        self._lists: list[int] = []  # the number of the last item; -1 for a list without numbers
        self._pre = False
        self._cells: list[str] | None = None
        self._header_rows = 0
        self._href: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SKIPPED or tag == "title":
            self._skipping += 1
        if self._skipping:
            return
        if tag in _HEADINGS:
            self._write("\n\n" + "#" * _HEADINGS[tag] + " ")
        elif tag in ("ul", "ol"):
            self._write("\n" if self._lists else "\n\n")
            self._lists.append(0 if tag == "ol" else -1)
        elif tag == "li":
            self._item()
        elif tag == "table":
            self._write("\n\n")
            self._header_rows = 0
        elif tag == "tr":
            self._cells = []
        elif tag in ("td", "th") and self._cells is not None:
            self._cells.append("")
        elif tag == "pre":
            self._pre = True
            self._write("\n\n```\n")
        elif tag == "br":
            self._write("\n" if self._cells is None else " ")
        elif tag == "a":
            self._href.append(dict(attrs).get("href") or "")
            self._write("[" if self._href[-1].startswith("http") else "")
        elif tag == "code" and not self._pre:
            self._write("`")
        elif tag in _BLOCKS and not self._lists:
            self._write("\n\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SKIPPED or tag == "title":
            self._skipping = max(0, self._skipping - 1)
            return
        if self._skipping or tag in _VOID:
            return
        if tag in ("ul", "ol") and self._lists:
            self._lists.pop()
            self._write("\n" if self._lists else "\n\n")
        elif tag == "tr" and self._cells is not None:
            self._row()
        elif tag == "pre":
            self._pre = False
            self._write("\n```\n\n")
        elif tag == "a" and self._href:
            href = self._href.pop()
            self._write(f"]({href})" if href.startswith("http") else "")
        elif tag == "code" and not self._pre:
            self._write("`")
        elif tag in _HEADINGS or (tag in _BLOCKS and not self._lists):
            self._write("\n\n")

    def handle_data(self, data: str) -> None:
        if not self._skipping:
            self._write(data if self._pre else re.sub(r"\s+", " ", data))

    def _write(self, text: str) -> None:
        if self._cells is not None:
            if self._cells:
                self._cells[-1] += text.replace("\n", " ").replace("|", "\\|")
            return
        at_line_start = not self.out or self.out[-1].endswith("\n")
        text = text.lstrip(" ") if at_line_start and not self._pre and not text.startswith("  ") else text
        if text:
            self.out.append(text)

    def _item(self) -> None:
        if not self._lists:
            self._lists.append(-1)
        mark = "- "
        if self._lists[-1] >= 0:
            self._lists[-1] += 1
            mark = f"{self._lists[-1]}. "
        newline = "" if self.out and self.out[-1].endswith("\n") else "\n"
        self._write(newline)
        self.out.append("   " * (len(self._lists) - 1) + mark)

    def _row(self) -> None:
        cells, self._cells = self._cells or [], None
        if not cells:
            return
        self._write("| " + " | ".join(cell.strip() for cell in cells) + " |\n")
        if not self._header_rows:
            self._write("|" + " --- |" * len(cells) + "\n")
        self._header_rows += 1
