"""App Home: a desk member's open cards, how long the queues are, and how each kind of question stands."""

from __future__ import annotations

from dataclasses import replace

from bot.domain import UserId
from bot.domain.inbound import HomeOpened
from bot.domain.ports import ReportSource
from bot.domain.states import ThreadState
from bot.outbox.blocks import HomeView, OpenCard, closed_home, home_view
from bot.outbox.card_place import card_of
from bot.review.home_intents import HomeIntents
from bot.runtime import Runtime
from bot.store.records import Ticket
from bot.texts import home as words
from bot.texts import times

SHOWN = 30


class Home:
    """Publishes the page when it is opened."""

    def __init__(self, runtime: Runtime, reports: ReportSource) -> None:
        self._runtime = runtime
        self._intents = HomeIntents(runtime, reports)

    async def opened(self, record: HomeOpened) -> str:
        """Someone opened App Home; what they were shown."""
        runtime = self._runtime
        if record.tab == "messages":
            return "the messages tab"
        member = await runtime.directory.may_act(record.user, None, None)
        if member:
            view = await self._page(record.user)
            runtime.background.do(lambda: self._publish(record.user, view), "home")
            return "the desk's page"
        runtime.background.do(lambda: runtime.slack.publish_home(record.user, closed_home()), "home")
        return "the plain page"

    async def _publish(self, user: UserId, view: HomeView) -> None:
        """What is known at once, then what has to be counted: a person who waits for figures sees their cards."""
        await self._runtime.slack.publish_home(user, home_view(view))
        lines, queues = await self._intents.lines()
        view = await self._page(user)  # counting takes a while, and a page that was opened later must not be put back
        view = replace(view, intents=lines, counts={**view.counts, **queues})
        if not await self._runtime.slack.publish_home(user, home_view(view)):
            await self._runtime.slack.publish_home(user, home_view(view, plain=True))

    async def _page(self, user: UserId) -> HomeView:
        runtime, now = self._runtime, self._runtime.clock.now()
        waiting = await runtime.store.tickets.in_state([ThreadState.WITH_PEOPLE])
        drafts = await runtime.store.decisions.undecided_since(now)
        mine = [t for t in waiting if user in (t.owner, t.taken_by)]
        counts = {
            words.DRAFTS: len(drafts),
            words.WITH_PEOPLE: len(waiting),
            words.MINE_COUNT: len(mine),
            words.ARTICLES: len(await runtime.store.reviews.queue()),
        }
        cards = [await self._card(ticket) for ticket in mine[:SHOWN]]
        as_of = times.moment(now, runtime.zone, runtime.policy.hours.timezone)
        return HomeView(tuple(c for c in cards if c is not None), counts, now, as_of)

    async def _card(self, ticket: Ticket) -> OpenCard | None:
        runtime = self._runtime
        rows = [row for row in await runtime.store.decisions.of_ticket(ticket.id) if row.current]
        if not rows:
            return None
        post = await card_of(runtime, rows[-1].turn_id)
        url = ""
        if post is not None and post.slack_channel and post.slack_ts:
            url = await runtime.slack.permalink(post.slack_channel, post.slack_ts)
        asker = await runtime.directory.name(ticket.opened_by)
        return OpenCard(rows[-1].decision.question, asker, ticket.opened_at, url)
