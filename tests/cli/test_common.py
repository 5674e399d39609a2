"""What ends a command is one line, whatever it was."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
import typer

from bot.cli.common import run_bot, told
from bot.errors import TransientError

SAID = "my zebrafinch is ill"


@pytest.fixture(autouse=True)
def plain() -> Iterator[None]:
    """No handler of another test decides how lines are written."""
    root = logging.getLogger()
    before = root.handlers
    yield
    root.handlers = before


def test_an_error_of_ours_is_a_line_without_what_looks_like_a_secret(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit), told():
        raise TransientError("postgresql://earnest:hunter22@db/earnest does not answer")
    assert capsys.readouterr().err == "earnest: postgresql://***@db/earnest does not answer\n"


def test_a_bug_that_ends_the_bot_is_a_line_with_an_id_and_without_its_words(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    async def work() -> None:
        raise ValueError(SAID)

    with pytest.raises(typer.Exit) as ended:
        run_bot(work)
    assert ended.value.exit_code == 1
    [line] = caplog.messages
    assert line.startswith("the bot failed unexpectedly, id ")
    assert SAID not in line + capsys.readouterr().err
