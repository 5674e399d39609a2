"""Are the environment and `.env` readable, and is the policy valid?"""

from __future__ import annotations

from pathlib import Path

from bot.doctor.finding import Finding, fail, ok
from bot.errors import ConfigError
from bot.policy import Policy, load_policy
from bot.settings import Settings, load_settings

ENVIRONMENT, POLICY = "environment", "policy"


def read_environment(env_file: Path) -> tuple[Settings | None, Finding]:
    """The settings, None when they cannot be used. No value of a variable is ever shown."""
    try:
        settings = load_settings(env_file)
    except ConfigError as error:
        return None, fail(
            ENVIRONMENT, str(error), f"correct that in {env_file} or the environment, as .env.example shows"
        )
    except (OSError, UnicodeError):
        return None, fail(ENVIRONMENT, f"{env_file} cannot be read", "make it a readable UTF-8 text file")
    said = f"{env_file} and the environment" if env_file.is_file() else f"the environment (there is no {env_file})"
    return settings, ok(ENVIRONMENT, f"read from {said}; LLM_ENGINE={settings.llm_engine}")


def read_policy(settings: Settings) -> tuple[Policy | None, Finding]:
    """The policy, None when it cannot be used."""
    try:
        policy = load_policy(settings.policy_file)
    except ConfigError as error:
        return None, fail(
            POLICY, str(error), "correct that key; product key names are listed in the shipped support.yml"
        )
    escalating = sum(intent.escalate for intent in policy.intents.values())
    what = (
        f"{settings.policy_file}: mode {policy.mode}, {len(policy.intents)} intents, {escalating} go straight to people"
    )
    return policy, ok(POLICY, what)
