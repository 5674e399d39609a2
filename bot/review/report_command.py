"""/earnest report: the figures of the last days for whoever asks at the desk."""

from __future__ import annotations

from bot.domain.inbound import Command
from bot.domain.ports import ReportSource
from bot.outbox.blocks import SlackMessage, note_message
from bot.outbox.blocks.report import report_messages
from bot.runtime import Runtime
from bot.texts import report as words
from bot.texts import times


class ReportCommand:
    """Who may ask is checked before."""

    def __init__(self, runtime: Runtime, reports: ReportSource) -> None:
        self._runtime = runtime
        self._reports = reports

    async def show(self, command: Command, rest: str) -> list[SlackMessage]:
        """The figures of as many days as were asked for, and what they split into. Raises EarnestError."""
        del command
        days = words.SPANS.get(rest.lower() or words.USUAL_SPAN)
        if days is None:
            return [note_message(words.NO_SPAN)]
        runtime, now = self._runtime, self._runtime.clock.now()
        until = times.moment(now, runtime.zone, runtime.policy.hours.timezone)
        return report_messages(await self._reports.of(days, now), until)
