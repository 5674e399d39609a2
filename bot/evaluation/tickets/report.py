"""The ticket evaluation as one HTML page that needs nothing from anywhere, in light and dark."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from bot.domain import Reason, ReasonCode, Tier
from bot.evaluation.page import page
from bot.evaluation.tickets.charts import Bar, bars, parted
from bot.evaluation.tickets.figures import Bars
from bot.texts import reasons as words

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
    return page(f"Tickets: {name}", body)


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
