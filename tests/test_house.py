"""The rules of the house that a machine can hold: imports point one way, modules stay small, clients stay home."""

import ast
import re
import statistics
from collections.abc import Iterator
from pathlib import Path
from typing import TypeGuard

import pytest
from pydantic import BaseModel

import bot
from bot.domain import ReasonCode
from bot.policy import support_yml

ROOT = Path(__file__).parent.parent
PACKAGES = (ROOT / "bot", ROOT / "slack_sandbox")
MIGRATIONS = ROOT / "bot" / "store" / "migrations"

STEPS = ("listen", "classify", "knowledge", "answer", "route", "review", "learn")
RULES, JOINS = "a step's rules", "what joins them to tables and Slack"
# Each floor may import the floors before it, and itself. A step's module is a rule until it imports what stands above.
FLOORS = (
    {"domain", "errors", "retry", "texts"},
    {"policy", "settings", "language"},
    {RULES},
    {"store", "platform"},
    {"people"},
    {"runtime"},
    {"outbox"},
    {JOINS},
    {"flow", "claude", "dispatch", "fleet", "operations", "upkeep"},
    {"shared_index", "pipeline", "housekeeping", "joined", "publishing", "teaching"},
    {"app"},
    {"cli", "doctor", "evaluation", "demo", "__main__"},
)
FLOOR_OF = {name: number for number, names in enumerate(FLOORS) for name in names}
FREE = {"__init__"}
THIRD_PARTY_HOMES = {
    "slack_bolt": {"platform", "listen"},
    "slack_sdk": {"platform"},
    "anthropic": {"platform"},
    "mcp": {"platform", "demo"},
    "dbos": {"platform"},
    "qdrant_client": {"platform"},
    "qdrant_edge": {"platform"},
    "fastembed": {"platform"},
    "sklearn": {"classify", "evaluation"},
    "sqlalchemy": {"store", "platform"},
    "alembic": {"store"},
    "prometheus_client": {"operations"},
    "opentelemetry": {"operations"},
}


def modules() -> list[Path]:
    found = (path for package in PACKAGES for path in sorted(package.rglob("*.py")))
    return [path for path in found if MIGRATIONS not in path.parents]


def dotted(path: Path) -> str:
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    return name.removesuffix(".__init__")


def room(name: str) -> str:
    """`bot.listen.parse` -> `listen`; the package itself is `__init__`."""
    return name.split(".")[1] if "." in name else "__init__"


