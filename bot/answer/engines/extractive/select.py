"""Which units of an article answer a question: lists stay whole, references keep what they refer to."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.answer.engines.extractive.answerability import Answerability, dimensions
from bot.answer.engines.extractive.own_questions import leads_in, quotable_fits
from bot.answer.engines.extractive.procedures import MOST_STEPS, procedures, quotable
from bot.answer.engines.extractive.question import Question, Wants, gives_orders
from bot.domain import Passage
from bot.language.contradiction import OPPOSITES
from bot.language.sentences import Kind, Unit, cells
from bot.language.words import content_stems, plain_text, share, stems

MOST_WORDS = 150
_FORM = 0.4  # of what its form is worth to a unit, beside how it fits
_FOUND = 0.15  # of what the search gave the passage
_LIKELY = 0.6  # probability of the article from which others are not quoted
_STEPS_WORTH = 0.5
_NEARLY = 0.75  # of the best unit's score, from which a neighbour is quoted with it
_MOST = 8  # units quoted together
_LIST = 8  # rows; longer tables are not quoted whole
_REFERS = re.compile(
    r"(?:it|they|this|these|those|that|then|also|there|others?|another|he|she|in (?:that|this) case|otherwise)\b", re.I
)
_REFERRAL = re.compile(r"\b(?:read|see|described in) \[|\bdepends? on (?:your|the) plan\b", re.I)


@dataclass(frozen=True, slots=True)
class Pick:
    """A chosen unit: which passage (by rank) and which unit of it (by position), and how well it fits."""

    rank: int
    position: int
    passage: Passage
    unit: Unit
    score: float


def select(question: Question, found: Answerability, plan: str = "", finding: str = "") -> list[Pick]:
    """The units to quote, in reading order; empty when none may be quoted. `finding` is what a check held against an
    earlier try: units that it names are left out."""
    picks = _scored(question, found, plan, finding)
    if not picks:
        return []
    best = max(picks, key=lambda pick: pick.score)
    same = [pick for pick in picks if pick.rank == best.rank]
    chosen = _steps(question, found, same, best) or _with_company(best, same, question, found, plan)
    if question.wants is Wants.AMOUNT and not any(dimensions(pick.unit) for pick in chosen):
        chosen = [*chosen, *_amount(question, same, _NEARLY * best.score)]
    return _fitting([pick for pick in chosen if not _left_open(pick, chosen)], best)


def _left_open(pick: Pick, chosen: Sequence[Pick]) -> bool:
    """Whether a unit announces what is not quoted with it."""
    after = (other for other in chosen if (other.rank, other.position) == (pick.rank, pick.position + 1))
    return leads_in(pick.unit) and next(after, None) is None


def _scored(question: Question, found: Answerability, plan: str, finding: str) -> list[Pick]:
    """Every quotable unit with its score: how it fits the question, and its form."""
    picks = []
    for rank, candidate in enumerate(found.candidates):
        if found.probability >= _LIKELY and candidate.passage.article_id != found.article:
            continue
        fits = quotable_fits(candidate.units, candidate.fits)
        for position, (unit, fit) in enumerate(zip(candidate.units, fits, strict=True)):
            faulted = repr(unit.text) in finding or repr(unit.plain) in finding
            if fit is None or faulted or gives_orders(unit.text):
                continue
            score = fit + _FORM * _form(question, unit) + _plan_fit(unit, plan) + _FOUND * candidate.passage.score
            picks.append(Pick(rank, position, candidate.passage, unit, score))
    return picks


def _form(question: Question, unit: Unit) -> float:
    """What the form of a unit is worth for this question."""
    worth = 0.05 if unit.kind is Kind.SENTENCE else 0.0
    worth += 0.3 * share(question.subject, frozenset(content_stems(plain_text(unit.plain))), 0.0)
    if question.wants is Wants.AMOUNT:
        amounts = dimensions(unit)
        worth += 0.4 if "clock" in amounts & question.dimensions else 0.0
        worth += 0.2 if amounts & question.dimensions else 0.05 if amounts and not question.dimensions else 0.0
    if _about_the_opposite(question, unit):
        worth -= 0.2
    if _REFERRAL.search(unit.text):
        worth -= 0.4
    if unit.kind is Kind.ROW:
        worth += 0.06 * len(set(content_stems(plain_text(cells(unit.text)[0]))) & set(question.subject))
    if unit.kind is Kind.STEP and question.wants is not Wants.STEPS:
        worth -= 0.12
    if unit.kind is Kind.CODE:
        worth -= 0.1
    return worth


def _about_the_opposite(question: Question, unit: Unit) -> bool:
    """Whether a unit tells of exports where the question is about imports, and the like."""
    asked, told = set(stems(question.text)), set(stems(plain_text(unit.plain)))
    return any(
        (a in asked and b not in asked and b in told and a not in told)
        or (b in asked and a not in asked and a in told and b not in told)
        for a, b in OPPOSITES
    )


def _plan_fit(unit: Unit, plan: str) -> float:
    """Something for the table row of the customer's plan, a little for other units that name it."""
    if not plan or not re.search(rf"\b{re.escape(plan)}\b", unit.plain, re.I):
        return 0.0
    return 0.15 if _own_row(unit, plan) else 0.04


