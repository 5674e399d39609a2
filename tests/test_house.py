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


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.fixture(scope="module")
def trees() -> dict[Path, ast.Module]:
    """Every module of ours, parsed."""
    found = {path: ast.parse(path.read_text(encoding="utf-8")) for path in modules()}
    assert len(found) > 100
    return found


def points_right(here: str, name: str) -> bool:
    """Whether a module in the room `here` must not import `name`."""
    parts = name.split(".")
    if here == "__init__" or parts[0] != "bot" or len(parts) == 1 or parts[1] not in FLOOR_OF:
        return False
    floor, other = FLOOR_OF[here], FLOOR_OF[parts[1]]
    if floor == other == FLOOR_OF["adapters"]:  # these stand side by side
        return parts[1] not in ({here, "blocks"} if here == "listeners" else {here})
    return other > floor


@pytest.mark.parametrize(
    ("here", "name", "wrong"),
    [
        ("domain", "bot.policy", True),
        ("policy", "bot.domain.ids", False),
        ("pipeline", "bot.knowledge.load", False),
        ("pipeline", "bot.store", True),
        ("store", "bot.adapters.clock", True),
        ("listeners", "bot.blocks.action_ids", False),
        ("blocks", "bot.listeners.parse", True),
        ("app", "bot.sandbox", True),
        ("cli", "bot.app", False),
        ("store", "sqlalchemy", False),
    ],
)
def test_a_reversed_arrow_is_seen(here: str, name: str, wrong: bool) -> None:
    assert points_right(here, name) is wrong


def test_imports_point_left(trees: dict[Path, ast.Module]) -> None:
    assert {room(path) for path in trees} <= {"__init__", *FLOOR_OF}
    found = {(path, name) for path, tree in trees.items() for name in imported(tree) if points_right(room(path), name)}
    assert found == set()


def test_third_party_clients_are_imported_only_where_they_live(trees: dict[Path, ast.Module]) -> None:
    found = {(path, name.split(".")[0]) for path, tree in trees.items() for name in imported(tree)}
    homes = THIRD_PARTY_HOMES
    assert {(path, name) for path, name in found if name in homes and room(path) not in homes[name]} == set()
    assert {name for _, name in found if name in homes} == set(homes)


def test_steps_do_not_import_each_other(trees: dict[Path, ast.Module]) -> None:
    steps = {"listen", "classify", "retrieve", "generate", "route", "review", "learn"}
    for step in sorted(steps):
        path = BOT / "pipeline" / f"{step}.py"
        wrong = {n for n in imported(trees[path]) for other in steps - {step} if n.startswith(f"bot.pipeline.{other}")}
        assert not wrong, f"{step} imports {wrong}"


def test_every_module_opens_with_a_sentence(trees: dict[Path, ast.Module]) -> None:
    assert [path for path, tree in trees.items() if not ast.get_docstring(tree)] == []


def test_no_module_and_no_function_outgrows_its_size(trees: dict[Path, ast.Module]) -> None:
    assert [path for path in trees if path.read_text(encoding="utf-8").count("\n") > 300] == []
    functions = (
        (path, node)
        for path, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    lines = {(path, f.name): f.end_lineno - f.lineno + 1 for path, f in functions if f.end_lineno}
    assert {where: length for where, length in lines.items() if length > 60} == {}


def test_the_median_module_is_short() -> None:
    assert statistics.median(path.read_text(encoding="utf-8").count("\n") for path in modules()) <= 120
