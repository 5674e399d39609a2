"""How a ticket is judged: figures by hand, files that are wrong, and a page that no text can break."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from bot.domain import (
    ArticleId,
    Classification,
    Decision,
    Drafted,
    Generation,
    Grounding,
    IntentScore,
    Reason,
    ReasonCode,
    Sentence,
    Source,
    Tier,
)
from bot.errors import ConfigError
from bot.evaluation.tickets.data import Expectation, Ticket, read_tickets
from bot.evaluation.tickets.figures import Bars, below, figures
from bot.evaluation.tickets.play import Verdict, judged
from bot.evaluation.tickets.report import report
from bot.policy import Intent, Policy, Team

POLICY = Policy(
    intents={"how_to": Intent(), "billing": Intent(team="money"), "bye": Intent(chatter=True)},
    teams={"support": Team(), "money": Team()},
)
HELD = Reason(ReasonCode.DRAFT_MODE, Tier.REVIEWED)
UNSURE = Reason(ReasonCode.LOW_CONFIDENCE, Tier.REVIEWED, "0.40")


def ticket(question: str = "how long?", **expect: Any) -> Ticket:
    if "articles" in expect:
        expect["articles"] = frozenset(expect["articles"])
    return Ticket("t1", None, question, (), Expectation(**expect))


def decision(
    tier: Tier = Tier.ANSWERED,
    reasons: tuple[Reason, ...] = (),
    answer: str = "",
    cited: tuple[str, ...] = (),
    intent: str = "how_to",
    team: str = "support",
) -> Decision:
    drafted = Drafted(Generation("made", (Sentence(answer),)), Grounding()) if answer else None
    sources = tuple(Source(ArticleId(name), name) for name in cited)
    found = Classification((IntentScore(intent, 0.9),))
    return Decision(tier, reasons, found, team, drafted=drafted, sources=sources)


def test_an_answer_is_read_for_what_it_must_say_in_any_spelling_and_else_is_right_by_citation_alone() -> None:
    wanted = ticket(articles=["a"], must_say=(("600", "six hundred"), ("a minute", "per minute")))
    good = judged(POLICY, wanted, decision(answer="You may make **600** calls per\nminute.", cited=("a",)))
    assert (good.right, good.read, good.faults) == (True, True, ())
    bad = judged(POLICY, wanted, decision(answer="The limit is 6000 per minute.", cited=("a",)))
    assert (bad.right, bad.read, bad.faults) == (False, True, ("the answer does not say '600'",))
    cited = judged(POLICY, ticket(articles=["a"]), decision(answer="The limit is 6000.", cited=("a",)))
    assert (cited.right, cited.read) == (True, False)
    found = figures(POLICY, [good, bad, cited], Bars())
    assert (found["right"], found["right_by_reading"], found["right_by_citation"]) == (0.6667, 0.5, 1.0)
    assert (found["judged"]["right_by_reading"], found["judged"]["right_by_citation"]) == (2, 1)
    shown = re.sub(r"<[^>]+>|\s+", " ", report(found, "tickets.jsonl", Bars()))
    assert re.search(r"right by reading\W.*?of 2\b.*right by citation\W.*?of 1\b", shown)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("600", (("600",),)),
        (["600", "six hundred"], (("600", "six hundred"),)),
        ([["600", "six hundred"], ["minute"]], (("600", "six hundred"), ("minute",))),
        ([["600"], "minute"], (("600",), ("minute",))),
        ([], ()),
    ],
)
def test_a_flat_list_is_one_fact_in_several_spellings(tmp_path: Path, written: Any, read: Any) -> None:
    path = tmp_path / "t.jsonl"
    turns = [{"role": "customer", "text": "how many?"}]
    path.write_text(json.dumps({"id": 1, "turns": turns, "expect": {"must_say": written}}))
    assert read_tickets(path, ())[0].expect.must_say == read


def test_an_answer_is_right_when_it_cites_expected_articles_only() -> None:
    wanted = ticket(articles=["a", "b"], tiers=(0,))
    assert judged(POLICY, wanted, decision(answer="30 days", cited=("b",))).right is True
    strange = judged(POLICY, wanted, decision(answer="30 days", cited=("a", "c")))
    assert (strange.right, strange.faults) == (False, ("the answer cites c",))
    assert judged(POLICY, wanted, decision(answer="30 days")).right is False
    silent = judged(POLICY, wanted, decision(Tier.ASSISTED))
    assert (silent.right, silent.answered, silent.bold) == (None, False, -2)


def test_forbidden_words_are_found_whole_and_forbidden_articles_by_id() -> None:
    wanted = ticket(must_not=("60", "secret-runbook", "5,000"))
    assert judged(POLICY, wanted, decision(answer="600 a minute, 15,000 a day, 0.60", cited=("a",))).right is True
    assert judged(POLICY, wanted, decision(answer="It is 60.", cited=("a",))).right is False
    assert judged(POLICY, wanted, decision(answer="It is five.", cited=("secret-runbook",))).right is False


def test_an_answer_to_what_people_should_have_had_is_wrong() -> None:
    verdict = judged(POLICY, ticket(tiers=(2, 3)), decision(answer="Sure!", cited=("a",)))
    assert (verdict.right, verdict.bold) == (False, 2)


def test_a_draft_held_by_the_policy_alone_counts_as_answerable_without_a_person() -> None:
    wanted = ticket(tiers=(0,))
    assert judged(POLICY, wanted, decision(Tier.REVIEWED, (HELD,), "yes", ("a",))).bold == 0
    assert judged(POLICY, wanted, decision(Tier.REVIEWED, (HELD, UNSURE), "yes", ("a",))).bold == -1
    assert judged(POLICY, ticket(tiers=(1,)), decision(Tier.REVIEWED, (HELD,), "yes", ("a",))).bold == 0


def test_drafts_that_people_look_at_are_judged_apart_from_answers_that_go_out_alone() -> None:
    wanted = ticket(articles=["a"], tiers=(0,))
    strange = decision(Tier.REVIEWED, (HELD, UNSURE), "yes", ("b",))
    held = decision(Tier.REVIEWED, (HELD,), "yes", ("a",))
    found = figures(POLICY, [judged(POLICY, wanted, one) for one in (strange, held)], Bars())
    assert (found["right"], found["drafts_right"], found["below"]) == (1.0, 0.0, [])
    assert (found["answered"], found["alone"]) == (1.0, 0.5)


def test_silence_is_right_for_chatter_and_the_worst_for_a_request() -> None:
    quiet = replace(decision(), not_a_request=True)
    right = judged(POLICY, ticket(intents=("bye",)), quiet)
    assert (right.intent, right.team, right.faults) == (True, None, ())
    wrong = judged(POLICY, ticket(intents=("how_to",), team="support", tiers=(2,)), quiet)
    assert (wrong.intent, wrong.team) == (False, False) and (wrong.bold or 0) > 0


def verdicts() -> list[Verdict]:
    pairs = [
        (ticket(team="support", articles=["a"], tiers=(0,)), decision(answer="yes", cited=("a",))),
        (ticket(team="money", tiers=(1,)), decision(Tier.HANDOFF)),
        (ticket("<script>alert(1)</script>", team="money"), decision(intent="billing", team="money")),
        (ticket(intents=("bye",)), replace(decision(), not_a_request=True)),
    ]
    return [judged(POLICY, *pair) for pair in pairs]


def test_the_figures_count_what_was_judged_and_name_the_thresholds_missed() -> None:
    found = figures(POLICY, verdicts(), Bars(routing=0.7, right=0.95, tier3=0.3))
    assert (found["tickets"], found["requests"]) == (4, 3)
    assert (found["routing"], found["right"], found["tier3"]) == (0.6667, 1.0, 0.3333)
    assert (found["answered"], found["alone"]) == (1.0, 1.0)
    assert found["tiers"] == {"0": 0.6667, "1": 0.0, "2": 0.0, "3": 0.3333}
    assert found["below"] == [
        "routing 0.667 is below --min-routing 0.7",
        "tier 3 share 0.333 is above --max-tier3 0.3",
    ]
    assert [miss["faults"] for miss in found["misses"]] == [
        ["team support, not money", "tier 3, not tier 1: too careful"]
    ]
    assert below({"routing": None, "right": None, "tier3": None}, Bars()) == []


class Page(HTMLParser):
    """The tags of a page, and whether each was closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("rect", "line"):
            assert self.open.pop() == tag

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_the_report_shows_charts_and_holds_nothing_of_what_a_customer_wrote_as_markup() -> None:
    hostile = '"><img src=x onerror=alert(1)>'
    judgement = judged(POLICY, ticket(hostile, team="money"), decision())
    page = Page(report(figures(POLICY, [*verdicts(), judgement], Bars()), f"<b>{hostile}", Bars()))
    tags = [tag for tag, _ in page.tags]
    assert page.open == [] and tags.count("svg") == 4 and tags.count("tr") == 3
    assert not {"img", "script", "link", "b"} & set(tags)
    assert not {name for _, attributes in page.tags for name in attributes if name in ("src", "href", "style")}
    charts = [attributes["aria-label"] or "" for tag, attributes in page.tags if tag == "svg"]
    assert charts[0] == "Tier mix: 0 answered 75.0 %; 1 reviewed 0.0 %; 2 assisted 0.0 %; 3 handed over 25.0 %"


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ({"turns": []}, "line 1: lacks id"),
        ({"id": 1, "turns": []}, "must hold a turn of the role customer"),
        ({"id": 1, "turns": [{"role": "boss", "text": "x"}]}, "a role of customer, earnest, staff"),
        ({"id": 1, "turns": [{"role": "customer", "text": "x"}], "expect": {"tier": 7}}, "expect.tier: must be 0"),
        ({"id": 1, "turns": [{"role": "customer", "text": "x"}], "expect": []}, "expect: must be an object"),
    ],
)
def test_a_wrong_ticket_is_named_by_line_or_id_and_key(tmp_path: Path, row: dict[str, Any], complaint: str) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text(json.dumps(row))
    with pytest.raises(ConfigError, match=complaint):
        read_tickets(path, ["acme"])


