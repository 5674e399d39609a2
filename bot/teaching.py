"""Lets the intent classifier learn from reviewed tickets: trained off the loop, compared, used by all processes."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta

from bot.classify.local.classifier import LocalClassifier, Taught, drop_learned, examples_of, kinds_of, models_folder
from bot.classify.local.training import Pairs, Trained, TrainingJob, train_in_child
from bot.domain.labels import ClassifierVersion, VersionState
from bot.errors import TransientError
from bot.learn.lessons import MOST, Lessons, Score, enough_to_judge, lessons, no_worse
from bot.outbox.post_intents import desk_note
from bot.pipeline import Pipeline
from bot.policy.review import Learn
from bot.runtime import Runtime
from bot.settings import Settings
from bot.texts import classifier as words

log = logging.getLogger(__name__)
EVERY = timedelta(days=1)
LOOK_EVERY_S = 10.0
REST = timedelta(hours=1)  # after a training that failed
Loaded = tuple[str, tuple[int, int]]
"""A version, and the size of the labels that it learned from: another one after an erasure."""
_SHIPPED: Loaded = ("", (0, 0))


class Teaching:
    """`work` is one process's at a time, `follow` every process's own."""

    def __init__(self, runtime: Runtime, settings: Settings, pipeline: Pipeline) -> None:
        self._runtime = runtime
        self._settings = settings
        self._embedder = pipeline.embedder
        self._in_use = pipeline.local
        self._loaded: Loaded | None = None
        self._children: set[asyncio.Task[Trained]] = set()
        self._closed = False
        self._again_at: datetime | None = None
        self.bell = asyncio.Event()

    async def work(self) -> datetime | None:
        """Train on the labels that came since the last time, if they are enough; when the next time is at the earliest.
        A version that is no worse is used from then on; the desk is told in either case."""
        store, rule, now = self._runtime.store, self._runtime.policy.review.learn, self._runtime.clock.now()
        last = await store.classifiers.newest()
        if rule is None or self._rests():
            return None
        if last is not None and now < last.made_at + EVERY:
            return last.made_at + EVERY
        if await store.labels.count_after(last.until if last else None) < rule.labels:
            return None
        new = await self._lessons(now, rule)
        if not new.taught or not enough_to_judge(len(new.held_out), rule):
            return None
        used = await store.classifiers.in_use()
        before = (await self._lessons(used.until, rule)).taught if used else ()
        found = await self._train(new.taught, before, new.held_out)
        await self._decide(now, new, found)
        self._loaded = None  # so that what was trained and is not used goes from DATA_DIR
        self.bell.set()
        return None

    async def _decide(self, until: datetime, new: Lessons, found: Trained) -> None:
        runtime = self._runtime
        before, after = Score(found.right_before, found.recall_before), Score(found.right_after, found.recall_after)
        kept = no_worse(before, after, found.recall)
        made = ClassifierVersion(
            id=runtime.new_id(),
            made_at=until,
            until=until,
            state=VersionState.USED if kept else VersionState.REFUSED,
            learned=len(new.taught),
            held_out=len(new.held_out),
            right_before=found.right_before,
            right_after=found.right_after,
            recall_policy=found.recall,
            recall_after=found.recall_after,
        )
        about = {"classifier": made.id} if kept else {}
        note = desk_note(runtime.directory.desk, f"classifier:{made.id}", words.figures(made), **about)
        async with runtime.store.begin() as tx:
            await runtime.store.classifiers.add(made, tx)
            await runtime.store.posts.add([note], tx)
        runtime.wake.posts.set()
        log.info("a classifier was trained on %d reviewed tickets: %s", made.learned, made.state)

    async def follow(self) -> datetime | None:
        """Use what all are to use; train it here where this DATA_DIR lacks it. Also after an erasure and after
        retention: the words that are gone are learned no more. Raises what training raises, after which the one before
        stays in use."""
        if not await self._switch():
            wanted = await self._wanted()
            if wanted is not None and not self._rests():
                await self._train(await self._taught(wanted))
                await self._switch()
        return None

    async def begin(self) -> None:
        """At start: what stands in DATA_DIR is used from the first question on."""
        await self._switch()

    async def close(self) -> None:
        """End what is being trained and train no more; the next start takes it up."""
        self._closed = True
        for child in list(self._children):
            child.cancel()
        await asyncio.gather(*self._children, return_exceptions=True)

    async def _switch(self) -> bool:
        """Whether what is to be used is in use now."""
        wanted, folder = await self._wanted(), models_folder(self._settings.data_dir)
        now = (wanted.id, await self._runtime.store.labels.size(wanted.until)) if wanted else _SHIPPED
        if now == self._loaded:
            return True
        pairs = await self._taught(wanted) if wanted else ()
        if not pairs:
            await asyncio.to_thread(drop_learned, folder)
            self._in_use.use(self._in_use.shipped)
            if self._loaded not in (None, _SHIPPED):
                log.info("intents are read by the classifier of the policy alone")
        else:
            lesson = Taught(pairs, self._in_use.shipped.escalate_recall)
            policy = self._runtime.policy
            found = await LocalClassifier.stored(examples_of(policy), self._embedder, kinds_of(policy), lesson, folder)
            if found is None:
                return False
            self._in_use.use(found)
            log.info("intents are read by a classifier that learned from %d reviewed tickets", len(pairs))
        self._loaded = now
        return True

    async def _wanted(self) -> ClassifierVersion | None:
        return await self._runtime.store.classifiers.in_use() if self._runtime.policy.review.learn else None

    async def _taught(self, version: ClassifierVersion) -> Pairs:
        rule = self._runtime.policy.review.learn
        return (await self._lessons(version.until, rule)).taught if rule else ()

    async def _lessons(self, until: datetime, rule: Learn) -> Lessons:
        found = await self._runtime.store.labels.until(until, MOST)
        return await asyncio.to_thread(lessons, found, frozenset(self._runtime.policy.intents), rule)

    async def _train(self, taught: Pairs, before: Pairs = (), held_out: Pairs = ()) -> Trained:
        policy, settings = self._runtime.policy, self._settings
        kinds = kinds_of(policy)
        job = TrainingJob(
            data_dir=str(settings.data_dir),
            embedding_model=settings.embedding_model,
            examples=examples_of(policy),
            escalate=tuple(sorted(kinds.escalate)),
            chatter=tuple(sorted(kinds.chatter)),
            floor=kinds.floor,
            taught=taught,
            before=before,
            held_out=held_out,
        )
        child = asyncio.create_task(train_in_child(job), name="training")
        self._children.add(child)
        child.add_done_callback(self._children.discard)
        try:
            await asyncio.wait([child])
        finally:
            child.cancel()
        if child.cancelled():
            raise TransientError("training was stopped; the next start takes it up")
        if child.exception() is not None:
            self._again_at = self._runtime.clock.now() + REST
        return child.result()

    def _rests(self) -> bool:
        """Whether training failed lately: it costs seconds of a core, so it is not tried every few seconds."""
        return self._closed or (self._again_at is not None and self._runtime.clock.now() < self._again_at)
