"""The desk hears of what nobody foresaw, once a day and kind, with the id that stands in the log."""

from __future__ import annotations

from bot.domain.telemetry import Event, Failed, Tell
from bot.outbox.post_intents import desk_note
from bot.runtime import Runtime
from bot.texts import desk as words


class FailureNotes:
    """Fulfils `Tell`: passes everything on, and has failures told to the desk once the bot is built."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._runtime: Runtime | None = None

    def begin(self, runtime: Runtime) -> None:
        """From now on there is a desk."""
        self._runtime = runtime

    def __call__(self, event: Event) -> None:
        """Pass it on; what a card shows needs no note."""
        self._tell(event)
        if isinstance(event, Failed) and not event.on_card and self._runtime is not None:
            runtime, failed = self._runtime, event
            runtime.background.do(lambda: _note(runtime, failed), "failure note")


async def _note(runtime: Runtime, failed: Failed) -> None:
    day = f"{runtime.clock.now():%Y-%m-%d}"
    note = desk_note(runtime.directory.desk, f"failure:{failed.failure_id}:{day}", words.failed(failed.failure_id))
    if await runtime.store.posts.add([note]):
        runtime.wake.posts.set()
