"""`plan`: whose costs are taken, and what is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.cli.plan import SHIPPED, costs_of
from bot.evaluation.bench.rows import write_rows

COUNTED = {"cpu_s": 20.0, "commits": 10.0, "log_bytes": 1000, "calls": {"chat.update": 1.0}}


def test_the_first_limit_is_named_and_moves_with_what_this_machine_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    asked = ["plan", "--tickets", "1000000", "--json"]
    ours = json.loads(CliRunner().invoke(app, asked).stdout)
    assert (ours["costs"], ours["apps"] > 1, ours["first"] != "processor") == (SHIPPED.source, True, True)
    write_rows(tmp_path / "bench", "fleet", [{"row": "speed", "processes": 1, "costs": COUNTED}])
    theirs = json.loads(CliRunner().invoke(app, asked).stdout)
    assert (theirs["first"], theirs["processes"] > ours["processes"]) == ("processor", True)
    said = CliRunner().invoke(app, asked[:-1]).stdout
    assert "First to give out: processor, at " in said
    assert "1,000,000 tickets a month" in said


def test_a_bench_of_an_earlier_version_counts_nothing(tmp_path: Path) -> None:
    assert costs_of(write_rows(tmp_path, "fleet", [{"row": "speed", "processes": 1}])) is SHIPPED
