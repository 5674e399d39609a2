"""What the benches make of their raw rows: a promise that is broken must show in the figures."""

from pathlib import Path
from typing import Any

import pytest

from bot.evaluation.bench.ack import ack_broken, ack_figures, ack_rows
from bot.evaluation.bench.crash_count import Request, about, crash_broken, crash_figures, outcome_of, request_row
from bot.evaluation.bench.handoff import handoff_broken, handoff_figures
from bot.evaluation.bench.pipeline import pipeline_broken, pipeline_figures
from bot.evaluation.bench.rows import Row, percentile, read_rows, write_rows
from bot.evaluation.bench.soak import soak_broken, soak_figures
from bot.evaluation.bench.start import start_broken, start_figures
from bot.evaluation.bench.years import years_broken, years_figures
from slack_sandbox.journal import Envelope

ASKED = Request(3, "question", "U3", "Customer 00003", "C1", "how?", ts="1790000000.000100")


def post(kind: str, post_id: str, text: str = "words", **more: Any) -> dict[str, Any]:
    payload = {"post_id": post_id, "kind": kind}
    return {"ts": post_id, "text": text, "blocks": [], "metadata": {"event_payload": payload}, **more}


def card(post_id: str, text: str = "card of Customer 00003") -> dict[str, Any]:
    return post("card", post_id, text)


def row(thread: list[dict[str, Any]], desk: list[dict[str, Any]], *clicks: tuple[str, bool]) -> Row:
    made = request_row(ASKED, thread, desk, given_up=False)
    return made | {"clicks": [{"what": what, "at": 0.0, "acked": acked} for what, acked in clicks]}


@pytest.mark.parametrize(
    ("thread", "desk", "clicks", "outcome"),
    [
        ([post("answer", "a")], [], [], "answered"),
        ([post("notice", "n")], [card("c"), post("pointer", "p", "for Customer 00003")], [], "carded"),
        ([post("answer", "a")], [card("c")], [("approve", True)], "reviewed"),
        ([post("answer", "a")], [card("c")], [("approve", False)], "reviewed"),
        ([], [], [], "lost"),
        ([post("notice", "n")], [], [], "lost"),
        ([], [card("c")], [("edit", True)], "lost"),
        ([], [card("c")], [("edit", False)], "carded"),
        ([post("answer", "a"), post("answer", "b")], [], [], "doubled"),
        ([post("answer", "a"), post("answer", "a")], [], [], "doubled"),
        ([], [card("c"), card("d", "another card of Customer 00003")], [], "doubled"),
        ([post("notice", "n"), post("notice", "m")], [card("c")], [], "doubled"),
        ([post("answer", "a", "same"), post("correction", "b", "same")], [], [], "doubled"),
        ([post("answer", "a")], [card("c")], [], "doubled"),
    ],
)
def test_a_request_ends_in_one_way(
    thread: list[dict[str, Any]], desk: list[dict[str, Any]], clicks: list[tuple[str, bool]], outcome: str
) -> None:
    assert outcome_of(row(thread, desk, *clicks)) == outcome


def test_a_card_is_known_by_its_link_or_by_who_asked() -> None:
    link = {"type": "link", "url": "https://lumio.slack.com/archives/C1/p1790000000000100"}
    assert about(post("card", "c", "card", blocks=[link]), ASKED)
    assert about(card("c"), ASKED)
    assert about(post("pointer", "p", "A request for billing from U3 is on the desk"), ASKED)
    assert not about(card("c", "card of Customer 00030"), ASKED)


def test_crash_figures_count_what_is_lost_doubled_and_left_over() -> None:
    kill = {"row": "kill", "connected": True, "moment": "any"}
    rows = [
        row([post("answer", "a")], []),
        row([], []) | {"given_up_by_slack": True},
        row([post("answer", "a"), post("answer", "b")], []),
        {"row": "stray", "kind": "card"},
        kill,
        {"row": "run", "seconds": 12.0},
    ]
    figures = crash_figures(rows)
    assert {k: figures[k] for k in ("requests", "kills", "lost", "doubled", "beyond_retries")} == {
        "requests": 3,
        "kills": 1,
        "lost": 1,
        "doubled": 2,
        "beyond_retries": 1,
    }
    assert len(crash_broken(figures, 2)) == 3
    assert crash_broken(figures | {"lost": 0, "doubled": 0}, 1) == []
    assert crash_broken(figures | {"lost": 0, "doubled": 0, "beyond_retries": 0}, 1)


