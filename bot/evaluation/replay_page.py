"""A replay as one HTML page that needs nothing from anywhere: every case, the most doubtful first."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from bot.evaluation.page import page
from bot.evaluation.replay import Fate

_FATES = {
    Fate.ANSWERED: "answered without a person",
    Fate.DRAFTED: "drafted for the desk",
    Fate.PEOPLE: "given to people",
    Fate.HANDED_OVER: "handed over at once",
    Fate.SILENT: "left alone, as no request",
}


def replay_page(found: Mapping[str, Any], name: str) -> str:
    """The page for `replay.figures`; `name` is the file of conversations. All text is escaped."""
    counts = "".join(f"<li>{found[fate.value]} {escape(said)}</li>" for fate, said in _FATES.items())
    body = (
        f"<h1>Replay: {escape(name)}</h1>"
        f'<p class="soft">{found["messages"]} messages of customers in {found["conversations"]} conversations, '
        f"{found['answered_by_people_then']} of them answered by people then. What is sure counts as answered, "
        "whatever the policy's mode and trust allow today.</p>"
        f"<ul>{counts}</ul>"
        '<p class="soft">The most doubtful cases come first: how far an answer is from what people said (cosine of '
        "their sentence vectors), times the harm of its being wrong: 1 where it goes out alone, 0.8 for silence, 0.5 "
        "for a draft, 0.1 for what people get. Where nobody answered then, half counts as apart.</p>"
        f"{''.join(_case(number, case) for number, case in enumerate(found['cases'], 1))}"
    )
    return page(f"Replay: {name}", body)


def _case(number: int, case: Mapping[str, Any]) -> str:
    agreement = "" if case["agreement"] is None else f", agreement {case['agreement']:.2f}"
    sources = f'<p class="soft">From: {escape(", ".join(case["sources"]))}</p>' if case["sources"] else ""
    reasons = "".join(f"<li>{escape(reason)}</li>" for reason in case["reasons"])
    return (
        f"<section><h2>{number}. {escape(case['id'])}: {escape(_FATES[Fate(case['fate'])])}</h2>"
        f'<p class="soft">Doubt {case["doubt"]:.2f}{agreement}</p><blockquote>{_lines(case["question"])}</blockquote>'
        '<div class="scroll"><table><thead><tr><th>Earnest</th><th>people then</th></tr></thead>'
        f"<tbody><tr><td>{_lines(case['answer']) or '–'}{sources}</td><td>{_lines(case['people']) or '–'}</td></tr>"
        f"</tbody></table></div><details><summary>Why</summary><ul>{reasons}</ul></details></section>"
    )


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")
