"""Checks a modal or a home view and gives back what Slack would keep of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from slack_sandbox.checks.blocks import HOME, MODAL
from slack_sandbox.checks.message import elements_of, findings_in, with_ids
from slack_sandbox.checks.specs import Flag, Shape, Spec, Str, Text
from slack_sandbox.checks.walk import at, check
from slack_sandbox.jsonlike import Json
from slack_sandbox.refusal import SlackRefusal, invalid_arguments

VIEW_BYTES_MAX = 250_000

_COMMON: dict[str, Spec] = {"private_metadata": Str(3000, 0), "callback_id": Str(255, 0), "external_id": Str(255, 0)}
VIEWS: dict[str, Shape] = {
    MODAL: Shape(
        {"title": Text(24)},
        {
            **_COMMON,
            "submit": Text(24),
            "close": Text(24),
            "clear_on_close": Flag(),
            "notify_on_close": Flag(),
            "submit_disabled": Flag(),
        },
    ),
    HOME: Shape({}, dict(_COMMON)),
}


def checked_view(raw: object, kind: str, new_id: Callable[[], str]) -> Json:
    """The view with block ids filled in. Raises SlackRefusal (`invalid_arguments`, `view_too_large`)."""
    if isinstance(raw, str):
        try:
            raw = json.loads(raw)
        except ValueError:
            raise invalid_arguments("must be valid JSON [json-pointer:/view]") from None
    if not isinstance(raw, dict):
        raise invalid_arguments("must provide an object [json-pointer:/view]")
    if len(json.dumps(raw, ensure_ascii=False).encode(errors="surrogatepass")) > VIEW_BYTES_MAX:
        raise SlackRefusal("view_too_large")
    findings = list(_findings(raw, kind))
    if findings:
        raise invalid_arguments(*findings)
    return {**raw, "blocks": with_ids(raw["blocks"], new_id)}


def _findings(view: Json, kind: str) -> Iterator[str]:
    if view.get("type") != kind:
        yield at(f"unsupported type: {view.get('type')}", "/view/type")
        return
    yield from _fields(view, VIEWS[kind])
    blocks = view.get("blocks")
    if not isinstance(blocks, list):
        yield at("missing required field: blocks", "/view")
        return
    yield from findings_in(blocks, kind, "/view/blocks")
    inputs = [block for block in blocks if isinstance(block, dict) and block.get("type") == "input"]
    if kind == MODAL and inputs and "submit" not in view:
        yield at("missing required field: submit", "/view")
    elements = [element for block in blocks if isinstance(block, dict) for element in elements_of(block)]
    if sum(1 for element in elements if element.get("focus_on_load")) > 1:
        yield at("only one element may have focus_on_load", "/view/blocks")


def _fields(view: Json, spec: Shape) -> Iterator[str]:
    known = {**spec.required, **spec.optional}
    for name in spec.required:
        if name not in view:
            yield at(f"missing required field: {name}", "/view")
    for name, value in view.items():
        if name in ("type", "blocks"):
            continue
        if name not in known:
            yield at(f"invalid additional property: {name}", "/view")
        elif not (name in ("submit", "close") and value is None):
            yield from check(value, known[name], f"/view/{name}")
