"""All tables behind one door, with transactions that span them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from bot.domain.ports import Clock
from bot.store.article_reviews import ArticleReviews
from bot.store.audit_log import AuditLog
from bot.store.audits import Audits
from bot.store.canaries import Canaries
from bot.store.channels import Channels
from bot.store.classifier_versions import ClassifierVersions
from bot.store.database import Database
from bot.store.decisions import Decisions
from bot.store.erasure.asked import Erasures
from bot.store.executors import Executors
from bot.store.exports import Exports
from bot.store.gap_articles import GapArticles
from bot.store.gone_articles import GoneArticles
from bot.store.guards import Guards
from bot.store.handovers import Handovers
from bot.store.inbox import Inbox
from bot.store.incidents import Incidents
from bot.store.intent_labels import IntentLabels
from bot.store.leases import Leases
from bot.store.listening import Listening
from bot.store.messages import Messages
from bot.store.meta import Meta
from bot.store.migrate import migrate
from bot.store.model_calls import ModelCalls
from bot.store.pauses import Pauses
from bot.store.posts import Posts
from bot.store.reviews import Reviews
from bot.store.summaries import Summaries
from bot.store.ticket_states import TicketStates
from bot.store.tickets import Tickets
from bot.store.turns import Turns
from bot.store.tx import Tx
from bot.store.unanswered import UnansweredQuestions
from bot.store.waiting import WaitingCustomers
from bot.store.written_files import WrittenFiles


class Store:
    """Open with `await Store.open(...)`, close with `await close()`. Every method opens its own transaction unless
    it is given one as `tx`."""

    def __init__(self, database: Database, clock: Clock, ids: Callable[[], str]) -> None:
        self.database = database
        self.executors = Executors(database)
        self.leases = Leases(database)
        self.inbox = Inbox(database, clock)
        self.tickets = Tickets(database, clock)
        self.messages = Messages(database)
        self.turns = Turns(database, clock, ids)
        self.decisions = Decisions(database, clock)
        self.posts = Posts(database, clock, ids)
        self.meta = Meta(database)
        self.listening = Listening(database, self.meta)
        self.gone = GoneArticles(database, self.meta)
        self.guards = Guards(database, self.tickets, self.turns, self.decisions, self.posts, self.gone)
        self.audits = Audits(database, clock)
        self.canaries = Canaries(database)
        self.labels = IntentLabels(database)
        self.classifiers = ClassifierVersions(database)
        self.audit_log = AuditLog(database, ids)
        self.reviews = Reviews(database, clock, self.audit_log)
        self.exports = Exports(database)
        self.articles = ArticleReviews(database, clock)
        self.channels = Channels(database, clock)
        self.states = TicketStates(database)
        self.waiting = WaitingCustomers(database)
        self.handovers = Handovers(database)
        self.unanswered = UnansweredQuestions(database)
        self.gaps = GapArticles(database)
        self.incidents = Incidents(database)
        self.pauses = Pauses(self.meta)
        self.calls = ModelCalls(database, clock, ids)
        self.summaries = Summaries(database, clock)
        self.erasures = Erasures(database, ids)
        self.files = WrittenFiles(database)

    @classmethod
    async def open(cls, url: str, clock: Clock, ids: Callable[[], str]) -> Store:
        """Connect and bring the tables up to date. `url` as in `sqlite:///data/earnest.db`.

        Raises ConfigError (wrong address, database of a newer version) and TransientError (unreachable, locked)."""
        database = Database(url)
        try:
            await migrate(database)
        except BaseException:
            await database.close()
            raise
        store = cls(database, clock, ids)
        try:
            await store.audit_log.chain_old()
        except BaseException:
            await store.close()
            raise
        return store

    def begin(self) -> AbstractAsyncContextManager[Tx]:
        """One transaction for several writes: pass it as `tx`. Commits at the end, rolls back on an error.

        Do nothing slow inside: on SQLite every other writer waits."""
        return self.database.write()

    def view(self) -> AbstractAsyncContextManager[Tx]:
        """One consistent view for several reads: pass it as `tx`."""
        return self.database.view()

    async def close(self) -> None:
        """Store what the inbox has queued, then disconnect."""
        await self.inbox.close()
        await self.database.close()
