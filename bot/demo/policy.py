"""The demo's policy: that of an invented company, with the sandbox's ids and a few pinned intents laid over it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.policy.yaml_text import read_yaml, write_yaml

COMPANY = Path(__file__).with_name("company.yml")
OVERLAY = Path(__file__).with_name("demo_policy.yml")


def write_demo_policy(target: Path, changes: Mapping[str, Any] | None = None) -> Path:
    """Write the company's policy with the demo's overlay, then `changes`, to `target`; returns `target`."""
    policy = laid_over(_read(COMPANY), _read(OVERLAY))
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(write_yaml(laid_over(policy, changes or {})), "utf-8")
    return target


def laid_over(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Mappings are merged key by key; anything else in `over` replaces what was there."""
    merged = dict(under)
    for key, value in over.items():
        known = merged.get(key)
        both = isinstance(known, Mapping) and isinstance(value, Mapping)
        merged[key] = laid_over(known, value) if both and isinstance(known, Mapping) else value
    return merged


def _read(path: Path) -> dict[str, Any]:
    found = read_yaml(path.read_text(encoding="utf-8"))
    return dict(found) if isinstance(found, Mapping) else {}
