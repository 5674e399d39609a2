"""Whether answers of a kind have earned the right to go out alone, from the verdicts on earlier ones."""

from __future__ import annotations

import math
from collections.abc import Sequence

# An e-process bets on an accuracy of .97 against the target of .90. Where the accuracy is .90 or less, the chance that
# the bet ever grows twentyfold is at most 1 in 20 (Ville), however often one looks; forty right ones in a row do it.
TARGET, HOPED, GROWN = 0.90, 0.97, 20.0
LEAST_AUDITS = 200  # of all intents together: before that nobody knows whether reviews here are worth their name
_RIGHT, _WRONG = math.log(HOPED / TARGET), math.log((1 - HOPED) / (1 - TARGET))


def earned(verdicts: Sequence[bool], audits: int) -> bool:
    """Whether an intent answered by one engine is trusted: `verdicts` on it, oldest first, True for an accurate answer;
    `audits` counts those of all intents and engines."""
    if audits < LEAST_AUDITS:
        return False
    stake, most = 0.0, 0.0
    for accurate in verdicts:
        stake += _RIGHT if accurate else _WRONG
        most = max(most, stake)
    return most >= math.log(GROWN)
