"""Which messages of customers wait for a reply."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, or_, select

from bot.store.tables import decisions, messages


def asks() -> ColumnElement[bool]:
    """A message that asks something: its turn was found a request or is not decided yet; of one that no turn answers,
    its first reading decides."""
    nothing = select(decisions.c.id).where(
        decisions.c.turn_id == messages.c.turn_id, decisions.c.current, decisions.c.not_a_request
    )
    return or_(
        and_(messages.c.turn_id.is_(None), messages.c.chatter.is_(False)),
        and_(messages.c.turn_id.is_not(None), ~nothing.exists()),
    )
