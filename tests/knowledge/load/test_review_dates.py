"""Review dates from git: the last commit that changed an article's words."""

import os
import subprocess
from datetime import date
from pathlib import Path

import pytest

from bot.knowledge.load.sources import load_source


class Repository:
    """A real repository with commits of given days."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.git("init", "-q")

    def git(self, *arguments: str, day: str = "2026-01-01") -> None:
        when = f"{day}T12:00:00Z"
        who = {f"GIT_{role}_{key}": "x@example.com" for role in ("AUTHOR", "COMMITTER") for key in ("NAME", "EMAIL")}
        dates = {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when, "GIT_CONFIG_GLOBAL": os.devnull}
        env = {"PATH": os.environ["PATH"], **who, **dates}
        subprocess.run(["git", "-C", str(self.folder), *arguments], check=True, env=env, capture_output=True)  # noqa: S603, S607

    def commit(self, day: str, **files: str) -> None:
        for name, text in files.items():
            (self.folder / f"{name}.md").write_text(text)
        self.git("add", "-A", day=day)
        self.git("commit", "-qm", "x", day=day)

    def dates(self) -> dict[str, date | None]:
        loaded = load_source({"path": str(self.folder), "reviewed_at": "git"}, str)
        return {article.id: article.reviewed_at for article in loaded.articles}


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "docs")


def test_only_a_change_of_words_counts_followed_through_renames(repository: Repository) -> None:
    repository.commit("2026-01-01", a="One two three.", b="Words of b.", moved="A text that moves on later.")
    repository.commit("2026-02-01", a="One two four.")
    repository.commit("2026-03-01", a="# One\n\n*two*   four")
    (repository.folder / "moved.md").rename(repository.folder / "there.md")
    repository.commit("2026-04-01")
    assert repository.dates() == {"a": date(2026, 2, 1), "b": date(2026, 1, 1), "there": date(2026, 1, 1)}


def test_a_commit_over_most_files_reviews_none_of_them(repository: Repository) -> None:
    many = {f"n{number}": f"Words number {number} at first." for number in range(20)}
    repository.commit("2026-01-01", **many)
    repository.commit("2026-02-01", n3="Other words.")
    repository.commit("2026-03-01", **{name: "All anew " + name for name in many})
    dates = repository.dates()
    assert (dates["n3"], dates["n4"]) == (date(2026, 2, 1), date(2026, 1, 1))


def test_without_history_there_is_no_date_and_the_reason_is_told(repository: Repository, tmp_path: Path) -> None:
    repository.commit("2026-01-01", a="One.")
    repository.commit("2026-02-01", a="Two.")
    clone = tmp_path / "clone"
    repository.git("clone", "-q", "--depth", "1", repository.folder.as_uri(), str(clone))
    shallow = load_source({"path": str(clone), "reviewed_at": "git"}, str)
    assert [article.reviewed_at for article in shallow.articles] == [None]
    assert "git fetch --unshallow" in shallow.notes[0]
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain" / "a.md").write_text("One.")
    plain = load_source({"path": str(tmp_path / "plain"), "reviewed_at": "git"}, str)
    assert [article.reviewed_at for article in plain.articles] == [None] and "not in a git repository" in plain.notes[0]
