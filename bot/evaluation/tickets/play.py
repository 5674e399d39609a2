"""Plays tickets through the pipeline and judges each against what was expected of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain import (
    ChannelId,
    Conversation,
    Decision,
    MessageTs,
    Mode,
    ReasonCode,
    TicketId,
    Tier,
    TurnId,
    UserId,
)
from bot.domain.ports import Progress
from bot.evaluation.tickets.data import Expectation, Ticket
from bot.flow import Parts, decide
from bot.platform.plain_steps import PlainSteps
from bot.policy import Policy

OUT_OF_SCOPE = "oos"
# What the operator has decided for a whole policy, and no ticket can change.
_POLICY_HOLDS = {
    ReasonCode.DRAFT_MODE,
    ReasonCode.WATCH_MODE,
    ReasonCode.INTENT_NOT_TRUSTED,
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a ticket left, judged; None where nothing was expected, or where there was nothing to judge.

    `right` is about the answer that was posted or drafted, `read` whether its words were judged and not only what it
    cites, `sure` whether it goes out without a person where mode and
    trust allow that, `answered` whether there is one where articles hold it.
    `bold` is how many tiers looser than the loosest accepted one, negative when stricter than the strictest."""

    ticket: Ticket
    decision: Decision
    intent: bool | None
    team: bool | None
    bold: int | None
    right: bool | None
    read: bool
    sure: bool
    answered: bool | None
    faults: tuple[str, ...]


async def play(parts: Parts, tickets: Sequence[Ticket], progress: Progress) -> list[Verdict]:
    """Each ticket's last customer turn through the pipeline, one after the other. A staff turn is history, as in a
    thread that was given back. Raises EarnestError."""
    verdicts = []
    for number, ticket in enumerate(tickets, 1):
        steps = PlainSteps()
        decision = await decide(parts, conversation_of(parts, ticket), steps)
        verdicts.append(judged(parts.policy, ticket, replace(decision, timings_ms=steps.timings_ms)))
        progress("tickets", number, len(tickets))
    return verdicts


def conversation_of(parts: Parts, ticket: Ticket) -> Conversation:
    """A ticket as the pipeline takes it: everything may go out alone that is sure."""
    return Conversation(
        ticket_id=TicketId(ticket.id),
        turn_id=TurnId(ticket.id),
        revision=1,
        channel=ChannelId(""),
        thread_ts=MessageTs("0"),
        question=ticket.question,
        asked_by=UserId(""),
        asked_at=parts.clock.now(),
        history=ticket.history,
        account=parts.policy.account(ticket.account),
        mode=Mode.AUTO,
        asked_before=any(said.role == "customer" for said in ticket.history),
    )


def judged(policy: Policy, ticket: Ticket, decision: Decision) -> Verdict:
    """A decision against its ticket's expectation."""
    expect = ticket.expect
    silence = _silence_expected(policy, expect)
    intent = None if expect.intents is None else not _named(policy, decision).isdisjoint(expect.intents)
    team = None if expect.team is None or silence else not decision.not_a_request and decision.team == expect.team
    bold = None if silence else _bold(expect, decision)
    wrong = wrong_answer(expect, decision)
    answered = _answers(decision) if expect.articles and _by_itself(expect) else None
    faults = []
    if intent is False:
        faults.append(f"intent {said_intent(policy, decision)}, not {' or '.join(expect.intents or ())}")
    if team is False:
        faults.append(f"team {said_team(decision)}, not {expect.team}")
    if bold:
        accepted = " or ".join(map(str, expect.tiers or ()))
        faults.append(f"{said_tier(decision)}, not tier {accepted}: too {'bold' if bold > 0 else 'careful'}")
    if wrong:
        faults.append(wrong)
    elif answered is False:
        faults.append(f"no answer, though {', '.join(sorted(expect.articles or ()))} has one")
    right = None if wrong is None else not wrong
    read = bool(expect.must_say)
    return Verdict(ticket, decision, intent, team, bold, right, read, _sure(decision), answered, tuple(faults))


