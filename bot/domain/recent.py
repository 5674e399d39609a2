"""A map for what may be found out again: it forgets what was used longest ago, so that no year makes it large."""

from __future__ import annotations

from collections import OrderedDict
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Recent(OrderedDict[K, V]):
    """Holds at most `at_most` entries. Setting one makes it the newest, and so does finding it by `used`."""

    def __init__(self, at_most: int) -> None:
        super().__init__()
        self._at_most = at_most

    def __setitem__(self, key: K, value: V) -> None:
        super().__setitem__(key, value)
        self.move_to_end(key)
        while len(self) > self._at_most:
            self.popitem(last=False)

    def used(self, key: K) -> V | None:
        """What is kept under a key, which counts as used now; None where nothing is."""
        found = self.get(key)
        if found is not None:
            self.move_to_end(key)
        return found