def envelope(ts: str, sent_at: float, acked_at: float | None, **inner: Any) -> Envelope:
    event = {"type": "message", "channel": "C1", "ts": ts, **inner}
    return Envelope(
        f"e{ts}{sent_at}", "events_api", {"event": event, "event_id": f"Ev{ts}"}, sent_at, 1, acked_at=acked_at
    )


def test_an_event_counts_from_its_first_delivery_to_its_first_acknowledgement() -> None:
    sent = [("C1", "1"), ("C1", "2"), ("C1", "3"), ("C1", "4")]
    envelopes = [
        envelope("1", 10.0, 10.05),
        envelope("2", 10.0, None),
        envelope("2", 13.0, 13.2),
        envelope("3", 10.0, None),
        envelope("4", 10.0, 10.1),
        envelope("4", 10.0, 10.01, subtype="message_changed"),
    ]
    rows = ack_rows(sent, envelopes, {("C1", "1"), ("C1", "2"), ("C1", "3")})
    assert [r["latency_ms"] for r in rows] == [pytest.approx(50), pytest.approx(3200), None, pytest.approx(100)]
    figures = ack_figures(rows)
    assert (figures["sent"], figures["late"], figures["lost"]) == (4, 2, 2)  # 3 has no ack, 4 no inbox row
    assert any("lost" in complaint for complaint in ack_broken(figures, 100))


def test_a_slow_tail_breaks_the_promise_of_ack() -> None:
    rows = [{"latency_ms": 40.0 if n < 95 else 700.0, "sent_at": n / 100, "in_inbox": True} for n in range(100)]
    figures = ack_figures(rows)
    assert (figures["p50_ms"], figures["p99_ms"], figures["lost"]) == (40.0, 700.0, 0)
    assert len(ack_broken(figures, 100)) == 1
    assert ack_broken(figures | {"p99_ms": 90.0}, 100) == []


def test_pipeline_figures_leave_the_warm_up_out_and_compare_with_bare_work() -> None:
    steps = {"intake": 5.0, "listen": 2.0, "route": 3.0, "outbox": 4.0}
    ticket = {"row": "ticket", "warm": False, "own_ms": 30.0, "bare_ms": 10.0, "steps": steps}
    rows = [
        ticket | {"warm": True, "own_ms": 900.0},
        *[ticket] * 9,
        {"row": "ticket", "warm": False, "bare_ms": 10.0},
        {"row": "process", "peak_mb": 400.0},
    ]
    figures = pipeline_figures(rows)
    assert (figures["p50_ms"], figures["bare_p50_ms"], figures["ratio"], figures["steps"]) == (30.0, 10.0, 3.0, 2)
    assert (figures["tickets"], figures["without_call"], figures["by_step"]["intake"]) == (9, 1, 5.0)
    assert pipeline_broken(figures | {"without_call": 0}) == []
    assert len(pipeline_broken(figures | {"ratio": 4.1, "peak_mb": 801.0, "without_call": 2})) == 3


def test_start_figures_are_medians_beside_an_interpreter_that_only_imports() -> None:
    round_ = {"warm": False, "bare_s": 0.5, "help_s": 0.2, "ask_s": 1.0, "connected_s": 1.4}
    rows = [round_ | {"warm": True, "ask_s": 9.0}, round_, round_ | {"ask_s": 1.2}, round_ | {"connected_s": 4.0}]
    figures = start_figures(rows)
    assert (figures["rounds"], figures["connected_s"], figures["ask_s"]) == (3, 1.4, 1.0)
    assert (figures["connected_ratio"], figures["help_ratio"], figures["ask_ratio"]) == (2.8, 0.4, 2.0)
    assert start_broken(figures) == []
    assert len(start_broken(figures | {"help_s": 0.6, "ask_s": 1.6, "connected_s": 1.6})) == 3


def test_rows_are_kept_for_a_few_runs_and_read_back_as_written(tmp_path: Path) -> None:
    path = write_rows(tmp_path, "ack", [{"ts": "1", "text": "grüße"}])
    assert read_rows(path) == [{"ts": "1", "text": "grüße"}]
    write_rows(tmp_path, "ack", [{"ts": "2"}])
    assert read_rows(path) == [{"ts": "2"}]
    assert [read_rows(old) for old in tmp_path.glob("ack-*Z.jsonl")] == [[{"ts": "1", "text": "grüße"}]]


