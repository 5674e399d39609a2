"""What each Claude model costs and accepts, as data; an id that is not here is a configuration error, never free."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from bot.errors import ConfigError

if TYPE_CHECKING:  # who answers without Claude does not wait for its client to load
    from anthropic.types import Message, ThinkingConfigParam

ANSWER_MODEL = "claude-sonnet-5-5"
CLASSIFY_MODEL = "claude-haiku-5-5"

Quiet = Literal["between_tools", "disabled", "off_unless_asked", "always_thinks"]


@dataclass(frozen=True, slots=True)
class Price:
    """Dollars per million tokens. `write_5m`, `write_1h` and `read` are for the prompt cache."""

    input: float
    output: float
    write_5m: float
    write_1h: float
    read: float


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """What one model takes. Source: docs/claude.md, Models and Prompt cache, as of 2026-11-22.

    `cache_from` is the shortest prompt, in tokens, that the prompt cache keeps; where nothing is published, the longest
    that any model of the family asks for. `quiet` says how up-front thinking is kept off; `effort` whether
    `output_config.effort` is accepted; `long_price` holds for the whole request once its prompt, cached tokens
    included, exceeds `long_after` tokens."""

    price: Price
    quiet: Quiet
    cache_from: int
    effort: bool = True
    long_after: int | None = None
    long_price: Price | None = None

    @property
    def thinking(self) -> ThinkingConfigParam | None:
        """The `thinking` parameter that asks for no up-front thinking; None where it must be left out."""
        if self.quiet == "between_tools":
            return {"type": "between_tools"}
        if self.quiet == "disabled":
            return {"type": "disabled"}
        return None


@dataclass(frozen=True, slots=True)
class Tokens:
    """Token counts of one call. `input` is the uncached remainder; the prompt is the sum of all but `output`."""

    input: int = 0
    write_5m: int = 0
    write_1h: int = 0
    read: int = 0
    output: int = 0

    @property
    def prompt(self) -> int:
        """Size of the whole prompt in tokens."""
        return self.input + self.write_5m + self.write_1h + self.read


_SONNET_OLD = Price(3, 15, 3.75, 6, 0.30)

MODELS: Mapping[str, ModelFacts] = MappingProxyType(
    {
        "claude-haiku-5-5": ModelFacts(
            Price(0.10, 0.50, 0.125, 0.20, 0.01),
            "disabled",
            512,
            long_after=100_000,
            long_price=Price(0.50, 2.50, 0.625, 1.00, 0.05),
        ),
        "claude-haiku-4-5": ModelFacts(Price(1, 5, 1.25, 2, 0.10), "off_unless_asked", 4096, effort=False),
        "claude-haiku-4-5-20251001": ModelFacts(Price(1, 5, 1.25, 2, 0.10), "off_unless_asked", 4096, effort=False),
        "claude-sonnet-5-5": ModelFacts(Price(2, 10, 2.50, 4, 0.10), "between_tools", 1024),
        "claude-sonnet-5": ModelFacts(Price(2, 10, 2.50, 4, 0.20), "disabled", 1024),
        "claude-sonnet-4-6": ModelFacts(_SONNET_OLD, "off_unless_asked", 2048),
        "claude-sonnet-4-5": ModelFacts(_SONNET_OLD, "off_unless_asked", 1024, effort=False),
        "claude-sonnet-4-5-20250929": ModelFacts(_SONNET_OLD, "off_unless_asked", 1024, effort=False),
        "claude-opus-5-5": ModelFacts(Price(4, 20, 5, 8, 0.20), "always_thinks", 4096),
    }
)


def facts(model: str, setting: str = "ANSWER_MODEL") -> ModelFacts:
    """The facts of a model id. Raises ConfigError naming the setting to correct."""
    found = MODELS.get(model)
    if found is None:
        known = ", ".join(sorted(MODELS))
        raise ConfigError(
            f"{setting}: {model!r} is no model whose price and parameters are known; use one of {known},"
            " or add it to bot/platform/claude/models.py"
        )
    return found


def cost_usd(model: str, tokens: Tokens) -> float:
    """Dollars for one call. Raises ConfigError for an unknown model."""
    known = facts(model)
    price = known.price
    if known.long_after is not None and known.long_price is not None and tokens.prompt > known.long_after:
        price = known.long_price
    return (
        tokens.input * price.input
        + tokens.write_5m * price.write_5m
        + tokens.write_1h * price.write_1h
        + tokens.read * price.read
        + tokens.output * price.output
    ) / 1_000_000


def tokens_of(message: Message) -> Tokens:
    """The counts a reply reports; every field may be missing. Writes without a breakdown are one-hour ones,
    since those are the only marks we set."""
    usage = getattr(message, "usage", None)
    split = getattr(usage, "cache_creation", None)
    written = _count(usage, "cache_creation_input_tokens")
    short = min(_count(split, "ephemeral_5m_input_tokens"), written)
    return Tokens(
        input=_count(usage, "input_tokens"),
        write_5m=short,
        write_1h=written - short,
        read=_count(usage, "cache_read_input_tokens"),
        output=_count(usage, "output_tokens"),
    )


def _count(part: object, name: str) -> int:
    value = getattr(part, name, None)
    return value if isinstance(value, int) and value > 0 else 0
