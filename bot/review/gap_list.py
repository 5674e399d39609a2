"""/earnest gaps: the queue of questions that no article answers."""

from __future__ import annotations

from datetime import timedelta

from bot.domain import ChannelId, MessageTs
from bot.domain.inbound import Command
from bot.domain.ports import Embedder
from bot.language.gaps import gaps
from bot.outbox.blocks import SlackMessage
from bot.outbox.blocks.gaps import GapLine, gaps_message
from bot.outbox.places import link_to
from bot.runtime import Runtime
from bot.texts import gaps as words

LOOK_BACK = timedelta(days=90)
MOST = 500
_LISTED = 15


class GapList:
    """Who may ask is checked before."""

    def __init__(self, runtime: Runtime, embedder: Embedder) -> None:
        self._runtime = runtime
        self._embedder = embedder

    async def listed(self, command: Command, rest: str) -> SlackMessage:
        """The gaps of the last 90 days, what most customers ask first. Raises EarnestError."""
        del command, rest
        runtime = self._runtime
        found = await runtime.store.unanswered.since(runtime.clock.now() - LOOK_BACK, MOST)
        ranked = gaps(found, await self._embedder.embed([one.text for one in found]))
        rows = []
        for gap in ranked[:_LISTED]:
            places = [
                (one.text, await link_to(runtime, ChannelId(one.channel), MessageTs(one.thread_ts)))
                for one in gap.examples
            ]
            asked = bool(await runtime.store.gaps.of_tickets(gap.tickets))
            line = words.line(gap.name, gap.questions, gap.accounts)
            rows.append(GapLine(line, places, gap.tickets[0], asked))
        total = words.total(len(found), sum(gap.questions for gap in ranked), len(ranked))
        return gaps_message(rows, total)
