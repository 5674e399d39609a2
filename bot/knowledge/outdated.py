"""Ranks what no longer holds behind what replaces it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain import Passage, Standing

# So many places behind: near enough to be seen where nothing else tells of the matter.
_BEHIND = 3


def outdated_behind(passages: Sequence[Passage]) -> list[Passage]:
    """The passages, best first, those of deprecated articles some places later, and after what replaces them."""
    place = {passage.id: float(number) for number, passage in enumerate(passages)}
    last: dict[str, float] = {}
    for number, passage in enumerate(passages):
        last[passage.article_id] = number
    for number, passage in enumerate(passages):
        if passage.standing is Standing.DEPRECATED:
            after = last.get(passage.superseded_by, -1.0) + 0.5
            place[passage.id] = max(number + _BEHIND + 0.5, after)
    return sorted(passages, key=lambda passage: place[passage.id])
