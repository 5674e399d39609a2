"""Posts the weekly digest to the desk: once a week by rows and our clock, also over a restart."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from bot.domain import TrustEvent
from bot.domain.figures import Figure, Report
from bot.domain.states import ThreadState
from bot.learn.reports import Reports
from bot.outbox.blocks.digest import DigestView, digest_message
from bot.outbox.digest_post import digest, digest_key
from bot.policy.trust import wilson
from bot.policy.trust_record import trust_in
from bot.policy.weekly_digest import following, latest
from bot.runtime import Runtime
from bot.store.audits import Audits
from bot.texts import gaps as gap_words
from bot.texts import report as words
from bot.texts import times
from bot.texts import trust as trust_words

DAYS = 7
LATE = timedelta(days=2)  # a bot that was off for longer leaves last week's digest out


class WeeklyDigest:
    """Due at the policy's hour (`desk.digest`)."""

    def __init__(self, runtime: Runtime, reports: Reports) -> None:
        self._runtime = runtime
        self._reports = reports
        self._empty: datetime | None = None

    async def work(self) -> datetime | None:
        """Post what is due and was not posted; when the next one is due, None when none ever is."""
        runtime, now = self._runtime, self._runtime.clock.now()
        rule = runtime.policy.desk.digest
        if rule is None:
            return None
        due = latest(rule, now, runtime.zone)
        week = due.astimezone(runtime.zone).date().isoformat()
        if now - due <= LATE and due != self._empty and not await runtime.store.posts.by_key(digest_key(week)):
            await self._post(due, week)
        return following(rule, now, runtime.zone)

    async def _post(self, due: datetime, week: str) -> None:
        runtime = self._runtime
        found = await self._reports.of(DAYS, due)
        if not any(
            found.now.values[figure] or found.before.values[figure] for figure in (Figure.REQUESTS, Figure.OPEN)
        ):
            self._empty = due  # a desk that nobody has asked anything yet hears nothing
            return
        view = DigestView(
            report=found,
            until=times.moment(due, runtime.zone, runtime.policy.hours.timezone),
            trust=await self._trust_changes(found),
            queues=await self._queues(found),
            gaps=[gap_words.line(gap.name, gap.questions, gap.accounts) for gap in await self._reports.gaps(due)],
        )
        await runtime.store.posts.add([digest(runtime.directory.desk, week, digest_message(view))])
        runtime.wake.posts.set()

    async def _trust_changes(self, found: Report) -> list[str]:
        """Who earned or lost trust in the week, or was overruled, told from what trust follows from."""
        audits, window = self._runtime.store.audits, found.window
        lines = []
        for intent, engine in await audits.pairs():
            was = await trust_in(self._runtime.policy, intent, engine, partial(_before, audits, window.start))
            now = await trust_in(self._runtime.policy, intent, engine, partial(_before, audits, window.end))
            share = trust_words.share(now.passes, now.audits, *wilson(now.passes, now.audits))
            if now.pinned != was.pinned:
                lines.append(words.overruled(intent, engine, now.pinned))
            elif now.lost > was.lost and not now.earned:
                lines.append(words.trust_lost(intent, engine))
            elif now.earned and (not was.earned or now.lost > was.lost):
                lines.append(words.trust_earned(intent, engine, share))
        return lines

    async def _queues(self, found: Report) -> list[str]:
        runtime, values = self._runtime, found.now.values
        drafts = await runtime.store.decisions.undecided_since(runtime.clock.now())
        people = await runtime.store.tickets.in_state([ThreadState.WITH_PEOPLE])
        flagged, stale = int(values[Figure.FLAGGED] or 0), values[Figure.STALE]
        return [
            words.queue(len(drafts), "draft", words.TO_REVIEW),
            words.queue(len(people), "thread", words.WITH_PEOPLE),
            words.queue(flagged, "flagged article", words.TO_REVIEW),
            *([] if stale is None else [words.queue(int(stale), "stale article", words.TO_REVIEW)]),
        ]


async def _before(audits: Audits, at: datetime, intent: str, engine: str) -> list[TrustEvent]:
    """What had changed trust by then."""
    return [event for event in await audits.events(intent, engine) if event.at < at]
