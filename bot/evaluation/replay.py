"""Plays past conversations as if Earnest had been there, beside what people answered then."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.domain import Decision, Tier, Utterance
from bot.domain.ports import Embedder, Progress
from bot.evaluation.history.found import Row
from bot.evaluation.tickets.data import ROLES, Expectation, Ticket, role_of
from bot.evaluation.tickets.play import conversation_of, goes_out_alone
from bot.flow import Parts, decide
from bot.platform.plain_steps import PlainSteps
from bot.texts import reasons as words


class Fate(StrEnum):
    """What would have come of a message."""

    ANSWERED = "answered"
    DRAFTED = "drafted"
    PEOPLE = "people"
    HANDED_OVER = "handed_over"
    SILENT = "silent"


# How much harm a wrong one does: nobody looks at what goes out alone, nor at silence; a person does at a draft.
_HARM = {Fate.ANSWERED: 1.0, Fate.SILENT: 0.8, Fate.DRAFTED: 0.5, Fate.PEOPLE: 0.1, Fate.HANDED_OVER: 0.1}
_UNKNOWN = 0.5  # where nobody answered then, there is nothing to compare with


@dataclass(frozen=True, slots=True)
class Moment:
    """A customer's message in a past conversation, and what people answered then; `answered` empty: nothing."""

    ticket: Ticket
    answered: str


@dataclass(frozen=True, slots=True)
class Case:
    """A moment as it would have gone. `agreement`: cosine between the answer and people's, 0..1, None where one of
    them is missing. `doubt`: 0..1, how wrong it might be, and how much harm that would do."""

    moment: Moment
    decision: Decision
    fate: Fate
    agreement: float | None
    doubt: float


def moments(rows: Sequence[Row], accounts: Sequence[str] = ()) -> list[Moment]:
    """Each burst of a customer in each conversation, with what was said before, and the replies up to the customer's
    next word; `rows` as `read_history` gives them. A turn of a role that is not known counts as staff's."""
    found = []
    for row in rows:
        said = [Utterance(role_of(turn["role"], "staff"), turn["text"]) for turn in row["turns"]]
        start = 0
        while start < len(said):
            end = start
            while end < len(said) and said[end].role == ROLES[0]:
                end += 1
            after = end
            while after < len(said) and said[after].role != ROLES[0]:
                after += 1
            if end > start:
                account = row.get("account") if row.get("account") in accounts else None
                question = "\n".join(one.text for one in said[start:end])
                name = str(row["id"]) if start == 0 else f"{row['id']} +{start}"
                ticket = Ticket(name, account, question, tuple(said[:start]), Expectation())
                found.append(Moment(ticket, "\n".join(one.text for one in said[end:after])))
            start = after
    return found


def fate_of(decision: Decision) -> Fate:
    """What a decision comes to where the policy's mode and trust allow whatever is sure."""
    if decision.not_a_request:
        return Fate.SILENT
    if goes_out_alone(decision):
        return Fate.ANSWERED
    if decision.tier is Tier.HANDOFF:
        return Fate.HANDED_OVER
    return Fate.DRAFTED if decision.tier <= Tier.REVIEWED and decision.answer else Fate.PEOPLE


async def replay(parts: Parts, embedder: Embedder, found: Sequence[Moment], progress: Progress) -> list[Case]:
    """Every moment through the pipeline, the most doubtful first; nothing is stored or posted. Raises EarnestError."""
    cases = []
    for number, moment in enumerate(found, 1):
        steps = PlainSteps()
        decision = await decide(parts, conversation_of(parts, moment.ticket), steps)
        cases.append(await _case(embedder, moment, decision))
        progress("conversations", number, len(found))
    return sorted(cases, key=lambda case: -case.doubt)


async def _case(embedder: Embedder, moment: Moment, decision: Decision) -> Case:
    fate, agreement = fate_of(decision), None
    if decision.answer and moment.answered:
        ours, theirs = await embedder.embed([decision.answer, moment.answered])
        agreement = round(min(max(float(ours @ theirs), 0.0), 1.0), 4)
    return Case(moment, decision, fate, agreement, doubt_of(fate, agreement, answered=bool(moment.answered)))


def doubt_of(fate: Fate, agreement: float | None, *, answered: bool) -> float:
    """0..1: how little an answer has of what people said, times the harm of its being wrong. Silence is doubtful where
    people answered, and in no other place; what people get is theirs to answer."""
    if fate is Fate.SILENT and not answered:
        return 0.0
    apart = 1.0 if fate is Fate.SILENT else _UNKNOWN if agreement is None else 1.0 - agreement
    return round(_HARM[fate] * apart, 4)


def figures(cases: Sequence[Case]) -> dict[str, Any]:
    """Counts, and every case in the order of doubt, for machines."""
    counts = Counter(case.fate for case in cases)
    return {
        "messages": len(cases),
        "conversations": len({case.moment.ticket.id.split(" +")[0] for case in cases}),
        "answered_by_people_then": sum(bool(case.moment.answered) for case in cases),
        **{fate.value: counts[fate] for fate in Fate},
        "cases": [_as_dict(case) for case in cases],
    }


def _as_dict(case: Case) -> dict[str, Any]:
    return {
        "id": case.moment.ticket.id,
        "question": case.moment.ticket.question,
        "fate": case.fate.value,
        "doubt": case.doubt,
        "agreement": case.agreement,
        "answer": case.decision.answer,
        "sources": [source.title for source in case.decision.sources],
        "people": case.moment.answered,
        "reasons": [words.reason(reason) for reason in case.decision.reasons],
    }
