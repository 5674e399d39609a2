"""Finds the names of customer accounts in a text: what one customer asks of another is a matter for people."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from bot.domain import Account


def others_named(text: str, customers: Iterable[str], asker: Account | None) -> Iterator[str]:
    """The accounts other than the asker's that a text names: whole words, in any case, however they are joined. What
    is a part of the asker's own name is not counted: acme in acme-eu."""
    folded = text.casefold()
    own = asker.name.casefold() if asker else ""
    spans = [found.span() for found in _pattern(own).finditer(folded)] if own.strip() else []
    for name in customers:
        # A look for its first part is a hundred times quicker than the pattern, and most names are not there.
        parts = _PART.findall(name.casefold()) or [name.casefold().strip()]
        if name.casefold() == own or not parts[0] or parts[0] not in folded:
            continue
        found = (found.span() for found in _pattern(name.casefold()).finditer(folded))
        if any(not any(start <= at and to <= end for start, end in spans) for at, to in found):
            yield name


def is_named(text: str, customer: str) -> bool:
    """Whether a text names that account."""
    return next(others_named(text, (customer,), None), None) is not None


_PART, _BETWEEN = re.compile(r"[^\W_]+"), re.compile(r"[\s_-]+")


@lru_cache(maxsize=4096)
def _pattern(customer: str) -> re.Pattern[str]:
    """Finds a case-folded name; what stands between its words may be anything but letters and digits."""
    words = [re.escape(part) for part in _BETWEEN.split(customer) if part]
    joined = r"[\W_]+".join(words)
    return re.compile(rf"(?<!\w){joined}(?!\w)" if words else r"(?!)")
