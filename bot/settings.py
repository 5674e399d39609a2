"""Secrets and addresses from the environment and `.env`; nothing about behaviour, which is policy."""

from __future__ import annotations

from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import ConfigError


class Settings(BaseSettings):
    """One field an environment variable, of the same name in capitals."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="forbid", env_ignore_empty=True)

    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_api_url: str = "https://slack.com/api/"
    anthropic_api_key: SecretStr | None = None
    anthropic_base_url: str | None = None
    answer_model: str | None = Field(default=None, description="Claude model that answers")
    classify_model: str | None = Field(default=None, description="Claude model that classifies and summarises")
    llm_engine: Literal["extractive", "claude"] = "extractive"
    database_url: str | None = Field(default=None, description="SQLAlchemy address; default a SQLite file in DATA_DIR")
    qdrant_url: str | None = None
    embedding_model: str = "earnest-minilm"
    policy_file: Path = Path("support.yml")
    data_dir: Path = Path("data")
    http_port: int | None = Field(default=None, ge=0, le=65535, description="health and metrics; off without it")
    http_host: str = "127.0.0.1"
    otel_exporter_otlp_endpoint: str | None = Field(
        default=None, pattern=r"^https?://", description="traces; off without"
    )
    otel_exporter_otlp_headers: SecretStr | None = None
    otel_service_name: str = "earnest"
    otel_instrumentation_genai_capture_message_content: bool = False
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["text", "json"] = "text"

    @property
    def api_base(self) -> str:
        """The Web API's base address with its trailing slash, however it was written."""
        return self.slack_api_url.rstrip("/") + "/"

    @property
    def store_url(self) -> str:
        """Where the store is: DATABASE_URL, else a SQLite file in DATA_DIR."""
        return self.database_url or f"sqlite+aiosqlite:///{self.data_dir / 'earnest.db'}"

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every value that must never be written anywhere."""
        held = [value.get_secret_value() for value in dict(self).values() if isinstance(value, SecretStr)]
        password = unquote(urlsplit(self.database_url).password or "") if self.database_url else ""
        return tuple(secret for secret in (*held, password) if secret)


def load_settings(env_file: Path | None = Path(".env")) -> Settings:
    """Read the environment. Raises ConfigError naming each wrong variable (its value is never shown)."""
    try:
        return Settings(_env_file=env_file)
    except ValidationError as error:
        lines = [f"{'.'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors(include_input=False)]
        raise ConfigError("the environment or .env is wrong: " + "; ".join(lines) + ". See .env.example.") from None
