"""What the documents say of the code is true: paths exist, tests exist, promises are the ones that are held."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.promises import PROMISES, ROOT, Promise

DOCUMENTS = (
    "README.md",
    "CONTRIBUTING.md",
    "docs/architecture.md",
    "docs/models.md",
    "docs/operations.md",
    "docs/deploy.md",
    "docs/retention.md",
    "docs/security.md",
    "docs/upgrade.md",
    "slack_sandbox/README.md",
)
PATH = re.compile(r"`((?:bot|tests|slack_sandbox|docs|kb_seed)/[\w./*-]*)(?:::(\w+))?`")
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
ARCHITECTURE = ROOT / "docs" / "architecture.md"


def row(promise: Promise) -> str:
    """A promise's line in the document."""
    return f"| {promise.words} | `{promise.module}` | `{promise.test}` |"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_path_that_a_document_names_exists(name: str) -> None:
    document = ROOT / name
    if not document.exists():
        pytest.fail(f"{name} is gone; take it out of DOCUMENTS or bring it back")
    text = document.read_text(encoding="utf-8")
    named = {path for path, _ in PATH.findall(text)}
    assert {path for path in named if not list(ROOT.glob(path.rstrip("/")))} == set()
    linked = {(document.parent / path).resolve() for path in LINK.findall(text)}
    assert {str(path) for path in linked if not path.exists()} == set()


def test_the_document_lists_the_promises_that_are_held() -> None:
    text = ARCHITECTURE.read_text(encoding="utf-8")
    told = [line for line in text.splitlines() if line.startswith("| ") and "`tests/" in line and "::" in line]
    assert told == [row(promise) for promise in PROMISES if "::" in promise.test]
    assert [promise.words for promise in PROMISES if row(promise) not in text] == []


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.words)
def test_a_promise_names_a_test_that_exists_and_code_that_can_be_broken(promise: Promise) -> None:
    assert (ROOT / promise.module).read_text(encoding="utf-8").count(promise.old) == 1
    file, _, name = promise.test.partition("::")
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    names = {n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)}
    assert not name or name in names


def test_common_changes_name_the_files_they_touch() -> None:
    text = ARCHITECTURE.read_text(encoding="utf-8")
    section = text.partition("## Common changes")[2].partition("\n## ")[0]
    rows = [
        line for line in section.splitlines() if line.startswith("| ") and not line.startswith(("| to change", "|---"))
    ]
    assert len(rows) == 11
    assert [line for line in rows if not PATH.search(line)] == []


def test_the_documents_stand_where_they_are_looked_for() -> None:
    assert {Path(name).name for name in DOCUMENTS if "/" not in name} <= {path.name for path in ROOT.glob("*.md")}
