"""Takes secrets out of findings, in case some library wrote one into a message that a check passes on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.doctor.finding import Finding
from bot.settings import Settings

_SHORTEST = 4  # a password of three letters is also a part of words


def hidden(findings: Iterable[Finding], settings: Settings) -> tuple[Finding, ...]:
    """The findings with every configured token, key and database password replaced."""
    secrets = sorted({word for word in settings.secrets if len(word) >= _SHORTEST}, key=len, reverse=True)
    return tuple(replace(each, what=_clean(each.what, secrets), fix=_clean(each.fix, secrets)) for each in findings)


def _clean(text: str, secrets: Iterable[str]) -> str:
    for secret in secrets:
        text = text.replace(secret, "[hidden]")
    return text
