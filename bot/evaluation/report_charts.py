"""The charts of a report as inline SVG: days by tier, pairs of times, accuracy with its interval, the funnel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from bot.texts.report import TIERS

_WIDTH, _HEIGHT, _FLOOR, _LEFT = 640, 190, 20, 36
_ROW, _LABEL, _VALUE = 28, 215, 110
TIER_CSS = ("t0", "t1", "t2", "t3", "track")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a horizontal chart: `value` and its `low` and `high` on a scale from 0 to the chart's `most`."""

    label: str
    value: float | None
    told: str
    low: float | None = None
    high: float | None = None
    css: str = "plain"


def days_by_tier(days: Sequence[tuple[str, Sequence[int]]]) -> str:
    """A column a day, cut by tier, with a scale from 0 and a legend."""
    most = max((sum(counts) for _, counts in days), default=0) or 1
    step, room = (_WIDTH - _LEFT) / max(1, len(days)), _HEIGHT - _FLOOR - 24
    parts = [_text(_LEFT - 6, 20, str(most), "end"), _text(_LEFT - 6, 16 + room, "0", "end")]
    for column, (day, counts) in enumerate(days):
        x, top = _LEFT + column * step + step * 0.12, 12.0 + room
        said = ", ".join(f"{count} {name}" for name, count in zip(TIERS, counts, strict=True) if count)
        parts.append(f"<g><title>{escape(f'{day}: {said or 0}')}</title>")
        for css, count in zip(TIER_CSS, counts, strict=True):
            height = room * count / most
            top -= height
            parts.append(
                f'<rect class="{css}" x="{x:.1f}" y="{top:.1f}" width="{step * 0.76:.1f}" height="{height:.1f}"/>'
            )
        parts.append("</g>")
        if len(days) <= 10 or column % 5 == 0:
            parts.append(_text(x + step * 0.38, _HEIGHT - 22, day[5:], "middle"))
    parts.append(f'<line class="axis" x1="{_LEFT}" x2="{_WIDTH}" y1="{12 + room}" y2="{12 + room}"/>')
    for number, (css, name) in enumerate(zip(TIER_CSS, TIERS, strict=True)):
        x = _LEFT + number * 118
        parts.append(f'<rect class="{css}" x="{x}" y="{_HEIGHT - 12}" width="11" height="11" rx="2"/>')
        parts.append(_text(x + 16, _HEIGHT - 2, name, "start"))
    return _svg("Requests a day, by tier", "; ".join(f"{day} {sum(n)}" for day, n in days), _HEIGHT + 4, parts)


def lines(title: str, rows: Sequence[Line], most: float) -> str:
    """A bar a row from 0 to `most`; where a row has an interval, it is drawn over the bar's end."""
    span = _WIDTH - _LABEL - _VALUE
    parts = []
    for number, row in enumerate(rows):
        top = number * _ROW + 6
        scale = span / (most or 1)
        length = scale * min(row.value or 0.0, most)
        parts.append(f"<g><title>{escape(f'{row.label}: {row.told}')}</title>")
        parts.append(_text(_LABEL - 8, top + 12, _short(row.label), "end"))
        parts.append(f'<rect class="track" x="{_LABEL}" y="{top}" width="{span}" height="16" rx="3"/>')
        parts.append(f'<rect class="{row.css}" x="{_LABEL}" y="{top}" width="{length:.1f}" height="16" rx="3"/>')
        if row.low is not None and row.high is not None:
            ends = [_LABEL + scale * end for end in (row.low, row.high)]
            parts.append(f'<line class="whisker" x1="{ends[0]:.1f}" x2="{ends[1]:.1f}" y1="{top + 8}" y2="{top + 8}"/>')
            parts += [f'<line class="whisker" x1="{x:.1f}" x2="{x:.1f}" y1="{top + 3}" y2="{top + 13}"/>' for x in ends]
        parts.append(_text(_LABEL + span + 8, top + 12, row.told, "start") + "</g>")
    summary = "; ".join(f"{row.label} {row.told}" for row in rows)
    return _svg(title, summary, len(rows) * _ROW + 4, parts)


def _short(label: str) -> str:
    return label if len(label) <= 34 else label[:33] + "…"


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def _svg(title: str, summary: str, height: int, parts: Sequence[str]) -> str:
    label = escape(f"{title}: {summary}", quote=True)
    return f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{label}">{"".join(parts)}</svg>'
