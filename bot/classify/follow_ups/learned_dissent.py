"""What is learned of how people say that an answer did not help, for words that no rule knows."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

LIKELY = 0.62  # probability from which a message is heard as a word against the answer
HEAD = Path(__file__).with_name("learned_dissent.txt")


class Head(NamedTuple):
    """A logistic regression over one embedder's vectors: its name, `weights` (dimension,) and an offset."""

    embedder: str
    weights: NDArray[np.float32]
    offset: float

    def probability(self, vector: NDArray[np.float32]) -> float:
        """That a message with this vector (dimension,), L2-normalised, says that the answer did not help."""
        return float(1 / (1 + np.exp(-(vector @ self.weights + self.offset))))

    def as_text(self) -> str:
        """What `read_head` reads."""
        numbers = [f"{number:.3f}" for number in (self.offset, *self.weights)]
        rows = [" ".join(numbers[at : at + 16]) for at in range(0, len(numbers), 16)]
        return "\n".join([self.embedder, *rows]) + "\n"


@lru_cache(maxsize=1)
def read_head(path: Path = HEAD) -> Head:
    """What `python -m bot.evaluation.fit.learned_dissent` wrote."""
    name, *rows = path.read_text(encoding="utf-8").splitlines()
    offset, *weights = (float(number) for row in rows for number in row.split())
    return Head(name, np.array(weights, dtype=np.float32), offset)
