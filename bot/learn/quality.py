"""How good answers and routing were: audits, votes, edits, and what became of what Earnest answered. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from rapidfuzz.distance import Levenshtein

from bot.domain.audit import Audit
from bot.domain.figures import Column, Figure, Values, Window
from bot.domain.states import DraftState, Resolution, TicketStatus
from bot.domain.ticket_facts import TicketFacts
from bot.learn.waits import status
from bot.policy.trust import wilson
from bot.policy.waits import EARNEST, STAFF, waits

_SENT = (DraftState.APPROVED, DraftState.EDITED)


def mean(values: Sequence[float]) -> float | None:
    """The mean; None without values."""
    return sum(values) / len(values) if values else None


def audited(audits: Iterable[Audit], window: Window) -> dict[Column, float | None]:
    """How many verdicts of the window count, the share that found the answer right, and its interval."""
    found = [audit.accurate for audit in audits if audit.counted and window.holds(audit.at)]
    if not found:
        return {Column.AUDITS: 0, Column.ACCURACY: None, Column.LOW: None, Column.HIGH: None}
    low, high = wilson(sum(found), len(found))
    return {Column.AUDITS: len(found), Column.ACCURACY: sum(found) / len(found), Column.LOW: low, Column.HIGH: high}


def funnel(opened: Sequence[TicketFacts], end: datetime) -> Values:
    """From the requests on which Earnest drafted to those that went well without staff, and those left by silence."""
    involved = [row for row in opened if any(draft.made_at < end and draft.text.strip() for draft in row.drafts)]
    answered = [row for row in involved if _spoke(row, EARNEST, end)]
    ends = [_ended(row, end) for row in answered]
    return {
        Figure.INVOLVED: len(involved),
        Figure.ANSWERED: len(answered),
        Figure.RESOLVED_ALONE: ends.count("resolved"),
        Figure.ABANDONED: ends.count("abandoned"),
    }


def _ended(row: TicketFacts, end: datetime) -> str:
    if _spoke(row, STAFF, end) or status(row, end) is not TicketStatus.RESOLVED:
        return ""
    how = [change.how for change in row.changes if change.at < end][-1]
    came_back = len([wait for wait in waits(row) if wait.since < end]) > 1
    voted_down = any(not vote.up for answer in row.answers for vote in answer.votes if vote.at < end)
    return "abandoned" if how is Resolution.ASSUMED and (came_back or voted_down) else "resolved"


def _spoke(row: TicketFacts, role: str, end: datetime) -> bool:
    return any(said.role == role and said.at < end for said in row.said)


def routing(opened: Sequence[TicketFacts], window: Window) -> Values:
    """Whether requests ended with the team they were given first."""
    stayed = []
    for row in opened:
        if not row.team:
            continue
        moved = [move.team for move in row.moves if move.at < window.end and move.team]
        stayed.append((moved or [row.team])[-1] == row.team)
    return {Figure.ROUTING: mean(stayed), Figure.ROUTED: len(stayed)}


def satisfaction(rows: Sequence[TicketFacts], window: Window) -> Values:
    """Thumbs on the answers that were posted in the window."""
    posted = [answer for row in rows for answer in row.answers if window.holds(answer.at)]
    cast = [[vote.up for vote in answer.votes if vote.at < window.end] for answer in posted]
    votes = [up for each in cast for up in each]
    return {
        Figure.CSAT: mean(votes),
        Figure.CSAT_VOTES: len(votes),
        Figure.CSAT_RATE: mean([bool(each) for each in cast]),
    }


def edits(rows: Sequence[TicketFacts], window: Window) -> Values:
    """How much people changed drafts before they sent them."""
    sent = [
        Levenshtein.normalized_distance(_plain(draft.text), _plain(draft.final or draft.text))
        for row in rows
        for draft in row.drafts
        if draft.state in _SENT and draft.decided_at is not None and window.holds(draft.decided_at)
    ]
    return {Figure.EDIT_DISTANCE: mean(sent), Figure.DRAFTS_SENT: len(sent)}


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
