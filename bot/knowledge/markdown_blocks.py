"""Cuts Markdown into the blocks that must stay whole: a paragraph, a list, steps, a table, a piece of code."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.knowledge.plain import word_count


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of Markdown below `path`, its headings from the top. A heading is a block of its own; `start` is the
    first number of a list with numbers."""

    text: str
    path: tuple[str, ...]
    kind: str
    start: int = 0

    @property
    def size(self) -> int:
        """Size in words, of which long ones count more than once."""
        return size_of(self.text)


def size_of(text: str) -> int:
    """How much room a text takes of what is shown of a passage, in words: it is limited in bytes as well, and
    addresses, code and many scripts have long words."""
    return max(word_count(text), math.ceil(len(text.encode("utf-8", "replace")) / _BYTES_A_WORD))


def blocks_of(markdown: str) -> list[Block]:
    """The top-level blocks in order, with the lines that introduce a list, table or code joined to it."""
    markdown = re.sub(r"\r\n?", "\n", markdown)  # the parser counts every line end, and we cut by its numbers
    lines = markdown.split("\n")
    path: list[tuple[int, str]] = []
    found: list[Block] = []
    ends = {number: int(end[1]) for number, line in enumerate(lines) if (end := _END_OF_SECTION.match(line))}
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown)
    for token, following in zip_longest(tokens, tokens[1:]):
        if token.level or token.map is None or token.nesting < 0:
            continue
        for number in [number for number in ends if number < token.map[0]]:
            level = ends.pop(number)
            path = [entry for entry in path if entry[0] <= level]
        text = "\n".join(lines[token.map[0] : token.map[1]]).strip("\n")
        if token.type == "heading_open":
            level, title = int(token.tag[1]), _inline_text(following)
            path = [entry for entry in path if entry[0] < level] + [(level, title)]
        if text.strip():
            start = int(token.attrs.get("start", 1)) if token.type == "ordered_list_open" else 0
            kind = _KINDS.get(token.type, "paragraph")
            found.append(Block(text, tuple(title for _, title in path), kind, start))
    return list(_with_lead_in(_procedures(found)))


# What tells where a section ends that no heading closes; see knowledge.load.dialects.sections.
_END_OF_SECTION = re.compile(r"^\[//\]: # \(level (\d)\)$")
_BYTES_A_WORD = 6.75
_SHOWN_WORDS, _SHOWN_BYTES = 530, 2_790
_STEP = re.compile(r"^\d{1,9}[.)]\s", re.MULTILINE)
# Steps, in words, are cut above it alone, where nobody can have written them for a reader; such parts are never shown.
LONGEST_STEPS = 4_000
_LEAD_IN_WORDS = 40
_BEGINS = {
    "table": re.compile(r"^[ \t]*\|", re.MULTILINE),
    "code": re.compile(r"^[ \t]*(?:`{3,}|~{3,})", re.MULTILINE),
    "list": re.compile(r"^[-*+]\s", re.MULTILINE),
    "steps": re.compile(r"^\d{1,9}[.)]\s", re.MULTILINE),
    "quote": re.compile(r"^ {0,3}>", re.MULTILINE),
}

_KINDS = {
    "heading_open": "heading",
    "bullet_list_open": "list",
    "ordered_list_open": "steps",
    "table_open": "table",
    "fence": "code",
    "code_block": "code",
    "blockquote_open": "quote",
}


def _inline_text(token: Token | None) -> str:
    parts = (token.children or []) if token else []
    return "".join(part.content for part in parts).strip()


def _procedures(blocks: list[Block]) -> list[Block]:
    """Steps whose list is broken by code or words between them are one list, as their numbers say."""
    out: list[Block] = []
    open_ = -1  # where in `out` the procedure begins
    last, broken = 0, False
    for block in blocks:
        behind = open_ >= 0 and open_ == len(out) - 1
        if block.kind == "heading":
            open_ = -1
        elif block.kind == "code" and behind and broken:  # the last step's, as it stands behind those before
            out[-1] = replace(out[-1], text=f"{out[-1].text}\n\n{block.text}")
            continue
        elif block.start > 1 and open_ >= 0 and block.start == last + 1:
            whole = [*out[open_:], block]
            out[open_:] = [Block("\n\n".join(part.text for part in whole), whole[0].path, "steps", whole[0].start)]
            last += _steps(block)
            broken = True
            continue
        elif block.kind == "steps":
            open_, last, broken = len(out), block.start + _steps(block) - 1, False
        out.append(block)
    return out


def _steps(block: Block) -> int:
    return max(1, len(_STEP.findall(block.text)))


def _with_lead_in(blocks: list[Block]) -> Iterator[Block]:
    """A list, a table or code stays with the sentence that introduces it."""
    waiting: Block | None = None
    for block in blocks:
        if waiting and (block.kind in ("list", "steps", "table", "code") or _quoted(waiting, block)):
            yield Block(f"{waiting.text}\n\n{block.text}", block.path, block.kind, block.start)
            waiting = None
            continue
        if waiting:
            yield waiting
        waiting = block if block.kind in ("paragraph", "quote") and _introduces(block) else None
        if waiting is None:
            yield block
    if waiting:
        yield waiting


