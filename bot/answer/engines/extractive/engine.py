"""The engine that needs no model: it quotes the knowledge base word for word, or says that it cannot answer."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.answer.engines.extractive.answerability import Answerability, assess, dimensions, states_amount
from bot.answer.engines.extractive.live import quote_live
from bot.answer.engines.extractive.question import Question, Wants, gives_orders, understand
from bot.answer.engines.extractive.quote_probability import quote_features, quote_probability
from bot.answer.engines.extractive.select import Pick, select
from bot.domain import (
    NO_CONTEXT,
    ArticleId,
    Brief,
    CallContext,
    Generation,
    Passage,
    PassageId,
    Sentence,
    Utterance,
)
from bot.domain.reading import Reader
from bot.language.procedures import step_of_heading
from bot.language.sentence_vectors import SentenceVectors
from bot.language.sentences import Kind, sentence_spans
from bot.language.words import plain_text, stem, words

NAME = "extractive"
VERSION = "extractive/4"  # changes whenever the same passages could be quoted otherwise
FLOOR = 0.5  # probability below which nothing is quoted: even, for people look at what is not sure (route.py)
# What an answer from an article that lacks a part of the question counts at most: a draft, for it may answer another.
_PARTLY = 0.6
_NEAR = 3  # passages named where nothing is quoted
_LIVE = 0.9  # what a tool looked up for this very question
_SUMMARY = 220  # characters of one quoted message in a summary
_NOW = " Now: "


class ExtractiveEngine:
    """Implements ports.Engine. Instructions in questions or passages have no effect: text is compared, never obeyed.

    Every sentence is a whole unit of a passage and cites it, so that the grounding check passes by quotation; lines
    that claim nothing (greeting, friction, closing) are for whoever lays out the answer, and are not added here."""

    def __init__(self, vectors: SentenceVectors, reader: Reader, least: float = 0.0) -> None:
        """`least` is the probability (quote_probability.py) below which nothing is quoted."""
        self._vectors, self._reader = vectors, reader
        self._least = least

    @property
    def name(self) -> str:
        return NAME

    async def answer(self, brief: Brief) -> Generation:
        """Quotes, or `escalate` with what is missing. Raises PermanentError when texts cannot be embedded."""
        if live := quote_live(brief.question, brief.passages):
            return Generation(NAME, live, chance=_LIVE, model=VERSION)
        question = understand(brief)
        near = _near((*brief.passages, *brief.further))
        if question.live:
            return Generation(
                NAME, escalate="It asks how something stands right now, which needs a look at the account.", near=near
            )
        if gives_orders(question.text):
            return Generation(NAME, escalate="It tries to give the assistant orders.")
        if not brief.passages:
            return Generation(NAME, escalate="The knowledge base has nothing on this.")
        found = await assess(question, brief.passages, self._vectors)
        if why := _cannot(question, found):
            return Generation(NAME, escalate=why, near=near)
        plan = brief.account.plan if brief.account else None
        picks = select(question, found, plan or "", brief.finding)
        if not picks:
            return Generation(NAME, escalate="The knowledge base has nothing that can be quoted on this.", near=near)
        quoted = await quote_features(question, found, picks, self._reader)
        if quoted and quote_probability(quoted) < self._least:
            return Generation(NAME, escalate="The knowledge base has nothing that surely answers this.", near=near)
        partly = (
            found.partly or (question.amount and not _states_amount(question, picks)) or _part_of_steps(question, picks)
        )
        chance = min(found.probability, _PARTLY) if partly else found.probability
        cited = {pick.passage.article_id for pick in picks}
        others = _near([p for p in (*brief.passages, *brief.further) if p.article_id not in cited])
        return Generation(NAME, tuple(_laid_out(picks)), chance=round(chance, 4), model=VERSION, near=others)

    async def summarise(
        self, conversation: Sequence[Utterance], context: CallContext = NO_CONTEXT, before: str = ""
    ) -> str:
        """The customer's first and latest word, quoted, in at most two sentences; empty when they said nothing."""
        del context
        said = [turn.text for turn in conversation if turn.role == "customer" and turn.text.strip()]
        if not said:
            return before
        if before:
            return f"{before.partition(_NOW)[0]}{_NOW}“{_short(said[-1])}”"
        first, last = _short(said[0]), _short(said[-1])
        return f"The customer asked: “{first}”" if len(said) == 1 else f"The customer asked: “{first}”{_NOW}“{last}”"


