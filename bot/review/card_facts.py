"""Gathers all that a desk card shows, as it stands now; what Slack will not tell is left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain import Mode, PostId, ReasonCode, UserId
from bot.domain.labels import IntentLabel, LabelSource
from bot.domain.states import Act, ThreadState
from bot.outbox.blocks import CardView, LaterMessage
from bot.outbox.mode_now import mode_now
from bot.outbox.places import account_of, channel_name, link_to
from bot.outbox.post_intents import PostKind
from bot.policy.teams import is_user_id
from bot.review.beside import beside_of
from bot.review.card_state import card_state, moved
from bot.review.card_trouble import troubles
from bot.review.reassign import on_call
from bot.review.reply_clocks import clock_lines, clocks_of
from bot.runtime import Runtime
from bot.store.records import (
    NEVER,
    DecisionRow,
    Draft,
    Flag,
    FlagVerdict,
    LogEntry,
    Message,
    Post,
    Role,
    Ticket,
    Turn,
    TurnState,
)
from bot.texts import articles, card_history, times
from bot.texts import card as card_words

EARNEST = "earnest"  # the actor of what nobody did by hand
EARNEST_NAME = "Earnest"


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the tables say, read at one moment."""

    ticket: Ticket
    turn: Turn
    draft: Draft | None
    said: tuple[Message, ...]
    turns: tuple[Turn, ...]
    log: tuple[LogEntry, ...]
    flags: tuple[Flag, ...]
    earlier: int
    posts: tuple[Post, ...]
    labels: tuple[IntentLabel, ...]
    gone: Mapping[str, datetime]

    @property
    def answer(self) -> Post | None:
        """The post of the decision's answer."""
        return next((post for post in self.posts if post.kind == PostKind.ANSWER), None)

    @property
    def corrected(self) -> str:
        """The intent that the desk named last."""
        named = [label.intent for label in self.labels if label.source is LabelSource.CORRECTED]
        return named[-1] if named else ""

    @property
    def question(self) -> list[Message]:
        """The turn's messages."""
        return [message for message in self.said if message.turn_id == self.turn.id]

    @property
    def before(self) -> list[Message]:
        """What stands in the thread before the turn."""
        asked = self.question
        return [message for message in self.said if asked and message.ts < asked[0].ts]

    @property
    def several_ask(self) -> bool:
        """Whether more than one customer has written in the thread up to the turn."""
        return len({m.author for m in (*self.before, *self.question) if m.role is Role.CUSTOMER}) > 1


async def card_view(runtime: Runtime, row: DecisionRow, post_id: PostId) -> CardView:
    """The card of a decision. Raises LookupError when its ticket or turn is gone, TransientError for the database."""
    facts = await _facts(runtime, row)
    ticket, turn = facts.ticket, facts.turn
    reassigned = bool(ticket.owner) or any(entry.action == Act.REASSIGN for entry in facts.log)
    team = ticket.team if reassigned else ""
    called = await on_call(runtime, team or row.decision.team)
    person = ticket.owner or ticket.taken_by
    asked_at = facts.question[0].said_at if facts.question else turn.first_at
    clocks = await clocks_of(runtime, ticket)
    mode = mode_now(runtime, ticket, row)
    state = moved(card_state(facts.draft, ticket, row, turn, facts.answer), facts.log)
    return CardView(
        post_id=post_id,
        decision_id=row.id,
        decision=row.decision,
        question=await _question(runtime, facts) or row.decision.question,
        asked_at=asked_at,
        now=runtime.clock.now(),
        clocks=clock_lines(clocks, runtime.clock.now(), runtime.zone),
        state=state,
        status=await runtime.store.states.current(ticket.id),
        mode=mode,
        asker=await runtime.directory.name(turn.author),
        account=account_of(runtime, ticket),
        earlier=facts.earlier,
        channel_name=await channel_name(runtime, ticket.channel),
        thread_url=await link_to(runtime, ticket.channel, ticket.thread_ts),
        team=team,
        owner=await runtime.directory.name(person) if person else "",
        oncall=await runtime.directory.name(called) if is_user_id(called) else called,
        final_text=(facts.draft.final_text or "") if facts.draft else "",
        proposed=facts.draft.text if facts.draft else "",
        accurate=_verdict(facts.flags),
        corrected=facts.corrected,
        later=await _later(runtime, facts),
        trouble=troubles(facts.posts),
        impersonation=await _impersonation(runtime, facts),
        gone=_gone(runtime, facts.gone) if state.waits and mode is not Mode.WATCH else (),
        conversation=await _conversation(runtime, facts, row),
        beside=await beside_of(runtime, facts.question),
        events=await _events(runtime, facts.log),
        zone=runtime.zone,
        zone_name=runtime.policy.hours.timezone,
    )


