"""What an engine is given, what it says, and the check of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.conversation import Account, Utterance
from bot.domain.ids import PassageId, TicketId, TurnId
from bot.domain.knowledge import Passage
from bot.domain.reasons import ReasonCode


@dataclass(frozen=True, slots=True)
class CallContext:
    """For whom a model is asked: `ticket_id` gets the cost, and past `until` (seconds of the running event loop's
    clock) nobody waits for the reply any more; None where there is no ticket or no such moment. `turn_id` is the
    turn that needs the reply."""

    ticket_id: TicketId | None = None
    until: float | None = None
    turn_id: TurnId | None = None


NO_CONTEXT = CallContext()


@dataclass(frozen=True, slots=True)
class StoredSummary:
    """The summary of a ticket's first `covered` messages; `digest` tells whether they are still the same."""

    covered: int
    digest: str
    text: str


@dataclass(frozen=True, slots=True)
class Brief:
    """All that an engine may use to answer. `finding` is the checker's complaint about a first try, `first_try` the
    text of that, `guidance` what the operator wants said or left out in answers of this kind; `upset` when the customer
    sounds annoyed; `further` the passages that search found after those that the budget has room for."""

    question: str
    passages: tuple[Passage, ...]
    history: tuple[Utterance, ...] = ()
    summary: str = ""
    account: Account | None = None
    intent: str = ""
    asked_before: bool = False
    finding: str = ""
    guidance: str = ""
    first_try: str = ""
    upset: bool = False
    context: CallContext = NO_CONTEXT
    further: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence (or step, or table row) of an answer, Markdown, with the passages it cites.

    `lead` is the white space and list marker that stands before it ("\\n1. "), so that joining lead + text
    over all sentences gives the whole answer."""

    text: str
    cites: tuple[PassageId, ...] = ()
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Usage:
    """One model call. Tokens are counts, `cost_usd` dollars, `ms` wall time."""

    model: str
    purpose: str
    input_tokens: int = 0
    cache_write_tokens: int = 0
    cache_read_tokens: int = 0
    output_tokens: int = 0
    cost_usd: float = 0.0
    ms: float = 0.0
    outcome: str = "ok"


@dataclass(frozen=True, slots=True)
class Generation:
    """What an engine said: exactly one of an answer (`sentences`), `escalate` (a reason) or `ask` (a question).

    `chance` 0..1 is how surely the passages answer the question at all; 1 where the engine does not say. `model` and
    `prompt` (`answer/2`) name what wrote it, where a model did. `near` are passages that may help a person, most likely
    first: in place of an answer where nothing is certain, else beside those that it cites."""

    engine: str
    sentences: tuple[Sentence, ...] = ()
    escalate: str | None = None
    ask: str | None = None
    usage: tuple[Usage, ...] = ()
    chance: float = 1.0
    model: str = ""
    prompt: str = ""
    near: tuple[PassageId, ...] = ()

    @property
    def answer(self) -> str:
        """The answer's Markdown, empty where there is none."""
        return "".join(sentence.lead + sentence.text for sentence in self.sentences).strip()


class Opinion(StrEnum):
    """What passages say about a sentence."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A model's opinion on one sentence. `deciding` are the words of a passage that decide, and `passage_id` is where
    they stand; both empty only for `NOT_FOUND`, since an opinion whose words stand nowhere becomes `NOT_FOUND`."""

    opinion: Opinion
    deciding: str = ""
    passage_id: PassageId | None = None


@dataclass(frozen=True, slots=True)
class SentenceCheck:
    """The checker's word on one sentence: which passage supports it, or what is wrong with it, and which layer of the
    check said so ("quotation", "facts", …; empty from a version that did not tell)."""

    sentence: Sentence
    supported: bool
    passage_id: PassageId | None = None
    finding: str = ""
    layer: str = ""


@dataclass(frozen=True, slots=True)
class Grounding:
    """The check of a whole answer. `score` 0..1 is the calibrated support; `version` names the check. `answers` 0..1 is
    how likely what the answer rests on is what was asked; 1 where nobody looked."""

    checks: tuple[SentenceCheck, ...] = ()
    score: float = 0.0
    version: str = ""
    answers: float = 1.0

    @property
    def supported(self) -> bool:
        """True when there is an answer and every sentence of it is supported."""
        return bool(self.checks) and all(check.supported for check in self.checks)

    @property
    def finding(self) -> str:
        """What an engine should fix, one line a fault; empty when nothing is wrong."""
        return "\n".join(f"{c.sentence.text!r}: {c.finding}" for c in self.checks if not c.supported)


@dataclass(frozen=True, slots=True)
class Drafted:
    """The outcome of generation: what was said, how well it is supported, after at most one second try.

    `failed` says in a word that an operator may read why there is no answer at all. `problem` is what went wrong with
    the engine that was to answer, also where another one answered in its place."""

    generation: Generation
    grounding: Grounding
    tries: int = 1
    failed: str = ""
    problem: ReasonCode | None = None
