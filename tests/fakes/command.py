"""A command of the bot in this process, in a folder and with settings of its own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from typer import Typer
from typer.testing import CliRunner, Result

from bot.settings import Settings


def command(app: Typer, arguments: Sequence[str], folder: Path, **settings: str) -> Result:
    """How it ended; nothing of the environment of whoever runs the tests is a setting."""
    with pytest.MonkeyPatch.context() as patch:
        for name in Settings.model_fields:
            patch.delenv(name.upper(), raising=False)
        patch.chdir(folder)
        return CliRunner().invoke(app, arguments, env=settings, catch_exceptions=False)
