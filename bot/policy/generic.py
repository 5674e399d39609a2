"""Lays a policy's intents over those that come with the program, so that a policy names an intent and adds its own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.policy.yaml_text import read_yaml

FOLDER = Path(__file__).with_name("intents")


def generic_names() -> tuple[str, ...]:
    """The intents that come with the program."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yml")))


def with_generic(policy: Mapping[str, Any]) -> dict[str, Any]:
    """A policy as written, with what the program knows of the intents that it names: flags that it does not set
    itself, examples before its own, rules after its own. `generic: false` keeps an intent to its own words.

    What is no mapping stays as it is, for the check of the policy to name."""
    named = policy.get("intents")
    if not isinstance(named, Mapping):
        return dict(policy)
    shipped = set(generic_names())
    intents: dict[Any, Any] = {}
    rules: list[Any] = []
    for name, written in named.items():
        own = {} if written is None else written
        intents[name] = own
        if not isinstance(own, Mapping):
            continue
        wanted = own.get("generic", True)
        intents[name] = {key: value for key, value in own.items() if key != "generic"}
        if name in shipped and wanted is not False:
            known = _read(name)
            rules += [{"when": pattern, "then": name, "soft": True} for pattern in known.pop("rules", [])]
            intents[name] = _merged(known, intents[name])
    return {**policy, "intents": intents, "rules": [*_listed(policy.get("rules")), *rules]}


def _merged(known: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """`own` over `known`; the examples of both, those of the program first."""
    return {**known, **own, "examples": [*_listed(known.get("examples")), *_listed(own.get("examples"))]}


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list) else [] if value is None else [value]


def _read(name: str) -> dict[str, Any]:
    return dict(read_yaml((FOLDER / f"{name}.yml").read_text(encoding="utf-8")))
