"""What a person can use on a message or view: its elements, their answers, and a view's state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from slack_sandbox.checks.message import elements_of
from slack_sandbox.checks.rules import options_of
from slack_sandbox.jsonlike import Json
from slack_sandbox.refusal import DriveError

# The field that holds what was entered, and the one that holds what it starts with, by element type.
_HOLDS: dict[str, tuple[str, str]] = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "overflow": ("selected_option", ""),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
}
_STATELESS = frozenset({"button", "overflow", "feedback_buttons", "icon_button", "image", "file_input"})


@dataclass(frozen=True, slots=True)
class Usable:
    """An element and the block it stands in."""

    block: Json
    element: Json

    @property
    def kind(self) -> str:
        """The element's type."""
        return str(self.element["type"])

    @property
    def field(self) -> str:
        """The field of an answer or a state that holds what was entered."""
        return _HOLDS[self.kind][0] if self.kind in _HOLDS else "value"


def usables(blocks: list[Json]) -> Iterator[Usable]:
    """Every element that has an action_id."""
    for block in blocks:
        for element in elements_of(block):
            if "action_id" in element:
                yield Usable(block, element)


def find(blocks: list[Json], action_id: str, block_id: str | None = None) -> Usable:
    """The element with this action_id. Raises DriveError when it is not there, or not alone."""
    found = [
        usable
        for usable in usables(blocks)
        if usable.element["action_id"] == action_id and block_id in (None, usable.block.get("block_id"))
    ]
    if not found:
        there = ", ".join(sorted({str(usable.element["action_id"]) for usable in usables(blocks)})) or "none"
        raise DriveError(f"nothing here has action_id {action_id!r}; there is: {there}")
    if len(found) > 1:
        raise DriveError(f"{len(found)} elements have action_id {action_id!r}; name the block_id")
    return found[0]


def answer(usable: Usable, value: object, loaded: list[Json] | None = None) -> Json:
    """What the element says once the person has used it: the fields of an action or of a state entry.

    `value`: an option's value (or several), an id, a text or a date; for feedback buttons one of the two values; for
    a button nothing. `loaded`: the options an external select has shown.
    Raises DriveError for what cannot be chosen."""
    element, kind = usable.element, usable.kind
    if kind in ("button", "icon_button"):
        if value is not None and value != element.get("value"):
            raise DriveError(f"the button's value is {element.get('value')!r}, not {value!r}")
        return {"value": element["value"]} if "value" in element else {}
    if kind == "feedback_buttons":
        return {"value": _feedback(element, value)}
    if kind not in _HOLDS:
        raise DriveError(f"{kind} is not modelled by the sandbox")
    field = usable.field
    if field == "selected_option":
        return {field: _option(element, value, loaded) if value is not None else None}
    if field == "selected_options":
        many = value if isinstance(value, (list, tuple)) else [value]
        return {field: [_option(element, each, loaded) for each in many]}
    if field == "value":
        return {field: _typed(element, value)}
    return {field: list(value) if isinstance(value, (list, tuple)) else value}


def start(usable: Usable) -> Json:
    """The state entry of an element nobody has touched."""
    field, initial = _HOLDS[usable.kind]
    default: object = [] if field.endswith("s") else None
    return {field: usable.element.get(initial, default)}


def state_values(blocks: list[Json], entered: dict[str, dict[str, Json]]) -> dict[str, dict[str, Json]]:
    """`state.values`: block_id to action_id to `{type, value | selected_…}`."""
    values: dict[str, dict[str, Json]] = {}
    for usable in usables(blocks):
        if usable.kind in _STATELESS:
            continue
        block_id, action_id = usable.block["block_id"], usable.element["action_id"]
        said = entered.get(block_id, {}).get(action_id) or start(usable)
        values.setdefault(block_id, {})[action_id] = {"type": usable.kind, **said}
    return values


def _feedback(element: Json, value: object) -> str:
    offered = [element["positive_button"]["value"], element["negative_button"]["value"]]
    if value not in offered:
        raise DriveError(f"the feedback buttons say {offered}, not {value!r}")
    return str(value)


def _option(element: Json, value: object, loaded: list[Json] | None) -> Json:
    options = options_of(element) if loaded is None else loaded
    for option in options:
        if option["value"] == value:
            return option
    raise DriveError(f"{value!r} is not on offer; there is: {[option['value'] for option in options]}")


def _typed(element: Json, value: object) -> str | None:
    text = "" if value is None else str(value)
    if not text:
        return None
    if len(text) > int(element.get("max_length", 3000)):
        raise DriveError(f"the field takes {element.get('max_length', 3000)} characters, not {len(text)}")
    if len(text) < int(element.get("min_length", 0)):
        raise DriveError(f"the field wants at least {element['min_length']} characters")
    return text
