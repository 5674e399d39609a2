"""The posts of an incident: one on the desk, redrawn in place, and what its threads are told, each once."""

from __future__ import annotations

from bot.domain import ChannelId, UserId
from bot.errors import TransientError
from bot.outbox.blocks import SlackMessage
from bot.outbox.blocks.incident import IncidentView, incident_message
from bot.outbox.places import link_to
from bot.outbox.post_intents import PostKind
from bot.runtime import Runtime
from bot.store.records import NewPost, Post, PostState, Ticket
from bot.texts import incidents as words

LOOK_AGAIN_S = 1.0
NOTE, UPDATE = "note", "update"


def incident_key(incident_id: str) -> str:
    """The purpose of an incident's post on the desk."""
    return f"incident:{incident_id}"


def word_key(incident_id: str, what: str, ticket: str) -> str:
    """The purpose of what a thread is told: once each, whoever sends it how often."""
    return f"incident:{incident_id}:{what}:{ticket}"


def incident_post(desk_channel: str, incident_id: str) -> NewPost:
    """Tells the desk."""
    return NewPost(
        dedupe_key=incident_key(incident_id),
        kind=PostKind.INCIDENT.value,
        channel=ChannelId(desk_channel),
        body={"incident": incident_id},
        ordering_key=f"incident:{incident_id}",
    )


def incident_redraw(desk_channel: str, incident_id: str, because: str) -> NewPost:
    """Redraw the desk's post. `because` is the id of what happened."""
    return NewPost(
        dedupe_key=f"incident_redraw:{incident_id}:{because}",
        kind=PostKind.INCIDENT_REDRAW.value,
        channel=ChannelId(desk_channel),
        body={"incident": incident_id},
        ordering_key=f"incident:{incident_id}",
    )


def incident_word(ticket: Ticket, incident_id: str, what: str, text: str, by: UserId) -> NewPost:
    """What the user `by` tells all threads of an incident, in one of them; `what` is NOTE or UPDATE."""
    return NewPost(
        dedupe_key=word_key(incident_id, what, ticket.id),
        kind=PostKind.NOTICE.value,
        channel=ticket.channel,
        body={"text": text, "by": by},
        thread_ts=ticket.thread_ts,
        ticket_id=ticket.id,
        ordering_key=f"thread:{ticket.id}",
    )


async def without_word(runtime: Runtime, incident_id: str, what: str, tickets: list[str]) -> list[str]:
    """Those of the tickets that have not been told."""
    return [one for one in tickets if await runtime.store.posts.by_key(word_key(incident_id, what, one)) is None]


async def draw_incident(runtime: Runtime, post: Post, plain: bool) -> SlackMessage | None:
    """The desk's post as the incident stands now."""
    del plain
    store = runtime.store
    incident = await store.incidents.get(str(post.body.get("incident", "")))
    if incident is None:
        return None
    threads = await store.incidents.threads(incident.id)
    places = []
    for thread in threads:
        ticket = await store.tickets.get(thread.ticket_id)
        url = await link_to(runtime, ticket.channel, ticket.thread_ts) if ticket else ""
        places.append((thread.account, url))
    tickets: list[str] = [thread.ticket_id for thread in threads]
    left = {what: len(await without_word(runtime, incident.id, what, tickets)) for what in (NOTE, UPDATE)}
    by = await runtime.directory.name(UserId(incident.ended_by)) if incident.ended_by else ""
    view = IncidentView(
        incident_id=incident.id,
        name=incident.name,
        accounts=len({thread.account for thread in threads}),
        within=incident.last_at - incident.began_at,
        usual=incident.usual,
        threads=places,
        noted=len(tickets) - left[NOTE],
        updated=len(tickets) - left[UPDATE],
        ended=words.ended(by) if incident.ended_at else "",
    )
    return incident_message(post.id, view)


async def redraw_incident(runtime: Runtime, post: Post) -> str:
    """See removals_and_alerts.Call: the desk's post is made to show what is true now."""
    shown = await runtime.store.posts.by_key(incident_key(str(post.body.get("incident", ""))))
    if shown is None or shown.state in (PostState.FAILED, PostState.CANCELLED):
        return "there is no post"
    if shown.state is PostState.DUE:
        return "the post will show it"
    if shown.state is PostState.SENDING or shown.slack_channel is None or shown.slack_ts is None:
        raise TransientError("the post is on its way", retry_after_s=LOOK_AGAIN_S)
    message = await draw_incident(runtime, shown, False)
    if message is None:
        return "there is nothing to draw"
    blocks, metadata = message.blocks, message.metadata or None
    await runtime.slack.update(shown.slack_channel, shown.slack_ts, message.text, blocks, metadata)
    return ""
