"""Can the articles be read, have they changed since the last sync, and how many are stale?"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from bot.doctor.finding import Finding, counted, ok, warn
from bot.doctor.index import SYNC, current_manifest
from bot.domain import Article, Standing
from bot.errors import IndexUnavailableError
from bot.knowledge.load.outcome import Fetch, Loaded
from bot.knowledge.load.sources import load_sources
from bot.knowledge.records import article_print
from bot.knowledge.sync_job import index_folder
from bot.knowledge.sync_report import Findings
from bot.policy import Policy

ARTICLES, STALE, HELD = "articles", "stale articles", "held source"
_SHOWN = 3


async def check_articles(policy: Policy, data_dir: Path, today: date) -> Sequence[Finding]:
    """Reads the sources on this machine; those behind an address are left to `kb sync`. Raises ConfigError."""
    remote = [source for source in policy.knowledge.sources if source.where.startswith(("http://", "https://"))]
    local = [source for source in policy.knowledge.sources if source not in remote]
    if not local:
        return [ok(ARTICLES, f"{counted(len(remote), 'source')} behind an address, read by `kb sync` alone")]
    loaded = await asyncio.to_thread(load_sources, local, _no_fetch)
    found = [_read(loaded, len(remote)), _stale(loaded, policy, today), *_held(data_dir)]
    changed = None if remote else _changed(loaded.articles, data_dir)
    return [*found, warn(ARTICLES, f"{changed} since the index was built", SYNC)] if changed else found


def _read(loaded: Loaded, remote: int) -> Finding:
    rest = f"; {counted(remote, 'source')} behind an address not read" if remote else ""
    what = f"{len(loaded.articles):,} can be read{rest}"
    if not loaded.problems:
        return ok(ARTICLES, what)
    more = f" (and {len(loaded.problems) - 1} more)" if len(loaded.problems) > 1 else ""
    return warn(ARTICLES, f"{what}; {len(loaded.problems)} left out", f"{loaded.problems[0]}{more}; then {SYNC}")


def _stale(loaded: Loaded, policy: Policy, today: date) -> Finding:
    days = policy.thresholds.stale_after_days
    oldest = today - timedelta(days=days)
    dated = [a for a in loaded.articles if a.standing is not Standing.EXEMPT]
    stale = sorted(a.id for a in dated if a.reviewed_at is None or a.reviewed_at < oldest)
    exempt = len(loaded.articles) - len(dated)
    if not stale:
        rest = f" ({exempt} exempt by the policy)" if exempt else ""
        return ok(STALE, f"all were reviewed in the last {days} days{rest}")
    if all(a.reviewed_at is None for a in dated) and not exempt:
        return warn(STALE, "no article has a review date: nothing can be answered alone", _undated(loaded, policy))
    names = ", ".join(stale[:_SHOWN]) + (", …" if len(stale) > _SHOWN else "")
    count = f"{len(stale)} of {len(loaded.articles)} not reviewed for {days} days ({names})"
    what = f"{count}; answers from them wait for a person"
    return warn(STALE, what, "`python -m bot kb stale` lists them; review each, set its reviewed_at, then sync")


def _undated(loaded: Loaded, policy: Policy) -> str:
    """What would give the articles their dates."""
    if loaded.notes and any(source.reviewed_at == "git" for source in policy.knowledge.sources):
        return loaded.notes[0]
    return "set `reviewed_at: git` (or file, or exempt) for their source in knowledge.sources, then sync"


def _held(data_dir: Path) -> list[Finding]:
    """What the last sync would not take over."""
    last = Findings.from_json(index_folder(data_dir).told())
    return [
        warn(HELD, f"{held['source']} is held: {held['why']}", "look at the source; then run `python -m bot kb sync`")
        for held in last.held
    ]


def _changed(articles: Sequence[Article], data_dir: Path) -> str:
    """What a sync would take over; empty when nothing, or when there is no index to compare with."""
    try:
        manifest = current_manifest(index_folder(data_dir))
    except IndexUnavailableError:
        return ""
    if manifest is None:
        return ""
    now = {article.id: article_print(article) for article in articles}
    changed = sum(manifest.articles.get(id_, print_) != print_ for id_, print_ in now.items())
    added, removed = len(now.keys() - manifest.articles.keys()), len(manifest.articles.keys() - now.keys())
    counts = ((added, "new"), (changed, "changed"), (removed, "removed"))
    return ", ".join(f"{number} {word}" for number, word in counts if number)


_no_fetch: Fetch = str  # never called: sources behind an address are not loaded here
