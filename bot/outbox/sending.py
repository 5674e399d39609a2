"""Makes one call of the outbox and settles its row, whatever Slack answers: never twice, never silently lost."""

from __future__ import annotations

import logging
from dataclasses import replace

from bot.domain import Tier
from bot.domain.telemetry import Where
from bot.errors import EarnestError, PermanentError, TransientError, UncertainError
from bot.outbox import post_intents as posts
from bot.outbox.article_post import article_update
from bot.outbox.blocks import SlackMessage
from bot.outbox.canary_post import canary_update
from bot.outbox.card_place import bare_card, card_is_out, card_of_post
from bot.outbox.find_posted import find, in_its_thread
from bot.outbox.gap_post import gap_update
from bot.outbox.last_look import Sight
from bot.outbox.post_intents import TO_CUSTOMERS, UNDER_A_CARD, UPDATES, PostKind
from bot.outbox.post_results import Hooks, PostRecorder
from bot.outbox.post_retries import MessageForm, RetryState, next_form
from bot.outbox.post_telemetry import turn_of
from bot.outbox.redraw import LOOK_AGAIN_S, redraw
from bot.outbox.removals_and_alerts import CALLS_WITHOUT_LOOKUP
from bot.outbox.render import Renderers
from bot.outbox.restored import AfterRestore
from bot.outbox.unwanted import unwanted
from bot.platform.failures import report
from bot.platform.slack.facts import Posted
from bot.platform.slack.refusals import Refusal, refusal
from bot.platform.work import work_on
from bot.retry import LEFT_TO_NEWER, POSTS
from bot.runtime import Runtime
from bot.store.records import Post

log = logging.getLogger(__name__)
UNCERTAIN_WAIT_S = 1.5  # a call whose answer was lost may still be under way in Slack
WITHOUT_LINK_AFTER = 10  # tries after which a pointer goes out without a link to its card, if they took as long as:
WITHOUT_LINK_AFTER_S = 75.0  # longer than a card waits for a desk that was closed for a moment
BARE_CARD_AFTER = 3  # tries after which a card that fails to be drawn is replaced by a line
_BY_THEMSELVES = (PostKind.CARD, PostKind.TEAM_CARD, PostKind.DIGEST)  # other block types than those of answers
_CARDS = (PostKind.CARD, PostKind.TEAM_CARD, PostKind.CARD_UPDATE)
NEWER_LOOKS_IN_S = 2.0
_KNOWN = frozenset(PostKind)
CHANGED_WAIT_S = 0.3  # a change that was found in Slack is worked on in about this time


