"""No example of the shipped policy is a row of the development data in a thin disguise."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.demo.policy import COMPANY
from bot.policy import load_policy
from tests.kb_seed.near_copies import Rows
from tests.kb_seed.seed import ROOT

pytestmark = pytest.mark.slow

DATA = ROOT.parent / "shared" / "data" / "intents"
FILES = ("banking77-train.jsonl", "clinc150-train.jsonl", "clinc150-val.jsonl", "support-dev.jsonl")


def rows(path: Path) -> list[str]:
    return [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()]


def test_no_example_is_nearly_a_row_of_the_development_data() -> None:
    present = [DATA / name for name in FILES if (DATA / name).exists()]
    if not present:
        pytest.skip("no ../shared/data/intents; nothing to compare the examples with")
    data = Rows(text for path in present for text in rows(path))
    examples = [example for intent in load_policy(COMPANY).intents.values() for example in intent.examples]
    assert [found for found in map(data.near, examples) if found] == []


@pytest.mark.parametrize(
    "disguise",
    [
        "HOW do I move the board, to a second monitor?!",
        "to a second monitor how do i move the board",
        "how do i move teh board to a second monitro",
        "hey how do i move the board to a second monitor",
    ],
)
def test_a_disguised_row_is_found(disguise: str) -> None:
    assert Rows(["how do i move the board to a second monitor", "where is lunch"]).near(disguise) is not None


@pytest.mark.parametrize("own", ["can two screens show the board at once", "where is dinner", "lunch is where we meet"])
def test_a_text_of_its_own_is_left_alone(own: str) -> None:
    assert Rows(["how do i move the board to a second monitor", "where is lunch"]).near(own) is None
