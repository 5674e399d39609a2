"""Writes down how a turn leaves: the decision, its draft and every call to make, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from hashlib import sha256

from bot.domain import Conversation, Decision, DecisionId, Mode, ReasonCode, Tier
from bot.domain.states import DraftState, ThreadState
from bot.domain.telemetry import Decided
from bot.outbox import post_intents as posts
from bot.outbox.blocks import card_parts
from bot.outbox.render import answer_posts, words_of
from bot.policy.hours import availability
from bot.policy.modes import mode_here
from bot.policy.trust import audit_share
from bot.policy.trust_record import trust_in
from bot.runtime import Runtime
from bot.store.records import UNDECIDED, DecisionRow, Guard, NewPost, Ticket, Turn, TurnState
from bot.store.tx import Tx
from bot.texts import customer as words


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether the decision was written; when not, the turn has changed meanwhile and is decided anew."""

    written: bool
    decision_id: DecisionId | None = None


async def deliver(runtime: Runtime, conversation: Conversation, decision: Decision) -> Outcome:
    """Write the decision on a turn, unless the turn or its ticket changed while it was made. May run again."""
    store = runtime.store
    async with store.begin() as tx:
        known = await store.decisions.of_revision(conversation.turn_id, conversation.revision, tx)
        if known is not None:
            return Outcome(True, known.id)
        turn = await store.turns.get(conversation.turn_id, tx)
        ticket = await store.tickets.get(conversation.ticket_id, tx)
        if turn is None or ticket is None or turn.revision != conversation.revision or turn.state not in UNDECIDED:
            return Outcome(False)
        taken_meanwhile = ticket.state is ThreadState.WITH_PEOPLE and not conversation.person_has_thread
        if taken_meanwhile and not decision.not_a_request:
            await store.turns.revise(turn.id, runtime.clock.now(), tx)
            return Outcome(False)
        row = await write(runtime, ticket, turn, decision, tx)
    runtime.wake.posts.set()
    runtime.wake.decisions.set()
    runtime.tell(_decided(row, turn))
    return Outcome(True, row.id)


def _decided(row: DecisionRow, turn: Turn) -> Decided:
    decision, intents = row.decision, row.decision.classification.intents
    return Decided(
        ticket_id=row.ticket_id,
        turn_id=row.turn_id,
        decision_id=row.id,
        revision=row.revision,
        tier=decision.tier,
        reasons=tuple(reason.code for reason in decision.reasons),
        intent=intents[0].name if intents else "",
        engine=decision.drafted.generation.engine if decision.drafted else "",
        not_a_request=decision.not_a_request,
        waited_s=(row.decided_at - turn.first_at).total_seconds(),
    )


async def write(runtime: Runtime, ticket: Ticket, turn: Turn, decision: Decision, tx: Tx) -> DecisionRow:
    """The decision, its draft, its posts, and whose the ticket is from now on."""
    store = runtime.store
    row = DecisionRow(
        id=DecisionId(runtime.new_id()),
        turn_id=turn.id,
        ticket_id=ticket.id,
        revision=turn.revision,
        decision=decision,
        decided_at=runtime.clock.now(),
        current=True,
    )
    await store.decisions.add(row, draft_state(decision), tx)
    await store.turns.move(turn.id, UNDECIDED, TurnState.DECIDED, tx=tx)
    if decision.not_a_request:
        return row
    if decision.team and decision.team != ticket.team and not ticket.owner:
        await store.tickets.reassign(ticket.id, decision.team, ticket.owner, tx)
    if decision.tier >= Tier.ASSISTED:
        await store.tickets.take(ticket.id, None, tx)
    sent = outgoing(runtime, ticket, row)
    if decision.tier is Tier.ANSWERED and await _to_audit(runtime, row, tx):
        sent.append(posts.card(runtime.directory.desk, ticket, row))
    await store.posts.add(sent, tx)
    return row


