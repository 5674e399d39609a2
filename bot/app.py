"""The composition root: builds the bot's parts and joins the steps; the only module that knows them all."""

from __future__ import annotations

import asyncio
import gc
import logging
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

from bot.domain.article_writer import ArticleWriter, NamedTexts
from bot.domain.ports import Clock
from bot.domain.telemetry import Tell, nobody
from bot.errors import ConfigError, EarnestError, TransientError
from bot.fleet import end_at_once, join_fleet, look_often, one_at_a_time
from bot.flow import decide, late_summary
from bot.housekeeping import Housekeeping
from bot.joined import join
from bot.knowledge.article_text import IndexedTexts
from bot.knowledge.sync_job import index_folder
from bot.learn.auditing import Auditing
from bot.learn.material import MadeOf, MaterialChange
from bot.listen import events, interactions
from bot.listen.caught_up import CaughtUp
from bot.listen.channel_ids import ChannelMoves
from bot.listen.receiver import Receiver
from bot.listen.shared_catch_up import SharedCatchUp
from bot.listen.turn_starter import AT_ONCE, TurnStarter
from bot.listen.turn_work import TurnWork
from bot.listen.turn_workflows import WORKFLOW, InProgress
from bot.operations.metric_figures import figures_of
from bot.operations.readiness import Watched
from bot.outbox.failure_note import FailureNotes
from bot.outbox.spend_note import spend_note
from bot.people.directory import Directory
from bot.pipeline import Pipeline, made_of, open_pipeline
from bot.platform.background import BackgroundCalls
from bot.platform.claude.spending import Limits, Spending
from bot.platform.clock import SystemClock
from bot.platform.durable.workflows import EXECUTOR, Durable
from bot.platform.failures import catch_strays
from bot.platform.loop import Loop
from bot.platform.slack.gateway import SlackGateway
from bot.platform.slack.limits import RateGate
from bot.platform.slack.sign_in import sign_in
from bot.platform.slack.signed_out import SignedOut
from bot.platform.slack.socket import Socket, bolt_app, check_app_token, web_client, web_session
from bot.policy import Policy
from bot.publishing import Publishing
from bot.review.canary_watch import CanaryWatch
from bot.review.gone_articles import mark_gone
from bot.review.handovers import PassingOn
from bot.review.incident_watch import IncidentWatch
from bot.review.reply_clocks import ReplyClocks
from bot.review.silence import Silence
from bot.review.unresolved import tell_of_unresolved
from bot.runtime import Runtime
from bot.settings import Settings
from bot.shared_index import SharedIndex
from bot.store.index_builds import IndexBuilds
from bot.store.rate_gates import RateGates
from bot.store.store import Store
from bot.teaching import LOOK_EVERY_S, Teaching
from bot.upkeep.sweep import sweep_loop

log = logging.getLogger(__name__)
STOP_WITHIN_S = 8.0  # what is closed after that has two more


def new_id() -> str:
    """A random id."""
    return uuid.uuid4().hex


