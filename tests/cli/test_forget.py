"""`forget` and `export --account` as an operator runs them."""

from __future__ import annotations

import asyncio
import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from tests.cli.test_export import ASKED, POLICY, Run, _fill


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("asked")
    (folder / "support.yml").write_text(POLICY)
    asyncio.run(_fill(folder / "earnest.db"))
    return folder


@pytest.fixture
def run(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    shutil.copytree(made, tmp_path / "data")
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("POLICY_FILE", str(tmp_path / "data" / "support.yml"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return lambda *arguments: CliRunner().invoke(app, [*arguments])


def test_a_request_to_see_what_is_held_gets_what_is_about_the_account(run: Run) -> None:
    told = run("export", "tickets", "--account", "acme-facilities", "--no-redact")
    assert told.exit_code == 0 and "dana@acme.example" in told.stdout
    assert len(run("export", "audit", "--account", "acme-facilities").stdout.splitlines()) == 3
    assert run("export", "tickets", "--account", "nobody").exit_code == 1


def test_a_person_is_taken_out_of_tables_and_of_exports_and_the_log_still_verifies(run: Run, tmp_path: Path) -> None:
    kept = tmp_path / "kept.jsonl"
    assert run("export", "tickets", "--no-redact", "--output", str(kept)).exit_code == 0
    assert ASKED in kept.read_text(encoding="utf-8")
    told = run("forget", "--user", "U0DANA0001", "--name", "Dana Miller", "--json")
    assert told.exit_code == 0, told.output
    outcome = json.loads(told.stdout)
    assert outcome["finished"] and outcome["rows"]["messages"] == 1 and outcome["files"] == [str(kept)]
    assert kept.read_text(encoding="utf-8") == ""
    for path in (tmp_path / "data").iterdir():
        assert b"Dana" not in path.read_bytes() and b"U0DANA0001" not in path.read_bytes(), path
    assert run("export", "audit", "--verify").exit_code == 0
    assert run("forget", "--user", "U0DANA0001").exit_code == 0


@pytest.mark.parametrize("wrong", [[], ["--user", "U1", "--channel", "C1"], ["--channel", "C1", "--name", "Dana"]])
def test_exactly_one_subject_is_erased(run: Run, wrong: list[str]) -> None:
    assert run("forget", *wrong).exit_code == 2


def test_a_company_that_nobody_knows_is_told(run: Run) -> None:
    refused = run("forget", "--account", "acne")
    assert refused.exit_code == 1 and "neither the policy nor any ticket" in refused.stderr
