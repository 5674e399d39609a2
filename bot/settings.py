"""Secrets and addresses from the environment and `.env`; nothing about behaviour, which is policy."""

from __future__ import annotations

from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import ConfigError


class Settings(BaseSettings):
    """One field an environment variable, of the same name in capitals."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="forbid", env_ignore_empty=True)

    slack_bot_token: SecretStr | None = None
    slack_bot_token_file: Path | None = None
    slack_app_token: SecretStr | None = None
    slack_app_token_file: Path | None = None
    slack_api_url: str = "https://slack.com/api/"
    anthropic_api_key: SecretStr | None = None
    anthropic_api_key_file: Path | None = None
    anthropic_base_url: str | None = None
    answer_model: str | None = Field(default=None, description="Claude model that answers")
    classify_model: str | None = Field(default=None, description="Claude model that classifies and summarises")
    llm_engine: Literal["extractive", "claude"] = "extractive"
    database_url: str | None = Field(default=None, description="SQLAlchemy address; default a SQLite file in DATA_DIR")
    database_url_file: Path | None = None
    qdrant_url: str | None = None
    qdrant_api_key: SecretStr | None = None
    qdrant_api_key_file: Path | None = None
    embedding_model: str = "earnest-minilm"
    policy_file: Path = Path("support.yml")
    data_dir: Path = Path("data")
    http_port: int | None = Field(default=None, ge=0, le=65535, description="health and metrics; off without it")
    http_host: str = "127.0.0.1"
    otel_exporter_otlp_endpoint: str | None = Field(
        default=None, pattern=r"^https?://", description="traces; off without"
    )
    otel_exporter_otlp_headers: SecretStr | None = None
    otel_exporter_otlp_headers_file: Path | None = None
    otel_service_name: str = "earnest"
    otel_instrumentation_genai_capture_message_content: bool = False
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["text", "json"] = "text"

    @model_validator(mode="after")
    def _read_files(self) -> Settings:
        """A secret may stand in a file, as container platforms give them: NAME_FILE instead of NAME."""
        for name in (each for each in type(self).model_fields if each.endswith("_file") and each != "policy_file"):
            path, of = getattr(self, name), name.removesuffix("_file")
            if path is None:
                continue
            if getattr(self, of) is not None:
                raise ValueError(f"{name.upper()} and {of.upper()} are both set; keep one")
            setattr(self, of, _as_declared(of, _from_file(name, path)))
        return self

    @property
    def api_base(self) -> str:
        """The Web API's base address with its trailing slash, however it was written."""
        return self.slack_api_url.rstrip("/") + "/"

    @property
    def store_url(self) -> str:
        """Where the store is: DATABASE_URL, else a SQLite file in DATA_DIR."""
        return self.database_url or f"sqlite:///{self.data_dir / 'earnest.db'}"

    @property
    def on_postgres(self) -> bool:
        """Whether the store is one that several processes may share."""
        return urlsplit(self.store_url).scheme.startswith("postgres")

    @property
    def qdrant_key(self) -> str | None:
        """What the Qdrant server asks for, if it asks for anything."""
        return self.qdrant_api_key.get_secret_value() if self.qdrant_api_key else None

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every value that must never be written anywhere: tokens and keys, and the passwords within addresses."""
        values = list(dict(self).values())
        held = [value.get_secret_value().strip() for value in values if isinstance(value, SecretStr)]
        passwords = [_password(value) for value in values if isinstance(value, str)]
        within = [form for password in passwords for form in (password, unquote(password))]
        return tuple(dict.fromkeys(secret for secret in (*held, *within) if secret))


def _password(address: str) -> str:
    """As it is written in an address; empty for any other text."""
    try:
        return urlsplit(address).password or ""
    except ValueError:
        return ""


def _from_file(name: str, path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"{name.upper()}: {path} cannot be read ({type(error).__name__})") from None
    if not text:
        raise ValueError(f"{name.upper()}: {path} is empty")
    return text


def _as_declared(name: str, text: str) -> SecretStr | str:
    return text if name == "database_url" else SecretStr(text)


def load_settings(env_file: Path | None = Path(".env")) -> Settings:
    """Read the environment. Raises ConfigError naming each wrong variable (its value is never shown)."""
    try:
        return Settings(_env_file=env_file)
    except ValidationError as error:
        lines = [_told(tuple(e["loc"]), e["msg"]) for e in error.errors(include_input=False)]
        raise ConfigError("the environment or .env is wrong: " + "; ".join(lines) + ". See .env.example.") from None


def _told(where: tuple[int | str, ...], what: str) -> str:
    name = ".".join(map(str, where)).upper()
    return f"{name}: {what}" if name else what.removeprefix("Value error, ")
