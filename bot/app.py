"""The composition root: the only module that builds parts and joins them."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from bot.answer.check.grounding import GroundingChecker
from bot.answer.engines.extractive.engine import ExtractiveEngine
from bot.classify.cascade import Cascade
from bot.classify.local.classifier import train_classifier
from bot.classify.rules import Rules
from bot.domain import ArticleId
from bot.domain.ports import CallLedger, Clock, Engine, IntentClassifier, SourceStatus
from bot.errors import ConfigError, EarnestError
from bot.flow import Parts
from bot.knowledge.open_index import open_index
from bot.knowledge.retrieve import retrieve
from bot.knowledge.search import HybridIndex
from bot.knowledge.sentence_cache import load_sentences
from bot.language.similarity import SentenceVectors
from bot.listen import events, interactions
from bot.listen.catch_up import CatchUp
from bot.listen.changes import Changes
from bot.listen.conversations import Conversations
from bot.listen.intake import Handler, Intake
from bot.listen.store_first import StoringDoor
from bot.listen.turns import WORKFLOW, Turns
from bot.outbox.outbox import Outbox
from bot.people.directory import Household
from bot.platform.background import BestEffort
from bot.platform.claude.spending import Limits, Spending
from bot.platform.clock import SystemClock
from bot.platform.durable.workflows import Durable
from bot.platform.embedding.embedder import LocalEmbedder, open_embedder
from bot.platform.loop import Loop
from bot.platform.slack.gateway import SlackGateway
from bot.platform.slack.limits import RateGate
from bot.platform.slack.sign_in import sign_in
from bot.platform.slack.socket import Socket, bolt_app, check_app_token, web_client, web_session
from bot.policy import Policy
from bot.review.clicks import Clicks
from bot.review.commands import Commands
from bot.review.desk import Desk
from bot.review.forms import Forms
from bot.review.home import Home
from bot.review.unposted import Rescue
from bot.runtime import Tools
from bot.settings import Settings
from bot.store.store import Store

log = logging.getLogger(__name__)
STOP_WITHIN_S = 10.0
REFRESH_EVERY_S = 15.0
KEEP_ENDED_WORK = timedelta(days=7)


def new_id() -> str:
    """A random id."""
    return uuid.uuid4().hex


class NoFlags:
    """Review's word where there is no database: nothing is flagged."""

    async def flagged(self, ids: object) -> frozenset[ArticleId]:
        """None are."""
        del ids
        return frozenset()


@dataclass(frozen=True, slots=True)
class Brain:
    """What answers a question, without Slack and without a database."""

    parts: Parts
    quick: IntentClassifier
    index: HybridIndex
    embedder: LocalEmbedder

    async def warm_up(self) -> None:
        """Load what is loaded at the first question: it holds the interpreter for a second, in which a connected bot
        could acknowledge nothing."""
        question = "How do I begin?"
        await self.quick.classify(question)
        with contextlib.suppress(EarnestError):
            await retrieve(self.index, question, (), None, self.parts.policy.knowledge)


@asynccontextmanager
async def open_brain(
    settings: Settings,
    policy: Policy,
    clock: Clock,
    sources: SourceStatus | None = None,
    ledger: CallLedger | None = None,
) -> AsyncIterator[Brain]:
    """Build the parts of the pipeline. Raises ConfigError."""
    async with AsyncExitStack() as stack:
        embedder = open_embedder(settings.embedding_model, settings.data_dir)
        stack.callback(embedder.close)
        index = await open_index(settings, policy, embedder)
        stack.push_async_callback(index.close)
        local = await train_classifier(policy, embedder, settings.data_dir)
        vectors = SentenceVectors(embedder)
        vectors.remember(load_sentences(settings.data_dir, embedder.name))
        extractive = ExtractiveEngine(vectors)
        engine: Engine = extractive
        small_model: IntentClassifier | None = None
        if settings.llm_engine == "claude":
            from bot.claude import open_claude  # its client takes longer to load than all the rest

            claude = await stack.enter_async_context(open_claude(settings, policy, ledger=ledger))
            engine, small_model = claude.engine, claude.classifier
        rules = Rules(policy.rules)
        quick = Cascade(rules, local, None, policy)
        parts = Parts(
            policy=policy,
            classifier=Cascade(rules, local, small_model, policy) if small_model else quick,
            index=index,
            engine=engine,
            fallback=extractive if small_model else None,
            summariser=engine,
            checker=GroundingChecker(vectors, tuple(policy.accounts)),
            sources=sources or NoFlags(),
            clock=clock,
        )
        yield Brain(parts, quick, index, embedder)


