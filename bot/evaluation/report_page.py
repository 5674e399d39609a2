"""A report as one HTML page that needs nothing from anywhere: charts, figures beside those before, definitions."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from bot.domain.figures import Breakdown, Column, Figure, Report, Rows
from bot.evaluation.page import page
from bot.evaluation.report_charts import Line, days_by_tier, lines
from bot.texts import report as words
from bot.texts.columns import BREAKDOWNS, COLUMNS
from bot.texts.figures import DEFINITIONS, GROUPS
from bot.texts.units import UNKNOWN, Definition, number

_STYLE = (
    "<style>.axis { stroke: var(--soft) } .whisker { stroke: var(--ink); stroke-width: 2 } "
    ".tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr)); gap: .8rem } "
    ".tile { border: 1px solid var(--line); border-radius: .5rem; padding: .6rem .8rem; margin: 0 } "
    ".tile b { display: block; font-size: 1.4rem } abbr { cursor: help } "
    "td.n, th.n { text-align: right; font-variant-numeric: tabular-nums } dt { font-weight: 600 } "
    "dd { margin: 0 0 .5rem } dd, .soft { color: var(--soft) }</style>"
)
_TILES = (
    *(Figure.REQUESTS, Figure.FIRST_P50, Figure.OPEN, Figure.RESOLVED_ALONE, Figure.ACCURACY, Figure.BREACHED),
    *(Figure.CSAT, Figure.COST),
)
_TIMES = (
    *(Figure.FIRST_BOT_P50, Figure.FIRST_BOT_P90, Figure.FIRST_STAFF_P50, Figure.FIRST_STAFF_P90),
    *(Figure.NEXT_BOT_P50, Figure.NEXT_BOT_P90, Figure.NEXT_STAFF_P50, Figure.NEXT_STAFF_P90),
)
_FUNNEL = (Figure.INVOLVED, Figure.ANSWERED, Figure.RESOLVED_ALONE, Figure.ABANDONED)


def report_page(found: Report) -> str:
    """The page. All text from outside is escaped; times are UTC."""
    days = round((found.window.end - found.window.start).total_seconds() / 86_400)
    head = words.heading(days, f"{found.window.end:%d %b %Y, %H:%M} UTC")
    body = (
        f'{_STYLE}<h1>{escape(words.TITLE)}</h1><p class="soft">{escape(head)}. '
        "Hold the pointer over a name, or look at the end of the page, for what it means.</p>"
        f'<div class="tiles">{"".join(_tile(figure, found) for figure in _TILES)}</div>'
        f"<h2>Requests a day</h2>{days_by_tier(found.days)}"
        f"<h2>What Earnest did</h2>{_funnel(found)}"
        f"<h2>Time to reply, in minutes</h2>{_times(found)}"
        f"<h2>Audited accuracy by intent, with its 95 % interval</h2>{_accuracy(found)}"
        + "".join(_group(title, group, found) for title, group in GROUPS.items())
        + "".join(_breakdown(split, found) for split in Breakdown)
        + _definitions()
    )
    return page(f"{words.TITLE}, {head}", body)


def _named(what: Definition) -> str:
    return f'<abbr title="{escape(what.meaning, quote=True)}">{escape(what.label)}</abbr>'


def _tile(figure: Figure, found: Report) -> str:
    what = DEFINITIONS[figure]
    now, before = found.now.values[figure], found.before.values[figure]
    return (
        f'<p class="tile">{_named(what)}<b>{escape(_told(now, what))}</b>'
        f'<span class="soft">before: {escape(_told(before, what))}</span></p>'
    )


def _told(value: float | None, what: Definition) -> str:
    unit = {"minutes": "min", "hours": "h"}.get(what.unit, "") if value is not None else ""
    return f"{number(value, what.unit)} {unit}".strip()


def _funnel(found: Report) -> str:
    values = found.now.values
    rows = [Line(DEFINITIONS[f].label, values[f], number(values[f], "tickets")) for f in _FUNNEL]
    return lines("The funnel", rows, max((values[f] or 0 for f in _FUNNEL), default=1))


def _times(found: Report) -> str:
    values = found.now.values
    rows = []
    for figure in _TIMES:
        css = "t0" if "bot" in figure else "plain"
        rows.append(Line(DEFINITIONS[figure].label, values[figure], number(values[figure], "minutes"), css=css))
    return lines("Time to reply", rows, max(values[figure] or 0 for figure in _TIMES))


def _accuracy(found: Report) -> str:
    rows = []
    for intent, row in found.now.tables[Breakdown.INTENT].items():
        share, n = row.get(Column.ACCURACY), row.get(Column.AUDITS)
        if share is not None:
            told = f"{number(share, 'share')} of {number(n, 'audits')}"
            rows.append(Line(intent or UNKNOWN, share, told, row.get(Column.LOW), row.get(Column.HIGH)))
    return lines("Audited accuracy", rows, 1.0) if rows else '<p class="soft">No audits in this window.</p>'


def _group(title: str, group: Mapping[Figure, Definition], found: Report) -> str:
    rows = []
    for figure, what in group.items():
        now, before = found.now.values[figure], found.before.values[figure]
        unit = "" if what.unit in ("share", "dollars", "distance") else what.unit
        rows.append(
            f"<tr><td>{_named(what)}</td>{_cells(now, before, what)}<td>{escape(unit)}</td></tr>",
        )
    heads = (words.FIGURE, words.NOW, words.BEFORE, words.CHANGE)
    head = "".join(f"<th{_CLASS if n else ''}>{escape(text)}</th>" for n, text in enumerate(heads))
    return (
        f'<h2>{escape(title)}</h2><div class="scroll"><table><thead><tr>{head}<th>Unit</th></tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


_CLASS = ' class="n"'


def _cells(now: float | None, before: float | None, what: Definition) -> str:
    change = "" if now is None or before is None else _signed(now - before, what)
    shown = (number(now, what.unit), number(before, what.unit), change)
    return "".join(f'<td class="n">{escape(text)}</td>' for text in shown)


def _signed(change: float, what: Definition) -> str:
    text = number(abs(change), what.unit)
    if what.unit == "share":
        text = text.removesuffix(" %") + " points"
    return text if not change else f"{'+' if change > 0 else '−'}{text}"


def _breakdown(split: Breakdown, found: Report) -> str:
    now: Rows = dict(found.now.tables[split])
    before: Rows = dict(found.before.tables[split])
    if not now and not before:
        return ""
    what = BREAKDOWNS[split]
    columns = list(dict.fromkeys(column for rows in (now, before) for row in rows.values() for column in row))
    head = "".join(f'<th class="n">{_named(COLUMNS[column])}</th>' for column in columns)
    body = []
    for name in dict.fromkeys([*now, *before]):
        cells = "".join(_both(column, now.get(name, {}), before.get(name, {})) for column in columns)
        body.append(f"<tr><th scope='row'>{escape(name or UNKNOWN)}</th>{cells}</tr>")
    return (
        f'<h2>{_named(what)}</h2><p class="soft">In brackets: the window before.</p><div class="scroll"><table>'
        f"<thead><tr><th>{escape(what.unit)}</th>{head}</tr></thead><tbody>{''.join(body)}</tbody></table></div>"
    )


def _both(column: Column, now: Mapping[Column, float | None], before: Mapping[Column, float | None]) -> str:
    unit = COLUMNS[column].unit
    shown, then = (number(row.get(column), unit) if row.get(column) is not None else "–" for row in (now, before))
    return f'<td class="n">{escape(shown)} <span class="soft">({escape(then)})</span></td>'


def _definitions() -> str:
    items = "".join(
        f"<dt>{escape(what.label)} ({escape(what.unit)})</dt><dd>{escape(what.meaning)}</dd>"
        for what in (*DEFINITIONS.values(), *COLUMNS.values())
    )
    return f"<details><summary>All definitions</summary><dl>{items}</dl></details>"
