"""Replays the invented history through the product, week by week, and counts what came of it."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from bot.domain import Conversation, MessageTs, TicketId, UserId
from bot.domain.ports import Progress
from bot.evaluation.learning.history import Asked, History, invent
from bot.evaluation.learning.place import Loop, Place, channel_of, opened_place, prepare, renew
from bot.evaluation.learning.staff import Staff, Week
from bot.evaluation.learning.upkeep import Upkeep
from bot.flow import decide
from bot.outbox.deliver import deliver
from bot.platform.plain_steps import PlainSteps
from bot.store.records import DecisionRow, Message, Role, Ticket, TurnState

START = datetime(2026, 11, 23, 8, tzinfo=UTC)  # the Monday after the day on which the seed articles are up to date
WITH = Loop(trust=True, upkeep=True)
LOOPS = {"with": WITH, "without": Loop(trust=False, upkeep=False)}
# What trust alone would do, where nobody looks at flags, dates and gaps.
TRUST_ALONE = {"trust_alone": Loop(trust=True, upkeep=False)}


@dataclass(frozen=True, slots=True)
class Plan:
    """`a_week` requests in each of `weeks`, drawn with `seed`, on the articles in `articles`."""

    weeks: int = 12
    a_week: int = 220
    seed: int = 1
    articles: Path = Path("kb_seed")


async def learning(plan: Plan, progress: Progress, loops: Mapping[str, Loop] = LOOPS) -> dict[str, Any]:
    """The figures of `eval learning`: one value a week, resolution and accuracy as shares 0..1 (None: nothing was
    posted), staff minutes a week. Raises EarnestError."""
    history = invent(plan.seed, plan.weeks, plan.a_week, START)
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="earnest-learning-") as made:
        progress("index", 0, 1)
        await prepare(Path(made), plan.articles)
        for name, loop in loops.items():
            renew(Path(made))
            weeks, target = await _replayed(Path(made), plan, history, loop, partial(progress, name))
            found = {**found, "target": target, **(_series(weeks) if loop.upkeep else {name: _series(weeks)})}
    return {**found, "weeks": plan.weeks, "requests_a_week": plan.a_week, "seed": plan.seed}


async def _replayed(
    folder: Path, plan: Plan, history: History, loop: Loop, done: Callable[[int, int], None]
) -> tuple[list[Week], float]:
    weeks = []
    async with opened_place(folder, START, loop) as place:
        rng = random.Random(plan.seed + 1)  # noqa: S311
        staff = Staff(place, history.changes, rng)
        upkeep = Upkeep(place, staff, history.changes, rng) if loop.upkeep else None
        for number, asked in enumerate(history.weeks, 1):
            weeks.append(await _week(place, staff, upkeep, number, asked))
            done(number, plan.weeks)
        return weeks, place.policy.review.target


async def _week(place: Place, staff: Staff, upkeep: Upkeep | None, number: int, asked: Sequence[Asked]) -> Week:
    week, day = Week(), None
    for one in asked:
        if upkeep is not None and day not in (None, one.at.date()):
            await upkeep.look(number, week)
        day = one.at.date()
        row = await asked_now(place, one)
        if row is not None:
            await staff.handle(one, row, week)
    if upkeep is not None:
        await upkeep.look(number, week)
        await upkeep.end(number, week)
    return week


async def asked_now(place: Place, asked: Asked) -> DecisionRow | None:
    """A request as it comes from Slack, up to the decision that is stored with its posts."""
    place.clock.at = asked.at
    store, channel = place.runtime.store, channel_of(asked.account)
    ts, author = MessageTs(f"{asked.at.timestamp():.6f}"), UserId(f"U0{asked.account.upper()}"[:11])
    async with store.begin() as tx:
        ticket = Ticket(TicketId(asked.id), channel, ts, author, asked.at, asked.at, account=asked.account)
        ticket, _ = await store.tickets.open(ticket, tx)
        turn = await store.turns.gather(ticket.id, author, lambda first: first, tx)
        said = Message(channel, ts, ticket.id, author, Role.CUSTOMER, asked.text, asked.at, turn.id)
        await store.messages.add(said, tx)
        await store.turns.move(turn.id, (TurnState.GATHERING,), TurnState.QUEUED, tx=tx)
        await store.turns.move(turn.id, (TurnState.QUEUED,), TurnState.RUNNING, tx=tx)
    conversation = Conversation(
        ticket_id=ticket.id,
        turn_id=turn.id,
        revision=turn.revision,
        channel=channel,
        thread_ts=ts,
        question=asked.text,
        asked_by=author,
        asked_at=asked.at,
        account=place.policy.account(asked.account),
        mode=place.policy.mode,
    )
    decision = await decide(place.pipeline.parts, conversation, PlainSteps())
    outcome = await deliver(place.runtime, conversation, decision)
    return await store.decisions.get(outcome.decision_id) if outcome.decision_id else None


def _series(weeks: Sequence[Week]) -> dict[str, Any]:
    return {
        "resolution": [round(week.resolved / max(1, week.requests), 4) for week in weeks],
        "posted_accuracy": [round(w.posted_right / w.posted, 4) if w.posted else None for w in weeks],
        "staff_minutes": [round(week.minutes, 1) for week in weeks],
    }
