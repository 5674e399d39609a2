"""What functions remember of texts that they were given: a knowledge base's come back with every question, a customer's
hardly ever do."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

T = TypeVar("T")
SENTENCES = 4_000
SENTENCE = 1_000  # characters; a pasted log is read once, and would weigh as much as a thousand sentences
PASSAGES = 500
PASSAGE = 6_000  # characters


def remembered(at_most: int = SENTENCES, longest: int = SENTENCE) -> Callable[[Callable[[str], T]], Callable[[str], T]]:
    """Decorates a pure function of one text: it remembers what it made of the `at_most` texts that it was given last.
    What is longer than `longest` characters it works out anew."""

    def decorated(make: Callable[[str], T]) -> Callable[[str], T]:
        known = lru_cache(at_most)(make)

        @wraps(known)
        def made_of(text: str) -> T:
            return known(text) if len(text) <= longest else make(text)

        return made_of

    return decorated
