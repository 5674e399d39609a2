"""Clicks on desk cards: who may, whether it is still open, and what follows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.domain import ChannelId, DecisionId, MessageTs, Passage, TeamId, UserId
from bot.domain.states import Act, DraftState, Resolution, TicketStatus
from bot.outbox import post_intents as posts
from bot.outbox.blocks import Button, CardView, available_actions
from bot.outbox.card_place import cards_of
from bot.outbox.render import answer_posts
from bot.outbox.ticket_status import change_status
from bot.platform.work import work_on
from bot.review.card_facts import card_view
from bot.runtime import Runtime, Verdicts
from bot.store.records import DecisionRow, FlagVerdict, Guard, LogEntry, NewPost, Post, PostState, Ticket
from bot.store.tx import Tx


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, and where the thing they acted on stands. `nonce` makes a repeated delivery of one act the same act."""

    user: UserId
    team: TeamId | None
    nonce: str
    channel: ChannelId | None = None
    message_ts: MessageTs | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """A card that was found behind a button, as it stands now."""

    row: DecisionRow
    ticket: Ticket
    post: Post
    view: CardView


NEAR_WORDS = 150
READ_WITHIN = timedelta(seconds=3)
Change = Callable[[Card, Actor, Tx], Awaitable[bool]]


class Desk:
    """Changes what a card stands for. Each act is one transaction, and a compare-and-set decides who was first."""

    def __init__(self, runtime: Runtime, verdicts: Verdicts) -> None:
        self._runtime = runtime
        self._verdicts = verdicts

    async def find(self, decision_id: str, actor: Actor) -> Card | None:
        """The card behind a value, if it is the very message that was clicked; None for a forged or stale value."""
        store = self._runtime.store
        row = await store.decisions.get(DecisionId(decision_id))
        places = await cards_of(self._runtime, row) if row else []
        clicked = [post for post in places if actor.message_ts is None or is_at(post, actor.channel, actor.message_ts)]
        post = next(iter(clicked), None)
        if row is None or post is None:
            return None
        work_on(ticket=row.ticket_id, turn=row.turn_id)
        ticket = await store.tickets.get(row.ticket_id)
        if ticket is None:
            return None
        return Card(row, ticket, post, await card_view(self._runtime, row, post.id))

    def offers(self, card: Card, button: Button) -> bool:
        """Whether the card has this button now."""
        return card.row.current and button in available_actions(card.view)

    async def act(self, button: Button, card: Card, actor: Actor) -> bool:
        """Do what a plain button says. False when somebody else was first."""
        return await self.acts[button](card, actor)

    async def _approve(self, card: Card, actor: Actor) -> bool:
        return await self._once(Act.APPROVE, self._approved, card, actor)

    async def _take(self, card: Card, actor: Actor) -> bool:
        return await self._once(Act.TAKE, self._taken, card, actor)

    async def _give_back(self, card: Card, actor: Actor) -> bool:
        return await self._once(Act.GIVE_BACK, self._given_back, card, actor)

    async def _once(self, act: Act, change: Change, card: Card, actor: Actor) -> bool:
        async with self._runtime.store.begin() as tx:
            if not await change(card, actor, tx):
                return False
            await self.note(act, card, actor, tx)
        self.wake()
        return True

    async def note(self, act: Act, card: Card, actor: Actor, tx: Tx, detail: dict[str, str] | None = None) -> None:
        """Log an act and have the card redrawn."""
        entry = LogEntry(
            id=f"{act.value}:{card.row.id}:{actor.nonce}",
            actor=actor.user,
            action=act.value,
            at=self._runtime.clock.now(),
            ticket_id=card.ticket.id,
            decision_id=card.row.id,
            detail=detail or {},
        )
        await self._runtime.store.reviews.log(entry, tx)
        update = posts.card_update(self._runtime.directory.desk, card.ticket, card.row.id, entry.id)
        await self._runtime.store.posts.add([update], tx)

    async def _approved(self, card: Card, actor: Actor, tx: Tx) -> bool:
        store = self._runtime.store
        draft = await store.decisions.draft(card.row.id, tx)
        if draft is None or await store.gone.under(card.row, draft, tx):
            return False
        if not await store.decisions.settle(card.row.id, DraftState.APPROVED, actor.user, draft.text, tx):
            return False
        await store.posts.add(self.answer(card, draft.text), tx)
        # A card that was redrawn shows a draft that is younger than itself.
        shown = max(card.post.sent_at, card.row.decided_at) if card.post.sent_at else None
        if shown is None or self._runtime.clock.now() - shown >= READ_WITHIN:  # faster than one can read is no audit
            await self._verdicts.audit(card.row, passed=True, source=Act.APPROVE.value, tx=tx, by=actor.user)
        return True

    def answer(self, card: Card, text: str) -> list[NewPost]:
        """The post of a draft that a person let go: it still waits for the question to be the one they read."""
        guard = Guard(turn_id=card.row.turn_id, revision=card.row.revision, untaken=True, draft_stands=card.row.id)
        return answer_posts(card.ticket, card.row, guard, text)

    async def _draft_near(self, card: Card, actor: Actor) -> bool:
        return await self._once(Act.DRAFT_NEAR, self._drafted_near, card, actor)

    async def _drafted_near(self, card: Card, actor: Actor, tx: Tx) -> bool:
        """The nearest passage becomes a draft, with its article named, to be edited and approved like any other."""
        del actor
        near = card.view.near[0]
        return await self._runtime.store.decisions.propose(card.row.id, near_draft(near), near, tx)

    async def _taken(self, card: Card, actor: Actor, tx: Tx) -> bool:
        store = self._runtime.store
        took = await store.tickets.take(card.ticket.id, actor.user, tx)
        if not took and not await store.tickets.own(card.ticket.id, actor.user, tx):
            return False
        await store.decisions.settle(card.row.id, DraftState.SUPERSEDED, actor.user, tx=tx)
        return True

    async def _given_back(self, card: Card, actor: Actor, tx: Tx) -> bool:
        """Earnest may answer again, starting with what customers said since anybody answered."""
        store = self._runtime.store
        del actor
        if not await store.tickets.give_back(card.ticket.id, tx):
            return False
        said = await store.messages.of_ticket(card.ticket.id, tx)
        last_answer = max((m.ts for m in said if m.role != "customer"), default=MessageTs(""))
        waiting = [m for m in said if m.role == "customer" and m.ts > last_answer]
        if waiting:
            now = self._runtime.clock.now()
            turn = await store.turns.gather(card.ticket.id, waiting[-1].author, lambda _: now, tx)
            for message in waiting:
                await store.messages.assign(message.channel, message.ts, turn.id, tx)
        return True

    async def _resolve(self, card: Card, actor: Actor) -> bool:
        return await self._stands(TicketStatus.RESOLVED, card, actor, Resolution.CONFIRMED)

    async def _hold(self, card: Card, actor: Actor) -> bool:
        return await self._stands(TicketStatus.ON_HOLD, card, actor)

    async def _reopen(self, card: Card, actor: Actor) -> bool:
        return await self._stands(TicketStatus.OPEN, card, actor)

    async def _stands(self, status: TicketStatus, card: Card, actor: Actor, how: Resolution | None = None) -> bool:
        async with self._runtime.store.begin() as tx:
            changed = await change_status(self._runtime, card.ticket, status, actor.user, actor.nonce, tx, how)
        self.wake()
        return changed

    async def _accurate(self, card: Card, actor: Actor) -> bool:
        return await self._judge(FlagVerdict.ACCURATE, card, actor)

    async def _not_accurate(self, card: Card, actor: Actor) -> bool:
        return await self._judge(FlagVerdict.INACCURATE, card, actor)

    async def _judge(self, verdict: FlagVerdict, card: Card, actor: Actor) -> bool:
        channel, ts = card.post.slack_channel, card.post.slack_ts
        if channel is None or ts is None:
            return False
        await self._verdicts.judge(card.row, channel, ts, actor.user, verdict=verdict)
        async with self._runtime.store.begin() as tx:
            right = verdict is FlagVerdict.ACCURATE
            await self._verdicts.audit(card.row, passed=right, source="judged", tx=tx, by=actor.user)
        self.wake()
        return True

    @property
    def acts(self) -> Mapping[Button, Callable[[Card, Actor], Awaitable[bool]]]:
        """What each button of a card does that opens no form; False when somebody else was first."""
        return {
            Button.APPROVE: self._approve,
            Button.TAKE: self._take,
            Button.DRAFT_NEAR: self._draft_near,
            Button.GIVE_BACK: self._give_back,
            Button.RESOLVE: self._resolve,
            Button.HOLD: self._hold,
            Button.REOPEN: self._reopen,
            Button.ACCURATE: self._accurate,
            Button.NOT_ACCURATE: self._not_accurate,
        }

    def wake(self) -> None:
        """Wake what may have work now."""
        self._runtime.wake.posts.set()
        self._runtime.wake.turns.set()


def near_draft(passage: Passage) -> str:
    """A passage as the text of a draft: its first whole lines, about 150 words, and where they stand."""
    kept: list[str] = []
    for line in passage.text.split("\n"):
        if kept and sum(len(one.split()) for one in (*kept, line)) > NEAR_WORDS:
            break
        kept.append(line)
    source = f"[{passage.title}]({passage.url})" if passage.url else passage.title
    return "\n".join(kept).strip() + f"\n\n{source}"


def is_at(post: Post, channel: ChannelId | None, ts: MessageTs | None) -> bool:
    """Whether a post is the message at a place. A channel that one side does not tell, or only by name, is not
    compared: the value's own id has found the post already.

    While it is being sent, or the answer of a try was lost, we do not know its place, but people may see it and click
    already: then its own id, which only that message carries, has to do."""
    if post.slack_ts is None:
        return post.attempts > 0 and post.state in (PostState.SENDING, PostState.DUE)
    if post.slack_ts != ts:
        return False
    by_id = channel is not None and post.slack_channel is not None and not post.slack_channel.startswith("#")
    return post.slack_channel == channel if by_id else True
