"""Tells the whole story once, without a person, and says whether every scene ended as it should."""

from __future__ import annotations

import time
from dataclasses import dataclass

from bot.demo.scene_player import Scenes
from bot.demo.scenes import SceneFailed
from bot.demo.session import Demo
from bot.demo.transcript import Transcript

# The card of a deleted question asks once more for the link to its thread.
EXPECTED = {"chat.getPermalink: message_not_found"}


async def tell_story(demo: Demo, scenes: Scenes, transcript: Transcript) -> bool:
    """Play all scenes in order; a failed one does not keep the others from being told."""
    scenes.open(demo.stage, transcript, demo.settled, demo.reviewed, alone=True)
    failures: list[str] = []
    begin = Begin.of(demo)
    start = time.monotonic()
    for index, title in enumerate(scenes.titles):
        try:
            await scenes.play(index)
        except SceneFailed as failed:
            failures.append(f"{index + 1}. {title}: {failed}")
    notes = complaints(demo, begin)
    transcript.summary(len(scenes.scenes), failures, notes, time.monotonic() - start)
    return not failures and not notes


@dataclass(frozen=True, slots=True)
class Begin:
    """How many calls and events there were before the story."""

    calls: int = 0
    dropped: int = 0
    envelopes: int = 0
    oddities: int = 0

    @classmethod
    def of(cls, demo: Demo) -> Begin:
        """The counts at this moment."""
        seen = demo.sandbox
        return cls(len(seen.calls), len(seen.dropped_events), len(seen.envelopes), len(seen.oddities))


def complaints(demo: Demo, begin: Begin) -> list[str]:
    """What Slack ignored, refused, or could not deliver while the story was told."""
    sandbox = demo.sandbox
    refused = sorted({f"{call.method}: {call.error}" for call in sandbox.calls[begin.calls :] if call.error} - EXPECTED)
    dropped = sandbox.dropped_events[begin.dropped :]
    lost = [f"an event was never acknowledged: {event.get('event')}" for event in dropped]
    sent = sandbox.envelopes[begin.envelopes :]
    late = [f"{e.type} {e.envelope_id} was acknowledged too late" for e in sent if e.late]
    odd = sandbox.oddities[begin.oddities :]
    return [*(f"Slack refused {call}" for call in refused), *(f"odd: {each}" for each in odd), *lost, *late]
