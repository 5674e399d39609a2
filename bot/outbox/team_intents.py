"""The calls we make to Slack for a team: cards that were given to it, and who is to be called."""

from __future__ import annotations

from bot.domain import ChannelId, TurnId
from bot.outbox.post_intents import PostKind
from bot.store.records import DecisionRow, NewPost, Ticket


def team_card_key(turn_id: TurnId) -> str:
    """How the purposes of a turn's cards in the channels of teams begin."""
    return f"team_card:{turn_id}:"


def team_card(channel: ChannelId, ticket: Ticket, row: DecisionRow, team: str, because: str) -> NewPost:
    """The turn's card in the channel of the team that it was given to; once a time that it was."""
    return NewPost(
        dedupe_key=f"{team_card_key(row.turn_id)}{because}",
        kind=PostKind.TEAM_CARD.value,
        channel=channel,
        body={"team": team},
        ticket_id=ticket.id,
        decision_id=row.id,
        ordering_key=f"card:{ticket.id}",
    )


def clock_note(channel: str, key_word: str, text: str, *, person: str, oncall: str, about: Ticket) -> NewPost:
    """Tells the desk, or a team's channel, that a customer waits; one a key word. `person` is the user id of whoever
    has the thread, `oncall` a user id or a name: both are notified where Slack knows them."""
    return NewPost(
        dedupe_key=f"clock:{key_word}",
        kind=PostKind.CLOCK.value,
        channel=ChannelId(channel),
        body={"text": text, "person": person, "oncall": oncall},
        ticket_id=about.id,
    )
