"""The check between generation and posting: every sentence has to be supported by a passage that it cites."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.answer.check.facts import facts, missing
from bot.answer.check.other_customers import is_named, others_named
from bot.answer.check.support import Evidence, calibrated, evidence, quoted, supports
from bot.domain import (
    NO_CONTEXT,
    Account,
    CallContext,
    Generation,
    Grounding,
    Passage,
    PassageId,
    Sentence,
    SentenceCheck,
)
from bot.language.contradiction import contradiction
from bot.language.similarity import SentenceVectors

_MENTION = re.compile(r"<[!#@][^>\n]*>?|(?<![\w.])@(?:channel|here|everyone|group)\b", re.I)
_FAULTY = 0.7, 0.45  # a sentence with a wrong fact keeps this share of its support, and at most this much
_ENOUGH = 0.25  # calibrated support of one sentence below which it is marked


@dataclass(frozen=True, slots=True)
class _Verdict:
    support: float
    passage_id: PassageId | None = None
    finding: str = ""


class GroundingChecker:
    """Implements ports.GroundingCheck by quotation, facts, opposites and sentence vectors, without a language model.

    `customers` are the names of all customer accounts: an answer may name only the asking one."""

    def __init__(self, vectors: SentenceVectors, customers: Sequence[str] = ()) -> None:
        self._vectors = vectors
        self._customers = tuple(customers)

    async def check(
        self,
        question: str,
        generation: Generation,
        passages: Sequence[Passage],
        account: Account | None = None,
        context: CallContext = NO_CONTEXT,
    ) -> Grounding:
        """Check each sentence of an answer. `question` supports nothing: what only the asker said is no source.

        Score: the calibrated, length-weighted harmonic mean of the sentences' support, which leans to the weakest
        (0.0 as soon as one cites nothing). Raises PermanentError when texts cannot be embedded."""
        del question, context
        sources = {passage.id: evidence(passage) for passage in passages}
        verdicts = [self._at_once(sentence, sources, account) for sentence in generation.sentences]
        open_ones = [i for i, verdict in enumerate(verdicts) if verdict is None]
        if open_ones:
            asked = [generation.sentences[i] for i in open_ones]
            cited = [[sources[c] for c in sentence.cites] for sentence in asked]
            figures = await supports([sentence.text for sentence in asked], cited, self._vectors)
            for i, own, figure in zip(open_ones, cited, figures, strict=True):
                verdicts[i] = _weigh(generation.sentences[i], own, figure)
        done = [verdict for verdict in verdicts if verdict is not None]
        checks = tuple(
            SentenceCheck(sentence, not verdict.finding, verdict.passage_id, verdict.finding)
            for sentence, verdict in zip(generation.sentences, done, strict=True)
        )
        return Grounding(checks, _score(generation.sentences, done))

    def _at_once(
        self, sentence: Sentence, sources: Mapping[PassageId, Evidence], account: Account | None
    ) -> _Verdict | None:
        """The verdict where no vectors are needed: on faults of form, and on quotations. None otherwise."""
        if not sentence.cites:
            return _Verdict(0.0, None, "cites no passage")
        if any(cite not in sources for cite in sentence.cites):
            return _Verdict(0.0, None, "cites a passage that was not given")
        if _MENTION.search(sentence.text):
            return _Verdict(0.0, None, "mentions a channel, a group or a person")
        cited = [sources[cite] for cite in sentence.cites]
        if other := self._other_customer(sentence.text, cited, account):
            return _Verdict(0.0, None, f"names another customer ({other})")
        source = next((item for item in cited if quoted(sentence.text, item)), None)
        return _Verdict(1.0, source.passage.id) if source else None

    def _other_customer(self, text: str, cited: Sequence[Evidence], account: Account | None) -> str:
        """A customer account other than the asker's that a text names, unless the knowledge base names it too."""
        named = others_named(text, self._customers, account)
        return next((name for name in named if not any(is_named(item.facts_text, name) for item in cited)), "")


def _weigh(sentence: Sentence, cited: Sequence[Evidence], support: float) -> _Verdict:
    """The verdict on a sentence in words of its own: its facts first, then its direction, then its meaning."""
    lost = missing(facts(sentence.text), "\n".join(item.facts_text for item in cited))
    if lost:
        named = ", ".join(f"{fact.kind} {fact.shown}" for fact in lost[:3])
        return _Verdict(_faulty(support), None, f"no cited passage has the {named}")
    turned = contradiction(sentence.text, [unit for item in cited for unit in item.units])
    if turned:
        return _Verdict(_faulty(support), None, turned)
    if calibrated(support) < _ENOUGH:
        return _Verdict(support, None, "no cited passage says this")
    return _Verdict(support, _nearest(sentence, cited).passage.id)


def _faulty(support: float) -> float:
    factor, most = _FAULTY
    return min(factor * support, most)


def _nearest(sentence: Sentence, cited: Sequence[Evidence]) -> Evidence:
    """The cited passage that has most of the sentence's facts and words: what is shown beside it on the card."""
    claimed = facts(sentence.text)
    words = set(sentence.text.lower().split())
    return max(
        cited,
        key=lambda item: (
            -len(missing(claimed, item.facts_text)),
            len(words & set(item.passage.text.lower().split())),
        ),
    )


def _score(sentences: Sequence[Sentence], verdicts: Sequence[_Verdict]) -> float:
    """The answer's score from its sentences' support; each weighs as much as it has words."""
    if not verdicts or any(verdict.support <= 0 for verdict in verdicts):
        return 0.0
    weights = [len(sentence.text.split()) or 1 for sentence in sentences]
    inverse = sum(w / v.support for w, v in zip(weights, verdicts, strict=True))
    return calibrated(sum(weights) / inverse)
