"""The calls we make to Slack, by purpose: their keys, their order, and the few things that our tables do not hold."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from bot.domain import ChannelId, DecisionId, MessageTs, TurnId, UserId
from bot.store.records import DecisionRow, Guard, NewPost, Post, Ticket


class PostKind(StrEnum):
    """What a call is for."""

    ANSWER = "answer"
    ANSWER_PART = "answer_part"
    NOTICE = "notice"
    CORRECTION = "correction"
    REPLY = "reply"
    CARD = "card"
    CARD_UPDATE = "card_update"
    CARD_PART = "card_part"
    POINTER = "pointer"
    TEAM_CARD = "team_card"
    REMOVAL = "removal"
    WHISPER = "whisper"
    ALERT = "alert"
    DESK_NOTE = "desk_note"
    DESK_NOTE_UPDATE = "desk_note_update"
    CLOCK = "clock"
    INCIDENT = "incident"
    INCIDENT_REDRAW = "incident_redraw"
    ARTICLE_CARD = "article_card"
    ARTICLE_UPDATE = "article_update"
    GAP_CARD = "gap_card"
    GAP_UPDATE = "gap_update"
    CANARY = "canary"
    CANARY_UPDATE = "canary_update"
    DIGEST = "digest"


TO_CUSTOMERS = frozenset({PostKind.ANSWER, PostKind.ANSWER_PART, PostKind.NOTICE, PostKind.CORRECTION, PostKind.REPLY})
SILENT_SINCE = "silent_since"  # in the body of what only goes to a customer who says nothing
_AGAIN = ":again"
ANSWERS = frozenset({PostKind.ANSWER, PostKind.ANSWER_PART})
UPDATES = frozenset(
    {
        PostKind.CARD_UPDATE,
        PostKind.ARTICLE_UPDATE,
        PostKind.GAP_UPDATE,
        PostKind.CANARY_UPDATE,
        PostKind.DESK_NOTE_UPDATE,
    }
)
UNDER_A_CARD = frozenset({PostKind.POINTER, PostKind.CARD_PART})


def card_key(turn_id: TurnId) -> str:
    """The purpose of a turn's card: a turn has one, whatever is decided on it."""
    return f"card:{turn_id}"


def answer_key(decision_id: DecisionId, part: int = 0) -> str:
    """The purpose of a decision's answer, and of what did not fit into its first post."""
    return f"answer:{decision_id}" + (f":{part}" if part else "")


def answer(ticket: Ticket, row: DecisionRow, guard: Guard | None = None) -> NewPost:
    """The answer of a decision, or its first part, in the customer's thread."""
    return _in_thread(ticket, PostKind.ANSWER, answer_key(row.id), row.id, {}, guard)


def answer_part(ticket: Ticket, row: DecisionRow, part: int) -> NewPost:
    """What did not fit into an answer's first post; `part` counts from 1. It goes out because the one before did,
    whatever has changed since: half an answer is worse than an old one."""
    sequel = Guard(after=answer_key(row.id, part - 1))
    body = {"part": str(part)}
    return _in_thread(ticket, PostKind.ANSWER_PART, answer_key(row.id, part), row.id, body, sequel)


def correction(ticket: Ticket, decision_id: DecisionId, because: str, text: str, by: str) -> NewPost:
    """A correction of a decision's answer, in the same thread. `text` is Markdown by the user `by`; `because` is an id
    that tells two corrections of one answer apart."""
    body = {"text": text, "by": by}
    return _in_thread(ticket, PostKind.CORRECTION, f"correction:{decision_id}:{because}", decision_id, body, None)


def reply(ticket: Ticket, decision_id: DecisionId, because: str, text: str, by: str) -> NewPost:
    """What a person wrote on a card for the customer: Markdown by the user `by`. `because` is the act's id."""
    body = {"text": text, "by": by}
    return _in_thread(ticket, PostKind.REPLY, f"reply:{decision_id}:{because}", decision_id, body, None)


def notice(
    ticket: Ticket,
    key_word: str,
    text: str,
    decision_id: DecisionId,
    guard: Guard | None = None,
    not_before: datetime | None = None,
) -> NewPost:
    """A sentence of ours in the customer's thread; one a key word and decision. One that is put off holds up nobody."""
    later = f"later:{decision_id}" if not_before else ""
    return _in_thread(
        ticket,
        PostKind.NOTICE,
        f"{key_word}:{decision_id}",
        decision_id,
        {"text": text},
        guard,
        ordering_key=later,
        not_before=not_before,
    )


