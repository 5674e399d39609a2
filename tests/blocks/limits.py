"""A strict reader of Block Kit: unknown fields, limits and control forms, from the platform reference's tables."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

FORM = re.compile(r"<(?:[@#!]|[A-Za-z][A-Za-z0-9+.-]*:)")
UNESCAPED = re.compile(r"[<>]|&(?!amp;|lt;|gt;)")

# type -> (required fields, further fields)
SHAPES: dict[str, tuple[str, str]] = {
    "section": ("", "text fields block_id accessory"),
    "header": ("text", "block_id"),
    "context": ("elements", "block_id"),
    "actions": ("elements", "block_id"),
    "context_actions": ("elements", "block_id"),
    "input": ("label element", "block_id hint optional"),
    "rich_text": ("elements", "block_id"),
    "rich_text_section": ("elements", ""),
    "rich_text_list": ("elements style", "indent"),
    "rich_text_preformatted": ("elements", ""),
    "rich_text_quote": ("elements", ""),
    "text": ("text", "style"),
    "link": ("url", "text"),
    "plain_text": ("text", "emoji"),
    "button": ("text action_id", "value style"),
    "feedback_buttons": ("positive_button negative_button", "action_id"),
    "static_select": ("options action_id", "initial_option"),
    "users_select": ("action_id", "initial_user"),
    "plain_text_input": ("action_id", "multiline max_length initial_value focus_on_load"),
    "modal": ("title blocks", "callback_id submit close private_metadata"),
    "home": ("blocks", ""),
}
COUNTS = {"context": 10, "actions": 25, "context_actions": 5}


def check_message(blocks: list[dict[str, Any]]) -> None:
    """Assert that Slack takes these blocks in a message."""
    assert 1 <= len(blocks) <= 50
    assert len(json.dumps(blocks, ensure_ascii=False)) <= 13_200  # what was seen refused, markup counted
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    assert len(ids) == len(set(ids))
    for block in blocks:
        assert block["type"] not in {"input", "modal", "home"}
        check(block)


def check_view(view: dict[str, Any]) -> None:
    """Assert that Slack takes this modal or home view."""
    check(view)
    assert len(view["blocks"]) <= 100
    assert len(json.dumps(view)) < 250_000
    if view["type"] == "modal":
        assert len(view["title"]["text"]) <= 24 and len(view["submit"]["text"]) <= 24
        assert len(view["private_metadata"]) <= 3_000
        assert all(block["type"] != "context_actions" for block in view["blocks"])


def check(part: dict[str, Any]) -> None:
    """Assert fields, counts and lengths of one part and of all in it."""
    required, further = SHAPES[part["type"]]
    assert set(required.split()) <= set(part) <= {"type", *required.split(), *further.split()}, part
    limit = {"header": 150, "button": 75}.get(part["type"], 3_000)
    text = part.get("text")
    if isinstance(text, dict):
        assert len(text["text"]) <= limit
    if part["type"] in {"text", "plain_text"}:
        assert part["text"], "empty text"
    if part["type"] == "section":
        assert ("text" in part) or 1 <= len(part["fields"]) <= 10
        assert all(len(field["text"]) <= 2_000 for field in part.get("fields", []))
    if part["type"] in COUNTS:
        assert 1 <= len(part["elements"]) <= COUNTS[part["type"]]
        ids = [element.get("action_id") for element in part["elements"] if "action_id" in element]
        assert len(ids) == len(set(ids))
    assert len(part.get("value") or "") <= 2_000
    assert len(part.get("initial_value") or "") <= 3_000
    assert len(part.get("url") or "") <= 3_000
    assert 0 <= part.get("indent", 0) <= 8
    for option in part.get("options", []):
        assert len(option["text"]["text"]) <= 75 and len(option["value"]) <= 150
    for child in children(part):
        check(child)


def children(part: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The typed parts directly inside a part."""
    for value in part.values():
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict) and "type" in item:
                yield item


def texts(value: object) -> Iterator[str]:
    """Every string anywhere in a payload."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


def check_harmless(fallback: str, blocks: list[dict[str, Any]]) -> None:
    """Assert that nothing Slack parses holds raw markup, and that no control form is left anywhere."""
    assert not UNESCAPED.search(fallback)
    assert len(fallback) <= 4_000
    for text in texts(blocks):
        assert not FORM.search(text), text
        assert '"mrkdwn"' not in text
    assert "mrkdwn" not in {part.get("type") for part in walk(blocks)}


def walk(value: object) -> Iterator[dict[str, Any]]:
    """Every mapping anywhere in a payload."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from walk(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from walk(inner)


def seen(blocks: list[dict[str, Any]]) -> str:
    """All that a person reads in these blocks, joined."""
    shown = (part.get(name) for part in walk(blocks) for name in ("text", "url"))
    return " ".join(text for text in shown if isinstance(text, str))


def action_ids(blocks: list[dict[str, Any]]) -> list[str]:
    """The action ids of all buttons, in order."""
    return [part["action_id"] for part in walk(blocks) if "action_id" in part]
