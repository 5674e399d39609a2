"""Joins the steps with each other: none of them imports another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from bot.dispatch import Dispatcher
from bot.domain.article_writer import ArticleWriter, NamedTexts
from bot.flow import dry_run, summary_at_once
from bot.learn.reports import Reports
from bot.learn.verdicts import Verdicts
from bot.learn.weekly_digest import WeeklyDigest
from bot.listen.catch_up import CatchUp
from bot.listen.changes import Changes
from bot.listen.conversations import Conversations
from bot.listen.eyes import Eyes
from bot.listen.intake import Intake
from bot.listen.reactions import Reactions
from bot.listen.reconcile import Reconcile
from bot.listen.take_in import TakeIn
from bot.listen.turn_starter import TurnStarter
from bot.outbox.digest_post import draw_digest
from bot.outbox.outbox import Outbox
from bot.outbox.post_intents import PostKind
from bot.outbox.render import CUSTOMER_RENDERERS, Renderers
from bot.pipeline import Pipeline
from bot.review.articles import ArticleDesk
from bot.review.card_posts import DESK_RENDERERS
from bot.review.clicks import Clicks
from bot.review.commands import Commands
from bot.review.desk import Desk
from bot.review.forms import Forms
from bot.review.gap_desk import GapDesk
from bot.review.gap_list import GapList
from bot.review.gap_work import GapWork
from bot.review.home import Home
from bot.review.incident_desk import IncidentDesk
from bot.review.kb_command import KbSync
from bot.review.unposted import Unposted
from bot.route.tier import handoff_reasons
from bot.runtime import Runtime

RENDERERS: Renderers = {**CUSTOMER_RENDERERS, **DESK_RENDERERS, PostKind.DIGEST: draw_digest}


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps, joined: what the loops and the socket call."""

    dispatcher: Dispatcher
    intake: Intake
    turns: TurnStarter
    outbox: Outbox
    reconcile: Reconcile
    articles: ArticleDesk
    digest: WeeklyDigest
    gaps: GapWork
    syncs: KbSync
    patient: tuple[CatchUp, Reconcile]

    async def catch_up(self) -> bool:
        """After a time without a connection: what was said meanwhile, then what became of what was known. Whether all
        of it could be read."""
        return await _caught_up(self.dispatcher.catch_up, self.reconcile)

    async def catch_up_later(self) -> bool:
        """The same, behind all others who read."""
        return await _caught_up(*self.patient)


async def _caught_up(catch_up: CatchUp, reconcile: Reconcile) -> bool:
    whole = await catch_up.run()
    await reconcile.run()
    return whole


def join(
    runtime: Runtime,
    pipeline: Pipeline,
    turns: TurnStarter,
    eyes: Eyes,
    texts: NamedTexts,
    writer: ArticleWriter,
) -> Steps:
    """The steps with each other: none of them imports another."""
    verdicts = Verdicts(runtime)
    take_in = TakeIn(runtime, pipeline.quick, pipeline.follow_ups, handoff_reasons, eyes)
    conversations = Conversations(runtime, take_in)
    changes = Changes(runtime, conversations, take_in)
    desk = Desk(runtime, verdicts)
    reports = Reports(runtime.store, runtime.policy, pipeline.embedder, texts.review_dates)
    incidents = IncidentDesk(runtime)
    articles = ArticleDesk(runtime, texts)
    gaps = GapDesk(runtime, pipeline.embedder, writer)
    clicks = Clicks(runtime, desk, partial(summary_at_once, pipeline.parts), incidents, articles, gaps)
    dispatcher = Dispatcher(
        conversations=conversations,
        changes=changes,
        reactions=Reactions(runtime, conversations, changes, take_in, verdicts, eyes),
        catch_up=CatchUp(runtime),
        clicks=clicks,
        forms=Forms(runtime, desk, clicks, verdicts, incidents, articles, gaps),
        commands=Commands(
            runtime, verdicts, partial(dry_run, pipeline.parts), GapList(runtime, pipeline.embedder), reports, texts
        ),
        home=Home(runtime, reports),
        current=runtime.directory.current,
    )
    unposted = Unposted(runtime)
    reconcile = Reconcile(runtime)
    hooks = {"on_cancelled": unposted.cancelled, "on_failed": unposted.failed}
    outbox = Outbox(runtime, RENDERERS, **hooks, look=reconcile.look)
    intake, weekly = Intake(runtime, dispatcher.handle), WeeklyDigest(runtime, reports)
    work = GapWork(runtime, pipeline.embedder, writer)
    syncs, slow = KbSync(runtime, texts, writer), replace(runtime, slack=runtime.slack.patient())
    patient = CatchUp(slow), Reconcile(slow)
    return Steps(dispatcher, intake, turns, outbox, reconcile, articles, weekly, work, syncs, patient)
