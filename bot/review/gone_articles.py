"""Marks drafts that cite an article which a sync took out of the index, and frees them when it comes back."""

from __future__ import annotations

from bot.domain.ports import ArticleTexts
from bot.outbox.card_place import refresh_card
from bot.runtime import Runtime
from bot.store.gone_articles import Gone


async def mark_gone(runtime: Runtime, texts: ArticleTexts) -> bool:
    """Compare what open drafts cite with what the index holds now, wherever the sync ran, and have the cards of those
    drafts drawn anew for which that has changed. Says whether it has. May run again, on any process."""
    gone = runtime.store.gone
    if not await gone.cited() and not (await gone.known()).since:
        return False
    listed = await texts.listed()
    if listed is None:
        return False
    build, held = listed
    async with runtime.store.begin() as tx:
        known, cited = await gone.known(tx), await gone.cited(tx)
        missing = cited.keys() - held
        if build < known.build or missing == known.since.keys():  # another process has looked at a newer build
            return False
        now = runtime.clock.now()
        await gone.remember(Gone(build, {article: known.since.get(article, now) for article in missing}), tx)
        changed = (missing ^ known.since.keys()) & cited.keys()
        for decision_id in {decision_id for article in changed for decision_id in cited[article]}:
            row = await runtime.store.decisions.get(decision_id, tx)
            ticket = await runtime.store.tickets.get(row.ticket_id, tx) if row is not None else None
            if row is not None and ticket is not None:
                await refresh_card(runtime, ticket, row, f"gone:{build}:{now.isoformat()}:{row.id}", tx)
    runtime.wake.posts.set()
    return True
