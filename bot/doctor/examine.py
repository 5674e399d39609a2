"""Runs all checks: this machine's and Slack's side by side, reported in the order in which one would fix them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.doctor import (
    articles,
    cards,
    clock,
    database,
    desk,
    embedding,
    folder,
    hours,
    index,
    live_facts,
    models,
    oncall,
    scopes,
    served,
    spend,
    tokens,
)
from bot.doctor.bounded import bounded
from bot.doctor.environment import POLICY, read_environment, read_policy
from bot.doctor.finding import Finding, warn
from bot.doctor.hidden import hidden
from bot.doctor.places import Places
from bot.platform.slack.gateway import Identity, SlackGateway
from bot.platform.slack.limits import RateGate
from bot.platform.slack.socket import web_client
from bot.policy import Policy
from bot.settings import Settings

TIMEOUT_S = 15.0
SLACK = "channels"
Findings = tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Run:
    """What every check of one run is given. `policy` None: it could not be read."""

    settings: Settings
    policy: Policy | None
    now: Callable[[], datetime]
    timeout_s: float


async def examine(env_file: Path, now: Callable[[], datetime], *, timeout_s: float = TIMEOUT_S) -> Findings:
    """All findings. Never raises for what it finds; each check ends within `timeout_s` seconds.

    Writes nothing but the embedding model's folder and, for a moment, a copy of the index, both under DATA_DIR."""
    settings, environment = read_environment(env_file)
    if settings is None:
        return (environment,)
    policy, valid = read_policy(settings)
    run = _Run(settings, policy, now, timeout_s)
    slack, local = await asyncio.gather(_slack(run), _local(run))
    return hidden((environment, valid, *slack, *local), settings)


async def _local(run: _Run) -> Findings:
    settings, policy, timeout_s = run.settings, run.policy, run.timeout_s
    # In turn, not at once: the model's folder must stand before index and articles are read, and disk time is shared.
    found = await bounded(folder.FOLDER, lambda: folder.check_folder(settings.data_dir), timeout_s)
    found += await bounded(database.DATABASE, lambda: database.check_database(settings.store_url), timeout_s)
    found += await bounded(embedding.EMBEDDING, lambda: embedding.check_embedding(settings), timeout_s)
    found += await bounded(index.INDEX, lambda: index.check_index(settings, run.now), timeout_s)
    if policy is not None:
        today = run.now().astimezone(policy.hours.zone).date()
        found += await bounded(
            articles.ARTICLES, lambda: articles.check_articles(policy, settings.data_dir, today), timeout_s
        )
        found += await bounded(hours.HOURS, lambda: hours.check_hours(policy, run.now()), timeout_s)
        found += await bounded(oncall.ONCALL, lambda: oncall.check_oncall(policy, run.now()), timeout_s)
        found += await bounded(cards.CARDS, lambda: cards.check_cards(settings.store_url, policy, run.now), timeout_s)
        found += await bounded(spend.SPEND, lambda: spend.check_spend(settings, policy, run.now), timeout_s)
        found += await bounded(live_facts.TOOLS, lambda: live_facts.check_tools(policy), timeout_s)
    return found + await bounded(models.MODELS, lambda: models.check_models(settings), timeout_s)


async def _slack(run: _Run) -> Findings:
    bot, app = tokens.secret(run.settings.slack_bot_token), tokens.secret(run.settings.slack_app_token)
    missing = tokens.wrong_kind(tokens.BOT, bot, "xoxb-")
    # What is no bot token is sent to nobody; Slack's refusal of an empty one tells its time as well.
    gateway = _gateway("" if missing else bot, run.settings)
    (identity, accepted), opened, in_time = await asyncio.gather(
        _identity(gateway, missing, run),
        _app_token(app, run),
        bounded(clock.CLOCK, lambda: clock.check_clock(gateway, run.now), run.timeout_s),
    )
    found = (accepted, *opened, *in_time)
    if identity is None:
        fix = "fix the bot token first, then run doctor again"
        return (
            *found,
            warn(SLACK, "scopes, desk, team and served channels were not checked: they need the bot token", fix),
        )
    found += tuple(scopes.check_scopes(identity.scopes, scopes.read_wanted()))
    return found + await _channels(gateway, identity, run)


async def _identity(gateway: SlackGateway, missing: Finding | None, run: _Run) -> tuple[Identity | None, Finding]:
    if missing:
        return None, missing
    identity: Identity | None = None

    async def ask() -> Findings:
        nonlocal identity
        identity, finding = await tokens.check_bot_token(gateway)
        return (finding,)

    found = await bounded(tokens.BOT, ask, run.timeout_s)
    return identity, found[0]


async def _app_token(token: str, run: _Run) -> Findings:
    missing = tokens.wrong_kind(tokens.APP, token, "xapp-")
    if missing:
        return (missing,)
    gateway = _gateway(token, run.settings)
    return await bounded(tokens.APP, lambda: tokens.check_app_token(gateway, token), run.timeout_s)


async def _channels(gateway: SlackGateway, identity: Identity, run: _Run) -> Findings:
    policy = run.policy
    if policy is None:
        return (warn(SLACK, "not checked: the policy names them", f"fix the {POLICY} first, then run doctor again"),)
    places = Places(gateway, identity, await cards.known_ids(run.settings.store_url))
    found = await bounded(desk.DESK, lambda: desk.check_desk(places, policy), run.timeout_s)
    found += await bounded(desk.TEAMS, lambda: desk.check_teams(places, policy), run.timeout_s)
    return found + await bounded(served.SERVED, lambda: served.check_served(places, policy), run.timeout_s)


def _gateway(token: str, settings: Settings) -> SlackGateway:
    return SlackGateway(web_client(token, settings.api_base), RateGate(lambda: 0.0))
