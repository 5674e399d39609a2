"""Bringing an index up to date: only what changed, in one step, and whole or not at all."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain import SearchQuery
from bot.errors import IndexUnavailableError, TransientError
from bot.platform.qdrant.builds import Builds
from tests.fakes.embedding import WordEmbedder
from tests.knowledge.making import article, make_index, open_edge

APPLES = article("apples", "Apples are red and grow on trees.")
PEARS = article("pears", "Pears are green and soft.")
PLUMS = article("plums", "Plums are blue and small.")


async def found(root: Path, text: str) -> list[str]:
    index = open_edge(root)
    try:
        return [passage.article_id for passage in await index.search(SearchQuery(text))]
    finally:
        await index.close()


async def test_a_second_sync_changes_nothing_and_says_so(tmp_path: Path) -> None:
    first = make_index(tmp_path, [APPLES, PEARS])
    assert (first.added, first.switched, first.embedded) == (("apples", "pears"), True, 2)
    again = make_index(tmp_path, [APPLES, PEARS])
    assert (again.unchanged, again.switched, again.embedded, again.build) == (2, False, 0, first.build)


async def test_only_what_changed_is_embedded_again(tmp_path: Path) -> None:
    make_index(tmp_path, [APPLES, PEARS])
    embedder = WordEmbedder()
    report = make_index(tmp_path, [APPLES, replace(PEARS, content="Pears are yellow."), PLUMS], embedder)
    assert (report.added, report.changed, report.removed) == (("plums",), ("pears",), ())
    assert report.embedded == 2
    assert sorted(embedder.embedded) == [
        "pears",
        "pears\nPears are yellow.",
        "plums",
        "plums\nPlums are blue and small.",
    ]
    assert (await found(tmp_path, "yellow"))[0] == "pears"


async def test_a_new_review_date_is_stored_without_embedding(tmp_path: Path) -> None:
    make_index(tmp_path, [APPLES, PEARS])
    report = make_index(tmp_path, [APPLES, replace(PEARS, url="https://help.example/moved")])
    assert (report.changed, report.embedded) == (("pears",), 0)
    index = open_edge(tmp_path)
    assert {p.url for p in await index.search(SearchQuery("pears green"))} >= {"https://help.example/moved"}
    await index.close()


async def test_a_deleted_article_is_not_found_any_more(tmp_path: Path) -> None:
    make_index(tmp_path, [APPLES, PEARS])
    report = make_index(tmp_path, [APPLES])
    assert report.removed == ("pears",)
    assert await found(tmp_path, "pears green soft") == ["apples"]


def test_a_dry_run_tells_the_difference_and_writes_nothing(tmp_path: Path) -> None:
    make_index(tmp_path, [APPLES, PEARS])
    before = sorted(tmp_path.rglob("*"))
    report = make_index(tmp_path, [APPLES, PLUMS], dry_run=True)
    assert (report.added, report.removed, report.unchanged, report.dry_run) == (("plums",), ("pears",), 1, True)
    assert sorted(tmp_path.rglob("*")) == before


async def test_another_embedding_model_rebuilds_everything_and_never_mixes(tmp_path: Path) -> None:
    make_index(tmp_path, [APPLES, PEARS])
    other = WordEmbedder("words-2")
    index = open_edge(tmp_path, other)
    with pytest.raises(IndexUnavailableError, match=r"built with words-1, the model is now words-2: run .*kb sync"):
        await index.search(SearchQuery("apples"))
    report = make_index(tmp_path, [APPLES, PEARS], other)
    assert report.embedded == 2 and "words-1 to words-2" in report.reason
    assert (await index.search(SearchQuery("apples")))[0].article_id == "apples"
    await index.close()


def test_two_syncs_at_once_are_refused_with_what_to_do(tmp_path: Path) -> None:
    builds = Builds(tmp_path)
    with builds.lock(), pytest.raises(TransientError, match="another `kb sync` is running"):
        make_index(tmp_path, [APPLES])
    assert make_index(tmp_path, [APPLES]).switched


def test_a_sync_that_was_stopped_is_no_hindrance_and_switches_nothing_when_it_wakes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    builds = Builds(tmp_path)
    make_index(tmp_path, [APPLES])
    finish, woken = Builds.finish, 0

    def stopped(here: Builds, folder: Path, build: str) -> None:
        """Just before it switches: two minutes and more, in which another syncs."""
        nonlocal woken
        monkeypatch.setattr(Builds, "finish", finish)
        lock = here.root / "lock"
        os.utime(lock, (0, 0))
        assert make_index(tmp_path, [article("figs", "Figs are sweet.")]).switched
        woken += 1
        finish(here, folder, build)

    monkeypatch.setattr(Builds, "finish", stopped)
    with pytest.raises(TransientError, match="stopped for so long that another went on: run it again"):
        make_index(tmp_path, [PEARS])
    assert woken
    build = builds.current()
    assert build is not None and list(builds.manifest(build).articles) == ["figs"]
    assert make_index(tmp_path, [PEARS]).switched, "and the next one can go on"


def test_old_builds_are_removed_but_the_last_two(tmp_path: Path) -> None:
    for number in range(4):
        make_index(tmp_path, [APPLES, article("pears", f"Version {number}.")])
    names = sorted(path.name for path in (tmp_path / "builds").iterdir())
    assert [name.partition("-")[0] for name in names] == ["000003", "000004"]


async def test_a_damaged_index_is_built_anew(tmp_path: Path) -> None:
    make_index(tmp_path, [APPLES, PEARS])
    builds = Builds(tmp_path)
    (builds.folder(builds.current() or "") / "manifest.json").write_text("{")
    report = make_index(tmp_path, [APPLES, PEARS])
    assert report.switched and "damaged" in report.reason
    assert (await found(tmp_path, "red"))[0] == "apples"


KILLED = """
import os, signal, sys
from pathlib import Path
from bot.platform.qdrant.builds import Builds
from tests.knowledge.making import article, make_index

