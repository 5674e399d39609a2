"""Was the app granted every scope that the manifest asks for, and what suffers where it was not?"""

from __future__ import annotations

from pathlib import Path

import yaml

from bot.doctor.finding import Finding, fail, ok, warn
from bot.policy.yaml_text import read_yaml

SCOPES = "scopes"
MANIFEST = Path(__file__).resolve().parents[2] / "manifest.yml"
SUFFERS = {
    "chat:write": "no answer, notice or card can be posted",
    "channels:history": "nothing is heard in public channels",
    "groups:history": "nothing is heard in private channels",
    "app_mentions:read": "mentions are heard only where messages are",
    "channels:read": "public channels cannot be found by name, nor their members read",
    "groups:read": "private channels cannot be found by name, nor their members read",
    "commands": "/earnest and the shortcut do not work",
    "reactions:read": "staff cannot force, drop or flag with an emoji",
    "reactions:write": "customers do not see that their message was noticed",
    "users:read": "customers and staff can only be told apart by the team in each event, and have no names",
}
# Without these the product's promise breaks; without the others it degrades.
ESSENTIAL = frozenset({"chat:write", "channels:history", "groups:history"})
_MEND = 'add them on the app\'s page "OAuth & Permissions" (or import manifest.yml again) and reinstall the app'


def read_wanted(manifest: Path = MANIFEST) -> frozenset[str]:
    """The manifest's bot scopes; the scopes this version is known to use where there is no manifest to read."""
    try:
        raw = read_yaml(manifest.read_text(encoding="utf-8"))
        return frozenset(str(scope) for scope in raw["oauth_config"]["scopes"]["bot"])
    except (OSError, UnicodeError, yaml.YAMLError, KeyError, TypeError):
        return frozenset(SUFFERS)


def check_scopes(granted: frozenset[str], wanted: frozenset[str]) -> list[Finding]:
    """One finding a missing scope. `granted` empty: Slack sent no list."""
    if not granted:
        fix = 'compare the app\'s page "OAuth & Permissions" with manifest.yml by hand'
        return [warn(SCOPES, "Slack's answer does not list the granted scopes, so not checked", fix)]
    missing = sorted(wanted - granted, key=lambda scope: (scope not in ESSENTIAL, scope))
    if not missing:
        return [ok(SCOPES, f"all {len(wanted)} of the manifest are granted")]
    return [_missing(scope) for scope in missing]


def _missing(scope: str) -> Finding:
    what = f"{scope} is missing: {SUFFERS.get(scope, 'the manifest asks for it')}"
    return fail(SCOPES, what, _MEND) if scope in ESSENTIAL else warn(SCOPES, what, _MEND)