class Earnest:
    """The running bot. Open with `open_earnest`, then `start()`; leaving the context stops it."""

    def __init__(
        self,
        runtime: Runtime,
        pipeline: Pipeline,
        durable: Durable,
        turn_work: TurnWork,
        running: InProgress,
        app_token: str,
        texts: NamedTexts,
        made: MadeOf,
        writer: ArticleWriter,
        teaching: Teaching,
        shared: SharedIndex | None = None,
    ) -> None:
        self.runtime = runtime
        self.durable = durable
        self.turn_work = turn_work
        self.running = running
        self._pipeline, self._teaching = pipeline, teaching
        starter = TurnStarter(runtime, durable, turn_work, running)
        self._steps = steps = join(runtime, pipeline, starter, turn_work.eyes, texts, writer)
        app = bolt_app(runtime.slack.client, runtime.directory.identity)
        receiver = Receiver(runtime)
        events.register(app, receiver, runtime.directory.identity.user_id, runtime.new_id)
        interactions.register(app, receiver, steps.dispatcher.forms, runtime.new_id)
        self._socket = Socket(app, app_token, runtime.slack.client, runtime.tell)
        self.reading = SharedCatchUp(runtime.store, steps.catch_up, steps.catch_up_later)
        self._caught_up = CaughtUp(runtime, self.reading.read, self._socket.connected)
        heard, wake, clock = self._caught_up.first, runtime.wake, runtime.clock
        self.loops = [
            Loop("intake", steps.intake.work, wake.inbox, clock, runtime.tell),
            Loop("turns", steps.turns.work, wake.turns, clock, runtime.tell),
            Loop("outbox", steps.outbox.work, wake.posts, clock, runtime.tell),
        ]
        if runtime.store.leases.shared:
            look_often(self.loops)
        for name, work, bell in (
            ("audits", heard(Auditing(runtime).work), asyncio.Event()),
            ("canaries", heard(CanaryWatch(runtime).work), asyncio.Event()),
            ("silence", heard(Silence(runtime).work), asyncio.Event()),
            ("reply clocks", heard(ReplyClocks(runtime).work), asyncio.Event()),
            ("handovers", heard(PassingOn(runtime).work), asyncio.Event()),
            ("incidents", IncidentWatch(runtime, pipeline.embedder).work, wake.decisions),
            ("digest", heard(steps.digest.work), asyncio.Event()),
            ("gaps", steps.gaps.work, wake.gaps),
            ("kb sync", steps.syncs.work, wake.syncs),
            ("teaching", teaching.work, asyncio.Event()),
        ):
            alone = one_at_a_time(runtime.store.leases, name, work)
            self.loops.append(Loop(name, alone, bell, clock, runtime.tell))
        following = Loop("classifier", teaching.follow, teaching.bell, clock, runtime.tell)
        following.longest_sleep_s = LOOK_EVERY_S
        self.loops.append(following)
        check = partial(check_app_token, runtime.slack.client, app_token)
        self.signed_out = SignedOut(runtime.slack, self._socket.connected, check)
        self._material = MaterialChange(runtime, texts, made)
        self._texts, self._looked_at = texts, ""
        self._house = Housekeeping(runtime, pipeline.index, durable, self._look_at_articles, texts.held, shared)
        self._strays: Callable[[], None] = lambda: None
        self._stopped = False

    @property
    def watched(self) -> Watched:
        """What a look from outside reads."""
        return Watched(
            database=self.runtime.store.database,
            clock=self.runtime.clock,
            connected=self._socket.connected,
            index=self._pipeline.index.there,
            breakers=self._pipeline.breakers,
            alive=lambda: all(loop.alive for loop in self.loops),
            figures=partial(figures_of, self.runtime, self._pipeline.parts.engine.name),
        )

    async def connected(self) -> bool:
        """Whether Slack's connection stands."""
        return await self._socket.connected()

    async def catch_up(self) -> None:
        """After a time without Slack or the database: what was said meanwhile."""
        await self._caught_up.run()

    async def _hear(self) -> None:
        try:
            unheard = await self.reading.connected()
        except TransientError as error:
            log.warning("%s; all channels are read", error)
            unheard = True
        if unheard:
            await self._caught_up.run()
        else:
            self._caught_up.heard_all()

    async def start(self) -> None:
        """Recover what a crash left, start the loops, connect. Returns once connected."""
        await self._pipeline.warm_up()
        gc.collect()
        gc.freeze()  # models and libraries live as long as the process: the collector need not walk them again
        await self._steps.outbox.recover()
        await tell_of_unresolved(self.runtime)
        await self._look_at_articles()
        await self._teaching.begin()
        self._strays = catch_strays(self.runtime.tell)
        for loop in self.loops:
            loop.start()
        self._house.start()
        await self._socket.connect(self._hear)

    async def _look_at_articles(self) -> None:
        """At start, and every few seconds: what another index means, once for each; and drafts that cite what is gone,
        which may have been made of the one before. A search may have noticed the switch first."""
        await mark_gone(self.runtime, self._texts)
        try:
            build = await self._pipeline.index.version()
        except EarnestError:
            return  # the next look finds one
        if build == self._looked_at:
            return
        await self._steps.articles.look()
        await self._material.look()
        await self._steps.gaps.after_sync()
        self._looked_at = build

    async def stop(self) -> None:
        """Take nothing new, finish running steps within ten seconds, leave the rest to the next start."""
        if self._stopped:
            return
        self._stopped = True
        await self._socket.close()
        await self._house.stop()
        await self._teaching.close()
        try:
            async with asyncio.timeout(STOP_WITHIN_S):
                await asyncio.gather(*(loop.stop() for loop in self.loops))
                await self.durable.close(STOP_WITHIN_S / 2)
                await self._steps.outbox.drain(STOP_WITHIN_S / 4)
        except TimeoutError:
            log.warning("some work was still running after %s s; it goes on at the next start", STOP_WITHIN_S)
        self._strays()
        await self.turn_work.late.close()
        await self.runtime.background.close()


