"""What the desk does about an incident: a holding note and an update to all its threads, and its end."""

from __future__ import annotations

from bot.domain import ChannelId, PostId, TicketId, UserId
from bot.domain.inbound import Click, ViewSubmitted
from bot.domain.states import Act
from bot.outbox.blocks import Button, ModalContext, ModalId, note_message
from bot.outbox.blocks.modals import incident_modal
from bot.outbox.ephemeral import tell, tell_back
from bot.outbox.incident_post import NOTE, UPDATE, incident_key, incident_redraw, incident_word, without_word
from bot.outbox.mode_now import watched
from bot.review.desk import is_at
from bot.runtime import Runtime
from bot.store.incidents import Incident
from bot.store.records import LogEntry, Post, Ticket
from bot.texts import commands, incidents

# The buttons that open a form, and the form of each.
INCIDENT_FORMS: dict[str, str] = {
    Button.INCIDENT_NOTE: ModalId.INCIDENT_NOTE,
    Button.INCIDENT_UPDATE: ModalId.INCIDENT_UPDATE,
}
_WHAT = {ModalId.INCIDENT_NOTE.value: NOTE, ModalId.INCIDENT_UPDATE.value: UPDATE}
_ACTS = {NOTE: Act.INCIDENT_NOTE, UPDATE: Act.INCIDENT_UPDATE}


class IncidentDesk:
    """Who may act was asked before any of this (permission.py)."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def open(self, click: Click) -> None:
        """Show the form of a note or an update."""
        found = await self._behind(click)
        if found is None:
            await tell_back(self._runtime, click, commands.STALE_CARD)
            return
        incident, post = found
        form = ModalId(INCIDENT_FORMS[click.action_id])
        to = await self._to_tell(incident.id, _WHAT[form])
        if not to:
            await tell_back(self._runtime, click, incidents.SENT_TO_ALL)
            return
        where = ModalContext(post_id=post.id, channel=click.channel or "", message_ts=click.message_ts or "")
        text = incidents.HOLDING_NOTE if form is ModalId.INCIDENT_NOTE else ""
        if not await self._runtime.slack.open_view(click.trigger_id, incident_modal(form, where, len(to), text)):
            await tell_back(self._runtime, click, commands.TRY_AGAIN)

    async def send(self, form: ViewSubmitted, where: ModalContext) -> str:
        """Tell every thread that has not been told; what became of it in a word."""
        runtime, what = self._runtime, _WHAT[form.callback_id]
        post = await runtime.store.posts.get(PostId(where.post_id))
        incident = await runtime.store.incidents.get(str(post.body.get("incident", ""))) if post else None
        if incident is None:
            return "stale or forged"
        text, to = (form.values.get("text") or "").strip(), await self._to_tell(incident.id, what)
        told = 0
        async with runtime.store.begin() as tx:
            for ticket in to:
                if await runtime.store.posts.add([incident_word(ticket, incident.id, what, text, form.user)], tx):
                    told += 1
                    await runtime.store.reviews.log(self._entry(_ACTS[what], incident.id, ticket.id, form.user), tx)
            because = f"{what}:{form.nonce or form.view_id}"
            await runtime.store.posts.add([incident_redraw(runtime.directory.desk, incident.id, because)], tx)
        runtime.wake.posts.set()
        channel = ChannelId(where.channel)
        await tell(runtime, note_message(incidents.told(told)), user=form.user, channel=channel)
        return f"incident {what}"

    async def end(self, click: Click) -> str:
        """End an incident: answers without review go on as before."""
        runtime = self._runtime
        found = await self._behind(click)
        if found is None:
            await tell_back(self._runtime, click, commands.STALE_CARD)
            return "stale or forged"
        incident, now = found[0], runtime.clock.now()
        async with runtime.store.begin() as tx:
            ended = await runtime.store.incidents.end(incident.id, now, click.user, tx)
            for thread in await runtime.store.incidents.threads(incident.id, tx) if ended else ():
                entry = self._entry(Act.INCIDENT_END, incident.id, thread.ticket_id, click.user)
                await runtime.store.reviews.log(entry, tx)
            if ended:
                await runtime.store.posts.add([incident_redraw(runtime.directory.desk, incident.id, "ended")], tx)
        if not ended:
            await self._tell_who_ended(click)
        runtime.wake.posts.set()
        return "incident ended" if ended else "ended already"

    async def _tell_who_ended(self, click: Click) -> None:
        incident = await self._runtime.store.incidents.get(click.value)
        by = incident.ended_by if incident is not None else None
        name = await self._runtime.directory.name(UserId(by)) if by else ""
        await tell_back(self._runtime, click, incidents.ended(name))

    def _entry(self, act: Act, incident_id: str, ticket: TicketId, by: UserId) -> LogEntry:
        return LogEntry(f"{act.value}:{incident_id}:{ticket}", by, act.value, self._runtime.clock.now(), ticket)

    async def _behind(self, click: Click) -> tuple[Incident, Post] | None:
        """The incident that a button stands for, if the click is on the very post that was made of it."""
        post = await self._runtime.store.posts.by_key(incident_key(click.value))
        incident = await self._runtime.store.incidents.get(click.value) if post else None
        if post is None or incident is None or not is_at(post, click.channel, click.message_ts):
            return None
        return incident, post

    async def _to_tell(self, incident_id: str, what: str) -> list[Ticket]:
        """The tickets that have not been told, without those whose customers see nothing of us."""
        runtime = self._runtime
        threads: list[str] = [one.ticket_id for one in await runtime.store.incidents.threads(incident_id)]
        left = await without_word(runtime, incident_id, what, threads)
        tickets = [await runtime.store.tickets.get(TicketId(one)) for one in left]
        return [one for one in tickets if one is not None and not await watched(runtime, one)]
