"""All that a desk card shows, as one record; who fills it knows no Block Kit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from enum import StrEnum

from bot.domain import Account, Decision, DecisionId, Mode, Passage, PostId
from bot.domain.states import TicketStatus


class CardState(StrEnum):
    """Where a card stands. The first three wait for a decision; GIVEN_BACK and REASSIGNED say how they came to. SENDING
    is decided and not yet posted."""

    PENDING = "pending"
    GIVEN_BACK = "given_back"
    REASSIGNED = "reassigned"
    TAKEN = "taken"
    HANDED_OVER = "handed_over"
    APPROVED = "approved"
    EDITED = "edited"
    DECLINED = "declined"
    ANSWERED = "answered"
    SUPERSEDED = "superseded"
    CANCELLED = "cancelled"
    SENDING = "sending"
    NOT_POSTED = "not_posted"

    @property
    def waits(self) -> bool:
        """Whether the card waits for a person's decision."""
        return self in {CardState.PENDING, CardState.GIVEN_BACK, CardState.REASSIGNED}


@dataclass(frozen=True, slots=True)
class LaterMessage:
    """What a customer wrote after the question."""

    author: str
    text: str


@dataclass(frozen=True, slots=True)
class Beside:
    """A file, a forwarded message or an unreadable part that came with the question. `url` empty where it has none."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class CardView:
    """A desk card. Texts are raw and untrusted; times are aware; `zone_name` names `zone`.

    `final_text` is what staff made of the draft, shown in its place; `proposed` the draft that staff had made of a near
    passage. `team` and `owner` stand for a reassignment;
    `team` empty means the decision's. `accurate` is staff's verdict, None while nobody gave one. `events` are lines
    from texts.card.event, oldest first. `status` is the ticket's. `corrected` is the intent that the desk named.
    `moved_on`: this is the card in the channel of a team whose it is no more.
    `earlier` counts the customer's earlier questions. `trouble` says what keeps a post from the customer;
    `impersonation` who looks like whom; `gone` names what the draft cites and the knowledge base no longer holds, so
    that it is not approved as it is; `clocks` are lines about what is due by the account's tier; `conversation` is the
    whole thread, for whoever takes it over."""

    post_id: PostId
    decision_id: DecisionId
    decision: Decision
    question: str
    asked_at: datetime
    now: datetime
    clocks: tuple[str, ...] = ()
    state: CardState = CardState.PENDING
    status: TicketStatus = TicketStatus.OPEN
    mode: Mode = Mode.DRAFT
    asker: str = ""
    account: Account | None = None
    earlier: int = 0
    trouble: tuple[str, ...] = ()
    impersonation: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    conversation: tuple[LaterMessage, ...] = ()
    channel_name: str = ""
    thread_url: str = ""
    team: str = ""
    moved_on: bool = False
    owner: str = ""
    oncall: str = ""
    final_text: str = ""
    proposed: str = ""
    accurate: bool | None = None
    corrected: str = ""
    later: tuple[LaterMessage, ...] = ()
    beside: tuple[Beside, ...] = ()
    events: tuple[str, ...] = ()
    zone: tzinfo = UTC
    zone_name: str = "UTC"

    @property
    def team_name(self) -> str:
        """The team whose card it is now."""
        return self.team or self.decision.team

    @property
    def draft(self) -> str:
        """What would be, or was, sent: staff's text, the engine's answer, or the question it would ask back."""
        drafted = self.decision.drafted
        asked = drafted.generation.ask if drafted else None
        return self.final_text or self.decision.answer or asked or self.proposed

    @property
    def intent(self) -> str:
        """What the question is about: the desk's word, else what was read; empty where nothing was."""
        read = self.decision.classification.intents
        return self.corrected or (read[0].name if read else "")

    @property
    def near(self) -> tuple[Passage, ...]:
        """The passages that may help, most likely first; one an article, and none that the answer cites."""
        drafted = self.decision.drafted
        by_id = {passage.id: passage for passage in self.decision.passages}
        return tuple(by_id[id_] for id_ in (drafted.generation.near if drafted else ()) if id_ in by_id)
