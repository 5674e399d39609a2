"""The rules of the house that a machine can hold: imports point left, modules stay small, clients stay home."""

import ast
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest

BOT = Path(__file__).parent.parent / "bot"
MIGRATIONS = BOT / "store" / "migrations"

# Each floor may import the floors before it, and itself.
FLOORS = [
    {"domain", "errors", "texts"},
    {"policy", "settings"},
    {"pipeline", "knowledge"},
    {"adapters", "store", "listeners", "blocks"},
    {"work"},
    {"app"},
    {"evaluation", "sandbox", "cli", "__main__"},
]
FLOOR_OF = {name: number for number, names in enumerate(FLOORS) for name in names}
THIRD_PARTY_HOMES = {
    "slack_bolt": {"adapters", "listeners"},
    "slack_sdk": {"adapters"},
    "anthropic": {"adapters"},
    "dbos": {"adapters"},
    "qdrant_client": {"adapters"},
    "qdrant_edge": {"adapters"},
    "fastembed": {"adapters"},
    "sklearn": {"adapters"},
    "sqlalchemy": {"store", "adapters"},
    "alembic": {"store"},
}


def modules() -> list[Path]:
    return [path for path in sorted(BOT.rglob("*.py")) if MIGRATIONS not in path.parents]


def room(path: Path) -> str:
    relative = path.relative_to(BOT)
    return relative.parts[0] if len(relative.parts) > 1 else relative.stem


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(BOT)))
def test_imports_point_left(path: Path) -> None:
    here = room(path)
    if here == "__init__":
        return
    floor = FLOOR_OF[here]
    for name in imported(path):
        parts = name.split(".")
        if parts[0] == "bot" and len(parts) > 1 and parts[1] in FLOOR_OF:
            assert FLOOR_OF[parts[1]] <= floor, f"{here} must not import {name}"
            if floor == FLOOR_OF["adapters"] and FLOOR_OF[parts[1]] == floor:
                allowed = {here, "blocks"} if here == "listeners" else {here}
                assert parts[1] in allowed, f"{here} and {parts[1]} stand side by side: {name}"


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(BOT)))
def test_third_party_clients_are_imported_only_where_they_live(path: Path) -> None:
    for name in imported(path):
        homes = THIRD_PARTY_HOMES.get(name.split(".")[0])
        assert homes is None or room(path) in homes, f"{name} belongs to {homes}"


def test_steps_do_not_import_each_other() -> None:
    steps = {"listen", "classify", "retrieve", "generate", "route", "review", "learn"}
    for step in sorted(steps):
        path = BOT / "pipeline" / f"{step}.py"
        wrong = {n for n in imported(path) for other in steps - {step} if n.startswith(f"bot.pipeline.{other}")}
        assert not wrong, f"{step} imports {wrong}"


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(BOT)))
def test_a_module_opens_with_a_sentence_and_keeps_to_its_size(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    assert ast.get_docstring(tree), "opens without a docstring"
    assert source.count("\n") <= 300
    functions = (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))
    long = {f.name: f.end_lineno - f.lineno + 1 for f in functions if f.end_lineno and f.end_lineno - f.lineno >= 60}
    assert not long


def test_the_median_module_is_short() -> None:
    assert statistics.median(path.read_text(encoding="utf-8").count("\n") for path in modules()) <= 120
