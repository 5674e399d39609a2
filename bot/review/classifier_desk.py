"""The desk goes back from a classifier that learned from reviewed tickets, by one click on the note that told of it."""

from __future__ import annotations

from bot.domain import PostId, UserId
from bot.domain.inbound import Click
from bot.domain.states import Act
from bot.outbox.ephemeral import tell_back
from bot.outbox.post_intents import PostKind, desk_note_update
from bot.review.desk import is_at
from bot.review.trust_notes import went_back
from bot.runtime import Runtime
from bot.store.records import LogEntry, Post
from bot.texts import classifier as words


class ClassifierDesk:
    """All processes follow within a minute (teaching.py). Who may act was asked (permission.py)."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def go_back(self, click: Click) -> str:
        """Use the classifier before it again; what became of the click in a word."""
        runtime = self._runtime
        note = await runtime.store.posts.get(PostId(click.value))
        if note is None or note.kind != PostKind.DESK_NOTE or not note.body.get("classifier"):
            return "stale or forged"
        if not is_at(note, click.channel, click.message_ts):
            return "stale or forged"
        if not await self._undo(note, click.user):
            await tell_back(self._runtime, click, await went_back(runtime, note) or words.GONE)
            return "decided already"
        runtime.wake.posts.set()
        return "went back"

    async def _undo(self, note: Post, by: UserId) -> bool:
        store, version = self._runtime.store, str(note.body["classifier"])
        entry = LogEntry(f"classifier_back:{version}", by, Act.CLASSIFIER_BACK.value, self._runtime.clock.now())
        async with store.begin() as tx:
            used = await store.classifiers.in_use(tx)
            if used is None or used.id != version or not await store.classifiers.undo(version, tx):
                return False
            await store.reviews.log(entry, tx)
            await store.posts.add([desk_note_update(self._runtime.directory.desk, note.id, "went back")], tx)
        return True
