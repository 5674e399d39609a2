"""What a method is: its name, who may call it how often, its arguments, and what it does."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slack_sandbox.jsonlike import Json
from slack_sandbox.rate import Tier
from slack_sandbox.refusal import invalid_arguments
from slack_sandbox.workspace import Workspace

_TRUE = frozenset({"1", "true", "True"})
# bolt adds team_id to every call; a token may stand among the arguments of a form.
ALWAYS_TAKEN = frozenset({"team_id", "token"})


class Args:
    """The arguments of one call, whatever their wire shape: JSON values, or strings of a query or a form."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = dict(values)

    def __contains__(self, name: str) -> bool:
        return self.values.get(name) is not None

    def text(self, name: str, default: str = "") -> str:
        """A string; numbers are taken as written."""
        value = self.values.get(name)
        if value is None:
            return default
        if isinstance(value, (dict, list)):
            raise invalid_arguments(f"must be a string [json-pointer:/{name}]")
        return str(value)

    def flag(self, name: str, default: bool = False) -> bool:
        """A boolean, also written 1, 0, true or false."""
        value = self.values.get(name)
        if value is None:
            return default
        return value if isinstance(value, bool) else str(value) in _TRUE

    def number(self, name: str, default: int) -> int:
        """A whole number. Raises `invalid_arguments`."""
        value = self.values.get(name)
        if value is None or value == "":
            return default
        try:
            return int(value)
        except (TypeError, ValueError):
            raise invalid_arguments(f"must be an integer [json-pointer:/{name}]") from None

    def decoded(self, name: str) -> object:
        """A JSON value, decoded if it came as a string; the string itself if it is no JSON."""
        value = self.values.get(name)
        if isinstance(value, str):
            try:
                return json.loads(value)
            except ValueError:
                return value
        return value


Handler = Callable[[Workspace, Args], Json]


@dataclass(frozen=True, slots=True)
class Method:
    """One Web API method (docs/slack.md, Methods). `scopes`: any of them will do; `{family}` in one is filled in
    by the handler's own check. `reads_json`: whether a JSON body is read at all."""

    name: str
    run: Handler
    tier: Tier
    scopes: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    optional: frozenset[str] = frozenset()
    reads_json: bool = True
    app_token: bool = False
    per_channel: bool = False


def names(text: str) -> frozenset[str]:
    """A set from words."""
    return frozenset(text.split())