def test_a_percentile_is_a_value_that_was_measured() -> None:
    assert percentile([3.0, 1.0, 2.0, 10.0], 0.5) == 2.0
    assert percentile([3.0, 1.0, 2.0, 10.0], 0.99) == 10.0
    assert percentile([], 0.5) == 0.0


def handed(card_s: float | None, said_s: float | None) -> Row:
    out_s = None if card_s is None or said_s is None else max(card_s, said_s)
    return {"row": "handoff", "decided_s": 0.2, "card_s": card_s, "said_s": said_s, "out_s": out_s}


def hung(decided_s: float | None) -> Row:
    return {"row": "question", "decided_s": decided_s, "card_s": None, "said_s": None, "out_s": None}


def test_a_handoff_is_out_once_both_its_card_and_its_notice_are() -> None:
    figures = handoff_figures([*(handed(0.5, 0.3) for _ in range(98)), handed(0.4, 2.0), handed(0.9, 0.2), hung(31.0)])
    assert (figures["p50_s"], figures["p99_s"], figures["max_s"]) == (0.5, 0.9, 2.0)
    assert (figures["handoffs"], figures["decided_max_s"]) == (100, 31.0)
    assert handoff_broken(figures) == []


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([handed(0.5, None)], "1 handoffs without a card or a notice"),
        ([handed(3.4, 0.1)], "p99 is 3.4 s"),
        ([handed(0.5, 0.1), hung(None)], "1 questions undecided"),
        ([handed(0.5, 0.1), hung(46.0)], "a question waited 46.0 s"),
    ],
)
def test_a_handoff_that_is_late_or_incomplete_is_a_complaint(rows: list[Row], said: str) -> None:
    assert any(said in complaint for complaint in handoff_broken(handoff_figures(rows)))


def look(tickets: int, held: int, **more: Any) -> Row:
    counted = {"tasks": 9, "threads": 4, "sockets": 3, "files": 12, "objects": 100, "types": {"builtins.dict": held}}
    return {"row": "look", "tickets": tickets, "bytes": held, **counted, "caches": {}, **more}


def test_memory_that_is_taken_at_first_and_stays_is_flat() -> None:
    figures = soak_figures([look(n * 100, 400_000_000 + min(n, 4) * 5_000_000) for n in range(1, 9)])
    assert figures["bytes_a_ticket"] == 0
    assert soak_broken(figures) == []


def test_memory_that_grows_with_each_ticket_is_told_with_what_it_holds() -> None:
    figures = soak_figures([look(n * 100, 400_000_000 + n * 500_000) for n in range(1, 9)])
    assert figures["bytes_a_ticket"] == 5_000
    assert figures["grown"] == {"builtins.dict": 1_500_000}
    assert soak_broken(figures) == ["memory grew by 5000 bytes a ticket, at most 1000 is right"]


def test_what_stays_open_is_told() -> None:
    figures = soak_figures([look(n * 100, 400_000_000, sockets=3 + n) for n in range(1, 9)])
    assert soak_broken(figures) == ["11 sockets were open at the end, 6 after the first quarter"]


def both(empty: float, filled: float, **more: Any) -> list[Row]:
    """The rows of `bench years`, each median as given, in milliseconds."""
    sides = (("empty", empty), ("filled", filled))
    ticket = {"row": "ticket", "warm": False, "alone": True}
    acked = {"row": "ack", "in_inbox": True, **more}
    tickets = [{**ticket, "side": name, "own_ms": took} for name, took in sides]
    acks = [{**acked, "side": name, "latency_ms": took} for name, took in sides]
    return [*tickets, *acks, {"row": "run", "filled": 36_000, "postgresql": False, "load": 1.0}]


def test_a_year_may_slow_a_bot_by_a_fifth_and_no_more() -> None:
    assert years_broken(years_figures(both(50.0, 60.0))) == []
    figures = years_figures(both(50.0, 65.0))
    assert (figures["ticket_ratio"], figures["ack_ratio"]) == (1.3, 1.3)
    assert len(years_broken(figures)) == 2


def test_what_is_acknowledged_and_not_stored_is_lost_in_a_year_too() -> None:
    assert years_broken(years_figures(both(50.0, 50.0, in_inbox=False)))[0] == "2 events lost"