def kill(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)

stage, root = sys.argv[1], Path(sys.argv[2])
setattr(Builds, stage, kill)
make_index(root, [article("apples", "Apples are golden."), article("plums", "Plums are blue.")])
"""


def sync_killed_at(stage: str, root: Path) -> int:
    command = [sys.executable, "-c", KILLED, stage, str(root)]
    return subprocess.run(command, capture_output=True, check=False).returncode  # noqa: S603 - our own script


@pytest.mark.slow
@pytest.mark.parametrize(("stage", "new"), [("store", False), ("finish", False), ("point", False), ("clean", True)])
async def test_a_sync_killed_at_any_stage_leaves_the_old_index_or_the_new_one(
    tmp_path: Path, stage: str, new: bool
) -> None:
    make_index(tmp_path, [APPLES, PEARS])
    assert sync_killed_at(stage, tmp_path) == -signal.SIGKILL
    expected = {"apples", "plums"} if new else {"apples", "pears"}
    assert set(await found(tmp_path, "apples pears plums")) == expected
    again = make_index(tmp_path, [article("apples", "Apples are golden."), article("plums", "Plums are blue.")])
    assert again.switched is not new
    assert set(await found(tmp_path, "apples pears plums")) == {"apples", "plums"}
    assert not list((tmp_path / "builds").glob(".making-*"))


@pytest.mark.slow
def test_ten_thousand_passages_are_seen_to_be_unchanged_within_five_seconds(tmp_path: Path) -> None:
    many = [article(f"a-{n}", f"Number {n} is the one.") for n in range(10_000)]
    assert make_index(tmp_path, many).passages == 10_000
    start = time.process_time()
    report = make_index(tmp_path, many)
    assert (report.unchanged, report.switched) == (10_000, False)
    assert time.process_time() - start < 5
