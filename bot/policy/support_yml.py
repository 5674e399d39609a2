"""support.yml as typed records: who is a customer, which intents exist, what may happen by itself, and the budgets."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Literal

import yaml
from pydantic import Field, ValidationError, model_validator

from bot.domain import Account, Mode, TeamId
from bot.errors import ConfigError
from bot.policy.account_tiers import AccountTier
from bot.policy.channels import ChannelPolicy
from bot.policy.digest import Digest
from bot.policy.durations import Duration
from bot.policy.generic import with_generic
from bot.policy.knowledge import Knowledge
from bot.policy.models import Spend
from bot.policy.opening_hours import Hours
from bot.policy.part import Part, Share
from bot.policy.retention import Retention
from bot.policy.review import Review
from bot.policy.tools import ToolServer

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


class Team(Part):
    """A group of people. `channel` gets a pointer to cards that are theirs; `oncall` is shown on the card."""

    channel: str | None = None
    oncall: str | None = None


class AccountPolicy(Part):
    """What we know about a customer company."""

    team_id: str | None = None
    plan: str | None = None
    tone: Literal["formal", "neutral", "casual"] = "neutral"
    tier: str = ""


class Thresholds(Part):
    """Gates and waits. Shares are 0..1, `_s` seconds. After our last word in a thread the customer is asked once
    whether it helped (`ask_after_silence`, never by default); later the ticket counts as resolved."""

    confidence: Share = 0.75
    grounding: Share = 0.5
    answer_probability: Share = 0.76
    quote_probability: Share = 0.18
    # Low, since the engine sees sentences and tells better than the search does.
    relevance: Share = 0.15
    frustration: Share = 0.8
    upset: Share = 0.5
    churn: Share = 0.8
    intent_floor: Share = 0.35
    stale_after_days: int = Field(default=60, ge=1)
    burst_silence_s: float = Field(default=3.0, ge=0)
    burst_max_s: float = Field(default=15.0, ge=0)
    join_within_s: float = Field(default=120.0, ge=0)
    ask_after_silence: Duration | None = None
    resolved_after_silence: Duration = timedelta(hours=72)
    undecided_notice_s: float = Field(default=600.0, gt=0)
    generation_deadline_s: float = Field(default=30.0, gt=0)
    best_effort_s: float = Field(default=10.0, gt=0)
    spend: Spend = Spend()


class Emoji(Part):
    """Emoji names (no colons) that staff and Earnest use."""

    seen: str = "eyes"
    force_in: str = "ticket"
    force_out: str = "no_entry_sign"
    flag: str = "triangular_flag_on_post"
    resolved: str = "white_check_mark"


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
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
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