def follow_up(ticket: Ticket, since: datetime, text: str) -> NewPost:
    """Asks in the customer's thread whether our last word, at `since`, helped; once a word of ours."""
    key = f"follow_up:{ticket.id}:{since.timestamp():.0f}"
    body = {"text": text, SILENT_SINCE: since.isoformat()}
    return NewPost(key, PostKind.NOTICE.value, ticket.channel, body, ticket.thread_ts, ticket.id)


def card(desk_channel: str, ticket: Ticket, row: DecisionRow) -> NewPost:
    """The turn's card on the desk. `desk_channel` is an id, or a #name while no id is known."""
    return NewPost(
        dedupe_key=card_key(row.turn_id),
        kind=PostKind.CARD.value,
        channel=ChannelId(desk_channel),
        body={},
        ticket_id=ticket.id,
        decision_id=row.id,
        ordering_key=f"card:{ticket.id}",
    )


def card_part(desk_channel: str, ticket: Ticket, row: DecisionRow, part: int) -> NewPost:
    """A piece of a draft that is too long for its card, in the card's own thread."""
    return NewPost(
        dedupe_key=f"card_part:{row.id}:{part}",
        kind=PostKind.CARD_PART.value,
        channel=ChannelId(desk_channel),
        body={"part": str(part)},
        ticket_id=ticket.id,
        decision_id=row.id,
        ordering_key=f"card_part:{row.id}",
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
        ordering_key=f"update:{ticket.id}",
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
        ordering_key=f"pointer:{row.turn_id}",
    )


def removal(post: Post, channel: ChannelId, ts: MessageTs) -> NewPost:
    """Take away a post that stands where it must not."""
    return NewPost(
        dedupe_key=f"removal:{post.id}",
        kind=PostKind.REMOVAL.value,
        channel=channel,
        body={"ts": ts},
        ticket_id=post.ticket_id,
        decision_id=post.decision_id,
        ordering_key=f"removal:{post.id}",
    )


def again(post: Post) -> list[NewPost]:
    """A sentence of ours that fell out of its thread, once more: it follows its ticket, if anything of that stands. An
    answer is not repeated, since its question has changed."""
    if post.kind in ANSWERS or post.dedupe_key.endswith(_AGAIN):
        return []
    return [
        NewPost(
            dedupe_key=f"{post.dedupe_key}{_AGAIN}",
            kind=post.kind,
            channel=post.channel,
            body=post.body,
            thread_ts=post.thread_ts,
            ticket_id=post.ticket_id,
            decision_id=post.decision_id,
            ordering_key=post.ordering_key,
            guard=post.guard,
        )
    ]


def whisper(desk_channel: str, user: UserId, text: str, because: str, post: Post) -> NewPost:
    """A word for one person at the desk, about a post; `because` tells two words apart."""
    return NewPost(
        dedupe_key=f"whisper:{user}:{because}",
        kind=PostKind.WHISPER.value,
        channel=ChannelId(desk_channel),
        body={"user": user, "text": text},
        ticket_id=post.ticket_id,
        decision_id=post.decision_id,
        ordering_key=f"whisper:{user}",
    )


def alert(user: str, text: str, because: str) -> NewPost:
    """A direct message to somebody who is to hear of it when the desk cannot be posted to."""
    return NewPost(
        dedupe_key=f"alert:{user}:{because}",
        kind=PostKind.ALERT.value,
        channel=ChannelId(user),
        body={"text": text},
        ordering_key=f"alert:{user}",
    )


def desk_note(desk_channel: str, key_word: str, text: str, **about: str) -> NewPost:
    """A sentence to the desk that belongs to no ticket; one a key word. `about`: the `intent` whose trust it tells of,
    or the `decision` that a customer flagged, with its `account`, or the `classifier` that learned, which make buttons
    of it (trust_desk.py, classifier_desk.py)."""
    return NewPost(
        dedupe_key=f"desk_note:{key_word}",
        kind=PostKind.DESK_NOTE.value,
        channel=ChannelId(desk_channel),
        body={"text": text, **about},
    )


def desk_note_update(desk_channel: str, note_id: str, because: str) -> NewPost:
    """Redraw a note. `because` tells two of them apart."""
    return NewPost(
        dedupe_key=f"desk_note_update:{note_id}:{because}",
        kind=PostKind.DESK_NOTE_UPDATE.value,
        channel=ChannelId(desk_channel),
        body={"note": note_id},
        ordering_key=f"desk_note:{note_id}",
    )


def _in_thread(
    ticket: Ticket,
    kind: PostKind,
    key: str,
    decision_id: DecisionId,
    body: Mapping[str, str],
    guard: Guard | None,
    *,
    ordering_key: str = "",
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
        ordering_key=ordering_key or f"thread:{ticket.id}",
        guard=guard,
        not_before=not_before,
    )