def _own_row(unit: Unit, plan: str) -> bool:
    """Whether a unit is the table row of a plan."""
    return unit.kind is Kind.ROW and cells(unit.text)[0].casefold() == plan.casefold()


def _whole(pick: Pick, same: Sequence[Pick], found: Answerability) -> list[Pick]:
    """The list that a step stands in: all units of its procedure, or the items of its block; empty where not all of it
    may be quoted."""
    if not pick.unit.procedure:
        block = [other for other in same if other.unit.block == pick.unit.block]
        return block if len(block) <= MOST_STEPS else []
    candidate = found.candidates[pick.rank]
    own = procedures(candidate.units)[pick.unit.procedure]
    fits = quotable_fits(candidate.units, candidate.fits)
    at = {other.position: other for other in same}
    told = [position for position in own if fits[position] is not None]
    return [at[position] for position in told] if quotable(candidate.units, own) and at.keys() >= {*told} else []


def _steps(question: Question, found: Answerability, same: Sequence[Pick], best: Pick) -> list[Pick]:
    """The numbered steps of the best passage with the sentence that introduces them, where steps are asked for."""
    lists: dict[tuple[int, int], list[Pick]] = {}
    for pick in same:
        if pick.unit.procedure or pick.unit.kind is Kind.STEP:
            lists.setdefault((pick.unit.procedure, 0 if pick.unit.procedure else pick.unit.block), []).append(pick)
    if not lists or question.wants is not Wants.STEPS:
        return []
    likely = max(lists.values(), key=lambda block: _block_worth(block, question, found))
    steps = _whole(likely[0], same, found)
    if not steps or _block_worth(steps, question, found) < _STEPS_WORTH:
        return []
    prose = [
        p for p in same if p.unit.kind is Kind.SENTENCE and not p.unit.procedure and p.position < steps[0].position
    ]
    intro = max(prose, key=lambda pick: pick.score, default=None)
    leads = intro and (intro.position == steps[0].position - 1 or intro.score >= _NEARLY * best.score)
    return [intro, *steps] if intro and leads else steps


