"""Past conversations played again: which moments there are, how doubtful each is, and the page that shows them."""

from __future__ import annotations

import json
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.domain import Classification, Decision, IntentScore, Reason, ReasonCode, Tier
from bot.evaluation.replay import Case, Fate, Moment, doubt_of, fate_of, figures, moments
from bot.evaluation.replay_page import replay_page
from bot.evaluation.tickets.data import Expectation, Ticket

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
HELD = Decision(
    Tier.ASSISTED,
    (Reason(ReasonCode.NOTHING_SUPPORTS, Tier.ASSISTED),),
    Classification((IntentScore("bug_report", 0.9),)),
    "support",
)


def row(*said: tuple[str, str], account: str | None = None) -> dict[str, Any]:
    return {"id": "c1", "account": account, "turns": [{"role": role, "text": text} for role, text in said]}


def test_each_burst_of_a_customer_is_a_case_with_what_was_said_before_and_what_people_answered() -> None:
    said = row(
        ("staff", "Welcome!"),
        ("customer", "My export"),
        ("user", "is stuck"),
        ("agent", "Press cancel"),
        ("bot", "Closed"),
        ("customer", "It is stuck again"),
    )
    first, second = moments([said])
    assert (first.ticket.question, first.answered) == ("My export\nis stuck", "Press cancel\nClosed")
    assert [one.text for one in first.ticket.history] == ["Welcome!"]
    assert (second.ticket.question, second.answered) == ("It is stuck again", "")
    assert [one.role for one in second.ticket.history] == ["staff", "customer", "customer", "staff", "earnest"]
    assert len({first.ticket.id, second.ticket.id}) == 2


def test_an_account_that_the_policy_does_not_know_is_served_without_its_data() -> None:
    known, unknown = (moments([row(("customer", "Hi"), account=name)], ["acme"])[0] for name in ("acme", "strange"))
    assert (known.ticket.account, unknown.ticket.account) == ("acme", None)


def test_what_goes_out_alone_and_is_far_from_what_people_said_is_the_most_doubtful() -> None:
    ranked = [
        doubt_of(Fate.ANSWERED, 0.1, answered=True),
        doubt_of(Fate.SILENT, None, answered=True),
        doubt_of(Fate.ANSWERED, None, answered=False),
        doubt_of(Fate.DRAFTED, 0.1, answered=True),
        doubt_of(Fate.ANSWERED, 0.9, answered=True),
        doubt_of(Fate.PEOPLE, None, answered=True),
        doubt_of(Fate.SILENT, None, answered=False),
    ]
    assert ranked == sorted(ranked, reverse=True)
    assert ranked[-1] == 0


def test_each_way_a_decision_leaves_has_its_word() -> None:
    assert fate_of(HELD) is Fate.PEOPLE
    assert fate_of(replace(HELD, tier=Tier.HANDOFF)) is Fate.HANDED_OVER
    assert fate_of(replace(HELD, tier=Tier.ANSWERED, reasons=(), not_a_request=True)) is Fate.SILENT


class Page(HTMLParser):
    """Collects the tags, the text and every address of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.addresses: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.addresses += [value or "" for name, value in attrs if name in {"src", "href", "action", "data"}]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_shows_every_case_escaped_and_loads_nothing() -> None:
    hostile = "<script src='https://x.example/a.js'></script>&\n<img src=x onerror=1>"
    ticket = Ticket(f"id {hostile}", None, f"asked {hostile}", (), Expectation())
    found = figures([Case(Moment(ticket, f"told {hostile}"), HELD, Fate.PEOPLE, None, 0.05)])
    page = Page(replay_page(found, hostile))
    assert page.tags.isdisjoint({"script", "img", "link", "iframe", "a"})
    assert page.addresses == []
    assert all(f"{word} <script" in page.text for word in ("id", "asked", "told"))
    assert "given to people" in page.text


def test_the_command_plays_conversations_through_the_pipeline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "reset.md").write_text(
        "---\nid: reset\ntitle: Reset your password\nreviewed_at: 2026-11-01\n---\n"
        "# Reset your password\n\nChoose **Forgot password?** on the sign-in page to reset your password.\n"
    )
    (tmp_path / "support.yml").write_text(
        "knowledge: {sources: [articles]}\nintents:\n  password_reset: {}\n  refund_request: {}\n  chatter: {}\n"
    )
    asked = [
        row(("customer", "How do I reset my password?"), ("staff", "Choose Forgot password? on the sign-in page.")),
        {**row(("customer", "I want my money back, refund me"), ("staff", "Done.")), "id": "c2"},
    ]
    file, html = tmp_path / "old.jsonl", tmp_path / "replay.html"
    file.write_text("\n".join(map(json.dumps, asked)), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    told = CliRunner().invoke(app, ["eval", "replay", str(file), "--json", "--html", str(html)])
    assert told.exit_code == 0, told.stderr
    found = json.loads(told.stdout)
    fates = {case["id"]: case["fate"] for case in found["cases"]}
    assert found["messages"] == sum(found[fate.value] for fate in Fate) == 2
    assert fates["c2"] == "handed_over"
    assert fates["c1"] in {"answered", "drafted"}
    (reset,) = [case for case in found["cases"] if case["id"] == "c1"]
    assert "Forgot password?" in reset["answer"]
    assert reset["agreement"] > 0.5
    assert "How do I reset my password?" in html.read_text(encoding="utf-8")
