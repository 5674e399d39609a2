"""Who asked what, where, and what was said before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.ids import ChannelId, MessageTs, Mode, PassageId, TeamId, TicketId, TurnId, UserId
from bot.domain.message_parts import NO_PARTS, Parts


@dataclass(frozen=True, slots=True)
class Account:
    """The account record of a customer, from the policy. Never another customer's."""

    name: str
    plan: str | None = None
    tone: str = "neutral"
    tier: str = ""
    team_id: TeamId | None = None


@dataclass(frozen=True, slots=True)
class Utterance:
    """One earlier message in the conversation. `role` is `customer`, `earnest` or `staff`."""

    role: str
    text: str


@dataclass(frozen=True, slots=True)
class Person:
    """An author: Slack's people are identified by team and user together. `is_bot` covers apps and workflows, with
    their `bot_ids`. `ours`: whether of the installing organisation, None where that cannot be told; `guest`: with an
    account for certain channels alone."""

    team_id: TeamId | None
    user_id: UserId
    name: str = ""
    is_bot: bool = False
    ours: bool | None = None
    guest: bool = False
    bot_ids: tuple[str, ...] = ()

    @property
    def colleague(self) -> bool:
        """Certainly one of ours, and no guest."""
        return self.ours is True and not self.guest and not self.is_bot


@dataclass(frozen=True, slots=True)
class Conversation:
    """One turn of one ticket as it stands now: what the steps work on.

    `question` joins the turn's messages with newlines, unescaped plain text; `history` is what came before,
    oldest first. `mode` holds in this channel for this account. `account` None where none may be used; `over_limit`:
    it has had all the answers without review that its tier allows.

    `dissent` counts how often the customer has said that an answer did not help, this time included; `tried` are the
    passages that those answers leaned on, `tried_titles` their articles. `asked_before`: such a word, or the same
    question again. `settled`: after an answer they close the matter and ask nothing. `named`: people whom the customer
    asks instead of us. `parts`: what stands beside the words."""

    ticket_id: TicketId
    turn_id: TurnId
    revision: int
    channel: ChannelId
    thread_ts: MessageTs
    question: str
    asked_by: UserId
    asked_at: datetime
    history: tuple[Utterance, ...] = ()
    account: Account | None = None
    mode: Mode = Mode.DRAFT
    over_limit: bool = False
    person_has_thread: bool = False
    forced_in: bool = False
    attachments_only: bool = False
    asked_before: bool = False
    settled: bool = False
    dissent: int = 0
    tried: tuple[PassageId, ...] = ()
    tried_titles: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    parts: Parts = NO_PARTS
