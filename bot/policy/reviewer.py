"""Whether a reviewer's audits count: who lets most planted errors pass says nothing of the answers. Pure."""

from __future__ import annotations

from collections.abc import Sequence

LAST = 20  # planted errors that are looked back at
LEAST = 5  # before there are so many, nothing is held against anybody


def stands(caught: Sequence[bool]) -> bool:
    """Whether audits count of somebody who caught (True) or missed these planted errors, the newest LAST of them."""
    return len(caught) < LEAST or sum(caught) * 2 > len(caught)
