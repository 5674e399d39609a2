"""What the page offers of the app: commands with their hints, shortcuts, App Home, as its manifest words them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from slack_sandbox.jsonlike import Json
from slack_sandbox.manifest import DEFAULT_MANIFEST, Grants


def features(grants: Grants, manifest: Path = DEFAULT_MANIFEST) -> Json:
    """`commands` with `hints` split into lines, message `shortcuts`, and whether there is a `home`.

    Only what was granted is listed; the wording is the manifest's."""
    raw = yaml.safe_load(manifest.read_text(encoding="utf-8"))
    parts: dict[str, Any] = raw.get("features") or {}
    commands = [_command(entry) for entry in parts.get("slash_commands") or [] if entry["command"] in grants.commands]
    known = grants.message_shortcuts | grants.global_shortcuts
    shortcuts = [
        {"name": entry["name"], "callback_id": entry["callback_id"], "kind": entry["type"]}
        for entry in parts.get("shortcuts") or []
        if entry["callback_id"] in known
    ]
    return {"app_name": grants.app_name, "commands": commands, "shortcuts": shortcuts, "home": grants.home_tab}


def _command(entry: dict[str, Any]) -> Json:
    hints = [hint.strip() for hint in str(entry.get("usage_hint") or "").split("|")]
    return {
        "name": entry["command"],
        "description": str(entry.get("description") or ""),
        "hints": [hint for hint in hints if hint],
    }
