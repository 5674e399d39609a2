"""Checks the blocks of a message and gives back what Slack would keep of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from copy import deepcopy

from slack_sandbox.checks.blocks import (
    BLOCK_MAX,
    BLOCKS,
    CHARTS_MAX,
    MARKDOWN_SUM_MAX,
    MESSAGE,
    SURFACES,
    TABLE_SUM_MAX,
    TEXT_SUM_MAX,
)
from slack_sandbox.checks.specs import Str
from slack_sandbox.checks.walk import at, check, shape
from slack_sandbox.jsonlike import Json
from slack_sandbox.refusal import SlackRefusal


def checked_blocks(raw: object, new_id: Callable[[], str]) -> list[Json]:
    """A message's blocks with ids filled in. Raises SlackRefusal with Slack's code and findings."""
    blocks = _decoded(raw)
    findings = list(findings_in(blocks, MESSAGE, "/blocks"))
    if findings:
        raise SlackRefusal(
            "invalid_blocks",
            errors=findings,
            response_metadata={"messages": [f"[ERROR] {finding}" for finding in findings]},
        )
    if sum(len(text) for text in texts_in(blocks)) > TEXT_SUM_MAX:
        raise SlackRefusal("msg_blocks_too_long")
    return with_ids(blocks, new_id)


def findings_in(blocks: list[Json], surface: str, pointer: str) -> Iterator[str]:
    """All findings over a list of blocks, and those over the list as a whole."""
    if len(blocks) > BLOCK_MAX[surface]:
        yield at(f"no more than {BLOCK_MAX[surface]} items allowed", pointer)
    seen: set[str] = set()
    for number, block in enumerate(blocks):
        place = f"{pointer}/{number}"
        yield from _block(block, surface, place)
        if not isinstance(block, dict):
            continue
        block_id = block.get("block_id")
        if isinstance(block_id, str):
            if block_id in seen:
                yield at(f"duplicate block_id: {block_id}", f"{place}/block_id")
            seen.add(block_id)
        yield from _action_ids(block, place)
    yield from _sums(blocks, pointer)


def _block(block: object, surface: str, place: str) -> Iterator[str]:
    if not isinstance(block, dict):
        yield at("must be an object", place)
        return
    kind = block.get("type")
    if not isinstance(kind, str):
        yield at("missing required field: type", place)
    elif kind not in BLOCKS or surface not in SURFACES[kind]:
        yield at(f"unsupported type: {kind}", f"{place}/type")
    else:
        yield from shape(block, BLOCKS[kind], place, typed=True, extra=("block_id",))
        if "block_id" in block:
            yield from check(block["block_id"], Str(255), f"{place}/block_id")


def elements_of(block: Json) -> list[Json]:
    """The elements of a block that a person can use, or the picture beside its text."""
    found = [block.get("accessory"), block.get("element")]
    if block.get("type") in ("actions", "context_actions"):
        elements = block.get("elements")
        found.extend(elements if isinstance(elements, list) else [])
    return [element for element in found if isinstance(element, dict)]


def _action_ids(block: Json, place: str) -> Iterator[str]:
    ids = [element["action_id"] for element in elements_of(block) if "action_id" in element]
    for action_id in sorted({str(i) for i in ids if ids.count(i) > 1}):
        yield at(f"duplicate action_id: {action_id}", place)


def _sums(blocks: list[Json], pointer: str) -> Iterator[str]:
    markdown = sum(len(b["text"]) for b in blocks if _is(b, "markdown") and isinstance(b.get("text"), str))
    if markdown > MARKDOWN_SUM_MAX:
        yield at(f"must be less than {MARKDOWN_SUM_MAX + 1} characters in all markdown blocks", pointer)
    cells = sum(len(text) for b in blocks if _is(b, "table") for text in texts_in(b.get("rows")))
    if cells > TABLE_SUM_MAX:
        yield at(f"must be less than {TABLE_SUM_MAX + 1} characters in all tables", pointer)
    if sum(_is(block, "data_visualization") for block in blocks) > CHARTS_MAX:
        yield at(f"no more than {CHARTS_MAX} data_visualization blocks allowed", pointer)


def _is(block: object, kind: str) -> bool:
    return isinstance(block, dict) and block.get("type") == kind


def texts_in(value: object) -> Iterator[str]:
    """Every string that stands under a `text` key, at any depth."""
    if isinstance(value, list):
        for item in value:
            yield from texts_in(item)
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key == "text" and isinstance(inner, str):
                yield inner
            else:
                yield from texts_in(inner)


def with_ids(blocks: list[Json], new_id: Callable[[], str]) -> list[Json]:
    """A copy with the ids Slack fills in. A markdown block loses its own id, as Slack may split it."""
    kept = deepcopy(blocks)
    for block in kept:
        if "block_id" not in block or block["type"] == "markdown":
            block["block_id"] = new_id()
        for element in elements_of(block):
            if element["type"] != "image" and "action_id" not in element:
                element["action_id"] = new_id()
    return kept


def _decoded(raw: object) -> list[Json]:
    if isinstance(raw, str):
        try:
            raw = json.loads(raw)
        except ValueError:
            raise SlackRefusal("invalid_blocks_format") from None
    if not isinstance(raw, list):
        raise SlackRefusal("invalid_blocks_format")
    return raw
