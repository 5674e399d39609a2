"""Rows as frozen records; nothing outside the store sees a database row. All times are aware UTC."""

from bot.store.records.article_reviews import ArticleReview, ReviewOutcome
from bot.store.records.audit_log import LogEntry
from bot.store.records.channels import NEVER, Channel
from bot.store.records.decisions import DecisionRow, Draft
from bot.store.records.flags import ArticleFlag, Flag, FlagVerdict
from bot.store.records.gap_articles import GapArticle, GapState
from bot.store.records.inbox import InboxEntry, InboxRow, InboxState
from bot.store.records.messages import Message, Role
from bot.store.records.posts import Guard, NewPost, OnlyPosts, Post, PostState, WaitingKind
from bot.store.records.tickets import Ticket
from bot.store.records.turns import UNDECIDED, Turn, TurnState

__all__ = [
    "NEVER",
    "UNDECIDED",
    "ArticleFlag",
    "ArticleReview",
    "Channel",
    "DecisionRow",
    "Draft",
    "Flag",
    "FlagVerdict",
    "GapArticle",
    "GapState",
    "Guard",
    "InboxEntry",
    "InboxRow",
    "InboxState",
    "LogEntry",
    "Message",
    "NewPost",
    "OnlyPosts",
    "Post",
    "PostState",
    "ReviewOutcome",
    "Role",
    "Ticket",
    "Turn",
    "TurnState",
    "WaitingKind",
]
