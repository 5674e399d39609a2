"""The review of a flagged article as a frozen record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain import ArticleId, UserId


class ReviewOutcome(StrEnum):
    """What became of a flagged article. `open`: nobody has decided yet."""

    OPEN = "open"
    STILL_RIGHT = "still_right"
    EDITED = "edited"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class ArticleReview:
    """One period in which an article was flagged. `origin` is the file or address it was read from, `text_before` and
    `text_after` an edit of it. `content` is the digest of what the index held when it was decided, and `returned_at`
    when the index held something else: until then an edited article is not quoted alone, a retired one not at all."""

    id: str
    article_id: ArticleId
    opened_at: datetime
    outcome: ReviewOutcome = ReviewOutcome.OPEN
    decided_by: UserId | None = None
    decided_at: datetime | None = None
    origin: str = ""
    text_before: str = ""
    text_after: str = ""
    content: str = ""
    returned_at: datetime | None = None
