"""Writes down how a turn leaves: the decision, its draft and every call to make, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.domain import Conversation, Decision, DecisionId, Mode, ReasonCode, Tier
from bot.outbox import intents as posts
from bot.policy.hours import availability
from bot.review.rules import DraftState, ThreadState
from bot.route.tier import strictest
from bot.runtime import Tools
from bot.store.records import DecisionRow, Guard, NewPost, Ticket, Turn, TurnState
from bot.store.tx import Tx
from bot.texts import customer as words

FROM_ANY = (TurnState.GATHERING, TurnState.QUEUED, TurnState.RUNNING)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether the decision was written; when not, the turn has changed meanwhile and is decided anew."""

    written: bool
    decision_id: DecisionId | None = None


async def deliver(tools: Tools, conversation: Conversation, decision: Decision) -> Outcome:
    """Write the decision on a turn, unless the turn or its ticket changed while it was made. May run again."""
    store = tools.store
    async with store.begin() as tx:
        known = await store.decisions.of_revision(conversation.turn_id, conversation.revision, tx)
        if known is not None:
            return Outcome(True, known.id)
        turn = await store.turns.get(conversation.turn_id, tx)
        ticket = await store.tickets.get(conversation.ticket_id, tx)
        if turn is None or ticket is None or turn.revision != conversation.revision or turn.state not in FROM_ANY:
            return Outcome(False)
        taken_meanwhile = ticket.state is ThreadState.WITH_PEOPLE and not conversation.person_has_thread
        if taken_meanwhile and not decision.not_a_request:
            await store.turns.revise(turn.id, tools.clock.now(), tx)
            return Outcome(False)
        row = await write(tools, ticket, turn, decision, tx)
    tools.bells.posts.set()
    return Outcome(True, row.id)


async def write(tools: Tools, ticket: Ticket, turn: Turn, decision: Decision, tx: Tx) -> DecisionRow:
    """The decision, its draft, its posts, and whose the ticket is from now on."""
    store = tools.store
    row = DecisionRow(
        id=DecisionId(tools.ids()),
        turn_id=turn.id,
        ticket_id=ticket.id,
        revision=turn.revision,
        decision=decision,
        decided_at=tools.clock.now(),
        current=True,
    )
    await store.decisions.add(row, draft_state(decision), tx)
    await store.turns.move(turn.id, FROM_ANY, TurnState.DECIDED, tx=tx)
    if decision.not_a_request:
        return row
    if decision.team and decision.team != ticket.team and not ticket.owner:
        await store.tickets.reassign(ticket.id, decision.team, ticket.owner, tx)
    if decision.tier >= Tier.ASSISTED:
        await store.tickets.take(ticket.id, None, tx)
    await store.posts.add(outgoing(tools, ticket, row), tx)
    return row


def draft_state(decision: Decision) -> DraftState:
    """Where the decision's answer starts: posted, waiting for a person, or none to speak of."""
    drafted = decision.drafted
    has_text = bool(decision.answer or (drafted and drafted.generation.ask))
    if decision.not_a_request or not has_text or decision.tier >= Tier.ASSISTED:
        return DraftState.NONE
    return DraftState.POSTED if decision.tier is Tier.ANSWERED else DraftState.PENDING


def watching(tools: Tools, ticket: Ticket, decision: Decision) -> bool:
    """Whether nothing at all may reach this customer."""
    channel = tools.household.channel_policy(ticket.channel)
    app_or_channel = strictest([tools.policy.mode, channel.mode if channel else None])
    return app_or_channel is Mode.WATCH or any(r.code is ReasonCode.WATCH_MODE for r in decision.reasons)


def outgoing(tools: Tools, ticket: Ticket, row: DecisionRow) -> list[NewPost]:
    """The calls to make for a decision."""
    decision = row.decision
    if decision.tier is Tier.ANSWERED:
        guard = Guard(turn_id=row.turn_id, revision=row.revision, ticket_open=True)
        return [posts.answer(ticket, row, guard)]
    made = [posts.card(tools.household.desk, ticket, row)]
    team = tools.policy.teams.get(decision.team)
    channel = tools.household.channel_id(team.channel) if team else None
    if decision.tier is Tier.HANDOFF and channel is not None and channel != tools.household.desk:
        made.append(posts.pointer(channel, ticket, row, decision.team))
    if not watching(tools, ticket, decision):
        made += _notices(tools, ticket, row)
    return made


def _notices(tools: Tools, ticket: Ticket, row: DecisionRow) -> list[NewPost]:
    decision, now = row.decision, tools.clock.now()
    if any(reason.code is ReasonCode.PERSON_HAS_THREAD for reason in decision.reasons):
        return []
    if decision.tier is Tier.REVIEWED:
        later = now + timedelta(seconds=tools.policy.thresholds.undecided_notice_s)
        there = availability(tools.policy.hours, later)
        text = words.undecided(decision.team, closes=there.closes, opens=there.opens, zone=there.zone)
        guard = Guard(draft_pending=row.id)
        return [posts.notice(ticket, "undecided", text, row.id, guard=guard, not_before=later)]
    there = availability(tools.policy.hours, now)
    asked = any(reason.code is ReasonCode.ASKED_FOR_PERSON for reason in decision.reasons)
    say = words.asked_for_person if asked else words.handoff
    text = say(decision.team, closes=there.closes, opens=there.opens, zone=there.zone)
    return [posts.notice(ticket, "handoff", text, row.id)]
