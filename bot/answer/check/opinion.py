"""A second opinion, by a language model, on the sentences that the local check is not sure of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.answer.check.entail import CLEAR
from bot.answer.check.sentence import Judged, Layer
from bot.domain import CallContext, Opinion, Passage, Sentence, Verdict
from bot.domain.ports import SecondOpinion
from bot.errors import EarnestError

_SUPPORTED, _NOT = 0.95, 0.2  # support of a sentence by a model's opinion


async def with_opinion(
    sentences: Sequence[Sentence],
    judged: Sequence[Judged],
    passages: Sequence[Passage],
    second: SecondOpinion,
    context: CallContext,
) -> list[Judged]:
    """The verdicts after one call for those that the local model read and did not find clearly supported. Quotations
    and what another layer refused are not asked about. Without an opinion in time such a sentence is not supported."""
    done = list(judged)
    unsure = [n for n, v in enumerate(judged) if v.layer is Layer.ENTAILMENT and (v.finding or v.support < CLEAR)]
    if not unsure:
        return done
    try:
        opinions = await second.judge([sentences[n] for n in unsure], passages, context)
    except EarnestError:
        for n in unsure:
            done[n] = replace(judged[n], finding=judged[n].finding or "not clear, and no second opinion came in time")
        return done
    for n, opinion in zip(unsure, opinions, strict=True):
        done[n] = _settled(judged[n], opinion)
    return done


def _settled(local: Judged, second: Verdict) -> Judged:
    if second.opinion is Opinion.SUPPORTED and second.deciding:
        return Judged(Layer.SECOND_OPINION, _SUPPORTED, second.passage_id, rests=max(local.rests, _SUPPORTED))
    if second.opinion is Opinion.CONTRADICTED:
        finding = f"the source says otherwise: “{second.deciding}”"
    else:
        finding = local.finding or "no cited passage says this"
    return Judged(Layer.SECOND_OPINION, _NOT, None, finding, min(local.rests, _NOT))
