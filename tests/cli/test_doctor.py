"""`doctor` as it is called: exit code, JSON alone on stdout, and a list that any terminal can show."""

import asyncio
import json
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from bot.cli.doctor import doctor, report
from bot.doctor.finding import fail, ok, warn
from slack_sandbox import Options, Sandbox
from tests.doctor.install import Install

COMMAND = "import typer; from bot.cli.doctor import doctor; typer.run(doctor)"
FOUND = (ok("clock", "within 1 s"), warn("desk members", "few", "invite more"), fail("app token", "none", "make one"))


@pytest.fixture
def install(tmp_path: Path) -> Install:
    return Install.in_folder(tmp_path)


async def run(install: Install, *options: str, encoding: str = "utf-8") -> tuple[int, str, str]:
    """The command in a process of its own, with no environment but the installation's."""
    install.write()
    root = Path(__file__).parents[2]
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        COMMAND,
        *options,
        cwd=install.root,
        env={"PYTHONPATH": str(root), "PYTHONIOENCODING": encoding},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await child.communicate()
    assert child.returncode is not None
    return child.returncode, out.decode(encoding), err.decode()


async def test_a_right_installation_ends_with_0_and_json_alone_on_stdout(install: Install) -> None:
    async with Sandbox(Options(rate_limits=False)) as sandbox:
        install.connect(sandbox)
        install.build_index()
        code, out, err = await run(install, "--json")
    said = json.loads(out)
    assert (code, said["ok"], err) == (0, True, "")
    assert all(set(check) == {"name", "level", "what", "fix"} for check in said["checks"])
    assert {check["level"] for check in said["checks"]} == {"ok"}


async def test_a_missing_token_ends_with_1_and_a_list_in_plain_ascii(install: Install) -> None:
    code, out, err = await run(install, encoding="ascii")
    assert (code, err) == (1, "")
    assert "FAIL  bot token" in out
    assert "-> copy the Bot User OAuth Token" in out


def test_the_list_is_aligned_and_each_mend_stands_below_its_finding() -> None:
    assert list(report(FOUND, signs=True)) == [
        "✓  clock         within 1 s",
        "!  desk members  few",
        "                 → invite more",
        "✗  app token     none",
        "                 → make one",
        "",
        "3 checks: 1 failed, 1 to look at.",
    ]


def test_without_signs_the_list_is_ascii() -> None:
    lines = list(report(FOUND, signs=False))
    assert lines[0] == "ok    clock         within 1 s"
    assert lines[3] == "FAIL  app token     none"
    assert "\n".join(lines).isascii()


def test_names_from_outside_cannot_steer_the_terminal() -> None:
    (line, *_) = report([ok("desk channel", "#de\x1b[2Jsk\nok  all well")], signs=False)
    assert line == "ok    desk channel  #de [2Jsk ok  all well"


def test_help_tells_what_is_checked() -> None:
    app = typer.Typer()
    app.command()(doctor)
    result = CliRunner().invoke(app, ["--help"])
    assert result.exit_code == 0
    assert "--json" in result.output
    assert "scopes" in result.output
