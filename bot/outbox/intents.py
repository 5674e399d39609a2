"""The calls we make to Slack, by purpose: their keys, their lanes, and the few things that our tables do not hold."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from bot.domain import ChannelId, DecisionId, TurnId
from bot.store.records import DecisionRow, Guard, NewPost, Ticket


class PostKind(StrEnum):
    """What a call is for."""

    ANSWER = "answer"
    NOTICE = "notice"
    CORRECTION = "correction"
    CARD = "card"
    CARD_UPDATE = "card_update"
    POINTER = "pointer"


TO_CUSTOMERS = frozenset({PostKind.ANSWER, PostKind.NOTICE, PostKind.CORRECTION})


def card_key(turn_id: TurnId) -> str:
    """The purpose of a turn's card: a turn has one, whatever is decided on it."""
    return f"card:{turn_id}"


def answer_key(decision_id: DecisionId) -> str:
    """The purpose of a decision's answer."""
    return f"answer:{decision_id}"


def answer(ticket: Ticket, row: DecisionRow, guard: Guard | None = None) -> NewPost:
    """The answer of a decision, in the customer's thread."""
    return _in_thread(ticket, PostKind.ANSWER, answer_key(row.id), row.id, {}, guard)


def correction(ticket: Ticket, decision_id: DecisionId, because: str, text: str, by: str) -> NewPost:
    """A correction of a decision's answer, in the same thread. `text` is Markdown by the user `by`; `because` is an id
    that tells two corrections of one answer apart."""
    body = {"text": text, "by": by}
    return _in_thread(ticket, PostKind.CORRECTION, f"correction:{decision_id}:{because}", decision_id, body, None)


def notice(
    ticket: Ticket,
    key_word: str,
    text: str,
    decision_id: DecisionId,
    guard: Guard | None = None,
    not_before: datetime | None = None,
) -> NewPost:
    """A sentence of ours in the customer's thread; one a key word and decision. A put-off one has a lane of its own,
    where it holds up nobody."""
    later = f"later:{decision_id}" if not_before else ""
    return _in_thread(
        ticket,
        PostKind.NOTICE,
        f"{key_word}:{decision_id}",
        decision_id,
        {"text": text},
        guard,
        lane=later,
        not_before=not_before,
    )


def card(desk_channel: str, ticket: Ticket, row: DecisionRow) -> NewPost:
    """The turn's card on the desk. `desk_channel` is an id, or a #name while no id is known."""
    return NewPost(
        dedupe_key=card_key(row.turn_id),
        kind=PostKind.CARD.value,
        channel=ChannelId(desk_channel),
        body={},
        ticket_id=ticket.id,
        decision_id=row.id,
    )


def card_update(desk_channel: str, ticket: Ticket, decision_id: DecisionId, because: str) -> NewPost:
    """Redraw a decision's card. `because` is the id of what happened."""
    return NewPost(
        dedupe_key=f"update:{decision_id}:{because}",
        kind=PostKind.CARD_UPDATE.value,
        channel=ChannelId(desk_channel),
        body={},
        ticket_id=ticket.id,
        decision_id=decision_id,
        lane=f"update:{desk_channel}",
    )


def pointer(channel: ChannelId, ticket: Ticket, row: DecisionRow, team: str) -> NewPost:
    """Tells a team's own channel of a card that is theirs."""
    return NewPost(
        dedupe_key=f"pointer:{row.turn_id}:{team}",
        kind=PostKind.POINTER.value,
        channel=channel,
        body={"team": team},
        ticket_id=ticket.id,
        decision_id=row.id,
    )


def _in_thread(
    ticket: Ticket,
    kind: PostKind,
    key: str,
    decision_id: DecisionId,
    body: Mapping[str, str],
    guard: Guard | None,
    *,
    lane: str = "",
    not_before: datetime | None = None,
) -> NewPost:
    return NewPost(
        dedupe_key=key,
        kind=kind.value,
        channel=ticket.channel,
        body=body,
        thread_ts=ticket.thread_ts,
        ticket_id=ticket.id,
        decision_id=decision_id,
        lane=lane,
        guard=guard,
        not_before=not_before,
    )
