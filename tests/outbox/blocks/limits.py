"""What the tests of all surfaces ask of a payload: that Slack takes it, that it is harmless, and what a person sees."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import count
from typing import Any

from slack_sandbox.checks.message import checked_blocks
from slack_sandbox.checks.view import checked_view

FORM = re.compile(r"<(?:[@#!]|[A-Za-z][A-Za-z0-9+.-]*:)")
CALLS = re.compile(r"<(?:@[A-Z0-9]|#C[A-Z0-9]|!(?:channel|here|everyone|subteam|date)\b)")
UNESCAPED = re.compile(r"[<>]|&(?!amp;|lt;|gt;)")


def check_message(blocks: list[dict[str, Any]]) -> None:
    """Assert that Slack takes these blocks in a message, with room to spare whatever it counts."""
    ids = count()
    assert blocks
    checked_blocks(blocks, lambda: f"made-{next(ids)}")
    assert len(json.dumps(blocks, ensure_ascii=False)) <= 13_200  # seen refused above; markup counted here


def check_view(view: dict[str, Any]) -> None:
    """Assert that Slack takes this modal or home view."""
    ids = count()
    checked_view(view, view["type"], lambda: f"made-{next(ids)}")


def check_harmless(fallback: str, blocks: list[dict[str, Any]], most: int = 4_000) -> None:
    """Assert that nothing Slack parses holds raw markup, and that no control form is left anywhere; in code, which is
    carried as it was written, none that would call people if it were copied."""
    assert not UNESCAPED.search(fallback)
    assert len(fallback) <= most
    as_written = set(code_in(blocks))
    for text in texts(blocks):
        assert not (CALLS if text in as_written else FORM).search(text), text
    assert "mrkdwn" not in {part.get("type") for part in walk(blocks)}


def texts(value: object) -> Iterator[str]:
    """Every string anywhere in a payload."""
    if isinstance(value, str):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else []:
        yield from texts(inner)


def code_in(blocks: object) -> Iterator[str]:
    """The texts of blocks and runs of code."""
    for part in walk(blocks):
        if part.get("type") == "rich_text_preformatted":
            yield from (run["text"] for run in part["elements"])
        elif isinstance(part.get("style"), dict) and part["style"].get("code"):
            yield part["text"]


def walk(value: object) -> Iterator[dict[str, Any]]:
    """Every mapping anywhere in a payload."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else []:
        yield from walk(inner)


def seen(blocks: list[dict[str, Any]]) -> str:
    """All that a person reads in these blocks, joined."""
    shown = (part.get(name) for part in walk(blocks) for name in ("text", "url"))
    return " ".join(text for text in shown if isinstance(text, str))


def action_ids(blocks: list[dict[str, Any]]) -> list[str]:
    """The action ids of all buttons, in order."""
    return [part["action_id"] for part in walk(blocks) if "action_id" in part]
