"""/earnest kb: articles to look at, gaps, and a sync that whoever asked for it is told of."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

from bot.domain import ChannelId, UserId
from bot.domain.article_writer import ArticleWriter, NamedTexts
from bot.domain.inbound import Command
from bot.errors import EarnestError, TransientError
from bot.outbox.blocks import SlackMessage, note_message
from bot.outbox.blocks.kb import StaleLine, stale_message
from bot.outbox.ephemeral import tell
from bot.review.gap_list import GapList
from bot.runtime import Runtime
from bot.texts import kb as words

_ASKED = "kb_sync:"  # and the act's id: who is told, and where


class KbCommand:
    """Who may ask is checked before."""

    def __init__(self, runtime: Runtime, texts: NamedTexts, gaps: GapList) -> None:
        self._runtime = runtime
        self._texts = texts
        self._gaps = gaps

    async def show(self, command: Command, rest: str) -> SlackMessage:
        """What was asked for of the knowledge base. Raises EarnestError."""
        match rest.lower():
            case "stale":
                return await self._stale()
            case "gaps":
                return await self._gaps.listed(command, "")
            case "sync":
                who = {"user": command.user, "channel": command.channel, "url": command.response_url}
                await self._runtime.store.meta.set(f"{_ASKED}{command.key}", json.dumps(who))
                self._runtime.wake.syncs.set()
                return note_message(words.SYNCING)
            case _:
                return note_message(words.USAGE)

    async def _stale(self) -> SlackMessage:
        days = self._runtime.policy.thresholds.stale_after_days
        oldest = self._runtime.clock.now().date() - timedelta(days=days)
        dates = await self._texts.review_dates()
        stale = [article for article, day in dates.items() if day is None or day < oldest]
        flagged = {review.article_id for review in await self._runtime.store.articles.waiting()}
        found = sorted({*stale, *flagged}, key=lambda article: (dates.get(article) or date.min, article))
        named = await self._texts.named(found)
        rows = []
        for article in found:
            title, url = named.get(article, (article, ""))
            why = words.reviewed(dates.get(article))
            rows.append(StaleLine(title, url, f"{why}, {words.FLAGGED}" if article in flagged else why))
        return stale_message(rows, words.total(len(stale), len(dates), days, len(flagged)))


class KbSync:
    """Makes the syncs that were asked for; one in a fleet works at a time. A crash leaves them to the next start."""

    def __init__(self, runtime: Runtime, texts: NamedTexts, writer: ArticleWriter) -> None:
        self._runtime = runtime
        self._texts = texts
        self._writer = writer

    async def work(self) -> datetime | None:
        """One sync for all who wait; the next look is the loop's. Raises TransientError: another sync runs."""
        meta = self._runtime.store.meta
        asked = await meta.starting_with(_ASKED)
        if not asked:
            return None
        try:
            await self._writer.sync()
            said = words.synced(len(await self._texts.review_dates()), len(await self._texts.held()))
        except TransientError:
            raise
        except EarnestError:
            said = words.FAILED
        for key, value in asked.items():
            await meta.remove(key)
            who = json.loads(value)
            channel = ChannelId(who["channel"]) if who["channel"] else None
            user, url = UserId(who["user"]), who["url"]
            await tell(self._runtime, note_message(said), user=user, channel=channel, response_url=url, insist=True)
        return None
