"""An outbox on a real store with a Slack in memory, and cases to send: tickets with a decision and a draft."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from bot.domain import ChannelId, DecisionId, MessageTs, TicketId, UserId
from bot.domain.states import DraftState
from bot.joined import RENDERERS
from bot.outbox import post_intents as posts
from bot.outbox.outbox import Outbox
from bot.people.directory import Directory
from bot.platform.background import BackgroundCalls
from bot.policy import AccountPolicy, ChannelPolicy, Desk, Intent, Policy, Team
from bot.runtime import Runtime
from bot.store.database import Database
from bot.store.records import DecisionRow, Message, NewPost, Post, Role, Ticket, Turn, TurnState
from bot.store.store import Store
from tests.fakes.clock import ManualClock
from tests.fakes.slack import IDENTITY, FakeSlack
from tests.outbox.blocks.samples import decision

DESK = "CDESK"
CUSTOMER = UserId("UCUST")
STAFF = UserId("UADA")


def policy(desk: str = DESK) -> Policy:
    return Policy(
        desk=Desk(channel=desk),
        intents={"feature_question": Intent()},
        teams={"support": Team(oncall="Grace"), "billing": Team(channel="CBILL", oncall="Linus")},
        accounts={"acme": AccountPolicy(plan="business", tier="gold")},
        channels={"CACME": ChannelPolicy(account="acme"), "CCOMM": ChannelPolicy(account="acme", kind="community")},
    )


@dataclass(frozen=True)
class Case:
    """A ticket with one decided turn."""

    ticket: Ticket
    turn: Turn
    row: DecisionRow


@dataclass
class World:
    """`ended` is what the outbox told of posts that were not sent: (hook, kind, why)."""

    store: Store
    slack: FakeSlack
    clock: ManualClock
    runtime: Runtime
    ended: list[tuple[str, str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.outbox = self.restarted()

    def restarted(self) -> Outbox:
        self.outbox = Outbox(self.runtime, RENDERERS, on_cancelled=self._cancelled, on_failed=self._failed)
        return self.outbox

    async def _cancelled(self, post: Post, why: str) -> None:
        self.ended.append(("cancelled", post.kind, why))

    async def _failed(self, post: Post, code: str) -> None:
        self.ended.append(("failed", post.kind, code))

    async def case(
        self, channel: str = "CACME", draft: DraftState = DraftState.POSTED, *, by: UserId | None = None, **changes: Any
    ) -> Case:
        ts = MessageTs(self.slack.customer_says(channel, "How do I export a report?"))
        store, now = self.store, self.clock.now()
        async with store.begin() as tx:
            ticket_id = TicketId(self.runtime.new_id())
            opened = Ticket(ticket_id, ChannelId(channel), ts, CUSTOMER, now, now)
            ticket, _ = await store.tickets.open(opened, tx)
            turn = await store.turns.gather(ticket.id, CUSTOMER, lambda first: first, tx)
            await store.turns.move(turn.id, tuple(TurnState), TurnState.DECIDED, tx=tx)
            said = Message(
                ticket.channel, ts, ticket.id, CUSTOMER, Role.CUSTOMER, "How do I export a report?", now, turn.id
            )
            await store.messages.add(said, tx)
            made = decision(**changes)
            row = DecisionRow(DecisionId(self.runtime.new_id()), turn.id, ticket.id, turn.revision, made, now, True)
            await store.decisions.add(row, draft if draft in _AT_START else DraftState.PENDING, tx)
            if draft not in _AT_START:
                await store.decisions.settle(row.id, draft, by or STAFF, tx=tx)
        return Case(ticket, turn, row)

    async def add(self, *new: NewPost) -> None:
        await self.store.posts.add(list(new))

    async def answer(self, channel: str = "CACME", **changes: Any) -> Case:
        """A Tier 0 case with its answer in the outbox."""
        made = await self.case(channel, **changes)
        await self.add(posts.answer(made.ticket, made.row))
        return made

    async def card(self, channel: str = "CACME", **changes: Any) -> Case:
        """A pending case with its card in the outbox."""
        made = await self.case(channel, DraftState.PENDING, **changes)
        await self.add(posts.card(self.runtime.directory.desk, made.ticket, made.row))
        return made

    async def run(self, seconds: float = 0.0) -> None:
        """Let time pass, then work until nothing is due."""
        self.clock.advance(seconds)
        await self.outbox.work()
        while self.outbox.busy or self.runtime.wake.posts.is_set():  # a call may end while others are being claimed
            self.runtime.wake.posts.clear()
            assert await self.outbox.drain(30), "a call never ended"
            await self.outbox.work()

    async def post_of(self, case: Case, kind: str = "answer") -> Post:
        return next(p for p in await self.store.posts.of_ticket(case.ticket.id) if p.kind == kind)

    async def take(self, case: Case, by: UserId = STAFF) -> None:
        assert await self.store.tickets.take(case.ticket.id, by)


_AT_START = (DraftState.NONE, DraftState.PENDING, DraftState.POSTED)


async def open_world(path: Path | str, desk: str = DESK, *, prefix: str = "id") -> World:
    """A world on a database that has its tables, a SQLite file or an address; new ids are `prefix` and a number."""
    clock, numbers = ManualClock(), count(1)

    def ids() -> str:
        return f"{prefix}{next(numbers)}"

    url = f"sqlite:///{path}" if isinstance(path, Path) else path
    store = Store(Database(url), clock, ids)
    slack, rules = FakeSlack(), policy(desk)
    directory = Directory(slack, rules, IDENTITY)
    return World(store, slack, clock, Runtime(store, slack, directory, rules, clock, ids, BackgroundCalls(1.0)))
