"""The ticket evaluation as one HTML page that needs nothing from anywhere, in light and dark."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from bot.domain import Reason, ReasonCode, Tier
from bot.evaluation.tickets.charts import Bar, bars, parted
from bot.evaluation.tickets.figures import Bars
from bot.texts import reasons as words

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
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_TIERS = ("answered", "reviewed", "assisted", "handed over")


def report(found: dict[str, Any], name: str, limits: Bars) -> str:
    """The page for `tickets_figures.figures`; `name` is the file of tickets. All text is escaped."""
    body = "".join(
        [
            f"<h1>Tickets: {escape(name)}</h1>",
            f'<p class="soft">{found["tickets"]} tickets, {found["requests"]} of them requests; '
            f"{found['ms_p50']} ms a ticket (median), {found['ms_p95']} ms (p95).</p>",
            _outcome(found["below"]),
            _section("Tier mix", _tier_mix(found), "Shares of all requests."),
            _section("Figures", _figures(found, limits), "The dashed line is the threshold."),
            _section("By intent", _by_intent(found["by_intent"]), "Routing accuracy by the intent expected."),
            _section("Why not without a person", _reasons(found), "Share of requests that had the reason."),
            _misses(found["misses"]),
        ]
    )
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f"<title>Tickets: {escape(name)}</title><style>{_STYLE}</style></head>"
        f"<body><main>{body}</main></body></html>\n"
    )


def _outcome(below: list[str]) -> str:
    if not below:
        return '<p class="good">Every threshold is met.</p>'
    return f'<ul class="bad">{_items(below)}</ul>'


def _section(title: str, chart: str, note: str) -> str:
    return f'<section><h2>{escape(title)}</h2><p class="soft">{escape(note)}</p>{chart}</section>'


def _tier_mix(found: dict[str, Any]) -> str:
    rows = [Bar(f"{tier} {_TIERS[int(tier)]}", part, css=f"t{tier}") for tier, part in found["tiers"].items()]
    return parted("Tier mix", rows)


def _figures(found: dict[str, Any], limits: Bars) -> str:
    judged = found["judged"]
    return bars(
        "Figures",
        [
            Bar("routing", found["routing"], f"of {judged['routing']}", limits.routing),
            Bar("right answers", found["right"], f"of {judged['right']}", limits.right),
            *_reading(found, judged),
            Bar("tier 3 share", found["tier3"], f"of {found['requests']}", limits.tier3, "t3"),
            Bar("right drafts", found["drafts_right"], f"of {judged['drafts_right']}"),
            Bar("answered or drafted", found["answered"], f"of {judged['answered']}"),
            Bar("answered alone", found["alone"], f"of {judged['alone']}"),
            Bar("intent", found["intent"], f"of {judged['intent']}"),
            Bar("tier", found["tier"], f"of {judged['tier']}"),
        ],
    )


def _reading(found: Mapping[str, Any], judged: Mapping[str, int]) -> list[Bar]:
    """What of the right answers was read, and what is right by citation alone."""
    named = (("right by reading", "right_by_reading"), ("right by citation", "right_by_citation"))
    return [Bar(f"... {words}", found[name], f"of {judged[name]}") for words, name in named]


def _by_intent(intents: dict[str, dict[str, Any]]) -> str:
    return bars("By intent", [Bar(name, row["routing"], f"of {row['tickets']}") for name, row in intents.items()])


def _reasons(found: dict[str, Any]) -> str:
    whole = max(1, found["requests"])
    rows = [
        Bar(code.replace("_", " "), count / whole, str(count))
        for code, count in found["reasons"].items()
        if code != ReasonCode.ALL_CLEAR
    ]
    meanings = [words.reason(Reason(ReasonCode(code), Tier.ANSWERED)) for code in found["reasons"]]
    return bars("Reasons", rows) + f"<details><summary>What they mean</summary><ul>{_items(meanings)}</ul></details>"


def _misses(misses: list[dict[str, Any]]) -> str:
    if not misses:
        return "<section><h2>Misses</h2><p>None.</p></section>"
    rows = "".join(
        f"<tr><td>{escape(miss['id'])}</td><td>{escape(miss['question'])}</td>"
        f'<td><ul class="bad">{_items(miss["faults"])}</ul></td><td><ul>{_items(miss["reasons"])}</ul></td></tr>'
        for miss in misses
    )
    head = "<tr><th>id</th><th>question</th><th>what is wrong</th><th>reasons for its tier</th></tr>"
    return (
        f"<section><h2>Misses ({len(misses)})</h2>"
        f'<div class="scroll"><table><thead>{head}</thead><tbody>{rows}</tbody></table></div></section>'
    )


def _items(lines: Iterable[str]) -> str:
    return "".join(f"<li>{escape(line)}</li>" for line in lines)
