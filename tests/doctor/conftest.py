"""An installation of its own for each test, out of reach of this machine's environment."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.settings import Settings
from slack_sandbox import Options, Sandbox
from tests.doctor.install import Install

PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    for name in (*(field.upper() for field in Settings.model_fields), *PROXIES):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.chdir(tmp_path)
    return Install.in_folder(tmp_path)


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(Options(rate_limits=False)) as running:
        yield running


@pytest.fixture
def connected(install: Install, sandbox: Sandbox) -> Install:
    """Without an index, which takes a second to write and to open."""
    install.connect(sandbox)
    return install
