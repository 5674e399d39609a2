"""The check between generation and posting: every sentence has to be supported by a passage that it cites."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.answer.check.entail import Entails, read
from bot.answer.check.evidence import Evidence, evidence
from bot.answer.check.length_and_language import customers_language, other_language, repeated, too_long
from bot.answer.check.on_topic import OnTopic
from bot.answer.check.opinion import with_opinion
from bot.answer.check.sentence import UNREAD, Judged, Layer, faulty, judge_at_once, wrong_facts, wrong_order
from bot.answer.check.step_order import reordered_steps
from bot.answer.check.tenant_wall import NO_WALL, Wall
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
from bot.domain.ports import Entailment, SecondOpinion
from bot.language.detection import Languages

VERSION = "check/8"  # changes whenever the same answer could be judged otherwise
_SLOPE, _MIDDLE = 13.2, 0.571
_JUDGED_IN = ("", "English")  # what the entailment model reads; "" is too short to tell


class GroundingChecker:
    """Implements ports.GroundingCheck: facts, deeds, links, language and length by rules, meaning by a small local
    model, and by a second opinion where there is one and the local model is not sure. With `topic`, whether what an
    answer rests on answers the question."""

    def __init__(
        self,
        entailment: Entailment,
        wall: Wall = NO_WALL,
        languages: Languages | None = None,
        second_opinion: SecondOpinion | None = None,
        topic: OnTopic | None = None,
    ) -> None:
        self._entailment = entailment
        self._wall = wall
        self._languages = languages or Languages()
        self._second_opinion = second_opinion
        self._topic = topic

    async def check(
        self,
        question: str,
        generation: Generation,
        passages: Sequence[Passage],
        account: Account | None = None,
        context: CallContext = NO_CONTEXT,
        earlier: Sequence[str] = (),
    ) -> Grounding:
        """Check each sentence of an answer. `question` supports nothing: what only the asker said is no source. It
        tells the customer's language, with `earlier` messages of theirs, oldest first.

        Raises PermanentError when the local model fails."""
        sources = {passage.id: evidence(passage) for passage in passages}
        said = generation.sentences
        judged = [judge_at_once(sentence, sources, self._wall, account) for sentence in said]
        self._unread(said, judged, question, earlier)
        open_ones = [place for place, verdict in enumerate(judged) if verdict is None]
        entails = [Entails(said[n].text, tuple(sources[cite] for cite in said[n].cites)) for n in open_ones]
        for place, verdict in zip(open_ones, await read(entails, self._entailment), strict=True):
            judged[place] = _refused(said[place], sources, verdict) or verdict
        done = [verdict for verdict in judged if verdict is not None]
        done = _in_order(_whole(said, done), reordered_steps(said, sources))
        if self._second_opinion is not None:
            done = await with_opinion(said, done, passages, self._second_opinion, context)
        checks = tuple(
            SentenceCheck(sentence, not verdict.finding, verdict.passage_id, verdict.finding, verdict.layer.value)
            for sentence, verdict in zip(said, done, strict=True)
        )
        answers = 1.0
        # An engine that says how likely its passages answer has had them read.
        if self._topic is not None and generation.chance >= 1.0 and all(check.supported for check in checks):
            answers = await self._topic.probability(question, earlier, said, sources)
        return Grounding(checks, _score(said, done), VERSION, answers)

    def _unread(
        self, said: Sequence[Sentence], judged: list[Judged | None], question: str, earlier: Sequence[str]
    ) -> None:
        """Mark what is in another language than the customer's, or in one that the local model does not read."""
        asked_in = customers_language(question, earlier, self._languages)
        other = other_language(said, asked_in, self._languages)
        for place, sentence in enumerate(said):
            verdict = judged[place]
            language = self._languages.of(sentence.text) if verdict is None else ""
            if other and not (verdict and verdict.finding):
                finding = f"the answer is in {other}, the customer wrote in {asked_in}"
                judged[place] = Judged(Layer.LANGUAGE, 0.0, None, finding, UNREAD)
            elif language not in _JUDGED_IN:
                finding = f"is in {language}, which the check does not read: a person has to"
                judged[place] = Judged(Layer.LANGUAGE, 0.0, None, finding, UNREAD)


def _refused(sentence: Sentence, sources: Mapping[PassageId, Evidence], verdict: Judged) -> Judged | None:
    """What refuses a sentence whatever the model says of it; None where nothing does."""
    for layer, fault in ((Layer.FACTS, wrong_facts(sentence, sources)), (Layer.ORDER, wrong_order(sentence, sources))):
        if fault:
            return Judged(layer, 0.0, None, fault, faulty(verdict.rests))
    return None


def _in_order(judged: Sequence[Judged], turned: Mapping[int, str]) -> list[Judged]:
    """The verdicts with what stands in the wrong place, quotations too: each is right, and their order is not."""
    done = list(judged)
    for place, finding in turned.items():
        if not done[place].finding:
            done[place] = Judged(Layer.ORDER, 0.0, None, finding, faulty(done[place].rests))
    return done


def _whole(said: Sequence[Sentence], judged: Sequence[Judged]) -> list[Judged]:
    """The verdicts with what is wrong with the answer as a whole, on the sentences where it shows."""
    done = list(judged)
    for place in repeated(said):
        done[place] = replace(done[place], layer=Layer.FORM, finding="says again what a sentence before it says")
    if said and (long := too_long(said)):
        done[-1] = replace(done[-1], layer=Layer.FORM, finding=done[-1].finding or long)
    return done


def _score(sentences: Sequence[Sentence], verdicts: Sequence[Judged]) -> float:
    """The chance, 0..1, that people find the answer faithful, where half of all answers are: by how far its sentences
    rest on their sources, each weighed by its words; 0 where one rests on nothing.

    Logistic curve fitted by `eval grounding` on rated answers (mtRAG human evaluations), classes weighted alike."""
    if not verdicts or any(verdict.rests <= 0 for verdict in verdicts):
        return 0.0
    if all(verdict.rests >= 1 for verdict in verdicts):
        return 1.0
    weights = [len(sentence.text.split()) or 1 for sentence in sentences]
    rests = sum(w * v.rests for w, v in zip(weights, verdicts, strict=True)) / sum(weights)
    return 1 / (1 + math.exp(-_SLOPE * (rests - _MIDDLE)))
