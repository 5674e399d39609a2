"""The process that `bench soak` watches: the bot, and what it holds.

Reads a line of JSON with where things are, then words: `settle` waits until nothing is left to do, `look` tells what
the process holds. Answers each with a line of JSON."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import sys
import threading
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.app import Earnest, open_earnest
from bot.cli.common import run_bot
from bot.platform.slack.limits import RateGate
from bot.policy import load_policy
from bot.settings import Settings

NO_WAIT_S = 1e-6
LOOK_EVERY_S = 0.02
QUIET = 3  # looks in a row
REMEMBERING = type(lru_cache(len))
PAGE = os.sysconf("SC_PAGE_SIZE")


async def settled(earnest: Earnest) -> None:
    """Wait until all that came in is decided and posted."""
    quiet = 0
    while quiet < QUIET:
        store = earnest.runtime.store
        busy = len(earnest.running) or earnest.durable.active or earnest.runtime.background.busy
        waits = await store.inbox.count() or await store.turns.undecided(1) or await store.posts.unfinished_sending()
        ready = waits or any(kind.ready for kind in await store.posts.by_kind())
        quiet = 0 if busy or ready else quiet + 1
        await asyncio.sleep(LOOK_EVERY_S)


def held() -> dict[str, Any]:
    """What this process holds once garbage is gone: bytes of memory, tasks, threads, open files and sockets, and how
    many objects of the commonest types since the start (what was there before is frozen and not counted)."""
    gc.collect()
    objects = gc.get_objects()
    types = Counter(f"{type(one).__module__}.{type(one).__qualname__}" for one in objects)
    opened = Counter("sockets" if one.startswith("socket:") else "files" for one in _opened())
    return {
        "bytes": int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * PAGE,
        "tasks": len(asyncio.all_tasks()),
        "threads": threading.active_count(),
        "sockets": opened["sockets"],
        "files": opened["files"],
        "objects": len(objects),
        "types": dict(types.most_common(60)),
        "caches": _caches(),
    }


def _caches() -> dict[str, int]:
    """How many results each function of ours remembers that remembers any."""
    ours = [module for name, module in sys.modules.items() if name.startswith("bot.")]
    found = [getattr(one, "__wrapped__", one) for module in ours for one in vars(module).values() if callable(one)]
    found += [one for module in ours for one in vars(module).values()]
    known = {f"{one.__module__}.{one.__qualname__}": one for one in found if isinstance(one, REMEMBERING)}
    return {name: one.cache_info().currsize for name, one in known.items()}


def _opened() -> list[str]:
    found = []
    for entry in Path("/proc/self/fd").iterdir():
        try:
            found.append(str(entry.readlink()))
        except OSError:  # the folder's own, closed by now
            continue
    return found


async def main() -> None:
    """Serve until told to end."""
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    settings = Settings.model_validate(json.loads(await reader.readline()))
    gate = RateGate(loop.time, post_every_s=NO_WAIT_S, tier3_per_minute=60.0 / NO_WAIT_S)
    async with open_earnest(settings, load_policy(settings.policy_file), gate=gate) as earnest:
        await earnest.start()
        _say({"ready": True})
        while (line := (await reader.readline()).decode().strip()) and line != "end":
            if line == "settle":
                await settled(earnest)
            _say(held() if line == "look" else {"settled": True})
        _say({"ended": True})


def _say(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    run_bot(main)  # as `run` does