async def _facts(runtime: Runtime, row: DecisionRow) -> _Facts:
    store = runtime.store
    flags = await store.reviews.flags_of(row.id)
    async with store.view() as tx:
        ticket = await store.tickets.get(row.ticket_id, tx)
        turn = await store.turns.get(row.turn_id, tx)
        if ticket is None or turn is None:
            raise LookupError(f"decision {row.id} has lost its ticket or turn")
        decisions = {r.id for r in await store.decisions.of_ticket(ticket.id, tx) if r.turn_id == turn.id}
        log = await store.reviews.log_of(ticket.id, tx)
        draft = await store.decisions.draft(row.id, tx)
        return _Facts(
            ticket=ticket,
            turn=turn,
            draft=draft,
            said=tuple(await store.messages.of_ticket(ticket.id, tx)),
            turns=tuple(await store.turns.of_ticket(ticket.id, tx)),
            log=tuple(entry for entry in log if entry.decision_id is None or entry.decision_id in decisions),
            flags=tuple(flags),
            earlier=await store.tickets.earlier_requests(ticket, turn.author, tx),
            posts=tuple(await store.posts.of_decision(row.id, tx)),
            labels=tuple(await store.labels.of_decision(row.id, tx)),
            gone=await store.gone.under(row, draft, tx),
        )


def _gone(runtime: Runtime, gone: Mapping[str, datetime]) -> tuple[str, ...]:
    zone = runtime.policy.hours.timezone
    return tuple(articles.gone_on_card(title, times.moment(at, runtime.zone, zone)) for title, at in gone.items())


def _verdict(flags: Sequence[Flag]) -> bool | None:
    return flags[-1].verdict is FlagVerdict.ACCURATE if flags else None


async def _question(runtime: Runtime, facts: _Facts) -> str:
    """The turn's words; with their authors where several people ask in the thread."""
    said = [message for message in facts.question if message.text.strip()]
    if not facts.several_ask:
        return "\n".join(message.text for message in said)
    name = runtime.directory.name
    return "\n".join([card_words.said_by(await name(message.author), message.text) for message in said])


async def _impersonation(runtime: Runtime, facts: _Facts) -> tuple[str, ...]:
    """A line for each customer in the thread who looks like one of us."""
    authors = dict.fromkeys([facts.turn.author, *(m.author for m in facts.said if m.role is Role.CUSTOMER)])
    found = [await runtime.directory.impersonated(UserId(author)) for author in authors]
    return tuple(
        card_words.impersonates(c.shown, c.whom, name=c.name, picture=c.picture, earnest=c.earnest, others=c.others)
        for c in found
        if c is not None
    )


async def _later(runtime: Runtime, facts: _Facts) -> tuple[LaterMessage, ...]:
    """What customers wrote after the question and nobody else answers; with people, all they wrote since."""
    asked = facts.question[-1].ts if facts.question else NEVER
    answered = {turn.id for turn in facts.turns if turn.state is TurnState.DECIDED}
    everything = facts.ticket.state is ThreadState.WITH_PEOPLE and bool(facts.question)
    since = [m for m in facts.said if m.role is Role.CUSTOMER and m.ts > asked]
    found = [m for m in since if everything or m.turn_id not in answered]
    return tuple([LaterMessage(await runtime.directory.name(m.author), m.text) for m in found])


async def _conversation(runtime: Runtime, facts: _Facts, row: DecisionRow) -> tuple[LaterMessage, ...]:
    """The whole thread for whoever takes it over after an answer of ours, and what came before where it is not one
    customer alone who asks; empty where the question says it all."""
    asked_for_person = any(reason.code is ReasonCode.ASKED_FOR_PERSON for reason in row.decision.reasons)
    if asked_for_person and any(message.role is Role.EARNEST for message in facts.said):
        shown = list(facts.said)
    else:
        shown = facts.before if facts.several_ask else []
    names = {m.author: EARNEST_NAME for m in shown if m.role is Role.EARNEST}
    return tuple([LaterMessage(names.get(m.author) or await runtime.directory.name(m.author), m.text) for m in shown])


async def _events(runtime: Runtime, log: Sequence[LogEntry]) -> tuple[str, ...]:
    lines = []
    for entry in log:
        owner = str(entry.detail.get("owner") or "")
        what = card_history.done(
            entry.action,
            team=str(entry.detail.get("team") or ""),
            owner=await runtime.directory.name(owner) if owner else "",
            reason=str(entry.detail.get("reason") or ""),
            intent=str(entry.detail.get("intent") or ""),
        )
        if what:
            who = "" if entry.actor in ("", EARNEST) else await runtime.directory.name(entry.actor)
            at = times.moment(entry.at, runtime.zone, runtime.policy.hours.timezone)
            lines.append(card_words.event(what, who, at))
    return tuple(lines)
