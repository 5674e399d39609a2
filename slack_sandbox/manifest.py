"""What the app was granted when it was installed, read from `manifest.yml`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

DEFAULT_MANIFEST = Path(__file__).resolve().parents[1] / "manifest.yml"


@dataclass(frozen=True, slots=True)
class Grants:
    """Scopes, subscriptions and features. Event names are those of the manifest (`message.channels`)."""

    app_name: str
    scopes: frozenset[str]
    events: frozenset[str]
    commands: frozenset[str]
    message_shortcuts: frozenset[str]
    global_shortcuts: frozenset[str]
    home_tab: bool
    messages_tab: bool
    messages_tab_read_only: bool
    interactivity: bool
    socket_mode: bool

    @property
    def people_write(self) -> bool:
        """Whether people may write to the app in a direct message."""
        return self.messages_tab and not self.messages_tab_read_only


def read_grants(path: Path = DEFAULT_MANIFEST) -> Grants:
    """The grants of a manifest. Raises ValueError naming the file when it is no manifest."""
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(raw, dict) or "display_information" not in raw:
        raise ValueError(f"{path}: not an app manifest; it needs display_information, features and oauth_config")
    features, settings = _part(raw, "features"), _part(raw, "settings")
    shortcuts = features.get("shortcuts") or []
    home = _part(features, "app_home")
    return Grants(
        app_name=str(raw["display_information"]["name"]),
        scopes=frozenset(_part(_part(raw, "oauth_config"), "scopes").get("bot") or []),
        events=frozenset(_part(settings, "event_subscriptions").get("bot_events") or []),
        commands=frozenset(c["command"] for c in features.get("slash_commands") or []),
        message_shortcuts=frozenset(s["callback_id"] for s in shortcuts if s["type"] == "message"),
        global_shortcuts=frozenset(s["callback_id"] for s in shortcuts if s["type"] == "global"),
        home_tab=bool(home.get("home_tab_enabled")),
        messages_tab=bool(home.get("messages_tab_enabled")),
        messages_tab_read_only=bool(home.get("messages_tab_read_only_enabled")),
        interactivity=bool(_part(settings, "interactivity").get("is_enabled")),
        socket_mode=bool(settings.get("socket_mode_enabled")),
    )


def _part(raw: dict[str, Any], key: str) -> dict[str, Any]:
    value = raw.get(key)
    return value if isinstance(value, dict) else {}
