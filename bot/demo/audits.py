"""The demo's labelled record of audits, which stands for the months in which an installation earns trust."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.domain import Audit

SOURCE = "demo"
TRUSTED = ("password_reset", "feature_question")
_EACH = 100  # audits of one intent; two of them make enough for all
_SLIP = 60  # the place of the one wrong answer, after trust was earned


def right_answers(intent: str, number: int, now: datetime, engine: str = "extractive") -> list[Audit]:
    """A made-up record of right answers, all of them just now."""
    return [
        Audit(f"{SOURCE}:{intent}:{now.isoformat()}:{n}", intent, engine, accurate=True, at=now, source=SOURCE)
        for n in range(number)
    ]


def labelled_audits(
    until: datetime, intents: Sequence[str] = TRUSTED, engine: str = "extractive", source: str = SOURCE
) -> list[Audit]:
    """A made-up history of accurate answers, one a day and intent up to `until`, with one slip in each."""
    return [
        Audit(
            id=f"{source}:{intent}:{engine}:{n}",
            intent=intent,
            engine=engine,
            accurate=n != _SLIP,
            at=until - timedelta(days=_EACH - n),
            source=source,
        )
        for intent in intents
        for n in range(_EACH)
    ]
