"""A verdict on an answer that went, or would have gone, out alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Audit:
    """`accurate` is what a person found who compared the answer with its sources; `source` says where the verdict comes
    from: a review, or the name of a labelled history that was loaded."""

    id: str
    intent: str
    engine: str
    accurate: bool
    at: datetime
    source: str
