"""Verdicts on answers that went, or would have gone, out without review, and what else changes trust in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.ids import DecisionId


@dataclass(frozen=True, slots=True)
class Audit:
    """`accurate` is what a person found who compared the answer with its sources; `source` says where the verdict comes
    from: a review, or the name of a labelled history that was loaded. `account` and `question` tell repeats, which are
    stored and do not count (`counted`). `stood` is False where whoever gave it let most planted errors pass by then
    (canary.py): that does not count either."""

    id: str
    intent: str
    engine: str
    accurate: bool
    at: datetime
    source: str
    decision_id: DecisionId | None = None
    account: str = ""
    question: str = ""
    counted: bool = True
    stood: bool = True


class TrustEventKind(StrEnum):
    """What can happen to the trust in an intent's answers by an engine. Stored words."""

    PASS = "pass"  # noqa: S105
    FAIL = "fail"
    SEVERE = "severe"
    """A wrong answer about money, security, deletion or another customer, confirmed by a member of the desk."""
    CHANGED = "changed"
    """Another model, prompt, check or index format, or most of the intent's articles."""
    FIXED = "fixed"
    """Staff removed the cause of failures: the article was edited and is indexed again."""
    PINNED_UP = "pinned_up"
    PINNED_DOWN = "pinned_down"
    UNPINNED = "unpinned"


@dataclass(frozen=True, slots=True)
class TrustEvent:
    """One of them, at a time (aware)."""

    kind: TrustEventKind
    at: datetime