class Sender:
    """One per app: it learns whether the server refuses the newer block types."""

    def __init__(self, runtime: Runtime, renderers: Renderers, hooks: Hooks) -> None:
        self._runtime = runtime
        self._renderers = renderers
        self._hooks = hooks
        self._ends = PostRecorder(runtime, hooks)
        self._after_restore = AfterRestore(runtime)
        self._plain_only = False

    async def send(self, post: Post) -> None:
        """Make the call of a claimed post. Raises nothing; cancelled in mid-call, the row stays `sending`."""
        work_on(ticket=post.ticket_id, turn=turn_of(post))
        try:
            if post.decision_id is not None and turn_of(post) is None:
                work_on(ticket=post.ticket_id, turn=await self._runtime.store.decisions.turn_of(post.decision_id))
            await self._send(post)
        except Exception as error:
            await self._ends.unexpected(post, error)

    async def _send(self, post: Post) -> None:
        memory = RetryState.of(post)
        while True:
            try:
                return await self._attempt(post, memory)
            except UncertainError as error:
                return await self._ends.again(post, replace(memory, uncertain=True, why=str(error)), UNCERTAIN_WAIT_S)
            except TransientError as error:
                return await self._ends.again(
                    post, replace(memory, why=str(error)), POSTS.delay_s(post.attempts, error.retry_after_s)
                )
            except PermanentError as error:
                form = next_form(memory.form, post.kind)
                if form is None or not _may_be_the_content(post, error):
                    return await self._ends.refused(post, memory, error)
                log.warning("%s; %s %s is tried in a simpler form (%s)", error, post.kind, post.id, form)
                self._ends.told_no(post, error)
                memory = replace(memory, form=form, why=str(error))

    async def _attempt(self, post: Post, memory: RetryState) -> None:
        if post.kind not in _KNOWN:
            return await self._leave_to_newer(post)
        if (post.kind in CALLS_WITHOUT_LOOKUP or post.kind in UPDATES) and not await self._begin(post):
            return None
        if post.kind in CALLS_WITHOUT_LOOKUP:
            return await self._done_or_cancelled(post, await CALLS_WITHOUT_LOOKUP[post.kind](self._runtime, post))
        if post.kind in UPDATES:
            why = await redraw(self._runtime, self._renderers, post, memory.form)
            return await self._done_or_cancelled(post, why)
        if memory.uncertain and await self._was_sent(post):
            return None
        if (before := await self._after_restore.find(post)) is not None:
            log.info("%s for ticket %s went out before the restore", post.kind, post.ticket_id)
            return await self._found(post, before)
        if post.kind in UNDER_A_CARD:
            post = await self._under_its_card(post)
        channel = self._runtime.directory.channel_id(post.channel) or post.channel
        await self._runtime.slack.turn_to_post(channel, quick=await self._is_quick(post))
        message = await self._draw(post, memory.form)
        if message is None:
            return await self._ends.cancel(post, "there is nothing to send any more")
        if post.kind in TO_CUSTOMERS:
            post = await self._where_its_ticket_is(post)
        if await self._may_go(post):
            await self._post(post, channel, message, memory.form)
        return None

    async def _leave_to_newer(self, post: Post) -> None:
        """In a deploy an older process claims what only a newer one can draw; some time later nobody will."""
        if self._runtime.clock.now() - post.created_at < LEFT_TO_NEWER:
            raise TransientError("only a newer version knows what this is", retry_after_s=NEWER_LOOKS_IN_S)
        await self._ends.fail(post, "unknown_kind")

    async def _is_quick(self, post: Post) -> bool:
        """A notice, and the card of what was handed to people at once: somebody waits for a person."""
        if post.kind != PostKind.CARD or post.decision_id is None:
            return post.kind == PostKind.NOTICE
        row = await self._runtime.store.decisions.get(post.decision_id)
        return row is not None and row.decision.tier is Tier.HANDOFF

    async def _done_or_cancelled(self, post: Post, why: str) -> None:
        await (self._ends.cancel(post, why) if why else self._ends.record(post, None))

    async def _post(self, post: Post, channel: str, message: SlackMessage, form: MessageForm) -> None:
        posted = await self._runtime.slack.post(
            channel,
            message.text,
            [] if form in (MessageForm.WORDS, MessageForm.LINE) else message.blocks,
            thread_ts=post.thread_ts,
            metadata=message.metadata or None,
            waited=True,
        )
        self._plain_only |= form is MessageForm.PLAIN and post.kind not in _BY_THEMSELVES
        if post.kind in TO_CUSTOMERS and not await in_its_thread(self._runtime, post, posted):
            await self._ends.misplaced(post, posted)
        else:
            await self._ends.record(post, posted)

    async def _was_sent(self, post: Post) -> bool:
        """Whether an earlier try has happened after all, or can never be told: then the row is settled here.

        Where Slack shows no messages at all, a customer's post is not made again but given to people, who can look;
        a card is, because a second card does less harm than none."""
        try:
            found = await find(self._runtime, post)
        except PermanentError as error:
            if refusal(error) is not Refusal.OTHER and error.code != "missing_scope":
                raise  # the post itself would be refused as well
            log.warning("%s; whether %s %s was sent cannot be told", error, post.kind, post.id)
            if post.kind not in TO_CUSTOMERS:
                return False
            await self._ends.fail(post, "unconfirmed")
            return True
        if found is None:
            await self._runtime.store.posts.looked_for(post.id, post.attempts)
            return False
        log.info("%s %s had been sent; its answer was lost", post.kind, post.id)
        if post.kind in TO_CUSTOMERS and post.thread_ts is not None and found.thread_ts is None:
            await self._ends.misplaced(post, found)
            return True
        await self._found(post, found)
        return True

    async def _found(self, post: Post, found: Posted) -> None:
        await self._ends.record(post, found)
        await self._redraw_later(post)

    async def _redraw_later(self, post: Post) -> None:
        """A card that was found shows what was true when it was posted; updates may have been left to it since."""
        because, store = f"found:{post.id}", self._runtime.store
        if post.kind == PostKind.ARTICLE_CARD:
            await store.posts.add([article_update(post.channel, str(post.body["review"]), because)])
        if post.kind == PostKind.GAP_CARD:
            await store.posts.add([gap_update(post.channel, str(post.body["gap"]), because)])
        if post.kind == PostKind.CANARY:
            await store.posts.add([canary_update(post.channel, str(post.body["canary"]), because)])
        if post.kind == PostKind.DESK_NOTE:
            await store.posts.add([posts.desk_note_update(post.channel, post.id, because)])
        ticket = await store.tickets.get(post.ticket_id) if post.ticket_id else None
        if post.kind in (PostKind.CARD, PostKind.TEAM_CARD) and ticket is not None and post.decision_id is not None:
            await store.posts.add([posts.card_update(post.channel, ticket, post.decision_id, because)])

    async def _under_its_card(self, post: Post) -> Post:
        """A pointer needs its card's address, and goes without it in the end; a part needs its card's thread."""
        if not await card_is_out(self._runtime, post):
            age_s = (self._runtime.clock.now() - post.created_at).total_seconds()
            waits = post.attempts < WITHOUT_LINK_AFTER or age_s < WITHOUT_LINK_AFTER_S
            if post.kind == PostKind.CARD_PART or waits:
                raise TransientError("the card it belongs to is not out yet", retry_after_s=LOOK_AGAIN_S)
            return post
        if post.kind != PostKind.CARD_PART or post.thread_ts is not None:
            return post
        card = await card_of_post(self._runtime, post)
        if card is None or card.slack_ts is None:
            raise PermanentError("the card that it belongs to was never posted", code="no_card")
        await self._runtime.store.posts.put_in_thread(post.id, card.slack_ts)
        return replace(post, thread_ts=card.slack_ts)

    async def _draw(self, post: Post, form: MessageForm) -> SlackMessage | None:
        if form is MessageForm.LINE:
            return await bare_card(self._runtime, post)
        plain = form is not MessageForm.FULL or (self._plain_only and post.kind not in _BY_THEMSELVES)
        try:
            return await self._renderers[PostKind(post.kind)](self._runtime, post, plain)
        except EarnestError:
            raise
        except Exception as error:
            if post.kind != PostKind.CARD or post.attempts < BARE_CARD_AFTER:
                raise
            report(Where.POST, f"drawing card {post.id}, for which a line is posted,", error, self._runtime.tell)
            return await bare_card(self._runtime, post)

    async def _where_its_ticket_is(self, post: Post) -> Post:
        """The post in the thread in which its ticket now goes on. That thread is read once more: what was edited,
        deleted or answered by a colleague unheard is worked on before anything of ours goes out."""
        ticket = await self._runtime.store.tickets.get(post.ticket_id) if post.ticket_id else None
        if ticket is None or post.kind == PostKind.ANSWER_PART:  # which goes where its first part went
            return post
        if ticket.thread_ts != post.thread_ts:
            await self._runtime.store.posts.put_in_thread(post.id, ticket.thread_ts)
            post = replace(post, thread_ts=ticket.thread_ts)
        sight = await self._hooks.look(post, ticket)
        if sight is Sight.CHANGED:
            raise TransientError("the thread has changed, which is worked on first", retry_after_s=CHANGED_WAIT_S)
        if sight is Sight.GONE:
            raise PermanentError("the question was taken back", code="thread_not_found")
        return post

    async def _begin(self, post: Post) -> bool:
        """From here on the call may have happened; False where it was called off."""
        try:
            return await self._runtime.store.posts.begin(post.id, post.attempts)
        except PermanentError as error:  # of the database, not of Slack, who would not have the post
            raise TransientError(str(error)) from error

    async def _may_go(self, post: Post) -> bool:
        """Read our own tables once more, just before the call."""
        if not await self._begin(post):
            return False
        why = await self._runtime.store.guards.broken(post) or await unwanted(self._runtime, post)
        if why:
            await self._hooks.on_cancelled(post, why)
            await self._ends.cancel(post, why)
        return not why


def _may_be_the_content(post: Post, error: PermanentError) -> bool:
    """Whether a simpler form may be taken. A card is tried in every form, unless it is the place that is refused."""
    kind = refusal(error)
    if kind is Refusal.BLOCKS:
        return True
    return kind is Refusal.OTHER and post.kind in _CARDS