def test_an_account_that_the_policy_does_not_list_is_served_without_account_data_and_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text(json.dumps({"id": 1, "account": "nobody", "turns": [{"role": "customer", "text": "x"}]}))
    (read,) = read_tickets(path, ["acme"])
    assert read.account is None
    assert "account 'nobody' is not in the policy (there: acme)" in caplog.text


def test_roles_may_go_by_the_names_of_other_tools(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    names = ("user", "assistant", "bot", "agent", "support", "user")
    path.write_text(json.dumps({"id": 1, "turns": [{"role": name, "text": "x"} for name in names]}))
    (read,) = read_tickets(path, [])
    assert [said.role for said in read.history] == ["customer", "earnest", "earnest", "staff", "staff"]


def test_the_last_customer_turn_is_the_question_and_unknown_keys_are_ignored(tmp_path: Path) -> None:
    said = [("customer", "first"), ("staff", "answer"), ("customer", "second"), ("earnest", "late")]
    turns = [{"role": role, "text": text, "ts": 1} for role, text in said]
    path = tmp_path / "t.jsonl"
    path.write_text(json.dumps({"id": 7, "turns": turns, "expect": {"tier": 1, "intent": ["a", "b"]}, "x": 1}))
    (read,) = read_tickets(path, [])
    assert (read.id, read.account, read.question) == ("7", None, "second")
    assert [u.text for u in read.history] == ["first", "answer"]
    assert read.expect == Expectation(intents=("a", "b"), tiers=(1,))
