"""Articles from Slack are new files inside one folder, whatever their title, and are never written over another."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from bot.errors import ConfigError
from bot.knowledge.load.folder import load_folder
from bot.knowledge.publish import article_text, file_for, folder_for, write_new
from bot.policy import KnowledgeSource
from bot.policy.knowledge import Knowledge

DAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    "title",
    [
        "How do we export?",
        "../../etc/passwd",
        "..\\..\\windows",
        "/absolute",
        ".hidden",
        "…",
        "日本語",
        "a" * 500,
        "CON.md\n---\naudience: internal",
        '"}{% include "x" %}',
    ],
)
def test_whatever_a_title_says_the_file_is_one_article_in_its_folder_that_says_so(tmp_path: Path, title: str) -> None:
    file = file_for(tmp_path, title)
    assert file.startswith("answered/") and file.isascii() and len(file) < 80
    assert (tmp_path / file).resolve().parent == tmp_path.resolve() / "answered"
    assert write_new(tmp_path, file, article_text(title, "Open **Settings**.", DAY))
    (article,) = load_folder(tmp_path).articles
    assert article.title == " ".join(title.split())
    assert (article.reviewed_at, article.audience, article.product_area) == (DAY, "public", "answered")
    assert "Open **Settings**." in article.content


def test_what_a_crash_left_is_the_same_file_and_another_article_is_never_overwritten(tmp_path: Path) -> None:
    file = file_for(tmp_path, "Exports")
    assert write_new(tmp_path, file, "one")
    assert write_new(tmp_path, file, "one"), "the same content again is what a crash repeats"
    assert not write_new(tmp_path, file, "two")
    assert (tmp_path / file).read_text() == "one"
    assert file_for(tmp_path, "exports!") == "answered/exports-2.md"
    assert [path.name for path in (tmp_path / "answered").iterdir()] == ["exports.md"]


def test_a_link_that_leads_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    outside, inside = tmp_path / "outside", tmp_path / "inside"
    outside.mkdir()
    inside.mkdir()
    (inside / "answered").symlink_to(outside)
    with pytest.raises(ConfigError, match="leads outside"):
        write_new(inside, "answered/exports.md", "x")
    assert list(outside.iterdir()) == []
    (inside / "answered").unlink()
    (inside / "answered").mkdir()
    (inside / "answered" / "exports.md").symlink_to(outside / "exports.md")
    assert not write_new(inside, "answered/exports.md", "x")
    assert file_for(inside, "exports") == "answered/exports-2.md"
    assert list(outside.iterdir()) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="whoever may write everywhere is refused nothing")
def test_a_folder_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(ConfigError, match="permissions"):
        write_new(tmp_path, "answered/exports.md", "x")


def test_the_folder_is_the_one_that_is_named_or_the_first_that_takes_new_files(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    picky = KnowledgeSource(path=str(first), include=["guides/**"])
    sources = [KnowledgeSource(zendesk="https://help.example"), picky, KnowledgeSource(path=str(second))]
    assert folder_for(Knowledge(sources=sources)) == second
    assert folder_for(Knowledge(sources=[KnowledgeSource(path=str(first)), *sources])) == first
    assert folder_for(Knowledge(sources=[KnowledgeSource(path=str(first)), *sources], publish_to=str(second))) == second
    assert folder_for(Knowledge(sources=sources, publish_to="none")) is None
    assert folder_for(Knowledge(sources=sources[:2])) is None
