"""Every figure of `report --json`, counted again by other code from what `export` gives, on both databases."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from bot.__main__ import app
from bot.domain.figures import Breakdown, Figure
from bot.platform.clock import SystemClock
from bot.store import Store
from bot.texts.columns import COLUMNS
from bot.texts.figures import DEFINITIONS
from bot.texts.report import SPANS
from tests.cli.recount import Recount, when
from tests.cli.test_export import DOCUMENT
from tests.fakes.databases import own_database
from tests.fakes.history import History
from tests.fakes.tiny_model import make_tiny_model

pytestmark = pytest.mark.slow

POLICY = """
intents: {exports: {examples: [how do I export]}, passwords: {examples: [reset]}, billing: {examples: [invoice]}}
teams: {support: {}, billing: {}}
accounts: {acme: {tier: gold}, globex: {tier: iron}, initech: {}}
tiers:
  gold: {first_response: 30m, next_response: 1h, resolution: 6h, urgent: {first_response: 5m, next_response: 10m}}
  iron: {first_response: 4h, next_response: 8h, resolution: 40h, urgent: {resolution: 2h}}
hours: {days: [mon, tue, wed, thu, fri, sat, sun], open: "00:00", close: "00:00"}
knowledge: {sources: [kb]}
"""
KINDS = ("tickets", "audits", "calls", "articles", "reviews")
Told = tuple[dict[str, Any], dict[str, list[dict[str, Any]]]]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """What the report says, and the rows of all exports."""
    folder: Path = tmp_path_factory.mktemp("counted")
    (folder / "support.yml").write_text(POLICY)
    (folder / "kb").mkdir()
    for name, day in (("old", "2020-01-01"), ("new", f"{datetime.now(UTC):%Y-%m-%d}")):
        (folder / "kb" / f"{name}.md").write_text(f"---\ntitle: {name}\nreviewed_at: {day}\n---\nAn export holds rows.")
    make_tiny_model(folder / "tiny", "open the reports page then press export and wait for mail that brings file")
    databases = own_database() if request.param == "postgresql" else iter([""])
    address = next(databases)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("DATA_DIR", str(folder))
        patch.setenv("POLICY_FILE", str(folder / "support.yml"))
        patch.setenv("EMBEDDING_MODEL", str(folder / "tiny"))
        patch.setenv("DATABASE_URL", address) if address else patch.delenv("DATABASE_URL", raising=False)
        asyncio.run(_fill(address or f"sqlite:///{folder / 'earnest.db'}"))
        _run("kb", "sync")
        found = json.loads(_run("report", "--json"))
        # Redacted, but for the drafts, whose letters are counted.
        kinds = {kind: _rows(kind, *(["--no-redact"] if kind == "reviews" else [])) for kind in KINDS}
        yield found, kinds
    for _ in databases:
        pass


async def _fill(address: str) -> None:
    store = await Store.open(address, SystemClock(), lambda: "")
    await History(store, datetime.now(UTC), seed=7, days=24).fill(400)
    await store.close()


def _run(*arguments: str) -> str:
    done = CliRunner().invoke(app, list(arguments))
    assert done.exit_code == 0, done.output
    return done.stdout


def _rows(kind: str, *options: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in _run("export", kind, *options).splitlines()]


def windows(found: dict[str, Any]) -> list[tuple[str, datetime, datetime]]:
    start, end = when(found["start"]), when(found["end"])
    return [("value", start, end), ("before", start - (end - start), start)]


TIERS = yaml.safe_load(POLICY)["tiers"]


def test_every_figure_is_the_one_that_other_code_counts_from_the_export(told: Told) -> None:
    found, kinds = told
    for name, start, end in windows(found):
        counted = Recount(kinds, TIERS, start, end).figures()
        said = {figure: entry[name] for figure, entry in found["figures"].items()}
        queues = {"stale_articles", "gaps"}
        assert set(counted) | queues == set(said) == set(Figure)
        assert {figure: said[figure] for figure in counted} == pytest.approx(counted, abs=1e-9)
    nothing = [figure for figure, entry in found["figures"].items() if not entry["value"] and not entry["before"]]
    assert nothing == [], "a figure of nothing is no test"


def test_every_breakdown_is_the_one_that_other_code_counts_from_the_export(told: Told) -> None:
    found, kinds = told
    for name, start, end in windows(found):
        again = Recount(kinds, TIERS, start, end)
        which = "now" if name == "value" else "before"
        intents = again.split(lambda row: row["intent"])
        for intent, counted in intents.items():
            counted |= again.audited(intent)
        waiting = [row["account"] for row in again.waiting()]
        safe = {row["account"]: n for n, row in enumerate(again.tickets)}
        accounts = again.split(lambda row: row["account"])
        for account, counted in accounts.items():
            counted["open"] = waiting.count(account)
        assert len(safe) == 4
        assert same(found["intents"][which], intents)
        shown = sorted(found["accounts"][which].values(), key=str)  # the report names accounts, the export does not
        assert [pytest.approx(row) for row in sorted(accounts.values(), key=str)] == shown
        assert same(found["tiers"][which], again.split(lambda row: "" if row["tier"] is None else str(row["tier"])))
        clocks = {
            tier: {n: count for n, count in row.items() if count} for tier, row in found["account_tiers"][which].items()
        }
        assert clocks == again.clocks()
    assert set(Breakdown) < set(found)


def same(shown: dict[str, Any], counted: dict[str, Any]) -> bool:
    assert set(shown) == set(counted)
    return all(shown[name] == pytest.approx(counted[name], abs=1e-9) for name in shown)


def test_the_queues_are_those_that_their_own_commands_list(told: Told) -> None:
    found, _ = told
    stale = [row for row in json.loads(_run("kb", "stale", "--json")) if row["days"] is None or row["days"] > 60]
    assert found["figures"]["stale_articles"]["value"] == len(stale) == 1
    assert found["figures"]["gaps"]["value"] == len(json.loads(_run("kb", "gaps", "--json"))["gaps"]) > 0


def test_the_days_of_a_report_add_up_to_its_requests(told: Told) -> None:
    found, _ = told
    days = found["days"]
    assert len(days) == 7
    assert sum(sum(day["by_tier"]) for day in days) == found["figures"]["requests"]["value"]
    assert when(days[0]["day"]).date() == (datetime.now(UTC) - timedelta(days=7)).date()


def test_the_page_shows_every_figure_with_its_definition_and_loads_nothing(told: Told, tmp_path: Path) -> None:
    del told
    _run("report", "30d", "--html", "--output", str(tmp_path / "report.html"))
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    shown = unescape(page)
    for what in (*DEFINITIONS.values(), *COLUMNS.values()):
        assert f'title="{what.meaning}"' in shown
        assert f">{what.label}<" in shown
    assert page.count("<svg") == 4
    assert not re.search(r"<script|<link|<img|src=|https?:|url\(|@import", page)
    assert "prefers-color-scheme: dark" in page
    assert _run("report", "--html").startswith("<!doctype html>")
    assert CliRunner().invoke(app, ["report", "--html", "--json"]).exit_code == 2
    refused = CliRunner().invoke(app, ["report", "9d"])
    assert refused.exit_code == 2
    assert all(span in refused.output for span in SPANS)


@pytest.mark.parametrize("kind", KINDS)
def test_the_document_names_every_field_of_what_is_counted(told: Told, kind: str) -> None:
    section = DOCUMENT.partition(f"\n## {kind}\n")[2].partition("\n## ")[0]
    named = {
        word
        for line in section.splitlines()
        if line.startswith("| `")
        for word in re.findall(r"`(\w+)`", line.split("|")[1])
    }
    assert {field for row in told[1][kind] for field in row} == named