async def _to_audit(runtime: Runtime, row: DecisionRow, tx: Tx) -> bool:
    """Whether an answer without review goes to the desk for audit. Drawn from the decision's random id, so that work
    that is done again after a crash draws the same."""
    drafted, rule = row.decision.drafted, runtime.policy.review
    if drafted is None or not row.decision.classification.intents:
        return False
    intent = row.decision.classification.intents[0].name
    state = await trust_in(
        runtime.policy, intent, drafted.generation.engine, partial(runtime.store.audits.events, tx=tx)
    )
    in_week = await runtime.store.decisions.answered_since(intent, row.decided_at - timedelta(days=7), tx)
    drawn = int.from_bytes(sha256(row.id.encode()).digest()[:8], "big") / 2**64
    return drawn < audit_share(state, in_week, rule)


def draft_state(decision: Decision) -> DraftState:
    """Where the decision's answer starts: posted, waiting for a person, or none to speak of."""
    drafted = decision.drafted
    has_text = bool(decision.answer or (drafted and drafted.generation.ask))
    if decision.not_a_request or not has_text or decision.tier >= Tier.ASSISTED:
        return DraftState.NONE
    return DraftState.POSTED if decision.tier is Tier.ANSWERED else DraftState.PENDING


def watching(runtime: Runtime, ticket: Ticket, decision: Decision) -> bool:
    """Whether nothing at all may reach this customer."""
    channel = runtime.directory.channel_policy(ticket.channel)
    here = mode_here(runtime.policy, channel, ticket.account)
    return here is Mode.WATCH or any(r.code is ReasonCode.WATCH_MODE for r in decision.reasons)


def outgoing(runtime: Runtime, ticket: Ticket, row: DecisionRow) -> list[NewPost]:
    """The calls to make for a decision."""
    decision = row.decision
    if decision.tier is Tier.ANSWERED:
        guard = Guard(turn_id=row.turn_id, revision=row.revision, ticket_open=True, draft_stands=row.id)
        return answer_posts(ticket, row, guard)
    desk = runtime.directory.desk
    made = [posts.card(desk, ticket, row)]
    if decision.tier is Tier.REVIEWED:
        made += [posts.card_part(desk, ticket, row, part) for part, _ in enumerate(card_parts(words_of(decision)))]
    team = runtime.policy.teams.get(decision.team)
    channel = runtime.directory.channel_id(team.channel) if team else None
    if decision.tier is Tier.HANDOFF and channel is not None and channel != runtime.directory.desk:
        made.append(posts.pointer(channel, ticket, row, decision.team))
    if not watching(runtime, ticket, decision):
        made += _notices(runtime, ticket, row)
    return made


_SOMEBODY_ELSES = frozenset({ReasonCode.PERSON_HAS_THREAD, ReasonCode.NAMED_PERSON})


def _notices(runtime: Runtime, ticket: Ticket, row: DecisionRow) -> list[NewPost]:
    decision, now = row.decision, runtime.clock.now()
    if any(reason.code in _SOMEBODY_ELSES for reason in decision.reasons):
        return []
    if decision.tier is Tier.REVIEWED:
        later = now + timedelta(seconds=runtime.policy.thresholds.undecided_notice_s)
        there = availability(runtime.policy.hours, later)
        text = words.undecided(decision.team, closes=there.closes, opens=there.opens, zone=there.zone)
        guard = Guard(turn_id=row.turn_id, draft_pending=row.id)
        return [posts.notice(ticket, "undecided", text, row.id, guard=guard, not_before=later)]
    there = availability(runtime.policy.hours, now)
    asked = any(reason.code is ReasonCode.ASKED_FOR_PERSON for reason in decision.reasons)
    say = words.asked_for_person if asked else words.handoff
    text = say(decision.team, closes=there.closes, opens=there.opens, zone=there.zone)
    return [posts.notice(ticket, "handoff", text, row.id, guard=Guard(turn_id=row.turn_id, untaken=True))]
