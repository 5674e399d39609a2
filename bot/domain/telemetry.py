"""What the bot tells of its work while it works: one stream that metrics, logs and traces read.

Ids, codes and times alone, by construction: no event has room for words of a customer or for a name, except a model
call's `content`, which is there only where the operator asked for it and goes into traces alone. Events are told when
their piece of work ends; who hears one takes the present for that moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.generation import Usage
from bot.domain.ids import DecisionId, PostId, TicketId, TurnId
from bot.domain.reasons import ReasonCode, Tier


@dataclass(frozen=True, slots=True)
class Received:
    """A payload of Slack's was stored, in `seconds`. `key` is its row in the inbox."""

    key: str
    kind: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Handled:
    """What a stored payload asks for was done, or will never be. The ids are of what it turned out to be about."""

    ticket_id: str | None
    turn_id: str | None
    key: str
    kind: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Gathered:
    """A stored message became part of a turn."""

    ticket_id: TicketId
    turn_id: TurnId
    key: str


@dataclass(frozen=True, slots=True)
class Stepped:
    """A step of a turn's work ran, once a try; what a crash left is not told again. `error` names the exception's class
    where the try failed. `ticket_id` None: the first step is the one that reads it."""

    ticket_id: TicketId | None
    turn_id: TurnId
    step: str
    seconds: float
    error: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """A turn was decided. `reasons`: the strictest first. `waited_s`: since its first message."""

    ticket_id: TicketId
    turn_id: TurnId
    decision_id: DecisionId
    revision: int
    tier: Tier
    reasons: tuple[ReasonCode, ...]
    intent: str
    engine: str
    not_a_request: bool
    waited_s: float


@dataclass(frozen=True, slots=True)
class Posted:
    """How a call of the outbox ended: `sent`, `cancelled`, `failed`, or with its next try to come: `refused`. `code` is
    Slack's word for a refusal, or ours. `seconds`: since it was to go out."""

    post_id: PostId
    kind: str
    ticket_id: TicketId | None
    turn_id: TurnId | None
    decision_id: DecisionId | None
    outcome: str
    code: str
    seconds: float
    attempts: int


@dataclass(frozen=True, slots=True)
class ModelContent:
    """What was said to a model and by it."""

    system: tuple[str, ...]
    asked: tuple[str, ...]
    answered: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ModelAnswered:
    """A call to a language model ended, well or not; what its server said of itself is empty where no answer came."""

    ticket_id: TicketId | None
    turn_id: TurnId | None
    usage: Usage
    max_tokens: int = 0
    response_id: str = ""
    response_model: str = ""
    finish_reason: str = ""
    content: ModelContent | None = None


@dataclass(frozen=True, slots=True)
class Dropped:
    """Best-effort work was not done: it came too late to mean anything, or failed."""

    work: str


class Where(StrEnum):
    """In which kind of work something failed that nobody foresaw."""

    LOOP = "loop"
    STEP = "step"
    WORKFLOW = "workflow"
    INBOX = "inbox"
    POST = "post"
    PAYLOAD = "payload"
    BACKGROUND = "background"
    CATCH_UP = "catch_up"
    HOUSEKEEPING = "housekeeping"
    TASK = "task"


@dataclass(frozen=True, slots=True)
class Failed:
    """An exception that is none of ours. `failure_id` stands in the log too; `error` is the exception's class.
    `on_card`: a card shows the id to the desk."""

    where: Where
    failure_id: str
    error: str
    ticket_id: str | None
    turn_id: str | None
    on_card: bool = False


Event = Received | Handled | Gathered | Stepped | Decided | Posted | ModelAnswered | Dropped | Failed
Tell = Callable[[Event], None]


def nobody(event: Event) -> None:
    """Where nobody listens."""
    del event
