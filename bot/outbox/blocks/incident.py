"""The desk's post about a burst of alike questions: how unusual it is, its threads, and what can be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.domain import PostId
from bot.outbox.blocks.action_ids import Button
from bot.outbox.blocks.elements import Block, actions, bullets, button, context, fitted, link, rich, rich_section, run
from bot.outbox.blocks.message import SlackMessage, marked
from bot.outbox.blocks.mrkdwn import one_line
from bot.texts import incidents as words

_ROOM = (40, 20, 10, 3)


@dataclass(frozen=True, slots=True)
class IncidentView:
    """An incident as it stands. `threads` are (account, link), `noted` and `updated` how many got either;
    `ended` is empty while it goes on."""

    incident_id: str
    name: str
    accounts: int
    within: timedelta
    usual: float
    threads: Sequence[tuple[str, str]]
    noted: int = 0
    updated: int = 0
    ended: str = ""


def incident_message(post_id: PostId, view: IncidentView) -> SlackMessage:
    """One post an incident, redrawn as it goes on."""
    title = words.heading(one_line(view.name, 80), view.accounts, view.within, view.usual)
    blocks = fitted(lambda room: _blocks(view, title, room), _ROOM)
    return marked(post_id, "incident", f"{title}\n{view.ended or words.PAUSED}", blocks)


def _blocks(view: IncidentView, title: str, room: int) -> list[Block]:
    items = [[link(url, one_line(account, 60)) if url else run(account)] for account, url in view.threads[:room]]
    if len(view.threads) > room:
        items.append([run(words.more(len(view.threads) - room))])
    heading = rich_section(run(f"⚠ {title}", "bold"), run(f"\n{view.ended or words.PAUSED}"))
    sent = [
        words.sent(what, number, len(view.threads))
        for what, number in ((words.NOTE_TITLE, view.noted), (words.UPDATE_TITLE, view.updated))
        if number
    ]
    return [rich([heading, bullets(items)]), *([context(*sent)] if sent else []), *_buttons(view)]


def _buttons(view: IncidentView) -> list[Block]:
    """An update may be due when the incident is over."""
    update = button(words.UPDATE, Button.INCIDENT_UPDATE.value, view.incident_id)
    if view.ended:
        return [actions([update])]
    note = button(words.NOTE, Button.INCIDENT_NOTE.value, view.incident_id, "primary")
    return [actions([note, update, button(words.END, Button.INCIDENT_END.value, view.incident_id)])]
