"""Cuts Markdown into the blocks that must stay whole: a paragraph, a list, a table, a piece of code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.knowledge.plain import word_count


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of Markdown below `path`, its headings from the top. A heading is a block of its own."""

    text: str
    path: tuple[str, ...]
    kind: str

    @property
    def words(self) -> int:
        """Size in words."""
        return word_count(self.text)


def blocks_of(markdown: str) -> list[Block]:
    """The top-level blocks in order, with the lines that introduce a list, table or code joined to it."""
    markdown = re.sub(r"\r\n?", "\n", markdown)  # the parser counts every line end, and we cut by its numbers
    lines = markdown.split("\n")
    path: list[tuple[int, str]] = []
    found: list[Block] = []
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown)
    for token, following in zip_longest(tokens, tokens[1:]):
        if token.level or token.map is None or token.nesting < 0:
            continue
        text = "\n".join(lines[token.map[0] : token.map[1]]).strip("\n")
        if token.type == "heading_open":
            level, title = int(token.tag[1]), _inline_text(following)
            path = [entry for entry in path if entry[0] < level] + [(level, title)]
        if text.strip():
            found.append(Block(text, tuple(title for _, title in path), _KINDS.get(token.type, "paragraph")))
    return list(_with_lead_in(found))


_KINDS = {
    "heading_open": "heading",
    "bullet_list_open": "list",
    "ordered_list_open": "list",
    "table_open": "table",
    "fence": "code",
    "code_block": "code",
}


def _inline_text(token: Token | None) -> str:
    parts = (token.children or []) if token else []
    return "".join(part.content for part in parts).strip()


def _with_lead_in(blocks: list[Block]) -> Iterator[Block]:
    waiting: Block | None = None
    for block in blocks:
        if waiting and block.kind in ("list", "table", "code"):
            yield Block(f"{waiting.text}\n\n{block.text}", block.path, block.kind)
            waiting = None
            continue
        if waiting:
            yield waiting
        waiting = block if block.kind == "paragraph" and block.text.rstrip().endswith(":") else None
        if waiting is None:
            yield block
    if waiting:
        yield waiting


def halves(block: Block, limit: int) -> list[Block]:
    """A block too large to keep whole, cut where it hurts least: between items, rows (with the head again),
    lines of code, or sentences."""
    if block.kind == "table":
        head, rows = _table(block.text)
        return [Block(f"{head}\n{part}", block.path, block.kind) for part in _packed(rows, "\n", limit)]
    if block.kind == "code":
        opening, *body = block.text.split("\n")
        fence = opening if opening.lstrip().startswith(("```", "~~~")) else ""
        body = body[:-1] if fence else [opening, *body]
        close = "\n" + fence.strip()[:3] if fence else ""
        parts = _packed(body, "\n", limit)
        return [Block((fence + "\n" if fence else "") + part + close, block.path, block.kind) for part in parts]
    separator = "\n" if block.kind == "list" else " "
    items = re.split(r"\n(?=\S)" if block.kind == "list" else r"(?<=[.!?])\s+", block.text)
    return [Block(part, block.path, block.kind) for part in _packed(items, separator, limit)]


def _table(text: str) -> tuple[str, list[str]]:
    lines = text.split("\n")
    rule = next((n for n, line in enumerate(lines) if re.fullmatch(r"\s*\|?[\s:|-]*-[\s:|-]*", line)), 0)
    return "\n".join(lines[: rule + 1]), lines[rule + 1 :]


def _packed(pieces: list[str], separator: str, limit: int) -> list[str]:
    packed: list[list[str]] = [[]]
    words = 0
    for piece in pieces:
        size = word_count(piece)
        if packed[-1] and words + size > limit:
            packed.append([])
            words = 0
        packed[-1].append(piece)
        words += size
    return [separator.join(part) for part in packed if part]
