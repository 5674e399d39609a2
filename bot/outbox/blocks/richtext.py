"""Markdown -> rich text, in which nothing is parsed again: no mention, no disguised link, no markup from outside."""

from __future__ import annotations

import json
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from bot.outbox.blocks.elements import Block, bullets, code_run, link, rich_quote, rich_section, run
from bot.outbox.blocks.mrkdwn import find_links, honest_url
from bot.outbox.blocks.richtext_table import table_parts

_STYLES = {"strong": "bold", "em": "italic", "s": "strike"}


def rich_parts(markdown: str, *, keep_breaks: bool = False) -> list[Block]:
    """Rich text parts for a piece of Markdown. `keep_breaks`: single line breaks stay, as people who type expect."""
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    root = SyntaxTreeNode(parser.parse(markdown))
    parts = spaced(_Renderer(keep_breaks).blocks(root.children))
    if not _busy(parts, markdown):
        return parts
    parts = _as_written(markdown, root.children)
    return [rich_section(run(markdown))] if _busy(parts, markdown) else parts


def inline_runs(markdown: str) -> list[Block]:
    """Runs for one sentence, list markers and headings taken as text."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("strikethrough")
    root = SyntaxTreeNode(parser.parseInline(markdown))
    runs = [r for node in root.children for r in _Renderer(False).inline(node)]
    return [run(markdown)] if _busy(runs, markdown) else runs


def as_text(parts: Sequence[Block]) -> str:
    """The words of rich text parts, for the top-level text of a message: what a server without blocks shows."""
    lines = ("".join(str(r.get("text") or r.get("url") or "") for r in _runs(part)).strip("\n") for part in parts)
    return "\n".join(line for line in lines if line.strip())


def _busy(parts: Sequence[Block], markdown: str) -> bool:
    """Whether a text is mostly markup: it would outgrow a message, so it is shown as it was written."""
    return json.dumps(parts).count('"type"') > max(150, len(markdown) // 8)


def _as_written(markdown: str, nodes: Sequence[SyntaxTreeNode]) -> list[Block]:
    """A text as it was written, but for its blocks of code, which are shown as code."""
    lines, parts, read = markdown.split("\n"), list[Block](), 0
    for node in nodes:
        if node.type == "fence" and node.map is not None:
            start, end = node.map
            parts += [_words("\n".join(lines[read:start])), _code(node.content)]
            read = end
    return [part for part in [*parts, _words("\n".join(lines[read:]))] if part["elements"]]


def _words(text: str) -> Block:
    stripped = text.strip("\n")
    return rich_section(*([run(stripped)] if stripped.strip() else []))


def _code(text: str) -> Block:
    return rich_section(code_run(text.removesuffix("\n"))) | {"type": "rich_text_preformatted"}


def spaced(parts: Sequence[Block]) -> list[Block]:
    """Paragraphs with a line between them: neighbouring sections would run on without one."""
    made: list[Block] = []
    for part in parts:
        both = made and made[-1]["type"] == part["type"] == "rich_text_section"
        if both:
            made[-1] = {**made[-1], "elements": [*made[-1]["elements"], run("\n\n")]}
        made.append(part)
    return made


class _Renderer:
    """Walks a Markdown tree; holds nothing but how line breaks are taken."""

    def __init__(self, keep_breaks: bool) -> None:
        self._soft = "\n" if keep_breaks else " "

    def blocks(self, nodes: Sequence[SyntaxTreeNode], indent: int = 0) -> list[Block]:
        """Rich text parts for block nodes."""
        return [part for node in nodes for part in self._block(node, indent)]

    def _block(self, node: SyntaxTreeNode, indent: int) -> list[Block]:
        if node.type in {"paragraph", "inline"}:
            return [rich_section(*self.inline(node))]
        if node.type == "heading":
            return [rich_section(*self.inline(node, ("bold",)))]
        if node.type in {"fence", "code_block"}:
            return [_code(node.content)]
        if node.type == "blockquote":
            inner = [r for part in self.blocks(node.children) for r in [*_runs(part), run("\n")]]
            return [rich_quote(*inner[:-1])]
        if node.type in {"bullet_list", "ordered_list"}:
            return self._list(node, indent)
        if node.type == "table":
            rows = [[self.inline(cell) for cell in row.children] for part in node.children for row in part.children]
            return table_parts(rows)
        return [] if node.type == "hr" else [rich_section(run(node.content))] if node.content else []

    def _list(self, node: SyntaxTreeNode, indent: int) -> list[Block]:
        """A list as one rich text list where it is flat and starts at one; else its numbers are written out, because
        Slack would begin to count anew after each interruption."""
        ordered = node.type == "ordered_list"
        start = int(str(node.attrs.get("start", 1))) if ordered else 1
        simple = all(len(item.children) == 1 and item.children[0].type == "paragraph" for item in node.children)
        if simple and start == 1:
            items = [self.inline(item.children[0]) for item in node.children]
            return [bullets(items, "ordered" if ordered else "bullet", indent)]
        parts: list[Block] = []
        for number, item in enumerate(node.children, start):
            first, rest = item.children[:1], item.children[1:]
            lead = [run(f"{number}. ")] if ordered else []
            if first and first[0].type == "paragraph":
                head = [*lead, *self.inline(first[0])]
            else:
                head, rest = lead or [run(" ")], item.children
            parts.append(rich_section(*head) if ordered and not indent else bullets([head], indent=indent))
            parts.extend(self.blocks(rest, indent + 1))
        return parts

    def inline(self, node: SyntaxTreeNode, styles: tuple[str, ...] = ()) -> list[Block]:
        """Runs for an inline node and what is in it."""
        if node.type == "text":
            return _with_links(node.content, styles)
        if node.type in {"softbreak", "hardbreak"}:
            return [run(self._soft if node.type == "softbreak" else "\n")]
        if node.type == "code_inline":
            return [code_run(node.content, "code")]
        if node.type in {"link", "image"}:
            return self._link(node, styles)
        if node.type in _STYLES:
            styles = (*styles, _STYLES[node.type])
        if node.children:
            return [r for child in node.children for r in self.inline(child, styles)]
        return _with_links(node.content, styles) if node.type.startswith("html") else []

    def _link(self, node: SyntaxTreeNode, styles: tuple[str, ...]) -> list[Block]:
        """Label and address, both to be seen: a label alone could hide where a link leads."""
        url = str(node.attrs.get("href") or node.attrs.get("src") or "")
        runs = [r for child in node.children for r in self.inline(child, styles)]
        label = "".join(str(r.get("text") or r.get("url") or "") for r in runs).strip()
        if honest_url(url) is None:
            return [*runs, *([run(f" ({url})")] if url and url != label else [])]
        if not label or label.rstrip("/") in {url.rstrip("/"), url.split("://", 1)[1].rstrip("/")}:
            return [link(url)]
        shown = [run(str(r.get("text") or r.get("url")), *r.get("style", {})) for r in runs]
        return [*shown, run(" ("), link(url), run(")")]


def _with_links(text: str, styles: tuple[str, ...]) -> list[Block]:
    """A text's runs, its bare addresses as links."""
    runs, at = [], 0
    for start, end in find_links(text):
        runs += [run(text[at:start], *styles), link(text[start:end])]
        at = end
    return [r for r in [*runs, run(text[at:], *styles)] if r.get("text") or r.get("url")]


def _runs(part: Block) -> list[Block]:
    if part["type"] != "rich_text_list":
        return list(part["elements"])
    ordered = part["style"] == "ordered"
    marked = ((f"{n}. " if ordered else "• ", item["elements"]) for n, item in enumerate(part["elements"], 1))
    return [r for mark, runs in marked for r in [run(mark), *runs, run("\n")]][:-1]