def _near(passages: Sequence[Passage]) -> tuple[PassageId, ...]:
    """The best passages of three different articles, in the search's order: where nothing is certain, they may help."""
    first: dict[ArticleId, PassageId] = {}
    for passage in passages:
        if not passage.live:
            first.setdefault(passage.article_id, passage.id)
    return tuple(first.values())[:_NEAR]


def _states_amount(question: Question, picks: Sequence[Pick]) -> bool:
    """Whether what is quoted states an amount of a kind that is asked for; of any kind where any number would do."""
    stated = frozenset(kind for pick in picks for kind in dimensions(pick.unit))
    return bool(stated) and states_amount(question.dimensions if "" not in question.dimensions else frozenset(), stated)


def _part_of_steps(question: Question, picks: Sequence[Pick]) -> bool:
    """Whether steps are asked for and what is quoted stands in one of several numbered sections, which are them."""
    heads = (pick.unit.heading or (pick.passage.heading_path or ("",))[-1] for pick in picks)
    return question.wants is Wants.STEPS and any(map(step_of_heading, heads))


def _cannot(question: Question, found: Answerability) -> str:
    """Why the passages do not answer the question; empty when they seem to."""
    if found.probability >= FLOOR:
        return ""
    if found.unsaid:
        return f"The knowledge base does not say whether: no word on {_as_written(question.text, found.unsaid)}."
    if unmet := [stem for stem in found.lacking if stem in question.named] or found.lacking:
        return f"The knowledge base says too little about {_as_written(question.text, unmet)}."
    return "The knowledge base has nothing close to this question."


def _as_written(text: str, stems: Sequence[str]) -> str:
    """The question's own words for some stems, at most three."""
    found = dict.fromkeys(word for word in words(plain_text(text)) if stem(word) in stems)
    return ", ".join(f"“{word[:40]}”" for word in list(found)[:3])


def _laid_out(picks: Sequence[Pick]) -> list[Sentence]:
    """Sentences with the leads that make them paragraphs and lists again."""
    laid: list[Sentence] = []
    before: Pick | None = None
    for pick in picks:
        listed = pick.unit.kind in (Kind.STEP, Kind.BULLET, Kind.ROW)
        if before and before.position + 1 == pick.position and before.unit.procedure == pick.unit.procedure > 0:
            laid.append(Sentence(pick.unit.text, (pick.passage.id,), pick.unit.lead))  # as the procedure has it
            before = pick
            continue
        text = pick.unit.plain if pick.unit.kind is Kind.ROW else pick.unit.text
        lead = _gap(before, pick) + (_marker(pick) if listed else "")
        laid.append(Sentence(re.sub(r"\s*\n\s*", " ", text) if not _is_code(pick) else text, (pick.passage.id,), lead))
        before = pick
    return laid


def _gap(before: Pick | None, pick: Pick) -> str:
    """The white space between two units: none, a space inside a paragraph, a line in a list, a blank line elsewhere."""
    if before is None:
        return ""
    listed = [p.unit.kind in (Kind.STEP, Kind.BULLET, Kind.ROW) for p in (before, pick)]
    if all(listed):
        return "\n" if before.unit.block == pick.unit.block else "\n\n"
    together = (
        before.unit.procedure == pick.unit.procedure
        and before.rank == pick.rank
        and abs(before.unit.block - pick.unit.block) <= 1
    )
    if not any(listed) and not _is_code(pick) and not _is_code(before) and together:
        return " "
    return "\n\n"


def _marker(pick: Pick) -> str:
    """The list marker a unit had in its passage; rows become bullets."""
    number = re.search(r"(\d+[.)])\s+$", pick.unit.lead)
    return f"{number.group(1)} " if number and pick.unit.kind is Kind.STEP else "- "


def _is_code(pick: Pick) -> bool:
    return pick.unit.kind is Kind.CODE


def _short(text: str) -> str:
    """The beginning of a message as one line: its first sentence that is a question, else its first words."""
    line = " ".join(plain_text(text).split())
    asked = next((sentence for _, sentence in sentence_spans(line) if sentence.rstrip().endswith("?")), line)
    return asked if len(asked) <= _SUMMARY else asked[:_SUMMARY].rsplit(" ", 1)[0] + " …"