class Earnest:
    """The running bot. Open with `open_earnest`, then `start()`; leaving the context stops it."""

    def __init__(self, tools: Tools, brain: Brain, durable: Durable, turns: Turns, app_token: str) -> None:
        self.tools = tools
        self._brain = brain
        self.durable = durable
        self.turns = turns
        rescue = Rescue(tools)
        self._outbox = Outbox(tools, on_cancelled=rescue.cancelled, on_failed=rescue.failed)
        self._catch_up = CatchUp(tools)
        self._intake = Intake(tools, self._handlers())
        app = bolt_app(tools.gateway.client, tools.household.identity)
        events.register(app, self._door, tools.household.identity.user_id, tools.ids)
        interactions.register(app, self._door, tools.ids)
        self._socket = Socket(app, app_token, tools.gateway.client)
        bells, clock = tools.bells, tools.clock
        self._loops = [
            Loop("intake", self._intake.work, bells.inbox, clock),
            Loop("turns", turns.work, bells.turns, clock),
            Loop("outbox", self._outbox.work, bells.posts, clock),
        ]
        self._refresher: asyncio.Task[None] | None = None
        self._stopped = False

    def _handlers(self) -> dict[str, Handler]:
        tools = self.tools
        conversations = Conversations(tools, self._brain.quick)
        changes = Changes(tools, conversations)
        desk = Desk(tools)
        clicks = Clicks(tools, desk)
        forms = Forms(tools, desk, clicks)
        self._door = StoringDoor(tools, forms)
        return {
            "posted": conversations.posted,
            "edited": changes.edited,
            "deleted": changes.deleted,
            "reaction": changes.reacted,
            "home": Home(tools).opened,
            "joined": self._catch_up.joined,
            "channel": self._catch_up.changed,
            "rate_limited": self._catch_up.withheld,
            "click": clicks.clicked,
            "view": forms.submitted,
            "command": Commands(tools, self._brain.parts).commanded,
        }

    async def start(self) -> None:
        """Recover what a crash left, start the loops, connect. Returns once connected."""
        await self._brain.warm_up()
        gc.collect()
        gc.freeze()  # models and libraries live as long as the process: the collector need not walk them again
        await self._outbox.recover()
        for loop in self._loops:
            loop.start()
        self._refresher = asyncio.create_task(self._keep_house(), name="housekeeping")
        await self._socket.connect(self._catch_up.run)

    async def stop(self) -> None:
        """Take nothing new, finish running steps within ten seconds, leave the rest to the next start."""
        if self._stopped:
            return
        self._stopped = True
        await self._socket.close()
        if self._refresher is not None:
            self._refresher.cancel()
            await asyncio.gather(self._refresher, return_exceptions=True)
        try:
            async with asyncio.timeout(STOP_WITHIN_S):
                await asyncio.gather(*(loop.stop() for loop in self._loops))
                await self.durable.close(STOP_WITHIN_S / 2)
                await self._outbox.drain(STOP_WITHIN_S / 4)
        except TimeoutError:
            log.warning("some work was still running after %s s; it goes on at the next start", STOP_WITHIN_S)
        await self.tools.effects.close()

    async def _keep_house(self) -> None:
        """Follow newer builds of the index; forget how long-ended work went, which would grow for ever."""
        await self.durable.forget(KEEP_ENDED_WORK)
        while True:
            await asyncio.sleep(REFRESH_EVERY_S)
            try:
                if await self._brain.index.refresh():
                    log.info("switched to a newer build of the knowledge index")
            except EarnestError as error:
                log.debug("no index to switch to: %s", error)


@asynccontextmanager
async def open_earnest(
    settings: Settings,
    policy: Policy,
    *,
    clock: Clock | None = None,
    ids: Callable[[], str] = new_id,
    gate: RateGate | None = None,
) -> AsyncIterator[Earnest]:
    """Everything built and joined, not yet connected; stopped at the end. `gate` keeps below Slack's rate limits.

    Raises ConfigError, PermanentError (tokens), TransientError."""
    if settings.slack_bot_token is None or settings.slack_app_token is None:
        raise ConfigError("SLACK_BOT_TOKEN and SLACK_APP_TOKEN must be set; see README, Use it in your Slack")
    clock = clock or SystemClock()
    async with AsyncExitStack() as stack:
        store = await Store.open(settings.store_url, clock, ids)
        stack.push_async_callback(store.close)
        session = await stack.enter_async_context(web_session())
        client = web_client(settings.slack_bot_token.get_secret_value(), settings.api_base, session)
        gateway = SlackGateway(client, gate or RateGate(asyncio.get_running_loop().time))
        identity = await sign_in(gateway)
        app_token = settings.slack_app_token.get_secret_value()
        await check_app_token(client, app_token)
        household = Household(gateway, policy, identity)
        await household.resolve_channels()
        await household.recall(store.meta)
        effects = BestEffort(policy.thresholds.best_effort_s)
        tools = Tools(store, gateway, household, policy, clock, ids, effects)
        spend = policy.spend
        ledger = Spending(store.calls, Limits(spend.monthly_usd, spend.ticket_usd, spend.warn_at), clock)
        brain = await stack.enter_async_context(open_brain(settings, policy, clock, store.reviews, ledger))
        turns = Turns(tools, brain.parts)
        durable = await Durable.launch(settings, on_failed=turns.failed)
        durable.workflow(WORKFLOW, turns.workflow)
        turns.run_with(durable)
        earnest = Earnest(tools, brain, durable, turns, app_token)
        stack.push_async_callback(earnest.stop)
        yield earnest
