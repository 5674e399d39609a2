"""Edits of articles as patches that `git apply` takes."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from bot.learn.patches import patch_of, patches_of

BEFORE = "# Exports\n\nChoose **Export** > CSV.\nOne.\nTwo.\nThree.\nFour.\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (BEFORE, BEFORE.replace("CSV", "XLSX")),
        (BEFORE, BEFORE.rstrip("\n") + "\nFive."),
        (BEFORE.rstrip("\n"), BEFORE + "Five.\n"),
        (BEFORE.replace("\n", "\r\n"), BEFORE.replace("Two", "2").replace("\n", "\r\n")),
        ("A\x0cform feed and \u2028 a separator\nB\n", "A\x0cform feed and \u2028 a separator\nC\n"),
    ],
)
def test_git_applies_the_patch_of_an_edit(tmp_path: Path, before: str, after: str) -> None:
    file = tmp_path / "articles" / "exports.md"
    file.parent.mkdir()
    file.write_text(before, encoding="utf-8", newline="")
    patch = patch_of(str(file), before, after, str(tmp_path))
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)  # noqa: S607
    subprocess.run(["git", "apply", "-"], cwd=tmp_path, check=True, input=patch.encode())  # noqa: S607
    assert file.read_bytes() == after.encode()


def test_several_edits_are_one_patch_and_an_unchanged_text_is_none() -> None:
    edits = [("/kb/a.md", "1\n", "2\n"), ("/kb/b.md", "1\n", "1\n"), ("https://x.example/c", "1\n", "3\n")]
    patch = patches_of(edits, "/kb")
    assert [line for line in patch.splitlines() if line.startswith("+++")] == ["+++ b/a.md", "+++ b/https:/x.example/c"]
