"""What the desk does with notes about trust: overrules a change, and looks at what a customer flagged."""

from __future__ import annotations

from bot.domain import ChannelId, DecisionId, PostId, UserId
from bot.domain.inbound import Click, ViewSubmitted
from bot.domain.states import Act
from bot.outbox.blocks import Button, Field, ModalContext, flag_modal, note_message
from bot.outbox.blocks.modals import overrule_modal
from bot.outbox.ephemeral import tell, tell_back
from bot.outbox.post_intents import PostKind, answer_key, desk_note_update
from bot.policy.modes import pause_of_account
from bot.review.desk import is_at
from bot.review.overrule import overrule
from bot.review.trust_notes import looked_at
from bot.runtime import Runtime
from bot.store.records import LogEntry, Post
from bot.store.tx import Tx
from bot.texts import commands
from bot.texts import trust as words


class TrustDesk:
    """Who may act was asked before any of this (permission.py)."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def open(self, click: Click) -> None:
        """Show the form of a note's button, or say why not."""
        note = await self._note(click)
        if note is None:
            await tell_back(self._runtime, click, words.NOT_OURS)
            return
        if click.action_id == Button.OVERRULE:
            where = ModalContext(post_id=note.id, channel=click.channel or "", message_ts=click.message_ts or "")
            view = overrule_modal(where)
        else:
            if done := await looked_at(self._runtime, note):
                await tell_back(self._runtime, click, done)
                return
            answer = await self._runtime.store.posts.by_key(answer_key(DecisionId(str(note.body["decision"]))))
            if answer is None or answer.slack_channel is None or answer.slack_ts is None:
                await tell_back(self._runtime, click, commands.NOTHING_TO_FLAG)
                return
            where = ModalContext(post_id=note.id, channel=answer.slack_channel, message_ts=answer.slack_ts)
            view = flag_modal(where)
        if not await self._runtime.slack.open_view(click.trigger_id, view):
            await tell_back(self._runtime, click, commands.TRY_AGAIN)

    async def overruled(self, form: ViewSubmitted, where: ModalContext) -> str:
        """Handle a sent overrule; what became of it in a word."""
        note = await self._runtime.store.posts.get(PostId(where.post_id))
        intent = str(note.body.get("intent", "")) if note and note.kind == PostKind.DESK_NOTE else ""
        if intent not in self._runtime.policy.intents:
            await tell(self._runtime, note_message(words.NOT_OURS), user=form.user, channel=ChannelId(where.channel))
            return "stale or forged"
        word, reason = form.values.get(Field.VERDICT) or "", (form.values.get(Field.REASON) or "").strip()
        await overrule(self._runtime, form.user, intent, word, reason, form.nonce or form.view_id)
        return "overruled"

    async def fine(self, click: Click) -> str:
        """The desk finds a flagged answer right: it is answered again; what became of it in a word."""
        note = await self._note(click)
        if note is None:
            await tell_back(self._runtime, click, words.NOT_OURS)
            return "stale or forged"
        if not await look_at(self._runtime, note, click.user, wrong=False):
            await tell_back(self._runtime, click, await looked_at(self._runtime, note))
            return "decided already"
        return "looked at"

    async def found_wrong(self, form: ViewSubmitted, where: ModalContext) -> None:
        """A flag that was sent from a customer's note says what the desk found."""
        note = await self._runtime.store.posts.get(PostId(where.post_id)) if where.post_id else None
        if note is not None and note.body.get("decision"):
            await look_at(self._runtime, note, form.user, wrong=True)

    async def _note(self, click: Click) -> Post | None:
        """The note that a button stands for, if the click is on the very post that was made of it."""
        post = await self._runtime.store.posts.get(PostId(click.value))
        wanted = "intent" if click.action_id == Button.OVERRULE else "decision"
        good = post is not None and post.kind == PostKind.DESK_NOTE and wanted in post.body
        return post if post is not None and good and is_at(post, click.channel, click.message_ts) else None


async def _waiting(runtime: Runtime, note: Post, tx: Tx) -> bool:
    """Whether another flag about the same kind of question and account waits to be looked at."""
    about = (note.body.get("account"), note.body.get("flagged"))
    for other in await runtime.store.posts.of_no_ticket(PostKind.DESK_NOTE):
        alike = other.id != note.id and (other.body.get("account"), other.body.get("flagged")) == about
        if alike and await runtime.store.reviews.entry(f"looked_at:{other.id}", tx) is None:
            return True
    return False


async def look_at(runtime: Runtime, note: Post, by: UserId, *, wrong: bool) -> bool:
    """Say on a customer's flag who looked; end its pause, unless another flag holds it. False: somebody was first."""
    body, act = note.body, Act.INACCURATE if wrong else Act.RESUME
    row = await runtime.store.decisions.get(DecisionId(str(body["decision"])))
    what = pause_of_account(str(body.get("account", "")), str(body.get("flagged", "")))
    ticket = row.ticket_id if row else None
    entry = LogEntry(
        f"looked_at:{note.id}", by, act.value, runtime.clock.now(), ticket, row.id if row else None, {"what": what}
    )
    async with runtime.store.begin() as tx:
        if not await runtime.store.reviews.log(entry, tx):
            return False
        if not await _waiting(runtime, note, tx):
            await runtime.store.pauses.resume(what, tx)
        await runtime.store.posts.add([desk_note_update(runtime.directory.desk, note.id, "looked at")], tx)
    runtime.wake.posts.set()
    return True
