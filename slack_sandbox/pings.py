"""Finds what in a message would notify people in bulk, so that tests can prove there is nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from slack_sandbox.jsonlike import Json

_CONTROL = re.compile(r"<!(?:here|channel|everyone|subteam\^[A-Z0-9]+)(?:\|[^>]*)?>")
_PLAIN = re.compile(r"(?<![\w@])@(?:here|channel|everyone)\b")


def pings_in(raw: Json) -> list[str]:
    """Mentions of channels and groups that Slack would act on (docs/slack.md, Mentions and escaping).

    Control forms count in text and in mrkdwn and markdown blocks; the plain words only in mrkdwn objects that are not
    verbatim; broadcast and usergroup elements in rich text."""
    return [*_CONTROL.findall(str(raw.get("text") or "")), *_in(raw.get("blocks")), *_in(raw.get("attachments"))]


def _in(value: object) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _in(item)
    elif isinstance(value, dict):
        kind, text = value.get("type"), value.get("text")
        if kind in ("mrkdwn", "markdown") and isinstance(text, str):
            yield from _CONTROL.findall(text)
            if kind == "mrkdwn" and not value.get("verbatim"):
                yield from _PLAIN.findall(text)
        elif kind in ("broadcast", "usergroup"):
            yield str(value.get("range") or value.get("usergroup_id"))
        for inner in value.values():
            if isinstance(inner, (list, dict)):
                yield from _in(inner)