@asynccontextmanager
async def open_earnest(
    settings: Settings,
    policy: Policy,
    *,
    clock: Clock | None = None,
    ids: Callable[[], str] = new_id,
    gate: RateGate | None = None,
    lost: Callable[[], None] = end_at_once,
    tell: Tell = nobody,
) -> AsyncIterator[Earnest]:
    """Everything built and joined, not yet connected; stopped at the end. `gate` keeps below Slack's rate limits;
    `tell` hears what the bot does; `lost` is called when another process has taken this one's work.

    Raises ConfigError, PermanentError (tokens), TransientError."""
    if settings.slack_bot_token is None or settings.slack_app_token is None:
        raise ConfigError("SLACK_BOT_TOKEN and SLACK_APP_TOKEN must be set; see README, Use it in your Slack")
    clock = clock or SystemClock()
    app_token = settings.slack_app_token.get_secret_value()
    async with AsyncExitStack() as stack:
        store = await Store.open(settings.store_url, clock, ids)
        stack.push_async_callback(store.close)
        session = await stack.enter_async_context(web_session())
        client = web_client(settings.slack_bot_token.get_secret_value(), settings.api_base, session)
        shared = None if store.database.is_sqlite else RateGates(store.database)
        slack = SlackGateway(client, gate or RateGate(asyncio.get_running_loop().time, shared=shared))
        identity = await sign_in(slack)
        await check_app_token(client, app_token)
        directory = Directory(slack, policy, identity)
        tell = notes = FailureNotes(tell)
        background = BackgroundCalls(policy.thresholds.best_effort_s, tell)
        runtime = Runtime(store, slack, directory, policy, clock, ids, background, tell=tell)
        await _find_channels(runtime)  # before anything is sent to an id of yesterday
        notes.begin(runtime)
        spend = policy.thresholds.spend
        limits = Limits(spend.monthly_usd, spend.ticket_usd, spend.warn_at)
        ledger = Spending(store.calls, limits, clock, spend_note(runtime))
        records = (store.articles, ledger, store.summaries, store.audits, store.pauses, store.incidents)
        opened = open_pipeline(settings, policy, clock, *records, tell=tell)
        pipeline = await stack.enter_async_context(opened)
        running = InProgress(runtime.wake.turns)
        late = partial(late_summary, pipeline.parts) if pipeline.parts.fallback is not None else None
        work = TurnWork(runtime, partial(decide, pipeline.parts), running, pipeline.follow_ups, late)
        member = await join_fleet(stack, store, session, lost)
        executor, fence = (member.name, member.fence) if member else (EXECUTOR, None)
        durable = await Durable.launch(
            settings, on_failed=work.failed, executor=executor, fence=fence, at_once=2 * AT_ONCE, tell=tell
        )
        durable.workflow(WORKFLOW, work.workflow)
        texts, made = IndexedTexts(index_folder(settings.data_dir)), made_of(settings, policy)
        writer, teaching = Publishing(settings, policy, pipeline), Teaching(runtime, settings, pipeline)
        index: SharedIndex | None = None
        if member is not None:
            index = SharedIndex(IndexBuilds(store.database), settings.data_dir, pipeline.embedder.name)
        earnest = Earnest(runtime, pipeline, durable, work, running, app_token, texts, made, writer, teaching, index)
        earnest.loops.append(sweep_loop(runtime, settings))
        stack.push_async_callback(earnest.stop)
        if member is not None:
            member.take_part(runtime, durable, earnest.catch_up, earnest.reading, earnest.connected)
            stack.push_async_callback(member.rest)  # before it stops
        yield earnest


async def _find_channels(runtime: Runtime) -> None:
    """Which channels there are now; while Slack does not say, they are what was stored, and catching up asks again."""
    try:
        await ChannelMoves(runtime).find_channels()
    except TransientError as error:
        log.warning("%s; channels are known as they were stored", error)
        await runtime.directory.resolve_among(None)
