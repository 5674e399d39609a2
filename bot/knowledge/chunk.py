"""Cuts an article into passages that are shown in full, and keep steps, lists, tables and code whole."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

from bot.domain import Article, Passage, PassageId
from bot.knowledge.markdown_blocks import Block, blocks_of, parts_of, shown_whole
from bot.knowledge.numbered_headings import numbered_sections
from bot.knowledge.plain import plain

# Shorter passages lose the context that they are found by.
TARGET_WORDS = 400
# Names how passages are cut, their words weighed and their sentences embedded; with another the index is built anew.
VERSION = "chunks-8"


def chunk(article: Article) -> tuple[Passage, ...]:
    """The article's passages in order, never none; ids are `article#n`, counted from 1."""
    groups = _groups(blocks_of(article.content)) or [[Block(article.content, (), "paragraph")]]
    return tuple(
        Passage(
            id=PassageId(f"{article.id}#{number}"),
            article_id=article.id,
            title=article.title,
            text="\n\n".join(block.text for block in group),
            heading_path=_common_path(group),
            url=article.url,
            product_area=article.product_area,
            reviewed_at=article.reviewed_at,
            audience=article.audience,
            plans=article.plans,
            standing=article.standing,
            superseded_by=article.superseded_by,
        )
        for number, group in enumerate(groups, 1)
    )


def matching_text(passage: Passage) -> str:
    """What a passage is matched by: title, headings, words. The title in front is the biggest lever there is."""
    head = [passage.title, *passage.heading_path]
    return "\n".join([*head, plain(passage.text)])


def _groups(blocks: Sequence[Block]) -> list[list[Block]]:
    units = _units(blocks)
    total = sum(size for size, _ in units)
    wanted = total / max(1, math.ceil(total / TARGET_WORDS))
    groups: list[list[Block]] = []
    filled = 0
    for size, unit in units:
        at_heading = unit[0].kind == "heading"
        full = filled + size > TARGET_WORDS or (at_heading and filled >= wanted)
        if not groups or (full and filled):
            groups.append([])
            filled = 0
        groups[-1].extend(unit)
        filled += size
    return groups


def _units(blocks: Sequence[Block]) -> list[tuple[int, list[Block]]]:
    """Blocks that may not be parted: a heading stays with what it heads, numbered sections are a procedure; what is far
    too long is cut."""
    units: list[tuple[int, list[Block]]] = []
    runs = {first: end for first, end in numbered_sections(blocks) if shown_whole(blocks[first:end])}
    headings: list[Block] = []
    place = 0
    while place < len(blocks):
        block, end = blocks[place], runs.get(place, place)
        if block.kind == "heading" and end == place:
            headings.append(block)
            place += 1
            continue
        for part in [blocks[place:end]] if end > place else [[part] for part in parts_of(block, TARGET_WORDS)]:
            unit = [*headings, *part]
            units.append((_size(unit), unit))
            headings = []
        place = max(end, place + 1)
    if headings and units:
        units[-1][1].extend(headings)
    return units


def _size(blocks: Sequence[Block]) -> int:
    return sum(block.size for block in blocks)


def _common_path(group: Sequence[Block]) -> tuple[str, ...]:
    """The headings that everything in a passage stands under."""
    said = [block for block in group if block.kind != "heading"] or group
    levels = zip(*(block.path for block in said), strict=False)
    return tuple(level[0] for level in itertools.takewhile(lambda names: len(set(names)) == 1, levels))
