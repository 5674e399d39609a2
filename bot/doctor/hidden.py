"""Takes secrets out of findings, in case some library wrote one into a message that a check passes on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import unquote, urlsplit

from bot.doctor.finding import Finding
from bot.settings import Settings

_SHORTEST = 4  # a password of three letters is also a part of words


def hidden(findings: Iterable[Finding], settings: Settings) -> tuple[Finding, ...]:
    """The findings with every configured token, key and database password replaced."""
    secrets = sorted({word for word in _secrets(settings) if len(word) >= _SHORTEST}, key=len, reverse=True)
    return tuple(replace(each, what=_clean(each.what, secrets), fix=_clean(each.fix, secrets)) for each in findings)


def _secrets(settings: Settings) -> Iterator[str]:
    for secret in (settings.slack_bot_token, settings.slack_app_token, settings.anthropic_api_key):
        if secret is not None:
            yield secret.get_secret_value().strip()
    for address in (settings.database_url, settings.qdrant_url, settings.anthropic_base_url, settings.slack_api_url):
        try:
            password = urlsplit(address or "").password or ""
        except ValueError:
            continue
        yield password
        yield unquote(password)


def _clean(text: str, secrets: Iterable[str]) -> str:
    for secret in secrets:
        text = text.replace(secret, "[hidden]")
    return text
