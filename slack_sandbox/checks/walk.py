"""Walks a value along its spec and says what Slack would say, with a JSON pointer to the place."""

from __future__ import annotations

from collections.abc import Iterator

from slack_sandbox.checks.blocks import BLOCK_PARTS, BLOCKS, CELLS, RICH
from slack_sandbox.checks.charts import CHART_PARTS, CHARTS
from slack_sandbox.checks.elements import ELEMENTS, PARTS
from slack_sandbox.checks.rules import RULES
from slack_sandbox.checks.specs import Flag, Int, Items, Number, Part, Shape, Spec, Str, Text, Typed

_PARTS = PARTS | BLOCK_PARTS | CHART_PARTS
_TEXTS = frozenset({"plain_text", "mrkdwn"})


def at(message: str, pointer: str) -> str:
    """One finding in Slack's spelling."""
    return f"{message} [json-pointer:{pointer}]"


def check(value: object, spec: Spec, pointer: str) -> Iterator[str]:
    """Everything that is wrong with a value; nothing when it is right."""
    match spec:
        case Str():
            yield from _string(value, spec, pointer)
        case Int():
            yield from _whole(value, spec, pointer)
        case Number():
            yield from _number(value, spec, pointer)
        case Flag():
            if not isinstance(value, bool):
                yield at("must be a boolean", pointer)
        case Text():
            yield from _text(value, spec, pointer)
        case Items():
            yield from _items(value, spec, pointer)
        case Part():
            yield from shape(value, _PARTS[spec.name], pointer, typed=False)
        case Typed():
            yield from _typed(value, spec, pointer)


def shape(value: object, spec: Shape, pointer: str, *, typed: bool, extra: tuple[str, ...] = ()) -> Iterator[str]:
    """An object: required fields there, no unknown field, every field right, the rules kept."""
    if not isinstance(value, dict):
        yield at("must be an object", pointer)
        return
    for name in spec.required:
        if name not in value:
            yield at(f"missing required field: {name}", pointer)
    known = {**spec.required, **spec.optional}
    sound = True
    for name, inner in value.items():
        if (name == "type" and typed) or name in extra:
            continue
        if name not in known:
            yield at(f"invalid additional property: {name}", pointer)
            continue
        for finding in check(inner, known[name], f"{pointer}/{name}"):
            sound = False
            yield finding
    if sound:
        for rule in spec.rules:
            yield from (at(finding, pointer) for finding in RULES[rule](value))


def _string(value: object, spec: Str, pointer: str) -> Iterator[str]:
    if not isinstance(value, str):
        yield at("must be a string", pointer)
    elif spec.choices and value not in spec.choices:
        yield at("must be a valid enum value", pointer)
    elif len(value) < spec.min:
        yield at(f"must be more than {spec.min - 1} characters", pointer)
    elif spec.max is not None and len(value) > spec.max:
        yield at(f"must be less than {spec.max + 1} characters", pointer)


def _whole(value: object, spec: Int, pointer: str) -> Iterator[str]:
    if not isinstance(value, int) or isinstance(value, bool):
        yield at("must be an integer", pointer)
    elif spec.min is not None and value < spec.min:
        yield at(f"must be at least {spec.min}", pointer)
    elif spec.max is not None and value > spec.max:
        yield at(f"must be at most {spec.max}", pointer)


def _number(value: object, spec: Number, pointer: str) -> Iterator[str]:
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        yield at("must be a number", pointer)
    elif spec.above is not None and value <= spec.above:
        yield at(f"must be greater than {spec.above:g}", pointer)


def _text(value: object, spec: Text, pointer: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield at("must be an object", pointer)
        return
    kind = value.get("type")
    allowed = _TEXTS if spec.mrkdwn else {"plain_text"}
    if kind not in allowed:
        yield at(f"unsupported type: {kind}" if kind is not None else "missing required field: type", f"{pointer}/type")
        return
    flag = "emoji" if kind == "plain_text" else "verbatim"
    yield from shape(value, Shape({"text": Str(spec.max)}, {flag: Flag()}), pointer, typed=True)


def _items(value: object, spec: Items, pointer: str) -> Iterator[str]:
    if not isinstance(value, list):
        yield at("must be an array", pointer)
        return
    if len(value) < spec.min:
        yield at(f"no less than {spec.min} items allowed", pointer)
    if spec.max is not None and len(value) > spec.max:
        yield at(f"no more than {spec.max} items allowed", pointer)
    for number, item in enumerate(value):
        if not (item is None and spec.null):
            yield from check(item, spec.of, f"{pointer}/{number}")


def _typed(value: object, spec: Typed, pointer: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield at("must be an object", pointer)
        return
    kind = value.get("type")
    if not isinstance(kind, str):
        yield at("missing required field: type", pointer)
    elif kind not in spec.names:
        yield at(f"unsupported type: {kind}", f"{pointer}/type")
    elif kind in _TEXTS:
        yield from _text(value, Text(3000, mrkdwn=True), pointer)
    elif kind in ELEMENTS:
        yield from shape(value, ELEMENTS[kind], pointer, typed=True)
    elif kind in BLOCKS:
        yield from shape(value, BLOCKS[kind], pointer, typed=True, extra=("block_id",))
    else:
        yield from shape(value, (RICH | CELLS | CHARTS)[kind], pointer, typed=True)
