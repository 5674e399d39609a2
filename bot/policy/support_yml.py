"""support.yml as typed records: who is a customer, which intents exist, what may happen by itself, and the budgets."""

from __future__ import annotations

import hashlib
from functools import cached_property
from pathlib import Path
from typing import Literal

import yaml
from pydantic import Field, ValidationError, model_validator

from bot.domain import Account, Mode, TeamId
from bot.errors import ConfigError
from bot.policy.account_tiers import AccountTier
from bot.policy.channels import ChannelPolicy
from bot.policy.emoji import Emoji
from bot.policy.generic import with_generic
from bot.policy.hours import Hours
from bot.policy.knowledge import Knowledge
from bot.policy.part import Part
from bot.policy.retention import Retention
from bot.policy.review import Review
from bot.policy.teams import Team, check_teams
from bot.policy.thresholds import Thresholds
from bot.policy.tools import ToolServer
from bot.policy.weekly_digest import Digest
from bot.policy.yaml_text import read_yaml

SIGNALS = frozenset({"frustration", "churn", "urgent"})  # what a rule may name beside an intent


class Desk(Part):
    """Where cards go. `channel` is an id or #name; `members` act even if Slack will not list the channel's members;
    `alert` are user ids that get a direct message when no card can be posted there. `digest` is when it is told of
    the last week, null for never."""

    channel: str = "#support-desk"
    members: list[str] = []
    alert: list[str] = []
    digest: Digest | None = Digest()


class Intent(Part):
    """One intent. `escalate` sends it to its team before any generation; `trust: pinned` allows Tier 0 at
    once to an engine that writes; `extractive` must have earned it from audits, as every engine may."""

    examples: list[str] = []
    team: str = "support"
    escalate: bool = False
    trust: Literal["pinned", "earned"] = "earned"
    mode: Mode | None = None
    chatter: bool = False


class Cluster(Part):
    """Intents that share a filter and a prompt. Their questions are searched in `product_areas` first (everywhere,
    where nothing there answers or none are named); the engine is told `guidance` beside its own instructions."""

    intents: list[str] = Field(min_length=1)
    product_areas: list[str] = []
    guidance: str = Field(default="", max_length=2_000)


class Rule(Part):
    """`when` is a case-insensitive regular expression; `then` names an intent, or `frustration`, `churn`, `urgent`.

    A `soft` rule counts in a question, or over one of the policy's `product_words`, only where the learned layer
    agrees: "How do I connect the agent?" asks for no person. Those that come with the program are soft."""

    when: str
    then: str
    soft: bool = False


class AccountPolicy(Part):
    """What we know about a customer company. `domains` are its own: no other customer is told them."""

    team_id: str | None = None
    domains: list[str] = []
    plan: str | None = None
    tone: Literal["formal", "neutral", "casual"] = "neutral"
    tier: str = ""


class Policy(Part):
    """The whole of support.yml."""

    mode: Mode = Mode.DRAFT
    desk: Desk = Desk()
    intents: dict[str, Intent]
    clusters: dict[str, Cluster] = {}
    rules: list[Rule] = []
    product_words: list[str] = []
    teams: dict[str, Team] = {"support": Team()}
    accounts: dict[str, AccountPolicy] = {}
    tiers: dict[str, AccountTier] = {}
    channels: dict[str, ChannelPolicy] = {}
    hours: Hours = Hours()
    thresholds: Thresholds = Thresholds()
    knowledge: Knowledge = Knowledge()
    tools: dict[str, ToolServer] = {}
    emoji: Emoji = Emoji()
    review: Review = Review()
    retention: Retention = Retention()

    @cached_property
    def customers(self) -> tuple[str, ...]:
        """The names of all accounts but those that are words of the product too, which say nothing of a customer."""
        words = {word.casefold() for word in self.product_words}
        return tuple(name for name in self.accounts if name.casefold() not in words)

    @cached_property
    def version(self) -> str:
        """Changes whenever anything that the policy says does, and with nothing else."""
        return hashlib.sha256(self.model_dump_json().encode("utf-8", "surrogatepass")).hexdigest()[:12]

    @model_validator(mode="after")
    def _names_resolve(self) -> Policy:
        for name, intent in self.intents.items():
            if intent.team not in self.teams:
                raise ValueError(f"intents.{name}.team is {intent.team!r}, which teams does not list")
        for rule in self.rules:
            if rule.then not in self.intents and rule.then not in SIGNALS:
                raise ValueError(f"rules: then {rule.then!r} is no intent and none of {sorted(SIGNALS)}")
        for channel, entry in self.channels.items():
            if entry.account is not None and entry.account not in self.accounts:
                raise ValueError(f"channels.{channel}.account is {entry.account!r}, which accounts does not list")
        for name, account in self.accounts.items():
            if self.tiers and account.tier and account.tier not in self.tiers:
                raise ValueError(f"accounts.{name}.tier is {account.tier!r}, which tiers does not list")
        for server, served in self.tools.items():
            for tool, allowed in served.allow.items():
                if unknown := sorted(set(allowed.intents) - set(self.intents)):
                    where = f"tools.{server}.allow.{tool}.intents"
                    raise ValueError(f"{where} names {unknown[0]!r}, which intents does not list")
        check_teams(self.teams)
        return self

    @model_validator(mode="after")
    def _clusters_do_not_overlap(self) -> Policy:
        home: dict[str, str] = {}
        for cluster, entry in self.clusters.items():
            for intent in entry.intents:
                if intent not in self.intents:
                    raise ValueError(f"clusters.{cluster}.intents names {intent!r}, which intents does not list")
                if home.setdefault(intent, cluster) != cluster:
                    raise ValueError(f"clusters: {intent!r} is in {home[intent]!r} and in {cluster!r}; keep it in one")
        return self

    def account(self, name: str | None) -> Account | None:
        """The account record of that name; None where unknown or not given."""
        found = self.accounts.get(name or "")
        if name is None or found is None:
            return None
        team = TeamId(found.team_id) if found.team_id else None
        return Account(name=name, plan=found.plan, tone=found.tone, tier=found.tier, team_id=team)


def load_policy(path: Path) -> Policy:
    """Read and check a policy file, its intents laid over the generic ones. Raises ConfigError that names file, key
    and fix."""
    try:
        raw = read_yaml(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"{path}: no such policy file; set POLICY_FILE or copy support.yml there") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read ({error}); it must be a UTF-8 text file") from None
    except yaml.YAMLError as error:
        where = getattr(error, "problem_mark", None)
        line = f" line {where.line + 1}" if where else ""
        raise ConfigError(f"{path}{line}: not valid YAML; check indentation and quotes there") from None
    if not isinstance(raw, dict):
        raise ConfigError(f"{path}: must be a mapping of keys such as intents: and desk:")
    try:
        return Policy.model_validate(with_generic(raw))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = ".".join(str(part) for part in first["loc"]) or "(whole file)"
        more = error.error_count() - 1
        tail = f" ({more} more after this one)" if more else ""
        raise ConfigError(f"{path}: {key}: {first['msg']}; correct that key{tail}") from None
