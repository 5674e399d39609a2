"""Replaces personal details in what is exported: people and places by stand-ins, details in texts by what they are."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.language.personal_details import redacted
from bot.store.audit_chain import pseudonym

_NAME = r"[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,2}"
_SAID_NAMES = (
    re.compile(rf"(?P<lead>\b(?i:hi|hello|hey|dear|my name is)[ ,]+){_NAME}"),
    re.compile(rf"(?P<lead>\b(?i:regards|cheers|thanks|thank you|best|sincerely|greetings)[,.!]?\s*\n\s*){_NAME}"),
)
_NATIONAL_PHONE = re.compile(r"(?<![\w.-])0\d{2,4}[ /-]?\d{5,9}\b")
_SLACK_ID = re.compile(r"\b[UWCGDT][A-Z0-9]{8,}\b")


class StandIns:
    """One a run. `key` makes the stand-ins of one installation alike, and those of two unlike."""

    def __init__(self, key: str, names: Iterable[str]) -> None:
        self._key = key
        self._names = [name for name in names if len(name) > 2]

    def text(self, said: str) -> str:
        """A text without names, mail and web addresses, numbers of people, and Slack's ids."""
        for pattern in _SAID_NAMES:
            said = pattern.sub(r"\g<lead>[person]", said)
        said = _NATIONAL_PHONE.sub("[phone]", said)
        return _SLACK_ID.sub("[id]", redacted(said, self._names))

    def person(self, user: str | None) -> str:
        """A person's stand-in; empty for nobody."""
        return pseudonym(self._key, "person", user) if user else ""

    def place(self, place: str | None) -> str:
        """A stand-in for a channel, a thread or an account; empty for none."""
        return f"place-{pseudonym(self._key, 'text', place).removeprefix('text-')}" if place else ""


class AsIs(StandIns):
    """Leaves everything as it is: for `--no-redact`."""

    def __init__(self) -> None:
        super().__init__("", ())

    def text(self, said: str) -> str:
        """The text."""
        return said

    def person(self, user: str | None) -> str:
        """The id."""
        return user or ""

    def place(self, place: str | None) -> str:
        """The place."""
        return place or ""
