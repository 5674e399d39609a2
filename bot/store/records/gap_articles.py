"""An article that closes a gap, from its draft to the index, as a frozen record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain import UserId


class GapState(StrEnum):
    """Where a gap's article stands. `drafting`: asked for, not yet written; `open`: people have not decided;
    `publishing`: to be written into its folder and indexed; `published`: in the index; `closed`: its questions are
    answerable; `dropped`: people want no article."""

    DRAFTING = "drafting"
    OPEN = "open"
    PUBLISHING = "publishing"
    PUBLISHED = "published"
    CLOSED = "closed"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class GapArticle:
    """`tickets` are those whose questions nobody's article answered, the most typical first. `title` and `text` are the
    draft, and what was published once it was. `engine` wrote the draft: a model, or people themselves (`extractive`);
    `left_out` counts sentences of it that no colleague's answer supported. `file` is chosen when it is published, so
    that a crash leaves one file; `problem` says why the last try to publish failed."""

    id: str
    name: str
    tickets: tuple[str, ...]
    asked_by: UserId
    created_at: datetime
    state: GapState = GapState.DRAFTING
    title: str = ""
    text: str = ""
    engine: str = ""
    left_out: int = 0
    decided_by: UserId | None = None
    decided_at: datetime | None = None
    file: str = ""
    problem: str = ""
