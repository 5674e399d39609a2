"""Drops passages that say what a better one has said."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.domain import Passage

_ALIKE = 0.75
_WORD = re.compile(r"\w+")


def without_repeats(passages: Sequence[Passage], per_article: int, limit: int) -> list[int]:
    """The first `limit` positions to keep, in order: at most `per_article` passages of one article, and none whose
    words are nearly those of one kept before."""
    kept: list[int] = []
    words: list[frozenset[str]] = []
    used: dict[str, int] = {}
    for position, passage in enumerate(passages):
        if len(kept) == limit:
            break
        own = frozenset(_WORD.findall(passage.text.casefold()))
        if used.get(passage.article_id, 0) >= per_article or any(alike(own, other) for other in words):
            continue
        used[passage.article_id] = used.get(passage.article_id, 0) + 1
        kept.append(position)
        words.append(own)
    return kept


def alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two sets of words overlap so far (Jaccard) that they are one text with small changes."""
    shared = len(one & other)
    return shared >= _ALIKE * max(1, len(one) + len(other) - shared)