def imported(tree: ast.Module) -> Iterator[str]:
    """Dotted names: of modules, and of what is taken out of them, which may be modules too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.fixture(scope="module")
def trees() -> dict[str, ast.Module]:
    """Every module of ours, parsed, by its dotted name."""
    found = {dotted(path): ast.parse(path.read_text(encoding="utf-8")) for path in modules()}
    assert len(found) > 100
    return found


def edges(trees: dict[str, ast.Module]) -> dict[str, set[str]]:
    """Which modules each module of bot/ imports."""
    ours = {name for name in trees if name.startswith("bot")}
    return {name: {other for other in imported(trees[name]) if other in ours} - {"bot"} for name in ours}


def joining(edges: dict[str, set[str]]) -> set[str]:
    """The modules of the steps that reach tables, Slack or another client, by themselves or through their own room."""
    high = FLOOR_OF["store"]
    found = {n for n, others in edges.items() if room(n) in STEPS and any(_floor(o, set()) >= high for o in others)}
    while True:
        more = {n for n in edges if room(n) in STEPS and n not in found for o in edges[n] & found if room(o) == room(n)}
        if not more:
            return found
        found |= more


def _floor(name: str, joins: set[str]) -> int:
    if room(name) in STEPS:
        return FLOOR_OF[JOINS if name in joins else RULES]
    return FLOOR_OF[room(name)]


def reversed_arrows(edges: dict[str, set[str]]) -> set[tuple[str, str]]:
    """Imports that point up, and imports of one step by another."""
    joins = joining(edges)
    found = set()
    for name, others in edges.items():
        for other in others:
            if room(name) in FREE:
                continue
            both_steps = room(name) in STEPS and room(other) in STEPS
            if (both_steps and room(name) != room(other)) or _floor(other, joins) > _floor(name, joins):
                found.add((name, other))
    return found


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("bot.domain.ids", "bot.policy"),
        ("bot.classify.policy_rules", "bot.listen.customer_or_staff"),
        ("bot.store.posts", "bot.listen.intake"),
        ("bot.platform.clock", "bot.people.directory"),
        ("bot.app", "bot.cli.run"),
        ("bot.listen.turn_work", "bot.flow"),
    ],
)
def test_a_reversed_arrow_is_seen(name: str, other: str) -> None:
    made: dict[str, set[str]] = {other: set(), name: {other}}
    made |= {"bot.listen.intake": {"bot.store.tickets"}, "bot.store.tickets": set()}
    assert reversed_arrows(made) == {(name, other)}


def test_imports_point_one_way_and_steps_do_not_import_each_other(trees: dict[str, ast.Module]) -> None:
    found = edges(trees)
    assert {room(name) for name in found} - FREE - set(STEPS) <= set(FLOOR_OF)
    assert reversed_arrows(found) == set()


def test_the_sandbox_imports_nothing_of_the_bot(trees: dict[str, ast.Module]) -> None:
    sandbox = {name for name in trees if name.startswith("slack_sandbox")}
    assert {n for n in sandbox for other in imported(trees[n]) if other.split(".")[0] == "bot"} == set()
    users = {room(n) for n in trees.keys() - sandbox for o in imported(trees[n]) if o.split(".")[0] == "slack_sandbox"}
    assert users <= {"demo", "evaluation", "cli"}


def test_the_package_names_the_seven_steps_and_their_folders() -> None:
    lines = [line.split() for line in (bot.__doc__ or "").splitlines() if line[:1].isdigit()]
    folders = [next(word for word in words if word.endswith("/")) for words in lines]
    assert folders == [f"{step}/" for step in STEPS]
    assert all((ROOT / "bot" / folder).is_dir() for folder in folders)


def test_third_party_clients_are_imported_only_where_they_live(trees: dict[str, ast.Module]) -> None:
    found = {(n, other.split(".")[0]) for n, tree in trees.items() if n.startswith("bot") for other in imported(tree)}
    homes = THIRD_PARTY_HOMES
    assert {(name, other) for name, other in found if other in homes and room(name) not in homes[other]} == set()
    assert {other for _, other in found if other in homes} == set(homes)


def test_every_module_opens_with_a_sentence(trees: dict[str, ast.Module]) -> None:
    assert [name for name, tree in trees.items() if not ast.get_docstring(tree)] == []


def test_no_module_and_no_function_outgrows_its_size(trees: dict[str, ast.Module]) -> None:
    assert [path for path in modules() if path.read_text(encoding="utf-8").count("\n") > 300] == []
    functions = (
        (name, node)
        for name, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    lines = {(name, f.name): f.end_lineno - f.lineno + 1 for name, f in functions if f.end_lineno}
    assert {where: length for where, length in lines.items() if length > 60} == {}


def test_the_median_module_is_short() -> None:
    assert statistics.median(path.read_text(encoding="utf-8").count("\n") for path in modules()) <= 120


def test_nothing_of_the_invented_company_stands_in_the_product_outside_the_demo_and_the_sandboxs_seed() -> None:
    tellers = {ROOT / "bot/cli/demo.py", ROOT / "slack_sandbox/seed.py", ROOT / "slack_sandbox/README.md"}
    written = (path for package in PACKAGES for path in sorted(package.rglob("*")) if path.is_file())
    shipped = (
        p
        for p in written
        if p.suffix not in {".pyc", ".onnx"} and ROOT / "bot/demo" not in p.parents and p not in tellers
    )
    assert [str(p.relative_to(ROOT)) for p in shipped if b"lumio" in p.read_bytes().lower()] == []


def test_the_product_reads_nothing_under_tests(trees: dict[str, ast.Module]) -> None:
    texts = {
        name: [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
        for name, tree in trees.items()
    }
    assert [name for name, told in texts.items() if any(re.match(r"(\.\./)*tests/", text) for text in told)] == []


def attributes(trees: dict[str, ast.Module], *without: str) -> set[str]:
    """Every attribute that is read anywhere but in some modules."""
    return {node.attr for name in trees if name not in without for node in ast.walk(trees[name]) if _reads(node)}


def _reads(node: ast.AST) -> TypeGuard[ast.Attribute]:
    return isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load)


def test_every_key_of_the_policy_does_something(trees: dict[str, ast.Module]) -> None:
    parts = [one for one in vars(support_yml).values() if isinstance(one, type) and issubclass(one, BaseModel)]
    used = attributes(trees)
    idle = {f"{p.__name__}.{name}" for p in parts for name in p.model_fields if name not in used}
    assert idle == set()


def test_every_reason_is_produced_somewhere(trees: dict[str, ast.Module]) -> None:
    produced = attributes(trees, "bot.texts.reasons", "bot.evaluation.tickets.play")
    assert [code.name for code in ReasonCode if code.name not in produced] == []


def test_what_may_stand_unused_has_a_reason_and_is_there(trees: dict[str, ast.Module]) -> None:
    lines = (ROOT / "unused_allowed.py").read_text(encoding="utf-8").splitlines()
    listed = [line.partition("  # ") for line in lines if line and not line.startswith("#")]
    assert [name for name, _, reason in listed if not reason] == []
    written = {word for path in modules() for word in re.findall(r"\w+", path.read_text(encoding="utf-8"))}
    assert [name for name, _, _ in listed if name.removeprefix("_.") not in written] == []


def test_private_names_of_libraries_stand_in_one_module(trees: dict[str, ast.Module]) -> None:
    known = {"bot.platform.durable.private"}  # it says which, and has a test of its own
    found = {
        name
        for name, tree in trees.items()
        for other in imported(tree)
        if not other.startswith(("bot.", "slack_sandbox.", "_", "__future__")) and "._" in other
    }
    assert found <= known


def test_nothing_is_unpickled(trees: dict[str, ast.Module]) -> None:
    """Whoever can write what is unpickled runs code here."""
    risky = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"}
    assert [(n, o) for n, tree in trees.items() for o in imported(tree) if o.split(".")[0] in risky] == []
