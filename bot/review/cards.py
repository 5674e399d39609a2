"""Gathers all that a desk card shows, as it stands now; what Slack will not tell is left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain import Account, ChannelId, MessageTs, Mode, PostId
from bot.errors import EarnestError
from bot.outbox.blocks import CardView, LaterMessage
from bot.review.card_state import card_state, moved
from bot.review.rules import ThreadState
from bot.route.tier import mode_for
from bot.runtime import Tools
from bot.store.records import (
    NEVER,
    Action,
    DecisionRow,
    Draft,
    Flag,
    FlagVerdict,
    Message,
    Role,
    Ticket,
    Turn,
    TurnState,
)
from bot.texts import card as card_words
from bot.texts import events, times

EARNEST = "earnest"  # the actor of what nobody did by hand


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the tables say, read at one moment."""

    ticket: Ticket
    turn: Turn
    draft: Draft | None
    said: tuple[Message, ...]
    turns: tuple[Turn, ...]
    log: tuple[Action, ...]
    flags: tuple[Flag, ...]
    earlier: int

    @property
    def question(self) -> list[Message]:
        """The turn's messages."""
        return [message for message in self.said if message.turn_id == self.turn.id]


async def card_view(tools: Tools, row: DecisionRow, post_id: PostId) -> CardView:
    """The card of a decision. Raises LookupError when its ticket or turn is gone, TransientError for the database."""
    facts = await _facts(tools, row)
    ticket, turn = facts.ticket, facts.turn
    reassigned = bool(ticket.owner) or any(entry.action == "reassign" for entry in facts.log)
    team = ticket.team if reassigned else ""
    policy_team = tools.policy.teams.get(team or row.decision.team)
    person = ticket.owner or ticket.taken_by
    asked_at = facts.question[0].said_at if facts.question else turn.first_at
    return CardView(
        post_id=post_id,
        decision_id=row.id,
        decision=row.decision,
        question="\n".join(m.text for m in facts.question if m.text.strip()) or row.decision.question,
        asked_at=asked_at,
        now=tools.clock.now(),
        state=moved(card_state(facts.draft, ticket, row, turn), facts.log),
        mode=card_mode(tools, ticket, row),
        asker=await tools.household.name(turn.author),
        account=account_of(tools, ticket),
        earlier=facts.earlier,
        channel_name=await channel_name(tools, ticket.channel),
        thread_url=await link_to(tools, ticket.channel, ticket.thread_ts),
        team=team,
        owner=await tools.household.name(person) if person else "",
        oncall=(policy_team.oncall or "") if policy_team else "",
        final_text=(facts.draft.final_text or "") if facts.draft else "",
        accurate=_verdict(facts.flags),
        later=await _later(tools, facts),
        events=await _events(tools, facts.log),
        zone=tools.zone,
        zone_name=tools.policy.hours.timezone,
    )


async def _facts(tools: Tools, row: DecisionRow) -> _Facts:
    store = tools.store
    flags = await store.reviews.flags_of(row.id)
    async with store.view() as tx:
        ticket = await store.tickets.get(row.ticket_id, tx)
        turn = await store.turns.get(row.turn_id, tx)
        if ticket is None or turn is None:
            raise LookupError(f"decision {row.id} has lost its ticket or turn")
        decisions = {r.id for r in await store.decisions.of_ticket(ticket.id, tx) if r.turn_id == turn.id}
        log = await store.reviews.log_of(ticket.id, tx)
        return _Facts(
            ticket=ticket,
            turn=turn,
            draft=await store.decisions.draft(row.id, tx),
            said=tuple(await store.messages.of_ticket(ticket.id, tx)),
            turns=tuple(await store.turns.of_ticket(ticket.id, tx)),
            log=tuple(entry for entry in log if entry.decision_id is None or entry.decision_id in decisions),
            flags=tuple(flags),
            earlier=await store.tickets.earlier_requests(ticket, turn.author, tx),
        )


def account_of(tools: Tools, ticket: Ticket) -> Account | None:
    """The account that the policy gives the ticket's channel; never one in a community channel."""
    channel = tools.household.channel_policy(ticket.channel)
    if channel is None or channel.kind == "community":
        return None
    return tools.policy.account(channel.account)


def card_mode(tools: Tools, ticket: Ticket, row: DecisionRow) -> Mode:
    """The mode that holds for a decision now."""
    channel = tools.household.channel_policy(ticket.channel)
    return mode_for(tools.policy, channel.mode if channel else None, row.decision.classification)


async def channel_name(tools: Tools, channel: ChannelId) -> str:
    """A channel's name without #, asked of Slack once; empty when Slack will not tell."""
    known = await tools.store.channels.get(channel)
    if known is not None and known.name:
        return known.name
    try:
        facts = await tools.gateway.channel(channel)
    except EarnestError:
        return ""
    if facts is None:
        return ""
    await tools.store.channels.seen(channel, facts.name, facts.is_ext_shared)
    return facts.name


async def link_to(tools: Tools, channel: ChannelId, ts: MessageTs) -> str:
    """A link to a message, put together by ourselves when Slack gives none now; empty when that cannot be done."""
    try:
        found = await tools.gateway.permalink(channel, ts)
    except EarnestError:
        found = ""
    workspace = tools.household.identity.url.rstrip("/")
    return found or (f"{workspace}/archives/{channel}/p{ts.replace('.', '')}" if workspace else "")


def _verdict(flags: Sequence[Flag]) -> bool | None:
    return flags[-1].verdict is FlagVerdict.ACCURATE if flags else None


async def _later(tools: Tools, facts: _Facts) -> tuple[LaterMessage, ...]:
    """What customers wrote after the question and nobody else answers; with people, all they wrote since."""
    asked = facts.question[-1].ts if facts.question else NEVER
    answered = {turn.id for turn in facts.turns if turn.state is TurnState.DECIDED}
    everything = facts.ticket.state is ThreadState.WITH_PEOPLE and bool(facts.question)
    since = [m for m in facts.said if m.role is Role.CUSTOMER and m.ts > asked]
    found = [m for m in since if everything or m.turn_id not in answered]
    return tuple([LaterMessage(await tools.household.name(m.author), m.text) for m in found])


async def _events(tools: Tools, log: Sequence[Action]) -> tuple[str, ...]:
    lines = []
    for entry in log:
        owner = str(entry.detail.get("owner") or "")
        what = events.done(
            entry.action,
            team=str(entry.detail.get("team") or ""),
            owner=await tools.household.name(owner) if owner else "",
            reason=str(entry.detail.get("reason") or ""),
        )
        if what:
            who = "" if entry.actor in ("", EARNEST) else await tools.household.name(entry.actor)
            at = times.moment(entry.at, tools.zone, tools.policy.hours.timezone)
            lines.append(card_words.event(what, who, at))
    return tuple(lines)