def _with_company(best: Pick, same: Sequence[Pick], question: Question, found: Answerability, plan: str) -> list[Pick]:
    """The best unit with what belongs to it: its steps or the rows asked for, neighbours that fit nearly as well, the
    sentence that leads in or that it refers to, the list that it leads in, the steps that follow where
    steps are asked for. Empty where these are a procedure of which not all may be quoted."""
    at = {pick.position: pick for pick in same}
    stepwise = question.wants is Wants.STEPS
    if best.unit.kind is Kind.ROW and not (stepwise and best.unit.procedure):
        return _rows(best, [pick for pick in same if pick.unit.block == best.unit.block], question, plan)
    chosen = _neighbours(best, at)
    if best.unit.kind is Kind.STEP or (stepwise and best.unit.procedure):
        whole = _whole(best, same, found)
        if not whole:
            return [] if stepwise and best.unit.procedure else [best]
        chosen = whole
    first, last = min(chosen, key=_place), max(chosen, key=_place)
    before = at.get(first.position - 1)
    if before and (leads_in(before.unit) or _refers_back(first, before)):
        chosen = [before, *chosen]
    after = at.get(last.position + 1)
    if after is None or after.unit.block != last.unit.block + 1:
        return chosen
    if leads_in(last.unit) or (stepwise and last.unit.kind is Kind.SENTENCE and after.unit.kind is Kind.STEP):
        follow = _whole(after, same, found)
        return [] if stepwise and after.unit.procedure and not follow else [*chosen, *follow]
    return chosen


def _neighbours(best: Pick, at: Mapping[int, Pick]) -> list[Pick]:
    """The best unit with those before and after it, one after the other, that score nearly as well; none of another
    step, for these go together or not at all."""
    chosen = [best]
    for step in (1, -1) if not best.unit.procedure else ():
        place = best.position + step
        while place in at and at[place].score >= _NEARLY * best.score and len(chosen) < _MOST:
            if at[place].unit.procedure:
                break
            chosen.append(at[place])
            place += step
    return chosen


def _place(pick: Pick) -> int:
    return pick.position


def _refers_back(pick: Pick, before: Pick) -> bool:
    """Whether a unit says "it" or "this" of what the one before it, in the same paragraph, is about."""
    return before.unit.block == pick.unit.block and bool(_REFERS.match(plain_text(pick.unit.text)))


def _amount(question: Question, same: Sequence[Pick], least: float) -> list[Pick]:
    """The unit of the best passage that states an amount of the kind asked for, where the best unit states none; none
    that scores below `least`."""
    stated = [pick for pick in same if pick.score >= least and dimensions(pick.unit) & question.dimensions]
    return [max(stated, key=lambda pick: pick.score)] if stated else []


def _block_worth(block: Sequence[Pick], question: Question, found: Answerability) -> float:
    """How well a list of steps fits: its two closest steps, and the question's words in its heading and text."""
    closest = sorted((found.candidates[p.rank].cosines[p.position] for p in block), reverse=True)[:2]
    said = content_stems(plain_text(" ".join((block[0].unit.heading, *(p.unit.text for p in block)))))
    usual = 0.1 if block[0].unit.heading.lower().startswith(("steps", "how to")) else 0.0
    return usual + sum(closest) / len(closest) + 0.3 * share(question.subject, frozenset(said), 0.0)


def _rows(best: Pick, block: Sequence[Pick], question: Question, plan: str) -> list[Pick]:
    """The rows whose first cell names what the question is about; else that of the customer's plan, else the best."""
    subject = set(question.subject)
    shared = {p: len(set(content_stems(plain_text(cells(p.unit.text)[0]))) & subject) for p in block}
    most = max(shared.values())
    if not most and (own := [pick for pick in block if _own_row(pick.unit, plan)]):
        return own
    rows = [pick for pick in block if shared[pick] == most and pick.score >= best.score - 0.25] if most else [best]
    return rows if best in rows and len(rows) <= _LIST else [best]


def _fitting(chosen: Sequence[Pick], best: Pick) -> list[Pick]:
    """In reading order, the weakest sentences dropped while it is too long; steps may be as long as they are."""
    kept = sorted(set(chosen), key=lambda pick: (pick.rank != best.rank, pick.rank, pick.position))
    while sum(len(pick.unit.plain.split()) for pick in kept) > MOST_WORDS:
        loose = [p for p in kept if not (p.unit.procedure or p.unit.kind is Kind.STEP) and p is not best]
        if not loose:
            break
        kept.remove(min(loose, key=lambda pick: pick.score))
    return kept
