"""Whether the words beside a file only point at it. A pure rule."""

from __future__ import annotations

import re

_WORDS = (
    "a above and at attach attached attachment below can check does enclosed file have hello help here hi "
    "image in is it look mean my of on photo pic picture please pls screen screenshot see shot thanks "
    "that the this what you"
)
_POINTING = frozenset(_WORDS.split())


def points_only(text: str) -> bool:
    """Whether a message that has a file says no more than "look": then what it asks stands in the file."""
    bare = re.sub(r":[\w+'-]+:|[@#]\S+", " ", text.lower())
    return all(word in _POINTING for word in re.findall(r"\w+", bare))
