"""The chart of `eval learning`: weeks from left to right, with the loop and without, as one SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

_WIDTH, _HEIGHT, _LEFT, _TOP, _GAP = 640, 150, 56, 26, 34
_PANELS = (
    ("resolution", "Requests resolved without a person", 1.0),
    ("posted_accuracy", "Right ones of the answers posted without review", 1.0),
    ("staff_minutes", "Minutes of staff a week", None),
)
_LINES = (("with the loop", "#3567c4"), ("without", "#8a93a3"))


def chart(found: Mapping[str, Any]) -> str:
    """A picture of the figures that `learning` gives."""
    parts, top = [], _TOP
    for key, title, most in _PANELS:
        series = [found[key], found["without"][key]]
        least = found["target"] if key == "posted_accuracy" else None
        parts.append(_panel(title, series, most or _above(series), top, least))
        top += _HEIGHT + _GAP
    for number, (name, colour) in enumerate(_LINES):
        x = _LEFT + 140 * number
        parts.append(f'<rect x="{x}" y="{top - 16}" width="12" height="12" fill="{colour}"/>')
        parts.append(_text(x + 18, top - 5, name, "start"))
    label = escape("; ".join(f"{key} {_told(found[key])}" for key, _, _ in _PANELS), quote=True)
    style = "text{font:12px system-ui,sans-serif;fill:#1c2330}"
    frame = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {top + 8}" role="img" aria-label="{label}">'
    ground = f'<rect width="{_WIDTH}" height="{top + 8}" fill="#ffffff"/>'
    return f"{frame}<style>{style}</style>{ground}{''.join(parts)}</svg>\n"


def _panel(title: str, series: Sequence[Sequence[float | None]], most: float, top: int, least: float | None) -> str:
    span = _WIDTH - _LEFT - 20
    parts = [_text(_LEFT, top - 8, title, "start")]
    for share in (0.0, 0.5, 1.0):
        y = top + _HEIGHT * (1 - share)
        parts.append(f'<line x1="{_LEFT}" x2="{_LEFT + span}" y1="{y:.1f}" y2="{y:.1f}" stroke="#d9dee7"/>')
        parts.append(_text(_LEFT - 8, y + 4, f"{share * most:g}", "end"))
    if least is not None:
        y = top + _HEIGHT * (1 - least)
        parts.append(
            f'<line x1="{_LEFT}" x2="{_LEFT + span}" y1="{y:.1f}" y2="{y:.1f}" stroke="#b3261e" '
            'stroke-dasharray="4 3"/>'
        )
    for (_, colour), values in zip(_LINES, series, strict=True):
        step = span / max(1, len(values) - 1)
        at = [(_LEFT + n * step, top + _HEIGHT * (1 - v / most)) for n, v in enumerate(values) if v is not None]
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in at)
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in at]
    return "".join(parts)


def _above(series: Sequence[Sequence[float | None]]) -> float:
    most = max((value for values in series for value in values if value is not None), default=1.0)
    return max(100.0, -(-most // 100) * 100)


def _told(values: Sequence[float | None]) -> str:
    return ", ".join("–" if value is None else f"{value:g}" for value in values)


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'
