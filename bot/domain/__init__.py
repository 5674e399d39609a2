"""The records that cross the seven steps: frozen, without behaviour that needs the outside."""

from bot.domain.conversation import Account, Conversation, Person, Utterance
from bot.domain.decision import Classification, Decision, IntentScore, Reason, Source
from bot.domain.generation import Brief, Drafted, Generation, Grounding, Sentence, SentenceCheck, Usage
from bot.domain.ids import (
    ArticleId,
    Audience,
    ChannelId,
    DecisionId,
    MessageTs,
    Mode,
    PassageId,
    PostId,
    ReasonCode,
    TeamId,
    TicketId,
    Tier,
    TurnId,
    UserId,
)
from bot.domain.knowledge import Article, Passage, SearchQuery

__all__ = [
    "Account",
    "Article",
    "ArticleId",
    "Audience",
    "Brief",
    "ChannelId",
    "Classification",
    "Conversation",
    "Decision",
    "DecisionId",
    "Drafted",
    "Generation",
    "Grounding",
    "IntentScore",
    "MessageTs",
    "Mode",
    "Passage",
    "PassageId",
    "Person",
    "PostId",
    "Reason",
    "ReasonCode",
    "SearchQuery",
    "Sentence",
    "SentenceCheck",
    "Source",
    "TeamId",
    "TicketId",
    "Tier",
    "TurnId",
    "Usage",
    "UserId",
    "Utterance",
]
