"""What people found of earlier answers: the same words to a like question, wrong then, are not posted alone again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, or_, select

from bot.domain import ArticleId, Decision
from bot.domain.codec import decode
from bot.domain.states import DraftState
from bot.language.shared_words import like_questions
from bot.store.records import FlagVerdict
from bot.store.tables import audits, citations, decisions, drafts, flags
from bot.store.tx import Tx

UNANSWERED = "unanswered"
"""The source of an audit that nobody gave: a draft that was taken, or replied in place of, a day ago and not judged."""
_MOST = 50  # verdicts on the same words that are looked at, the newest first
_WRONG = (
    select(flags.c.id)
    .where(flags.c.decision_id == decisions.c.id, flags.c.verdict == FlagVerdict.INACCURATE)
    .correlate(decisions)
    .exists()
)
_LEANED = select(citations.c.decision_id).where(
    citations.c.article_id.in_(bindparam("cited", expanding=True)),
    citations.c.at >= bindparam("since", type_=citations.c.at.type),
)
_TOLD = audits.c.accurate.is_not(None) & (audits.c.source != UNANSWERED)
_JUDGED = or_(_TOLD, _WRONG, drafts.c.state == DraftState.APPROVED)
_VERDICTS = (
    select(decisions.c.payload, audits.c.accurate, audits.c.source, _WRONG.label("flagged"))
    .select_from(
        drafts.join(decisions, decisions.c.id == drafts.c.decision_id).outerjoin(
            audits, audits.c.decision_id == drafts.c.decision_id
        )
    )
    .where(drafts.c.decision_id.in_(_LEANED), drafts.c.text == bindparam("answer", type_=drafts.c.text.type), _JUDGED)
    .order_by(decisions.c.decided_at.desc(), decisions.c.id)
    .limit(_MOST)
)


async def judged_wrong(tx: Tx, question: str, answer: str, cited: Sequence[ArticleId], since: datetime) -> bool:
    """The newest verdict since then on this answer, from any of these articles, to a question like this one. A flag or
    an audit that found it wrong holds; an approval, or an audit that found it right, lifts it."""
    asked = {"cited": list(cited), "since": since, "answer": answer}
    for row in await tx.execute(_VERDICTS, asked):
        if like_questions(question, decode(row.payload, Decision).question):
            return bool(row.flagged) or (row.accurate is False and row.source != UNANSWERED)
    return False
