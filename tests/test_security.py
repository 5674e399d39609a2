"""docs/security.md names tests that exist, for every threat, and answers OWASP's list line by line."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
WHO = (
    "A customer writes",
    "A customer's administrator",
    "An article's author",
    "The model",
    "An MCP server",
    "A stranger in the network, or on the machine",
    "Curious staff",
)
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def rows(heading: str) -> list[str]:
    section = TEXT.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    table = [line for line in section.splitlines() if line.startswith("| ")]
    return [line for line in table if not line.startswith(("| threat", "| |"))]


@pytest.mark.parametrize("heading", WHO)
def test_every_threat_is_held_by_a_test(heading: str) -> None:
    assert len(rows(heading)) >= 4
    for row in rows(heading):
        file, name = TEST.findall(row)[0]
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        found = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
        assert name in found, row


def test_no_table_is_left_out() -> None:
    assert len(TEST.findall(TEXT)) == sum(len(rows(heading)) for heading in WHO)


def test_owasps_list_is_answered_line_by_line() -> None:
    numbers = [row.split("|")[1].strip() for row in rows("OWASP's Top 10 for LLM applications (2025)")]
    assert numbers == [f"LLM{number:02}" for number in range(1, 11)]
    assert all(len(row.split("|")[3].strip()) > 40 for row in rows("OWASP's Top 10 for LLM applications (2025)"))
