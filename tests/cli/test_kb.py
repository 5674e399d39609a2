"""`kb` as an operator runs it: a real index, a model of a few kilobytes; the first sync in a process of its own."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from bot.cli.kb import app
from bot.platform.qdrant.copies import copy_with_holes
from tests.fakes.command import command
from tests.fakes.tiny_model import make_tiny_model

ROOT = Path(__file__).parents[2]
POLICY = "intents: {general_question: {examples: [hello]}}\nknowledge: {sources: [kb]}\nthresholds: {relevance: 0.3}\n"


class Shop:
    """A folder with a policy and two articles, and the command line in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "support.yml").write_text(POLICY)
        self.article("resets", "---\ntitle: Reset a password\nreviewed_at: 2026-01-01\n---\nThe link lasts 30 minutes.")
        self.article("exports", "---\ntitle: Exports\nreviewed_at: 2026-11-01\n---\nAn export holds 100 rows.")
        make_tiny_model(folder / "tiny", "reset a password the link lasts minutes exports an export holds rows 30 100")

    def article(self, name: str, text: str) -> None:
        (self.folder / "kb").mkdir(exist_ok=True)
        (self.folder / "kb" / f"{name}.md").write_text(text)

    def run(self, *arguments: str) -> Result:
        return command(app, arguments, self.folder, EMBEDDING_MODEL=str(self.folder / "tiny"))

    def json(self, *arguments: str) -> Any:
        done = self.run(*arguments, "--json")
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)

    def in_a_process(self, *arguments: str) -> Any:
        keep = {key: value for key, value in os.environ.items() if key in ("PATH", "HOME", "LANG")}
        env = {**keep, "PYTHONPATH": str(ROOT), "EMBEDDING_MODEL": str(self.folder / "tiny")}
        started = [sys.executable, "-c", "from bot.cli.kb import app; app()", *arguments, "--json"]
        done = subprocess.run(started, cwd=self.folder, env=env, capture_output=True, text=True, check=True)  # noqa: S603
        return json.loads(done.stdout)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


@pytest.fixture(scope="module")
def first_sync(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    """A shop's folder after its first sync, to copy, and what the sync reported."""
    new = Shop(tmp_path_factory.mktemp("first-sync"))
    return new.folder, new.in_a_process("sync")


@pytest.fixture
def synced(first_sync: tuple[Path, Any], tmp_path: Path) -> Shop:
    """A shop of its own, as the first sync left it."""
    shutil.copytree(first_sync[0], tmp_path, copy_function=copy_with_holes, dirs_exist_ok=True)
    return Shop(tmp_path)


def test_a_sync_then_a_search_then_a_sync_that_changes_nothing(first_sync: tuple[Path, Any], synced: Shop) -> None:
    report, shop = first_sync[1], synced
    assert (report["added"], report["passages"], report["problems"]) == (["exports", "resets"], 2, [])
    found = shop.json("search", "reset the password")
    assert found[0]["id"] == "resets#1" and found[0]["answers"] is True
    assert 0 <= found[-1]["score"] <= found[0]["score"] <= 1
    again = shop.run("sync")
    assert again.exit_code == 0 and "Nothing has changed: 2 unchanged" in again.stdout


def test_a_dry_run_lists_what_would_change(synced: Shop) -> None:
    shop = synced
    shop.article("exports", "---\ntitle: Exports\n---\nAn export holds 200 rows.")
    (shop.folder / "kb/resets.md").unlink()
    shop.article("new", "Text.")
    done = shop.run("sync", "--dry-run")
    assert done.stdout.splitlines()[:3] == ["+ new", "~ exports", "- resets"]
    assert "Nothing was written" in done.stdout
    assert shop.json("search", "reset the password")[0]["id"] == "resets#1"


def test_a_malformed_article_is_named_and_the_exit_code_says_so(shop: Shop) -> None:
    shop.article("bad", "---\naudience: everyone\n---\nText.")
    done = shop.run("sync", "--json")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["added"] == ["exports", "resets"]
    assert "bad.md: audience: 'everyone' must be public or internal" in done.stderr
    (shop.folder / "kb" / "bad.md").write_text("---\ntitle: Soon\n---\n")
    done = shop.run("sync")
    assert done.exit_code == 1
    assert "bad.md: the article is empty; write its text below the front matter or delete the file" in done.stderr
    (shop.folder / "kb" / "bad.md").unlink()
    assert shop.run("sync").exit_code == 0


def test_an_article_is_shown_as_customers_would_see_it_with_or_without_an_index(shop: Shop, synced: Shop) -> None:
    shop.article(
        "guide", "---\ntitle: Guide\n---\n:::tip\nRun it.\n:::\n\n## Limits\n\nUp to <b>5</b>. {/* not this */}"
    )
    done = shop.run("show", "guide")
    assert done.exit_code == 0, done.output
    first, about, _, where, *text = done.stdout.splitlines()
    assert (first, about) == ("Guide  [guide]", "no address · no review date · public")
    assert where == "--- guide#1  Guide"
    assert text == ["Run it.", "", "## Limits", "", "Up to **5**."]
    assert "The link lasts 30 minutes." in synced.run("show", "resets").stdout
    assert synced.json("show", "resets")[0]["id"] == "resets#1"
    lost = synced.run("show", "nowhere")
    assert lost.exit_code == 1 and "no article 'nowhere'" in lost.stderr


def test_searching_without_an_index_says_what_to_run(shop: Shop) -> None:
    done = shop.run("search", "anything")
    assert done.exit_code == 1 and done.stdout == ""
    assert "no knowledge index yet: run `python -m bot kb sync`" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_missing_source_leaves_the_index_as_it_is(synced: Shop) -> None:
    shop = synced
    (shop.folder / "kb").rename(shop.folder / "unmounted")
    done = shop.run("sync")
    assert done.exit_code == 1 and "no such folder or file" in done.stderr
    assert len(shop.json("search", "reset the password")) == 2


def test_stale_and_conflicting_articles_are_listed(shop: Shop) -> None:
    shop.article("more", "---\ntitle: Limits\nreviewed_at: 2026-11-01\n---\nAn export holds 500 rows.")
    listed = shop.json("stale", "--today", "2026-11-20")
    assert [(item["id"], item["days"], item["used"]) for item in listed] == [("resets", 323, 0)]
    (conflict,) = shop.json("conflicts")
    assert {side["passage"] for side in conflict["statements"]} == {"exports#1", "more#1"}
    assert "100" in conflict["finding"] and "500" in conflict["finding"]


def test_gaps_where_the_bot_has_never_run_are_none(shop: Shop) -> None:
    assert shop.json("gaps") == {"unanswered": 0, "gaps": []}
    assert "0 unanswered questions" in shop.run("gaps").stdout
