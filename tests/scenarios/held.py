"""How large everything is that a bot holds: what to look at where something grows with every ticket."""

from __future__ import annotations

import gc
from collections import defaultdict
from types import ModuleType
from typing import Any

CONTAINERS = (dict, set, list)
OURS = ("bot", "dbos", "slack_sdk", "slack_bolt", "aiohttp")


def sizes(root: object) -> dict[str, int]:
    """The lengths of all containers that can be reached from `root`, by whose they are; of several of one kind the sum,
    of one that several share its own.
    What knows a limit of its own (a class of ours made of a container) is left out."""
    found: defaultdict[str, dict[int, int]] = defaultdict(dict)
    seen, ahead = set[int](), [root]
    while ahead:
        one = ahead.pop()
        if id(one) in seen or isinstance(one, ModuleType | type | str | bytes | int | float):
            continue
        seen.add(id(one))
        for name, value in _attributes(one):
            if type(value) in CONTAINERS or type(value) is defaultdict:
                found[f"{type(one).__module__}.{type(one).__qualname__}.{name}"][id(value)] = len(value)
        ahead += gc.get_referents(one)
    return {name: sum(lengths.values()) for name, lengths in found.items()}


def _attributes(one: object) -> list[tuple[str, Any]]:
    kind = type(one)
    if str(getattr(kind, "__module__", "")).split(".")[0] not in OURS:
        return []
    slots = [name for each in kind.__mro__ for name in getattr(each, "__slots__", ()) if isinstance(name, str)]
    return [*getattr(one, "__dict__", {}).items(), *((n, getattr(one, n)) for n in slots if hasattr(one, n))]
