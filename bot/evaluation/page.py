"""The frame of an HTML report that loads nothing from anywhere, in light and dark."""

from __future__ import annotations

from html import escape

_STYLE = """
:root { color-scheme: light dark; --ink: #1c2330; --soft: #5a6475; --page: #ffffff; --line: #d9dee7; --track: #eef1f6;
  --plain: #3567c4; --t0: #2f855a; --t1: #3567c4; --t2: #b7791f; --t3: #c2413a; --bad: #b3261e; --good: #23693f }
@media (prefers-color-scheme: dark) { :root { --ink: #e7eaf0; --soft: #a2abba; --page: #14181f; --line: #323a47;
  --track: #232a35; --plain: #7ea6f4; --t0: #5fc08b; --t1: #7ea6f4; --t2: #e0ad55; --t3: #f0837b; --bad: #ff9c92;
  --good: #7bd6a1 } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--page); max-width: 62rem;
  margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.5rem } h2 { font-size: 1.1rem; margin-top: 2rem } p.soft { color: var(--soft) }
svg { width: 100%; max-width: 44rem; height: auto; display: block }
svg text { font-size: 12px; fill: var(--ink) } .track { fill: var(--track) } .plain { fill: var(--plain) }
.t0 { fill: var(--t0) } .t1 { fill: var(--t1) } .t2 { fill: var(--t2) } .t3 { fill: var(--t3) }
.mark { stroke: var(--ink); stroke-width: 2; stroke-dasharray: 3 2 }
.bad { color: var(--bad) } .good { color: var(--good) } .scroll { overflow-x: auto }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid var(--line) }
td { overflow-wrap: anywhere } ul { margin: 0; padding-left: 1.1rem }
blockquote { margin: .5rem 0; padding-left: .8rem; border-left: 3px solid var(--line); overflow-wrap: anywhere }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def page(title: str, body: str) -> str:
    """A whole page around `body`, which is HTML already; `title` is plain text."""
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body><main>{body}</main></body></html>\n"
    )
