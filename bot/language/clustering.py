"""Groups of texts that ask for the same: average linkage over sentence vectors, and a name from distinctive words."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.domain.ports import Vectors
from bot.language.words import STOP_WORDS, stem, words

# Mean cosine between the members of two groups from which they are one, for the embedding model that comes with the
# program. On 300 questions of 20 intents (banking77; CLINC150) groups of three and more hold 95 % (89 %) of the
# questions, and 76 % (93 %) of those share their group's commonest intent; at 0.5 it is 90 % (76 %) and 87 % (93 %).
ALIKE = 0.4
_NAME_WORDS = 2


def clusters(vectors: Vectors, alike: float = ALIKE) -> list[list[int]]:
    """Row numbers by group, the largest group first, each row in one group; rows of a group in ascending order.

    `vectors` has shape (n, dimension), L2-normalised. Two groups are joined while the mean cosine between their members
    is at least `alike` (-1..1): average linkage (Sokal and Michener, 1958). The nearest-neighbour chain (Murtagh, 1983)
    finds the same groups in n squared steps: linkage by averages never brings a joined group nearer to a third one
    than the nearer of its two parts was. Equal distances are decided by row number, so that the order of rows alone
    decides nothing else."""
    members = {row: [row] for row in range(len(vectors))}
    sums = np.array(vectors, dtype=np.float64)
    sizes = np.ones(len(vectors))
    open_ = np.ones(len(vectors), dtype=bool)
    chain: list[int] = []
    while open_.any():
        if not chain:
            chain.append(int(np.argmax(open_)))
        last = chain[-1]
        nearest, likeness = _nearest(sums, sizes, open_, last, chain[-2] if len(chain) > 1 else None)
        if nearest is None or likeness < alike:
            open_[last] = False  # nothing comes nearer to it later: it stays as it is
            chain.pop()
        elif len(chain) > 1 and nearest == chain[-2]:
            chain = chain[:-2]
            kept, gone = sorted((last, nearest))
            members[kept] = sorted(members[kept] + members.pop(gone))
            sums[kept] += sums[gone]
            sizes[kept] += sizes[gone]
            open_[gone] = False
        else:
            chain.append(nearest)
    return sorted(members.values(), key=lambda rows: (-len(rows), rows))


def _nearest(
    sums: NDArray[np.float64], sizes: NDArray[np.float64], open_: NDArray[np.bool_], of: int, before: int | None
) -> tuple[int | None, float]:
    """The open group nearest to `of`, and how alike they are; of equally near ones `before`, so that a chain ends."""
    likeness = (sums @ sums[of]) / (sizes * sizes[of])
    likeness[~open_] = -np.inf
    likeness[of] = -np.inf
    nearest = int(np.argmax(likeness))
    if likeness[nearest] == -np.inf:
        return None, -1.0
    if before is not None and open_[before] and likeness[before] >= likeness[nearest] - 1e-12:
        return before, float(likeness[before])
    return nearest, float(likeness[nearest])


def central(vectors: Vectors, rows: Sequence[int]) -> list[int]:
    """The rows of a group, the one nearest to the group's mean first."""
    mean = vectors[list(rows)].mean(axis=0)
    return sorted(rows, key=lambda row: (-round(float(vectors[row] @ mean), 6), row))


def names(texts: Sequence[str], groups: Sequence[Sequence[int]], taken: frozenset[str] = frozenset()) -> list[str]:
    """A name a group, of its most distinctive words, in lower case joined by `_`; each once, none of `taken`.

    A word counts by the share of the group's texts that hold it, times the logarithm of how rare it is in all texts
    (tf-idf with a group as the document: Grootendorst 2022, arXiv:2203.05794)."""
    held = [frozenset(stem(word) for word in _telling(text)) for text in texts]
    overall = Counter(one for stems in held for one in stems)
    found: list[str] = []
    for rows in groups:
        plain = _name([texts[row] for row in rows], [held[row] for row in rows], overall, len(texts))
        name, number = plain, 2
        while name in taken or name in found:
            name, number = f"{plain}_{number}", number + 1
        found.append(name)
    return found


def _name(texts: Sequence[str], held: Sequence[frozenset[str]], overall: Counter[str], among: int) -> str:
    inside = Counter(one for stems in held for one in stems)
    # Words of other texts are rarer where there are few other texts at all, hence the 1.
    weight = {one: count / len(texts) * math.log(1 + among / overall[one]) for one, count in inside.items()}
    best = sorted(weight, key=lambda one: (-weight[one], one))[:_NAME_WORDS]
    spoken = Counter(word for text in texts for word in _telling(text))
    shown = [min((w for w in spoken if stem(w) == one), key=lambda w: (-spoken[w], w)) for one in best]
    first = words(texts[0])
    shown.sort(key=lambda word: first.index(word) if word in first else len(first))
    return "_".join(word.replace("'", "") for word in shown) or "other"


def _telling(text: str) -> list[str]:
    """The words that may stand in a name: no stop words, nothing short, no numbers."""
    return [word for word in words(text) if word not in STOP_WORDS and len(word) > 2 and not word[0].isdigit()]
