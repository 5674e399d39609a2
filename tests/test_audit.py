"""The audit sees weaknesses and licences, and says so where it could look nothing up."""

from __future__ import annotations

import json
import re
import sys
import tomllib
from pathlib import Path

import pytest

from tests import audit
from tests.audit import LISTED, ROOT, Package, main, normal, packages

WEAK = {"name": "aiohttp", "version": "3.14.5", "vulns": [{"id": "PYSEC-2026-1", "fix_versions": ["3.14.6"]}]}
SOUND = {"name": "attrs", "version": "26.1.0", "vulns": []}
SKIPPED = {"name": "yarl", "skip_reason": "not found"}


def pip_audit(folder: Path, *dependencies: object) -> str:
    """A stand-in that answers as pip-audit does."""
    told = folder / "told.json"
    told.write_text(json.dumps({"dependencies": dependencies, "fixes": []}))
    script = folder / "pip-audit"
    script.write_text(f"#!{sys.executable}\nprint(open({str(told)!r}).read())\n")
    script.chmod(0o700)
    return str(script)


def run(folder: Path, *dependencies: object) -> int:
    return main(pip_audit(folder, *dependencies), folder / "licences.md")


def test_a_known_weakness_is_told_with_its_fix_and_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, WEAK, SOUND, SKIPPED) == 1
    told = capsys.readouterr().out
    assert "aiohttp 3.14.5: PYSEC-2026-1, fixed in 3.14.6" in told
    assert "known weaknesses: 1 in 2 packages; 1 could not be looked up" in told


def test_where_nothing_is_weak_it_succeeds(tmp_path: Path) -> None:
    assert run(tmp_path, SOUND) == 0


def test_where_nothing_could_be_looked_up_it_says_so_and_does_not_succeed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, SKIPPED) == 2
    assert "nothing was looked up" in capsys.readouterr().out
    assert main(str(tmp_path / "no-such-program"), tmp_path / "licences.md") == 2


@pytest.mark.parametrize(
    ("licence", "refused"),
    [
        ("MIT", False),
        ("LGPL-3.0-only", False),
        ("MPL-2.0", False),
        ("MPL-1.1 OR GPL-2.0-only OR LGPL-2.1-or-later", False),
        ("GPL-3.0", True),
        ("AGPL-3.0-or-later", True),
        ("GNU General Public License v3 (GPLv3)", True),
        ("unknown", True),
    ],
)
def test_licences_that_would_reach_ours_are_refused(licence: str, refused: bool) -> None:
    assert Package("one", "1", licence).refused is refused


def test_a_refused_licence_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "packages", lambda: [Package("one", "1", "GPL-3.0")])
    assert run(tmp_path, SOUND) == 1


def test_every_package_that_comes_with_ours_is_listed_and_none_is_refused() -> None:
    found = packages()
    assert [package for package in found if package.refused] == []
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    direct = {normal(re.split(r"[\[<>=,;]", each)[0]) for each in project["dependencies"]}
    listed = set(re.findall(r"^\| ([\w-]+) \|", LISTED.read_text(encoding="utf-8"), re.MULTILINE))
    assert direct <= {package.name for package in found}
    assert direct <= listed, "`make audit` writes docs/licences.md anew"