def _quoted(lead: Block, block: Block) -> bool:
    """A quotation follows what introduces it; a remark that is set as one stands for itself."""
    return block.kind == "quote" and lead.kind == "paragraph" and lead.text.rstrip().endswith(":")


def _introduces(block: Block) -> bool:
    return block.text.rstrip().endswith(":") or word_count(block.text) <= _LEAD_IN_WORDS


def shown_whole(blocks: Sequence[Block]) -> bool:
    """Whether blocks together fit into what is shown of a passage (knowledge.passage_tokens, as it comes)."""
    words, size = sum(word_count(block.text) for block in blocks), sum(len(block.text.encode()) + 2 for block in blocks)
    return words <= _SHOWN_WORDS and size <= _SHOWN_BYTES


def parts_of(block: Block, target: int) -> list[Block]:
    """A block as it is where it can be shown whole or is no more than `LONGEST_STEPS` of steps; else cut to about
    `target` where it hurts least: between items, rows (with the head again), lines of code, or sentences. What
    introduces a list stands before each part, and what introduces anything else before the first."""
    steps = block.kind == "steps"
    prose = block.kind in ("paragraph", "quote")
    if block.size <= (LONGEST_STEPS if steps else target) or (not prose and shown_whole([block])):
        return [block]
    lead, text = _lead_of(block)
    cut = _CUTS.get(block.kind, _cut_words)
    first, *rest = cut(text, LONGEST_STEPS if steps else _left(target, lead))
    again = lead if block.kind == "list" and word_count(lead) <= _LEAD_IN_WORDS else ""
    return [
        Block(part, block.path, block.kind, block.start) for part in (lead + first, *(again + part for part in rest))
    ]


def _lead_of(block: Block) -> tuple[str, str]:
    """The words in front of a list, table or code, and the rest."""
    begins = _BEGINS.get(block.kind)
    found = begins.search(block.text) if begins else None
    return (block.text[: found.start()], block.text[found.start() :]) if found else ("", block.text)


def _cut_table(text: str, limit: int) -> list[str]:
    head, rows = _table(text)
    return [f"{head}\n{part}" for part in _packed(rows, "\n", _left(limit, head))] or [text]


def _left(limit: int, taken: str) -> int:
    """What is left of a limit for what stands below a head or behind a lead."""
    return max(limit - size_of(taken), limit // 4)


def _cut_code(text: str, limit: int) -> list[str]:
    opening, *body = text.split("\n")
    if not opening.lstrip().startswith(("```", "~~~")):
        return _packed([opening, *body], "\n", limit)
    close = opening[: len(opening) - len(opening.lstrip())] + opening.lstrip()[: _fence_of(opening)]
    return [f"{opening}\n{part}\n{close}" for part in _packed(body[:-1], "\n", _left(limit, opening))] or [text]


def _fence_of(opening: str) -> int:
    mark = opening.lstrip()
    return len(mark) - len(mark.lstrip(mark[0]))


def _cut_list(text: str, limit: int) -> list[str]:
    return _packed(re.split(r"\n(?=[-*+]\s)", text), "\n", limit)


def _cut_steps(text: str, limit: int) -> list[str]:
    return _packed(re.split(r"\n(?=\d{1,9}[.)]\s)", text), "\n", limit)


def _cut_quote(text: str, limit: int) -> list[str]:
    """What is quoted may be anything: it is cut as that, and each part is a quotation."""
    pieces: list[str] = []
    heads = ""
    for block in blocks_of(re.sub(r"^ {0,3}> ?", "", text, flags=re.MULTILINE)):
        if block.kind == "heading":
            heads += f"{block.text}\n\n"
            continue
        first, *rest = (part.text for part in parts_of(block, limit))
        pieces += [heads + first, *rest]
        heads = ""
    pieces += [heads.rstrip()] if heads else []
    return ["\n".join(f"> {line}".rstrip() for line in part.split("\n")) for part in _packed(pieces, "\n\n", limit)]


def _cut_words(text: str, limit: int) -> list[str]:
    return _packed(re.split(r"(?<=[.!?])\s+", text), " ", limit)


def _table(text: str) -> tuple[str, list[str]]:
    lines = text.split("\n")
    rule = next((n for n, line in enumerate(lines) if re.fullmatch(r"\s*\|?[\s:|-]*-[\s:|-]*", line)), 0)
    return "\n".join(lines[: rule + 1]), lines[rule + 1 :]


def _packed(pieces: list[str], separator: str, limit: int) -> list[str]:
    packed: list[list[str]] = [[]]
    words = 0
    for piece in pieces:
        size = size_of(piece)
        if packed[-1] and words + size > limit:
            packed.append([])
            words = 0
        packed[-1].append(piece)
        words += size
    return [separator.join(part) for part in packed if part]


_CUTS: Mapping[str, Callable[[str, int], list[str]]] = {
    "table": _cut_table,
    "code": _cut_code,
    "list": _cut_list,
    "steps": _cut_steps,
    "quote": _cut_quote,
}
