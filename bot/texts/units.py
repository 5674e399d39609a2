"""What a figure is counted in, and how a value is written."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Definition:
    """`unit` is one of: tickets, times, minutes, hours, share, votes, audits, drafts, dollars, touches, distance,
    articles, gaps, replies."""

    label: str
    unit: str
    meaning: str


UNKNOWN = "not known"


def number(value: float | None, unit: str) -> str:
    """A value as people read it: `12`, `3.5`, `84 %`, `$0.12`, `none` where there is nothing to measure."""
    if value is None:
        return "none"
    match unit:
        case "share":
            return f"{100 * value:.1f}".removesuffix(".0") + " %"
        case "dollars":
            return f"${value:.2f}"
        case "distance":
            return f"{value:.3f}"
        case _:
            return f"{value:.1f}".removesuffix(".0")
