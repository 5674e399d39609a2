"""Names that are not interchangeable, and the few closed sets of words."""

from __future__ import annotations

from enum import StrEnum
from typing import NewType

ChannelId = NewType("ChannelId", str)
UserId = NewType("UserId", str)
TeamId = NewType("TeamId", str)
MessageTs = NewType("MessageTs", str)  # Slack's "1700000000.000100": unique within its channel, sorts as a decimal
TicketId = NewType("TicketId", str)
TurnId = NewType("TurnId", str)
DecisionId = NewType("DecisionId", str)
PostId = NewType("PostId", str)
ArticleId = NewType("ArticleId", str)
PassageId = NewType("PassageId", str)


class Mode(StrEnum):
    """How far Earnest may go by itself, for the app, a channel or an intent; the strictest of the three holds."""

    WATCH = "watch"
    DRAFT = "draft"
    AUTO = "auto"


class Audience(StrEnum):
    """Who may be shown an article."""

    PUBLIC = "public"
    INTERNAL = "internal"


class Standing(StrEnum):
    """How far an article can be trusted to hold today, beside its review date."""

    CURRENT = "current"
    EXEMPT = "exempt"
    """The policy says that it does not grow stale."""
    DEPRECATED = "deprecated"
    """It says of itself that it no longer holds: it ranks behind others and is never answered from alone."""
    KEPT = "kept"
    """The last version that could be read; the one of today cannot, so a person looks at what it says."""
