"""Material changes: another model, prompt, check or index format, or most of an intent's articles, end its trust."""

from __future__ import annotations

import json
from collections.abc import Mapping

from bot.domain import TrustEventKind
from bot.domain.ports import ArticleTexts
from bot.outbox.post_intents import desk_note
from bot.policy.trust import Trust
from bot.policy.trust_record import trust_in
from bot.runtime import Runtime
from bot.store.audits import TrustChange
from bot.store.tx import Tx
from bot.texts import trust as words

MadeOf = Mapping[str, Mapping[str, str]]
"""Of each engine that runs: what it is made of (model, prompt, check, index), each with a version."""


def changed_parts(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """What of an engine is another than before."""
    return [part for part, version in now.items() if part in before and before[part] != version]


def most_changed(before: Mapping[str, str], now: Mapping[str, str]) -> bool:
    """Whether more than half of the articles that answers leaned on say something else, or are gone."""
    other = sum(now.get(article, "") != digest for article, digest in before.items())
    return 2 * other > len(before)


class MaterialChange:
    """Compares with what was remembered; the first look only remembers."""

    def __init__(self, runtime: Runtime, texts: ArticleTexts, made: MadeOf) -> None:
        self._runtime = runtime
        self._texts = texts
        self._made = made

    async def look(self) -> None:
        """At start and after each sync. May run again: what was found is remembered in the same transaction."""
        for engine, parts in self._made.items():
            await self._look_at_engine(engine, parts)
        for intent, engine in await self._runtime.store.audits.pairs():
            await self._look_at_articles(intent, engine)

    async def _look_at_engine(self, engine: str, parts: Mapping[str, str]) -> None:
        store, key = self._runtime.store, f"made_of:{engine}"
        before = json.loads(await store.meta.get(key) or "{}")
        if before == dict(parts):
            return
        other = changed_parts(before, parts)
        audited = [intent for intent, by in await store.audits.pairs() if by == engine] if other else []
        states = {intent: await self._state(intent, engine) for intent in audited}
        async with store.begin() as tx:
            await store.meta.set(key, json.dumps(dict(parts)), tx)
            for intent, state in states.items():
                await self._end(intent, engine, state, words.another(other), tx)
        self._runtime.wake.posts.set()

    async def _look_at_articles(self, intent: str, engine: str) -> None:
        """What the answers of this period leaned on, each article as it was when it was first seen."""
        store, key = self._runtime.store, f"leaned_on:{intent}:{engine}"
        state = await self._state(intent, engine)
        if state.since is None or not state.audits:
            return
        cited = await store.audits.cited(intent, engine, state.since)
        kept, begun = json.loads(await store.meta.get(key) or "{}"), state.since.isoformat()
        held = kept["held"] if kept.get("since") == begun else {}
        now = await self._texts.contents([*cited, *(one for one in held if one not in cited)])
        held = {**{article: now.get(article, "") for article in cited}, **held}
        changed = most_changed(held, {str(article): digest for article, digest in now.items()})
        new = {} if changed else {"since": begun, "held": held}
        if new == kept:
            return
        async with store.begin() as tx:
            await store.meta.set(key, json.dumps(new), tx)
            if changed:
                await self._end(intent, engine, state, words.OTHER_ARTICLES, tx)
        self._runtime.wake.posts.set()

    async def _end(self, intent: str, engine: str, state: Trust, what: str, tx: Tx) -> None:
        now = self._runtime.clock.now()
        name = f"changed:{intent}:{engine}:{now.isoformat()}"
        change = TrustChange(name, intent, engine, TrustEventKind.CHANGED, now, reason=what)
        if await self._runtime.store.audits.change(change, tx) and state.earned:
            note = desk_note(self._runtime.directory.desk, name, words.changed(intent, engine, what), intent=intent)
            await self._runtime.store.posts.add([note], tx)

    async def _state(self, intent: str, engine: str) -> Trust:
        return await trust_in(self._runtime.policy, intent, engine, self._runtime.store.audits.events)
