"""Finds the names of customer accounts in a text: what one customer asks of another is a matter for people."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from bot.domain import Account


def others_named(text: str, customers: Iterable[str], asker: Account | None) -> Iterator[str]:
    """The accounts other than the asker's that a text names, as whole words in any case."""
    own = asker.name.casefold() if asker else ""
    return (name for name in customers if name.strip() and name.casefold() != own and names(text, name))


def names(text: str, customer: str) -> bool:
    """Whether a text names that account."""
    return _pattern(customer).search(text) is not None


@lru_cache(maxsize=4096)
def _pattern(customer: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(customer)}(?!\w)", re.I)
