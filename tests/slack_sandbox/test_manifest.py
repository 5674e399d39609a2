"""The manifest: what Slack accepts (docs/slack.md, Manifest), and no more than the product uses."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from slack_sandbox.delivery import EVENT_SCOPES
from slack_sandbox.manifest import DEFAULT_MANIFEST, read_grants
from slack_sandbox.methods.registry import REGISTRY

SETTINGS = {
    *("allowed_ip_address_ranges", "event_subscriptions", "incoming_webhooks", "interactivity", "org_deploy_enabled"),
    *("socket_mode_enabled", "is_hosted", "token_rotation_enabled", "siws_links", "hermes_app_type"),
    *("function_runtime", "is_mcp_enabled"),
}


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    raw: dict[str, Any] = yaml.safe_load(DEFAULT_MANIFEST.read_text(encoding="utf-8"))
    return raw


def test_it_keeps_to_the_schemas_limits(manifest: dict[str, Any]) -> None:
    features = manifest["features"]
    assert set(manifest) <= {"_metadata", "display_information", "features", "oauth_config", "settings"}
    assert 1 <= len(manifest["display_information"]["name"]) <= 35
    assert len(manifest["display_information"]["description"]) <= 140
    assert len(features["bot_user"]["display_name"]) <= 80
    for command in features["slash_commands"]:
        assert command["command"].startswith("/")
        assert len(command["usage_hint"]) <= 1000
    for shortcut in features["shortcuts"]:
        assert len(shortcut["name"]) <= 24
        assert len(shortcut["description"]) <= 150
    assert set(manifest["settings"]) <= SETTINGS
    assert not {"assistant_view", "agent_view"} & set(features)


def test_scopes_and_events_are_named_once_and_known(manifest: dict[str, Any]) -> None:
    scopes = manifest["oauth_config"]["scopes"]["bot"]
    events = manifest["settings"]["event_subscriptions"]["bot_events"]
    known = {scope for method in REGISTRY.values() for scope in method.scopes} | {"commands", "app_mentions:read"}
    assert len(scopes) == len(set(scopes))
    assert len(events) == len(set(events))
    assert set(scopes) <= known
    assert set(events) <= set(EVENT_SCOPES)


def test_every_event_it_wants_has_its_scope() -> None:
    grants = read_grants()
    for event in grants.events:
        needed = {s.format(family=family) for s in EVENT_SCOPES[event] for family in ("channels", "groups")}
        assert needed <= grants.scopes, event


def test_a_file_that_is_no_manifest_is_named(tmp_path: Path) -> None:
    path = tmp_path / "support.yml"
    path.write_text("mode: draft\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"support\.yml: not an app manifest"):
        read_grants(path)
