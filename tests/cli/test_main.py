"""The command line as a whole: every command is found, and none loads what only the others need."""

from __future__ import annotations

import subprocess
import sys

import pytest
import typer
from typer.main import get_group
from typer.testing import CliRunner

from bot.__main__ import app, eval_app

COMMANDS = {
    (): (
        "run",
        "demo",
        "ask",
        "doctor",
        "backup",
        "restore",
        "kb",
        "export",
        "forget",
        "import",
        "policy",
        "report",
        "plan",
        "eval",
        "bench",
    ),
    ("kb",): ("gaps", "sync", "show", "search", "stale", "conflicts", "flagged", "review", "patches"),
    ("policy",): ("suggest",),
    ("eval",): (
        "retrieval",
        "intents",
        "follow-ups",
        "grounding",
        "answerable",
        "tickets",
        "site",
        "replay",
        "autonomy",
        "learning",
    ),
    ("bench",): ("crash", "fleet", "ack", "handoff", "pipeline", "soak", "years", "start", "search", "cost"),
}


@pytest.mark.parametrize(("above", "names"), COMMANDS.items(), ids=lambda value: " ".join(value))
def test_help_lists_the_commands_in_order_and_each_has_help_of_its_own(
    above: tuple[str, ...], names: tuple[str, ...]
) -> None:
    listed = CliRunner().invoke(app, [*above, "--help"])
    assert listed.exit_code == 0
    table = listed.output[listed.output.index("Commands") :]
    assert [line.split()[1] for line in table.splitlines() if line.startswith("│ ") and line[2] != " "] == [*names]
    for name in names:
        told = CliRunner().invoke(app, [*above, name, "--help"], prog_name="earnest")
        assert told.exit_code == 0
        assert " ".join(("Usage: earnest", *above, name)) in told.output


@pytest.mark.parametrize("group", [app, eval_app])
def test_the_list_says_of_each_command_what_it_says_of_itself(group: typer.Typer) -> None:
    listing = get_group(group)
    context = typer.Context(listing)
    own = {name: getattr(listing.get_command(context, name), "help", None) for name in listing.commands}
    listing.get_help(context)
    assert {name: command.help for name, command in listing.commands.items()} == own


def test_the_list_of_commands_loads_none_of_them() -> None:
    look = "import sys; from bot.__main__ import app; app(['--help'], standalone_mode=False); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)  # noqa: S603
    ours = {name for name in done.stdout.splitlines()[-1].split() if name.startswith("bot.")}
    assert ours == {"bot.__main__", "bot.cli", "bot.cli.lazy"}


@pytest.mark.parametrize(("wrong", "meant"), [(["rnu"], "'run'"), (["eval", "tickts"], "'tickets'")])
def test_a_mistyped_command_is_told_the_nearest(wrong: list[str], meant: str) -> None:
    refused = CliRunner().invoke(app, wrong)
    assert refused.exit_code == 2
    assert f"Did you mean {meant}?" in refused.output


def test_a_wrong_policy_is_told_before_the_bots_parts_are_loaded() -> None:
    heavy = "aiohttp", "sqlalchemy", "dbos", "numpy", "bot.app", "slack_sandbox"
    look = f"import sys, bot.__main__, bot.cli.run; print([name for name in {heavy} if name in sys.modules])"
    seen = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)  # noqa: S603
    assert seen.stdout.strip() == "[]"
