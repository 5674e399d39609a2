"""What becomes of a card with a planted error once it is decided on: it says so. Before, it looks like any draft's."""

from __future__ import annotations

from dataclasses import replace

from bot.domain import PostId
from bot.outbox.blocks.card import card_message
from bot.outbox.blocks.card_view import CardView
from bot.outbox.blocks.elements import context, header, rich, rich_section, run
from bot.outbox.blocks.message import EVENT_TYPE, SlackMessage, marked
from bot.outbox.blocks.mrkdwn import shorten
from bot.texts import canaries as words

_KIND = "canary"
_ROOM = 300


def canary_message(view: CardView) -> SlackMessage:
    """A draft's card, found again as what it is."""
    payload = {"post_id": view.post_id, "kind": _KIND}
    return replace(card_message(view), metadata={"event_type": EVENT_TYPE, "event_payload": payload})


def revealed_message(post_id: PostId, state: str, was: str, error: str) -> SlackMessage:
    """What was planted, that nothing was sent, and whether it was noticed; not by whom."""
    planted = words.planted(shorten(was, _ROOM), shorten(error, _ROOM)) if was and error else ""
    outcome = words.OUTCOMES[state]
    blocks = [
        header(words.TITLE),
        rich([rich_section(run(outcome, "bold"), run(f" {planted}"))]),
        context(words.NOT_SENT),
    ]
    return marked(post_id, _KIND, f"{words.TITLE}. {outcome} {planted} {words.NOT_SENT}", blocks)
