"""Prices and parameters as data, and what the API says about the configured models."""

from __future__ import annotations

import pytest

from bot.claude import Claude, models, open_claude
from bot.domain import Brief
from bot.errors import ConfigError
from bot.platform.claude.availability import check_models
from bot.platform.claude.client import address, opaque, open_client, require_key
from bot.platform.claude.models import Tokens, cost_usd, facts
from bot.settings import Settings
from tests.fakes.claude import POLICY
from tests.fakes.model_server import KEY, ModelServer, Turn


@pytest.mark.parametrize(
    ("model", "tokens", "dollars"),
    [
        ("claude-sonnet-5-5", Tokens(input=1_000_000), 2),
        ("claude-sonnet-5-5", Tokens(output=1_000_000), 10),
        ("claude-sonnet-5-5", Tokens(write_5m=10, write_1h=100, read=1000), (25 + 400 + 100) / 1e6),
        ("claude-haiku-5-5", Tokens(input=100_000, output=1000), (10_000 + 500) / 1e6),
        ("claude-haiku-5-5", Tokens(input=1, read=100_000, output=1000), (0.5 + 5_000 + 2_500) / 1e6),
        ("claude-haiku-5-5", Tokens(input=1, write_1h=99_999), (0.1 + 99_999 * 0.2) / 1e6),
        ("claude-haiku-5-5", Tokens(), 0),
    ],
)
def test_a_call_costs_what_the_price_list_says(model: str, tokens: Tokens, dollars: float) -> None:
    assert cost_usd(model, tokens) == pytest.approx(dollars, rel=1e-12)


def test_an_unknown_model_is_an_error_and_not_free() -> None:
    with pytest.raises(ConfigError, match=r"CLASSIFY_MODEL.*claude-haiku-5-5"):
        facts("claude-haiku-9", "CLASSIFY_MODEL")
    with pytest.raises(ConfigError):
        cost_usd("claude-haiku-9", Tokens(input=1))


@pytest.mark.parametrize("name", ["answer_model", "classify_model"])
async def test_a_wrong_model_setting_fails_at_start(settings: Settings, name: str) -> None:
    wrong = settings.model_copy(update={name: "gpt-5"})
    with pytest.raises(ConfigError, match=name.upper()):
        async with open_claude(wrong, POLICY):
            pass


@pytest.mark.parametrize(
    ("model", "thinking", "effort"),
    [("claude-haiku-4-5", None, None), ("claude-opus-5-5", None, "low"), ("claude-haiku-5-5", "disabled", "low")],
)
async def test_a_model_gets_only_parameters_it_accepts(
    settings: Settings, server: ModelServer, brief: Brief, model: str, thinking: str | None, effort: str | None
) -> None:
    async with open_claude(settings.model_copy(update={"answer_model": model}), POLICY) as claude:
        assert (await claude.engine.answer(brief)).sentences
    body = server.bodies[0]
    assert body.get("thinking", {}).get("type") == thinking
    assert body.get("output_config", {}).get("effort") == effort


async def test_usage_with_fields_missing_or_null_counts_what_is_there(
    claude: Claude, server: ModelServer, brief: Brief
) -> None:
    bare = {"input_tokens": 10, "output_tokens": 5, "cache_creation_input_tokens": None}
    server.script(Turn(usage=bare), Turn(usage={**bare, "cache_creation_input_tokens": 100, "cache_creation": None}))
    first = (await claude.engine.answer(brief)).usage[0]
    assert (first.input_tokens, first.cache_write_tokens, first.cache_read_tokens) == (10, 0, 0)
    second = (await claude.engine.answer(brief)).usage[0]
    assert second.cost_usd == pytest.approx((10 * 2 + 100 * 4 + 5 * 10) / 1e6)


def test_defaults_are_the_current_models(settings: Settings) -> None:
    assert models(settings) == {"ANSWER_MODEL": "claude-sonnet-5-5", "CLASSIFY_MODEL": "claude-haiku-5-5"}


