"""App Home: a desk member's open cards and how long the queues are."""

from __future__ import annotations

from bot.domain.inbound import HomeOpened, Inbound
from bot.outbox.blocks import HomeView, OpenCard, closed_home, home_view
from bot.review.rules import ThreadState
from bot.runtime import Tools
from bot.store.records import Ticket
from bot.texts import home as words
from bot.texts import times

SHOWN = 30


class Home:
    """Publishes the page when it is opened."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    async def opened(self, record: Inbound) -> str:
        """Someone opened App Home; what they were shown."""
        assert isinstance(record, HomeOpened)
        tools = self._tools
        if record.tab == "messages":
            return "the messages tab"
        member = await tools.household.may_act(record.user, None, None)
        view = await self._page(record) if member else closed_home()
        tools.effects.do(lambda: tools.gateway.publish_home(record.user, view))
        return "the desk's page" if member else "the plain page"

    async def _page(self, record: HomeOpened) -> dict[str, object]:
        tools, now = self._tools, self._tools.clock.now()
        waiting = await tools.store.tickets.in_state([ThreadState.WITH_PEOPLE])
        drafts = await tools.store.decisions.undecided_since(now)
        mine = [t for t in waiting if record.user in (t.owner, t.taken_by)]
        counts = {
            words.DRAFTS: len(drafts),
            words.WITH_PEOPLE: len(waiting),
            words.MINE_COUNT: len(mine),
            words.ARTICLES: len(await tools.store.reviews.queue()),
        }
        cards = [await self._card(ticket) for ticket in mine[:SHOWN]]
        as_of = times.moment(now, tools.zone, tools.policy.hours.timezone)
        return home_view(HomeView(tuple(c for c in cards if c is not None), counts, now, as_of))

    async def _card(self, ticket: Ticket) -> OpenCard | None:
        tools = self._tools
        rows = [row for row in await tools.store.decisions.of_ticket(ticket.id) if row.current]
        if not rows:
            return None
        post = await tools.store.posts.by_key(f"card:{rows[-1].turn_id}")
        url = ""
        if post is not None and post.slack_channel and post.slack_ts:
            url = await tools.gateway.permalink(post.slack_channel, post.slack_ts)
        asker = await tools.household.name(ticket.opened_by)
        return OpenCard(rows[-1].decision.question, asker, ticket.opened_at, url)
