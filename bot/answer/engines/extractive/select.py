"""Which units of an article answer a question: lists stay whole, references keep what they refer to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.answer.engines.extractive.answerability import Answerability, Candidate, dimensions
from bot.answer.engines.extractive.question import Question, Wants, gives_orders
from bot.domain import Passage
from bot.language.contradiction import OPPOSITES
from bot.language.sentences import Kind, Unit, cells
from bot.language.words import content_stems, plain_text, share, stems

MOST_WORDS = 150
_MARGIN = 0.12  # how much less a further unit may score than the best one
_AT_LEAST = 0.4  # cosine of a further unit
_SAME = 0.88  # cosine above which two units say the same
_LIST = 8  # items; longer lists and tables are not quoted whole
_FURTHER = 2
_STEPS_WORTH = 0.5
_REFERS = re.compile(
    r"(?:it|they|this|these|those|that|then|also|there|others?|another|he|she|in (?:that|this) case|otherwise)\b", re.I
)
_REFERRAL = re.compile(r"\b(?:read|see|described in) \[|\bdepends? on (?:your|the) plan\b", re.I)
_ACTION = re.compile(
    r"\]\(|\*\*|(?:^|[.,;:] )(?:please )?(?:open|select|choose|go to|click|contact|read|see|ask|write|use)\b", re.I
)


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
    steps = _steps(question, found, same, best)
    chosen = steps or _with_company(best, same, question, plan)
    if question.wants is Wants.AMOUNT and not any(dimensions(pick.unit) for pick in chosen):
        chosen += _amount(question, same)
    chosen += _further(best, chosen, picks, found.candidates, room=0 if steps else _FURTHER)
    if not any(pick.unit.kind is Kind.STEP or _ACTION.search(pick.unit.text) for pick in chosen):
        chosen += _next_action(same, chosen)
    return _fitting(chosen, best)


def _scored(question: Question, found: Answerability, plan: str, finding: str) -> list[Pick]:
    """Every quotable unit of the article with its score: closeness of the unit and of its passage, and its form."""
    picks = []
    for rank, (candidate, closest) in enumerate(zip(found.candidates, found.closest, strict=True)):
        if candidate.passage.article_id != found.article:
            continue
        title = frozenset(content_stems(candidate.passage.title))
        fit = 0.4 * candidate.passage.score + 0.2 * share(question.subject, title, 0.0) - 0.02 * rank
        for position, (unit, cosine) in enumerate(zip(candidate.units, candidate.cosines, strict=True)):
            faulted = repr(unit.text) in finding or repr(unit.plain) in finding
            if faulted or gives_orders(unit.text) or not unit.text.strip():
                continue
            lead = max(0.0, 0.08 - 0.04 * position)  # articles open with what they are about
            score = cosine + 0.4 * closest + lead + _form(question, unit) + _plan_fit(unit, plan) + fit
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
        worth -= 0.1
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


def _steps(question: Question, found: Answerability, same: Sequence[Pick], best: Pick) -> list[Pick]:
    """The numbered steps of the best passage with the sentence that introduces them, where steps are asked for."""
    blocks: dict[int, list[Pick]] = {}
    for pick in same:
        if pick.unit.kind is Kind.STEP:
            blocks.setdefault(pick.unit.block, []).append(pick)
    wanted = best.unit.kind is Kind.STEP or question.wants is Wants.STEPS
    if not blocks or not wanted:
        return []
    steps = max(blocks.values(), key=lambda block: _block_worth(block, question, found))
    if _block_worth(steps, question, found) < _STEPS_WORTH and best.unit.kind is not Kind.STEP:
        return []
    prose = [p for p in same if p.unit.kind is Kind.SENTENCE and p.position < steps[0].position]
    intro = max(prose, key=lambda pick: pick.score, default=None)
    return [intro, *steps] if intro else list(steps)


def _block_worth(block: Sequence[Pick], question: Question, found: Answerability) -> float:
    """How well a list of steps fits: its two closest steps, and the question's words in its heading and text."""
    closest = sorted((found.candidates[p.rank].cosines[p.position] for p in block), reverse=True)[:2]
    said = content_stems(plain_text(" ".join((block[0].unit.heading, *(p.unit.text for p in block)))))
    usual = 0.1 if block[0].unit.heading.lower().startswith(("steps", "how to")) else 0.0
    return usual + sum(closest) / len(closest) + 0.3 * share(question.subject, frozenset(said), 0.0)


