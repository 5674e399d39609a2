"""Secrets come from the environment or from files, and a wrong one is told without its value."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import ConfigError
from bot.settings import Settings, load_settings

SECRET = "xoxb-kestrel-4711"  # noqa: S105
FILES = (
    "SLACK_BOT_TOKEN",
    "SLACK_APP_TOKEN",
    "ANTHROPIC_API_KEY",
    "DATABASE_URL",
    "QDRANT_API_KEY",
    "OTEL_EXPORTER_OTLP_HEADERS",
)


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the environment of whoever runs the tests."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def told(monkeypatch: pytest.MonkeyPatch, **variables: str) -> str:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ConfigError) as refused:
        load_settings(None)
    return str(refused.value)


@pytest.mark.parametrize("name", FILES)
def test_every_secret_can_stand_in_a_file(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret").write_text(f"{SECRET}\n")
    monkeypatch.setenv(f"{name}_FILE", str(tmp_path / "secret"))
    settings = load_settings(None)
    found = getattr(settings, name.lower())
    assert (found if isinstance(found, str) else found.get_secret_value()) == SECRET
    assert SECRET not in repr(settings) or name == "DATABASE_URL"


def test_no_secret_is_without_a_file() -> None:
    named = {name for name, field in Settings.model_fields.items() if "SecretStr" in str(field.annotation)}
    assert {name.upper() for name in named} == {*FILES} - {"DATABASE_URL"}


def test_both_a_value_and_a_file_are_one_too_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret").write_text(SECRET)
    text = told(monkeypatch, SLACK_BOT_TOKEN=SECRET, SLACK_BOT_TOKEN_FILE=str(tmp_path / "secret"))
    assert "SLACK_BOT_TOKEN_FILE and SLACK_BOT_TOKEN are both set" in text
    assert SECRET not in text


def test_a_file_that_is_not_there_or_empty_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    missing = str(tmp_path / "none")
    assert f"SLACK_APP_TOKEN_FILE: {missing} cannot be read" in told(monkeypatch, SLACK_APP_TOKEN_FILE=missing)
    (tmp_path / "none").write_text(" \n")
    assert f"SLACK_APP_TOKEN_FILE: {missing} is empty" in told(monkeypatch)


def test_a_wrong_value_is_told_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    text = told(monkeypatch, HTTP_PORT=SECRET, LOG_FORMAT=SECRET)
    assert "HTTP_PORT" in text and "LOG_FORMAT" in text
    assert SECRET not in text
