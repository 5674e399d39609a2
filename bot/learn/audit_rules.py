"""Step 7, learn: what a verdict on an answer changes. Pure rules."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz.distance import Levenshtein

from bot.domain import ArticleId, Audit, Decision, ReasonCode, Tier
from bot.language.shared_words import shared_words

# Reasons of the house and of trust, which say nothing of the answer itself.
_OF_THE_HOUSE = frozenset(
    {
        ReasonCode.ALL_CLEAR,
        ReasonCode.DRAFT_MODE,
        ReasonCode.WATCH_MODE,
        ReasonCode.PAUSED,
        ReasonCode.TIER0_LIMIT,
        ReasonCode.INTENT_NOT_TRUSTED,
    }
)
_COSMETIC = 0.05  # the normalised edit distance below which an edit changed nothing of substance
_SAME_QUESTION, _SAME_ACCOUNT = 0.8, 0.5  # share of common words from which a question repeats another


def articles_to_review(decision: Decision) -> tuple[ArticleId, ...]:
    """The articles cited by an answer that staff marked as wrong: not quoted alone again until they are reviewed."""
    return tuple(source.id for source in decision.sources)


def auditable(decision: Decision) -> bool:
    """Whether an answer went, or would have gone, out without review: nothing but mode and trust held it back."""
    answered = decision.tier <= Tier.REVIEWED and bool(decision.answer) and not decision.not_a_request
    return answered and all(reason.code in _OF_THE_HOUSE for reason in decision.reasons)


def cosmetic(before: str, after: str) -> bool:
    """Whether an edit left the substance alone: a normalised Levenshtein distance below .05, spaces and case apart."""
    return bool(Levenshtein.normalized_distance(_plain(before), _plain(after)) < _COSMETIC)


def repeats(question: str, account: str, earlier: Iterable[Audit]) -> bool:
    """Whether a question says again what an `earlier` audit of the same intent was on: near the same words, or half of
    them from the same account. Such an audit would count one accuracy twice."""
    for audit in earlier:
        alike = shared_words(question, audit.question)
        if alike >= (_SAME_ACCOUNT if account and audit.account == account else _SAME_QUESTION):
            return True
    return False


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