def _with_company(best: Pick, same: Sequence[Pick], question: Question, plan: str) -> list[Pick]:
    """The best unit with what belongs to it: its list, the sentence it refers to, the table rows asked for."""
    block = [pick for pick in same if pick.unit.block == best.unit.block]
    after = [pick for pick in same if pick.unit.block == best.unit.block + 1]
    before = [pick for pick in same if pick.position == best.position - 1]
    if best.unit.kind is Kind.ROW:
        return _rows(best, block, question, plan)
    if best.unit.kind in (Kind.BULLET, Kind.STEP) and len(block) <= _LIST:
        intro = [p for p in same if p.position == block[0].position - 1 and p.unit.text.rstrip().endswith(":")]
        return [*intro, *block]
    if best.unit.text.rstrip().endswith(":") and len(after) <= _LIST:
        return [best, *after]
    if _REFERS.match(plain_text(best.unit.text)) and before and before[0].unit.block == best.unit.block:
        return [before[0], best]
    return [best]


def _rows(best: Pick, block: Sequence[Pick], question: Question, plan: str) -> list[Pick]:
    """The rows whose first cell names what the question is about; else that of the customer's plan, else the best."""
    subject = set(question.subject)
    shared = {p: len(set(content_stems(plain_text(cells(p.unit.text)[0]))) & subject) for p in block}
    most = max(shared.values())
    if not most and (own := [pick for pick in block if _own_row(pick.unit, plan)]):
        return own
    rows = [pick for pick in block if shared[pick] == most and pick.score >= best.score - 0.25] if most else [best]
    return rows if best in rows and len(rows) <= _LIST else [best]


def _amount(question: Question, same: Sequence[Pick]) -> list[Pick]:
    """The unit of the best passage that states an amount of the kind asked for, where the best unit states none."""
    stated = [pick for pick in same if dimensions(pick.unit) & question.dimensions]
    return [max(stated, key=lambda pick: pick.score)] if stated else []


def _further(
    best: Pick, chosen: Sequence[Pick], picks: Sequence[Pick], candidates: Sequence[Candidate], room: int
) -> list[Pick]:
    """A few more sentences nearly as close as the best, that add something, mostly from the same passage."""
    added: list[Pick] = []
    for pick in sorted(picks, key=lambda p: -p.score):
        own = candidates[pick.rank]
        close = pick.score >= best.score - (_MARGIN if pick.rank == best.rank else _MARGIN / 3)
        if len(added) == room or not close:
            break
        if pick.unit.kind not in (Kind.SENTENCE, Kind.ROW) or pick in chosen or own.cosines[pick.position] < _AT_LEAST:
            continue
        if pick.unit.kind is Kind.ROW and best.unit.kind is Kind.ROW:
            continue  # which rows of a table belong was decided when the best was found
        text = pick.unit.text
        if text.rstrip().endswith(":") or _REFERS.match(plain_text(text)) or _REFERRAL.search(text):
            continue
        taken = [*chosen, *added]
        alike = (own.vectors[pick.position] @ candidates[t.rank].vectors[t.position] for t in taken)
        if max(map(float, alike), default=0.0) < _SAME:
            added.append(pick)
    return added


def _next_action(same: Sequence[Pick], chosen: Sequence[Pick]) -> list[Pick]:
    """A sentence of the same passage that tells what to do or read next."""
    last = max(pick.position for pick in chosen if pick.rank == same[0].rank)
    told = (p for p in same if p.unit.kind is Kind.SENTENCE and p not in chosen and _ACTION.search(p.unit.text))
    rest = [pick for pick in told if pick.position > last]
    return [max(rest, key=lambda pick: pick.score)] if rest else []


def _fitting(chosen: Sequence[Pick], best: Pick) -> list[Pick]:
    """In reading order, the weakest sentences dropped while it is too long; steps may be as long as they are."""
    kept = sorted(set(chosen), key=lambda pick: (pick.rank != best.rank, pick.rank, pick.position))
    while sum(len(pick.unit.plain.split()) for pick in kept) > MOST_WORDS:
        loose = [pick for pick in kept if pick.unit.kind is not Kind.STEP and pick is not best]
        if not loose:
            break
        kept.remove(min(loose, key=lambda pick: pick.score))
    return kept
