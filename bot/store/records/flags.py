"""What staff say of posted answers, and of the articles these leaned on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain import ArticleId, ChannelId, DecisionId, MessageTs, UserId


class FlagVerdict(StrEnum):
    """What staff say of a posted answer."""

    ACCURATE = "accurate"
    INACCURATE = "inaccurate"


@dataclass(frozen=True, slots=True)
class Flag:
    """Staff's verdict on a posted answer."""

    id: str
    channel: ChannelId
    ts: MessageTs
    by: UserId
    verdict: FlagVerdict
    at: datetime
    decision_id: DecisionId | None = None
    correction: str = ""
    cause: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ArticleFlag:
    """An article that a flagged answer leaned on, waiting for review until it is cleared."""

    article_id: ArticleId
    flag_id: str
    at: datetime
    cleared_at: datetime | None = None
    cleared_by: UserId | None = None
