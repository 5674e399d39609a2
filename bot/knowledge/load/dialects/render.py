"""Writes a tree of tags as Markdown: no tag is left, and all that they hold for a reader is."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping, Sequence

from bot.knowledge.load.dialects.code import SPAN, Shelf, bare, put_back
from bot.knowledge.load.dialects.components import (
    Meaning,
    explained,
    field_of,
    labels_of,
    mark_of,
    meaning_of,
    text_of,
    title_of,
)
from bot.knowledge.load.dialects.lines import HEADING, ITEM, flattened
from bot.knowledge.load.dialects.sections import section
from bot.knowledge.load.dialects.tree import Element
from bot.knowledge.load.html_markdown import html_markdown

_PARSED_AS_HTML = frozenset({"table", "ul", "ol", "dl"})
_BOLD, _SLANTED, _CODE = (
    frozenset({"b", "strong"}),
    frozenset({"i", "em"}),
    frozenset({"code", "kbd", "samp", "tt", "var"}),
)
_BLOCKS = frozenset(
    {"p", "div", "section", "article", "center", "figure", "figcaption", "main", "header", "row", "col"}
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_QUIET_WORDS = "a li td th tr thead tbody tfoot dt dd span small sup sub u s mark font label br hr img summary"
_QUIET = frozenset(_QUIET_WORDS.split())
_PROSE = re.compile(r"[\w*_`\[(\"']")
_PLACEHOLDER = re.compile(r"^<[A-Za-z][\w .:-]*>$")
_MARK = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+")
_LOOKED_AT_VALUES = 4_000
_LOOKED_AT = 200  # characters of a line that tell what it is
Nodes = Sequence[Element | str]


class Renderer:
    """Writes nodes as Markdown. `shelf` takes the code that tags hold."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._ways: dict[Meaning, Callable[[Element, int], str]] = {
            Meaning.CONTENT: lambda element, _: self._content(element),
            Meaning.SECTION: lambda element, _: self._section(element),
            Meaning.ASIDE: lambda element, _: self._aside(element),
            Meaning.STEPS: lambda element, _: self.nodes(element.children),
            Meaning.STEP: self._step,
            Meaning.CARD: lambda element, _: self._card(element),
            Meaning.FIELD: lambda element, _: self._item(field_of(element), self.nodes(element.children)),
            Meaning.NOTHING: lambda *_: "",
        }

    def nodes(self, nodes: Nodes) -> str:
        """All of them, in order; steps are numbered among their siblings."""
        out: list[str] = []
        step, line = 0, ""
        for node in nodes:
            if isinstance(node, str):
                line = _line_after(line, node)
                step = 0 if re.search(r"^#{1,6} ", node, re.MULTILINE) else step
                out.append(node)
                continue
            meaning = meaning_of(node)
            step += meaning is Meaning.STEP
            written = self._lone(node) if node.lone else self._ways[meaning](node, step)
            if "\n" in written and (mark := _MARK.fullmatch(line)):
                written = _indented(written.strip("\n"), len(mark[0])) + "\n"  # it is what the entry of a list says
            elif "\n" in written:
                written = _in_a_row(written) if _is_row(line) else _indented(written, node.indent)
            out.append(written)
            line = _line_after(line, written)
        return "".join(out)

    def _lone(self, element: Element) -> str:
        """A tag that is never closed: one of HTML says nothing by itself, and any other is a name to be replaced."""
        name = element.name.lower()
        known = name in _BOLD | _SLANTED | _BLOCKS | _PARSED_AS_HTML or name in _HEADINGS or name in _QUIET
        if known or not _PLACEHOLDER.match(element.source) or meaning_of(element) is not Meaning.CONTENT:
            return "\n\n" if name in _BLOCKS else ""
        return self._shelf.span(element.source)

    def _content(self, element: Element) -> str:
        name = element.name.lower()
        if name in _PARSED_AS_HTML:
            # Code is put back for this reader, who keeps it; what it writes as code is set aside once more.
            return f"\n\n{html_markdown(put_back(element.source, self._shelf))}\n\n"
        if name == "pre":
            return f"\n{self._shelf.block('', self._code(element))}\n"
        if name in _CODE:
            return self._shelf.span(self._code(element))
        if "values" in element.attributes:
            _label(element.children, labels_of(element.source[:_LOOKED_AT_VALUES]))
        inner = self.nodes(element.children)
        if name[:1] != element.name[:1] and "\n" in inner:
            inner = f"{element.attributes.get('description', '')}\n\n{inner}"
        if name in _HEADINGS:
            return f"\n\n{'#' * _HEADINGS[name]} {' '.join(inner.split())}\n\n"
        if name in _BOLD | _SLANTED and inner.strip():
            mark = "**" if name in _BOLD else "*"
            return f"{mark}{inner.strip()}{mark}" if "\n\n" not in inner else inner
        if name == "br":
            return "\n"
        if name == "hr":
            return "\n\n---\n\n"
        pictured = name.endswith("image") or element.attributes.get("alt")  # by whatever name, as `ZoomedPicture`
        if name == "img" or (pictured and element.attributes.get("src")):
            return f"![{title_of(element, ('alt',))}]({_target(element.attributes.get('src', ''))})"
        return self._linked(element, inner)

    def _code(self, element: Element) -> str:
        """The text of code between tags; code within it, which its author has set so to protect its signs, is words."""
        words = SPAN.sub(lambda found: bare(self._shelf.spans[int(found[1])]), html.unescape(_words(element)))
        return put_back(words, self._shelf)

    def _linked(self, element: Element, inner: str) -> str:
        name = element.name.lower()
        target = element.attributes.get("href") or element.attributes.get("to") or ""
        if name in ("a", "link", "button", "routerlink", "nextlink") and target and inner.strip():
            return f"[{' '.join(inner.split())}]({_target(target)})"
        if (words := explained(element)) and inner.strip():
            return f"{inner.strip()} ({words.rstrip('.')})"
        if not element.children:
            return mark_of(element)
        if name in _BLOCKS or "\n\n" in inner:
            return f"\n\n{flattened(inner)}\n\n"
        return inner

    def _section(self, element: Element) -> str:
        summary = next((c for c in element.children if isinstance(c, Element) and c.name.lower() == "summary"), None)
        rest = [child for child in element.children if child is not summary]
        said = self.nodes(summary.children) if summary else ""
        title = " ".join(re.sub(r"^#+\s*|\*\*|__", "", said).split()) or title_of(element)
        if element.name.lower() in ("section", "question") and not title:
            return f"\n\n{flattened(self.nodes(rest))}\n\n"
        content = flattened(self.nodes(rest)).strip("\n") or text_of(element)
        return section(title, content) if content.strip() else ""

    def _aside(self, element: Element) -> str:
        content = flattened(self.nodes(element.children)).strip("\n") or text_of(element)
        title = title_of(element, ("title", "heading", "header"))
        if not content.strip():
            return ""
        if title and _PROSE.match(content):
            return f"\n\n**{title.strip('*')}{'' if title[-1] in '.:!?' else ':'}** {content}\n\n"
        return section(title, content)

    def _step(self, element: Element, number: int) -> str:
        lines = flattened(self.nodes(element.children)).strip("\n").split("\n")
        title = title_of(element, ("title", "label", "name", "heading"))
        found = HEADING.match(lines[0]) if lines else None
        if found and not title:
            title, lines = found["title"], lines[1:]
        body = "\n".join(f"**{bold['title']}**" if (bold := HEADING.match(line)) else line for line in lines).strip(
            "\n"
        )
        head = f"**{title.strip('*')}**" if title else ""
        return self._item(head, body, f"{number}.")

    def _item(self, head: str, content: str, mark: str = "-") -> str:
        """An entry of a list; what belongs to it is indented below its mark."""
        content = flattened(content).strip("\n")
        first, _, rest = content.partition("\n") if not head else (head, "", content)
        if not (first or rest).strip():
            return ""
        space = " " * (len(mark) + 1)
        short = mark == "-" and head and rest and "\n" not in rest
        if short:
            return f"\n{mark} {head}: {rest.strip()}\n"
        gap = "\n" if head and rest else ""
        lines = [f"{mark} {first}".rstrip(), *gap.split("\n")[1:], *rest.split("\n")]
        return "\n\n" + "\n".join([lines[0], *(space + line if line.strip() else "" for line in lines[1:])]) + "\n\n"

    def _card(self, element: Element) -> str:
        title = title_of(element)
        target = element.attributes.get("href") or element.attributes.get("to") or element.attributes.get("link") or ""
        content = flattened(self.nodes(element.children)).strip() or (
            text_of(element) if title != text_of(element) else ""
        )
        if "\n\n" in content:
            return section(title, content)
        head = f"[{title}]({_target(target)})" if title and target else title
        return self._item(head, " ".join(content.split()))


