"""The shipped tickets through the whole pipeline, as an operator plays them: figures as they are, and the promises."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from bot.__main__ import app
from bot.demo.seed import SEED_DATE
from tests.fakes.command import command

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent.parent
TICKETS = ROOT / "tests" / "data" / "tickets.jsonl"
# A ticket or two below what is reached, which is what is wanted (0.90, 0.95, 0.10) and more: other processors round
# otherwise, and a ticket is half a hundredth. Raise these with the product, never lower them.
# What is held today; the command's own bar for right is .95, which reading (must_say) and new vectors miss.
ROUTING, RIGHT, TIER3, ANSWERED, DRAFTS = 0.93, 0.85, 0.09, 0.62, 0.66


def evaluate(data_dir: Path, *arguments: str) -> Result:
    """`eval tickets` on the seed's day with the demo's policy."""
    words = ("eval", "tickets", "--date", SEED_DATE.isoformat(), *arguments)
    return command(app, words, data_dir, DATA_DIR=str(data_dir), POLICY_FILE=str(data_dir / "policy.yml"))


@dataclass(frozen=True)
class Played:
    """The shipped tickets, played once."""

    found: dict[str, Any]
    code: int
    page: str
    errors: str

    def missed(self, fault: str) -> set[str]:
        return {miss["id"] for miss in self.found["misses"] if any(fault in f for f in miss["faults"])}


@pytest.fixture(scope="module")
def played(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Played:
    page = tmp_path_factory.mktemp("tickets") / "report.html"
    bars = ("--min-routing", str(ROUTING), "--min-right", str(RIGHT), "--max-tier3", str(TIER3))
    done = evaluate(seeded, "--tickets", str(TICKETS), "--html", str(page), "--json", *bars)
    assert done.stdout, done.stderr
    return Played(json.loads(done.stdout), done.exit_code, page.read_text("utf-8"), done.stderr)


def rows() -> list[dict[str, Any]]:
    return [json.loads(line) for line in TICKETS.read_text("utf-8").splitlines()]


def test_the_shipped_tickets_reach_what_they_reached(played: Played) -> None:
    assert played.found["tickets"] == len(rows()) >= 150
    assert (played.code, played.found["below"]) == (0, []), played.errors
    assert played.found["answered"] >= ANSWERED and played.found["drafts_right"] >= DRAFTS
    assert played.found["judged"]["routing"] >= 150 and played.found["judged"]["right"] >= 25


def test_what_must_go_to_people_does_and_nothing_forbidden_is_said(played: Played) -> None:
    escalated = {row["id"] for row in rows() if row["expect"].get("tier") == 3}
    assert len(escalated) >= 10
    assert played.missed("not tier 3") == set()
    assert played.missed("the answer holds") == set()


def test_an_answer_that_went_out_alone_cites_what_it_should(played: Played) -> None:
    posted = [miss for miss in played.found["misses"] if miss["tier"] == "tier 0"]
    assert [miss["id"] for miss in posted if any("cites" in fault for fault in miss["faults"])] == []
    assert played.found["tiers"]["0"] > 0


def test_every_miss_is_told_with_its_reasons(played: Played) -> None:
    for miss in played.found["misses"]:
        assert miss["faults"] and miss["question"]
        assert miss["reasons"] or miss["tier"] == "no request"
        assert f"<td>{miss['id']}</td>" in played.page


def test_below_a_threshold_it_exits_with_1_and_says_which(seeded: Path, tmp_path: Path) -> None:
    two = rows()[0], {**rows()[0], "id": "moved", "expect": {"team": "billing", "tier": 3, "articles": ["other"]}}
    path = tmp_path / "two.jsonl"
    path.write_text("\n".join(map(json.dumps, two)))
    done = evaluate(seeded, "--tickets", str(path))
    assert done.exit_code == 1 and "Traceback" not in done.stderr
    assert "earnest: routing 0.500 is below --min-routing 0.9" in done.stderr
    assert "earnest: right 0.500 is below --min-right 0.95" in done.stderr
    assert "moved" in done.stdout and "x team support, not billing" in done.stdout


def test_a_wrong_file_is_one_sentence(tmp_path: Path, seeded: Path) -> None:
    done = evaluate(seeded, "--tickets", str(tmp_path / "none.jsonl"), "--json")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("earnest: ") and "none.jsonl: cannot be read" in done.stderr
