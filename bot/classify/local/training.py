"""Trains classifiers from reviewed tickets in a process of its own: training holds the interpreter for seconds."""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import asdict, dataclass

from bot.errors import PermanentError

_LONGEST = 80
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TrainingJob:
    """`examples` are the policy's by intent, `taught` what is learned beside them; `escalate`, `chatter` and `floor` as
    in `Kinds`. With `held_out`, the new classifier and the one that was `before` taught are judged by it. Models are
    left in `data_dir`."""

    data_dir: str
    embedding_model: str
    examples: dict[str, list[str]]
    escalate: tuple[str, ...]
    chatter: tuple[str, ...]
    floor: float
    taught: Pairs
    before: Pairs = ()
    held_out: Pairs = ()


@dataclass(frozen=True, slots=True)
class Trained:
    """`recall` is what must be found of the policy's escalate-at-once examples: what the policy alone finds. Of the
    held-out texts so many were read right before and after; `recall_after` is what the new one finds."""

    recall: float
    right_before: int
    right_after: int
    recall_before: float
    recall_after: float


async def train_in_child(job: TrainingJob) -> Trained:
    """Do a job in a child process, which ends with whoever waits for it. Raises PermanentError where it fails."""
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot.classify.local.train_child",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        told, errors = await child.communicate(json.dumps(asdict(job)).encode())
    finally:
        if child.returncode is None:
            child.terminate()
            await child.wait()
    if child.returncode != 0:
        # Only which error it was: its words may be a customer's.
        last = (errors.decode(errors="replace").strip().splitlines() or ["no word on why"])[-1]
        raise PermanentError(f"training the intent classifier failed ({last.partition(':')[0][:_LONGEST]})")
    return Trained(**json.loads(told))
