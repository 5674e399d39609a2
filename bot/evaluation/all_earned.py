"""A record of audits in which everything has earned trust: what is measured is what would go out alone then."""

from __future__ import annotations

from bot.route.trust import LEAST_AUDITS


class AllEarned:
    """A record of audits in which every kind of answer has earned trust."""

    async def verdicts(self, intent: str, engine: str) -> list[bool]:
        """See ports.AuditRecord."""
        del intent, engine
        return [True] * LEAST_AUDITS

    async def count(self) -> int:
        """See ports.AuditRecord."""
        return LEAST_AUDITS
