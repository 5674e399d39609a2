"""Trains in a process of its own, when others leave it time: a job as JSON on stdin, figures as JSON on stdout."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Collection
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

from bot.classify.local.classifier import LocalClassifier, Taught, models_folder
from bot.classify.local.reading import Kinds
from bot.classify.local.training import Pairs, Trained, TrainingJob
from bot.platform.embedding.embedder import open_embedder

_NICE = 15


async def run(job: TrainingJob) -> Trained:
    """Do the job in this process. Raises ConfigError."""
    kinds = Kinds(frozenset(job.escalate), frozenset(job.chatter), job.floor)
    folder = models_folder(Path(job.data_dir))
    with closing(open_embedder(job.embedding_model, Path(job.data_dir))) as embedder:
        shipped = await LocalClassifier.train(job.examples, embedder, kinds, cache_dir=folder)

        async def taught(pairs: Pairs) -> LocalClassifier:
            lesson = Taught(pairs, shipped.escalate_recall)
            return await LocalClassifier.train(job.examples, embedder, kinds, taught=lesson, cache_dir=folder)

        before, after = await taught(job.before), await taught(job.taught)
        return Trained(
            recall=shipped.escalate_recall,
            right_before=await _right(before, job.held_out, kinds.escalate),
            right_after=await _right(after, job.held_out, kinds.escalate),
            recall_before=before.escalate_recall,
            recall_after=after.escalate_recall,
        )


async def _right(classifier: LocalClassifier, held_out: Pairs, escalate: Collection[str]) -> int:
    """How many texts are read as what people say they are, and go to people at once only where they should."""
    right = 0
    for text, intent in held_out:
        found = await classifier.classify(text)
        leads = bool(found.intents) and found.intents[0].name == intent
        right += intent in found.escalate if intent in escalate else leads and not found.escalate
    return right


def main() -> int:
    """Read the job, do it, say how it went."""
    os.nice(_NICE)
    raw = json.loads(sys.stdin.read())
    for name in ("taught", "before", "held_out"):
        raw[name] = tuple((text, intent) for text, intent in raw[name])
    sys.stdout.write(json.dumps(asdict(asyncio.run(run(TrainingJob(**raw))))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
