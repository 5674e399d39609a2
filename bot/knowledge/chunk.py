"""Cuts an article into passages of at most about 400 words that keep steps, tables and code whole."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

from bot.domain import Article, Passage, PassageId
from bot.knowledge.markdown_blocks import Block, blocks_of, halves
from bot.knowledge.plain import plain

# Shorter passages lose the context that they are found by.
TARGET_WORDS = 400
# One list, table or piece of code may be this long before it is cut after all.
WHOLE_WORDS = 800
# Names how passages are cut, their words weighed and their sentences embedded; with another the index is built anew.
VERSION = "chunks-7"


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
    total = sum(unit_words for unit_words, _ in units)
    wanted = total / max(1, math.ceil(total / TARGET_WORDS))
    groups: list[list[Block]] = []
    filled = 0
    for words, unit in units:
        at_heading = unit[0].kind == "heading"
        full = filled + words > TARGET_WORDS or (at_heading and filled >= wanted)
        if not groups or (full and filled):
            groups.append([])
            filled = 0
        groups[-1].extend(unit)
        filled += words
    return groups


def _units(blocks: Sequence[Block]) -> list[tuple[int, list[Block]]]:
    """Blocks that may not be parted: a heading stays with what it heads; what is far too long is cut."""
    units: list[tuple[int, list[Block]]] = []
    headings: list[Block] = []
    for block in blocks:
        if block.kind == "heading":
            headings.append(block)
            continue
        limit = TARGET_WORDS if block.kind in ("paragraph", "quote") else WHOLE_WORDS
        for part in [block] if block.words <= limit else halves(block, TARGET_WORDS):
            unit = [*headings, part]
            units.append((sum(b.words for b in unit), unit))
            headings = []
    if headings and units:
        units[-1][1].extend(headings)
    return units


def _common_path(group: Sequence[Block]) -> tuple[str, ...]:
    """The headings that everything in a passage stands under."""
    said = [block for block in group if block.kind != "heading"] or group
    levels = zip(*(block.path for block in said), strict=False)
    return tuple(level[0] for level in itertools.takewhile(lambda names: len(set(names)) == 1, levels))
