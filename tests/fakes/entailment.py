"""Stand-ins for the entailment model."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bot.domain.ports import EntailmentPair, Vectors


class Unasked:
    """Fails the test when it is asked anything: quotations need no model."""

    async def judge(self, pairs: Sequence[EntailmentPair]) -> Vectors:
        assert not pairs, f"asked about {[pair.statement for pair in pairs]}"
        return np.zeros((0, 3), dtype=np.float32)


class Scripted:
    """Answers each pair by a word in its statement: `true`, `false`, else `unsure`."""

    def __init__(self) -> None:
        self.asked: list[EntailmentPair] = []

    async def judge(self, pairs: Sequence[EntailmentPair]) -> Vectors:
        self.asked += pairs
        words = {"true": (0.98, 0.01, 0.01), "false": (0.02, 0.96, 0.02)}
        unsure = (0.3, 0.2, 0.5)
        found = [next((row for word, row in words.items() if word in pair.statement), unsure) for pair in pairs]
        return np.array(found, dtype=np.float32).reshape(-1, 3)
