"""A record of audits in which everything has earned trust: what is measured is what would go out alone then."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.domain import TrustEvent, TrustEventKind
from bot.policy.review import Review

LEAST_AUDITS = Review().least_audits


class AllEarned:
    """A record of audits in which every kind of answer has earned trust."""

    async def events(self, intent: str, engine: str) -> list[TrustEvent]:
        """See ports.AuditRecord."""
        del intent, engine
        return [TrustEvent(TrustEventKind.PASS, datetime(2026, 1, 1, tzinfo=UTC))] * LEAST_AUDITS

    async def found_wrong(self, question: str, drafted: object, sources: object) -> bool:
        """See ports.AuditRecord: nobody judged anything."""
        del question, drafted, sources
        return False

    async def count(self) -> int:
        """See ports.AuditRecord."""
        return LEAST_AUDITS
