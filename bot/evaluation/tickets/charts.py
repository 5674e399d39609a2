"""Charts as inline SVG: bars of shares, and one bar cut into parts. Colours are the page's CSS classes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_WIDTH, _LABEL, _VALUE, _ROW, _BAR = 640, 170, 110, 28, 16


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: a share 0..1, None where nothing was judged; `note` stands behind it, `mark` is a threshold."""

    label: str
    share: float | None
    note: str = ""
    mark: float | None = None
    css: str = "plain"


def bars(title: str, rows: Sequence[Bar]) -> str:
    """A bar chart of shares on one scale from 0 to 1."""
    span = _WIDTH - _LABEL - _VALUE
    parts = []
    for number, row in enumerate(rows):
        top = number * _ROW + (_ROW - _BAR) // 2
        middle = top + _BAR - 4
        length = span * min(max(row.share or 0.0, 0.0), 1.0)
        parts.append(_text(_LABEL - 8, middle, row.label, "end"))
        parts.append(f'<rect class="track" x="{_LABEL}" y="{top}" width="{span}" height="{_BAR}" rx="3"/>')
        parts.append(
            f'<rect class="{escape(row.css)}" x="{_LABEL}" y="{top}" width="{length:.1f}" height="{_BAR}" rx="3"/>'
        )
        if row.mark is not None:
            x = _LABEL + span * row.mark
            parts.append(f'<line class="mark" x1="{x:.1f}" x2="{x:.1f}" y1="{top - 3}" y2="{top + _BAR + 3}"/>')
        parts.append(_text(_LABEL + span + 8, middle, f"{shown(row.share)} {row.note}".strip(), "start"))
    return _svg(title, "; ".join(f"{row.label} {shown(row.share)}" for row in rows), len(rows) * _ROW, parts)


def parted(title: str, rows: Sequence[Bar]) -> str:
    """One bar cut into the shares of all rows, with a legend below."""
    parts, x, legend = [], 0.0, 0
    step = _WIDTH // max(1, len(rows))
    for row in rows:
        length = _WIDTH * (row.share or 0.0)
        parts.append(f'<rect class="{escape(row.css)}" x="{x:.1f}" y="0" width="{length:.1f}" height="36"/>')
        parts.append(f'<rect class="{escape(row.css)}" x="{legend}" y="50" width="12" height="12" rx="2"/>')
        parts.append(_text(legend + 18, 61, f"{row.label} {shown(row.share)}", "start"))
        x, legend = x + length, legend + step
    return _svg(title, "; ".join(f"{row.label} {shown(row.share)}" for row in rows), 70, parts)


def shown(share: float | None) -> str:
    """0.824 -> `82.4 %`; a dash where nothing was judged."""
    return "–" if share is None else f"{share * 100:.1f} %"


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}">{escape(words)}</text>'


def _svg(title: str, summary: str, height: int, parts: Sequence[str]) -> str:
    label = escape(f"{title}: {summary}", quote=True)
    inner = "".join(parts)
    return f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{label}">{inner}</svg>'
