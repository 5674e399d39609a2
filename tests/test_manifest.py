"""The manifest grants what the product uses and nothing more."""

from __future__ import annotations

import ast
from pathlib import Path

import yaml

from slack_sandbox.methods.registry import REGISTRY

ROOT = Path(__file__).parent.parent
MANIFEST = yaml.safe_load((ROOT / "manifest.yml").read_text(encoding="utf-8"))
# docs/slack.md, What an event or feature needs: what an event subscription or a feature needs besides its own switch.
EVENT_SCOPES = {
    "app_mention": {"app_mentions:read"},
    "message.channels": {"channels:history"},
    "message.groups": {"groups:history"},
    "reaction_added": {"reactions:read"},
    "reaction_removed": {"reactions:read"},
    "app_home_opened": set(),
    "member_joined_channel": {"channels:read", "groups:read"},
    "channel_shared": {"channels:read", "groups:read"},
    "channel_unshared": {"channels:read", "groups:read"},
    "channel_id_changed": {"channels:read", "groups:read"},
}


def methods_called() -> set[str]:
    """Every Web API method that the Slack adapter names."""
    found: set[str] = set()
    for path in (ROOT / "bot" / "platform" / "slack").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and node.value in REGISTRY:
                found.add(str(node.value))
    return found


def needed() -> set[str]:
    scopes = {"commands"}
    for method in methods_called():
        # A conversation is a public or a private channel here; direct messages are not served.
        scopes |= {s for s in REGISTRY[method].scopes if s.split(":")[0] not in ("im", "mpim")}
    for event in MANIFEST["settings"]["event_subscriptions"]["bot_events"]:
        scopes |= EVENT_SCOPES[event]
    return scopes


def test_the_adapter_calls_the_methods_we_think_it_does() -> None:
    assert {"chat.postMessage", "chat.update", "conversations.history", "views.open"} <= methods_called()


def test_the_manifest_grants_every_scope_that_calls_and_events_need_and_no_other() -> None:
    assert set(MANIFEST["oauth_config"]["scopes"]["bot"]) == needed()