@pytest.mark.parametrize("key", [None, "", "  ", "sk-ant with space", "sk-änt", "sk\n1"])
def test_a_missing_or_broken_key_is_told_at_start_and_not_shown(settings: Settings, key: str | None) -> None:
    with pytest.raises(ConfigError, match="ANTHROPIC_API_KEY") as caught:
        require_key(Settings(_env_file=None, anthropic_api_key=key))
    assert not (key and key.strip() and key in str(caught.value))


@pytest.mark.parametrize(
    ("written", "root"),
    [
        ("http://127.0.0.1:9/", "http://127.0.0.1:9"),
        ("https://host/v1", "https://host"),
        ("https://host/claude/v1/", "https://host/claude"),
        (None, "https://api.anthropic.com"),
    ],
)
def test_the_address_is_the_root_however_it_was_written(settings: Settings, written: str | None, root: str) -> None:
    assert address(settings.model_copy(update={"anthropic_base_url": written})) == root


def test_an_address_without_a_scheme_is_refused(settings: Settings) -> None:
    with pytest.raises(ConfigError, match="ANTHROPIC_BASE_URL"):
        address(settings.model_copy(update={"anthropic_base_url": "localhost:1234"}))


async def test_the_environments_other_credentials_take_no_part(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, server: ModelServer, brief: Brief
) -> None:
    monkeypatch.setenv("ANTHROPIC_AUTH_TOKEN", "someone-elses")
    monkeypatch.setenv("ANTHROPIC_BASE_URL", "http://127.0.0.1:9")
    async with open_claude(settings, POLICY) as claude:
        assert (await claude.engine.answer(brief)).sentences
    assert server.received[0].headers["Authorization"] == f"Bearer {KEY}"


async def test_the_client_closes_with_the_app(settings: Settings) -> None:
    async with open_client(settings) as client:
        assert not client.is_closed()
        assert client.max_retries == 0
    assert client.is_closed()


def test_the_hash_of_an_account_is_stable_and_depends_on_the_key(settings: Settings) -> None:
    other = Settings(_env_file=None, anthropic_api_key="sk-other")
    assert opaque(settings, "acme") == opaque(settings, "acme") != opaque(other, "acme")


async def test_doctor_tells_active_deprecated_retired_and_unknown_models(claude: Claude, server: ModelServer) -> None:
    server.lifecycle["claude-sonnet-5-5"] = {"lifecycle": "deprecated", "retires_at": "2027-03-01T00:00:00Z"}
    server.lifecycle["claude-opus-5-5"] = {"lifecycle": "retired"}
    wanted = {"A": "claude-haiku-5-5", "B": "claude-sonnet-5-5", "C": "claude-opus-5-5", "D": "claude-nope"}
    found = await check_models(claude.client, wanted)
    assert [finding.status for finding in found] == ["ok", "warn", "fail", "fail"]
    assert "2027-03-01" in found[1].text
    assert [bool(finding.fix) for finding in found] == [False, True, True, True]


async def test_doctor_only_warns_where_the_server_does_not_know_the_route(settings: Settings) -> None:
    async with ModelServer(knows_models=False) as bare:
        there = settings.model_copy(update={"anthropic_base_url": bare.url})
        async with open_client(there) as client:
            found = await check_models(client, {"ANSWER_MODEL": "claude-sonnet-5-5"})
    assert [(finding.status, finding.setting) for finding in found] == [("warn", "ANSWER_MODEL")]


async def test_doctor_names_a_refused_key_and_a_dead_server(settings: Settings, server: ModelServer) -> None:
    wrong = Settings(_env_file=None, anthropic_api_key="sk-wrong", anthropic_base_url=server.url)
    async with open_client(wrong) as client:
        (finding,) = await check_models(client, {"ANSWER_MODEL": "claude-sonnet-5-5"})
    assert finding.status == "fail"
    assert "ANTHROPIC_API_KEY" in finding.text
    async with open_client(settings.model_copy(update={"anthropic_base_url": "http://127.0.0.1:9"})) as client:
        (finding,) = await check_models(client, {"ANSWER_MODEL": "claude-sonnet-5-5"})
    assert finding.status == "warn"
    assert "reached" in finding.text