def _label(nodes: Nodes, labels: Mapping[str, str]) -> None:
    """Give the tabs that have a value alone the label that stands with the tabs around them."""
    for node in nodes:
        if isinstance(node, Element) and not title_of(node, ("label", "title")):
            node.attributes = {**node.attributes, "label": labels.get(node.attributes.get("value", ""), "")}


def _target(address: str) -> str:
    """A link's target as Markdown takes it: one with blanks or brackets stands between angles."""
    return f"<{address}>" if re.search(r"[\s()]", address) and not re.search(r"[<>\n]", address) else address


def _indented(text: str, width: int) -> str:
    if not width:
        return text
    lines = text.split("\n")
    return "\n".join([lines[0], *(" " * width + line if line.strip() else "" for line in lines[1:])])


def _line_after(line: str, written: str) -> str:
    """How the last line begins, once `written` follows it."""
    before, newline, last = written.rpartition("\n")
    return (last if newline else line + before + last)[:_LOOKED_AT]


def _is_row(line: str) -> bool:
    """Whether a line is a row of a Markdown table, which ends with it."""
    return line.lstrip().startswith("|") or " | " in line


def _in_a_row(text: str) -> str:
    """Lines of a cell as one; entries of a list with a semicolon between."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    parts = [f"; {line[2:]}" if n and ITEM.match(line) else f" {line}" for n, line in enumerate(lines)]
    return re.sub(r"^ (?:[-*+] )?", " ", "".join(parts)) + " "


def _words(element: Element) -> str:
    """The text of an element as it stands, without tags."""
    if element.name.lower() == "br":
        return "\n"
    return "".join(child if isinstance(child, str) else _words(child) for child in element.children)
