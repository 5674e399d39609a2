"""Finds texts that are nearly rows of a data set, comparing in full only the pairs that could be."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

import numpy as np
from numpy.typing import NDArray

RATIO = 0.9
JACCARD = 0.8
WORDS = 4  # shorter texts ("refund please") are everybody's: only equal words count there
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789 "


@dataclass(frozen=True)
class NearCopy:
    """A text of ours, the row it is too near to, and by which measure."""

    ours: str
    row: str
    measure: str


def normalised(text: str) -> str:
    """Lower case, no punctuation, single spaces; a text without words stays as it is."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("'", "").replace("’", "")
    return " ".join(re.findall(r"\w+", plain)) or plain.strip()


class Rows:
    """The rows of a data set, indexed for `near`."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = sorted({normalised(text) for text in texts}, key=len)
        self._lengths = np.array([len(text) for text in self._texts])
        self._letters = np.stack([_counts(text) for text in self._texts])
        self._by_words = {_bag(text): text for text in self._texts}
        self._by_bigram: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        self._bigrams = [_bigrams(text) for text in self._texts]
        for number, pairs in enumerate(self._bigrams):
            for pair in pairs:
                self._by_bigram[pair].append(number)

    def near(self, text: str) -> NearCopy | None:
        """The first row that `text` is nearly, or None."""
        ours = normalised(text)
        same = self._by_words.get(_bag(ours))
        if same is not None:
            return NearCopy(text, same, "same words")
        if len(ours.split()) < WORDS:
            return None
        found = next(self._like_in_bigrams(ours), None) or next(self._like_in_letters(ours), None)
        return found and NearCopy(text, *found)

    def _like_in_bigrams(self, ours: str) -> Iterator[tuple[str, str]]:
        mine = _bigrams(ours)
        shared = Counter(number for pair in mine for number in self._by_bigram.get(pair, ()))
        for number, common in shared.items():
            share = common / (len(mine) + len(self._bigrams[number]) - common)
            if share >= JACCARD:
                yield self._texts[number], f"bigrams {share:.2f}"

    def _like_in_letters(self, ours: str) -> Iterator[tuple[str, str]]:
        # A ratio of RATIO needs lengths, then letters, that agree to that share: both bounds are difflib's own.
        shortest, longest = len(ours) * RATIO / (2 - RATIO), len(ours) * (2 - RATIO) / RATIO
        start, end = np.searchsorted(self._lengths, [shortest, longest + 1])
        common = np.minimum(self._letters[start:end], _counts(ours)).sum(axis=1)
        bound = 2 * common / (self._lengths[start:end] + len(ours))
        matcher = SequenceMatcher(autojunk=False, b=ours)
        for number in start + np.flatnonzero(bound >= RATIO):
            matcher.set_seq1(self._texts[number])
            if matcher.ratio() >= RATIO:
                yield self._texts[number], f"letters {matcher.ratio():.2f}"


def _bag(text: str) -> tuple[str, ...]:
    return tuple(sorted(text.split()))


def _bigrams(text: str) -> frozenset[tuple[str, str]]:
    words = text.split()
    return frozenset(itertools.pairwise(words))


def _counts(text: str) -> NDArray[np.int16]:
    known = Counter(text)
    counts = [known[letter] for letter in _LETTERS]
    # Letters of other scripts share one place: the bound stays an upper one.
    return np.array([*counts, len(text) - sum(counts)], dtype=np.int16)
