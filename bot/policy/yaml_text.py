"""YAML in and out, without the parts that could make objects."""

from __future__ import annotations

from typing import Any

import yaml

# Ten times as fast in C, with which PyYAML is built where it can be.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DUMPER: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def read_yaml(text: str) -> Any:
    """What the text says, as mappings, lists and scalars. Raises yaml.YAMLError; ValueError for a date that is none."""
    return yaml.load(text, Loader=_LOADER)  # noqa: S506 - a safe loader


def write_yaml(value: Any) -> str:
    """The text that reads as `value`, keys in their order."""
    return str(yaml.dump(value, Dumper=_DUMPER, sort_keys=False, allow_unicode=True))