def said_intent(policy: Policy, decision: Decision) -> str:
    """The intent a decision went by: what escalates before what is likeliest."""
    found = decision.classification
    if decision.not_a_request:
        return next((name for name, intent in policy.intents.items() if intent.chatter), "chatter")
    best = [score.name for score in found.intents[:1]]
    return next(iter((*found.escalate, *([OUT_OF_SCOPE] if found.out_of_scope else []), *best)), OUT_OF_SCOPE)


def said_team(decision: Decision) -> str:
    """The team that got it."""
    return "nobody" if decision.not_a_request else decision.team


def said_tier(decision: Decision) -> str:
    """How it left, in a word or two."""
    return "no request" if decision.not_a_request else f"tier {int(decision.tier)}"


def _named(policy: Policy, decision: Decision) -> set[str]:
    """Every intent that counts as named: the best one, the escalated ones, and `oos` beside the best guess."""
    best = [score.name for score in decision.classification.intents[:1] if not decision.not_a_request]
    return {said_intent(policy, decision), *decision.classification.escalate, *best}


def _silence_expected(policy: Policy, expect: Expectation) -> bool:
    return bool(expect.intents) and all(
        name in policy.intents and policy.intents[name].chatter for name in expect.intents or ()
    )


def _by_people(expect: Expectation) -> bool:
    return bool(expect.tiers) and min(expect.tiers or ()) >= Tier.ASSISTED


def _by_itself(expect: Expectation) -> bool:
    return expect.tiers is None or max(expect.tiers) <= Tier.REVIEWED


def _bold(expect: Expectation, decision: Decision) -> int | None:
    """How far the tier is off. Tier 1 counts as 0 where nothing but the policy's mode or trust held it there."""
    if expect.tiers is None:
        return None
    if decision.not_a_request:
        return min(expect.tiers) + 1  # silence is looser than any answer: nobody sees the ticket
    tier = int(decision.tier)
    if tier == Tier.REVIEWED and _sure(decision):
        tier = 1 if 1 in expect.tiers else 0
    if tier in expect.tiers:
        return 0
    return min(expect.tiers) - tier if tier < min(expect.tiers) else max(expect.tiers) - tier


def _sure(decision: Decision) -> bool:
    """Whether nothing but the policy's mode or the intent's trust would keep an answer for people."""
    return decision.tier <= Tier.REVIEWED and {r.code for r in decision.reasons} <= {
        ReasonCode.ALL_CLEAR,
        *_POLICY_HOLDS,
    }


def goes_out_alone(decision: Decision) -> bool:
    """Whether a decision has an answer that only the policy's mode or the intent's trust could keep for people."""
    return not decision.not_a_request and bool(decision.answer) and _sure(decision)


def _answers(decision: Decision) -> bool:
    return not decision.not_a_request and decision.tier <= Tier.REVIEWED and bool(decision.answer)


def wrong_answer(expect: Expectation, decision: Decision) -> str | None:
    """What is wrong with an answer, empty when nothing is; None when there is none to judge."""
    articles = frozenset[str]() if expect.articles is None and _by_people(expect) else expect.articles
    if not _answers(decision) or (articles is None and not expect.must_not and not expect.must_say):
        return None
    cited = [str(source.id) for source in decision.sources]
    strange = [] if articles is None else [article for article in cited if article not in articles]
    forbidden = [words for words in expect.must_not if words in cited or says(decision.answer, words)]
    if forbidden:
        return f"the answer holds {', '.join(map(repr, forbidden))}"
    if strange:
        return f"the answer cites {', '.join(strange)}"
    if not cited and articles is not None:
        return "the answer cites nothing"
    unsaid = [fact[0] for fact in expect.must_say if not any(says(decision.answer, words) for words in fact)]
    return f"the answer does not say {', '.join(map(repr, unsaid))}" if unsaid else ""


def says(answer: str, words: str) -> bool:
    """Whether the words occur, in any case and without marks, and not as a part of longer ones: 60 is not in 600."""
    pattern = r"\s+".join(map(re.escape, words.split()))
    plain = re.sub(r"[*`]", "", answer)
    return re.search(rf"(?<![\w,.]){pattern}(?!\w|[,.]\d)", plain, re.IGNORECASE) is not None
