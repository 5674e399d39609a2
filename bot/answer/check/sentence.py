"""The check of one sentence without a model: form, whom it names, where it points, what it promises, its facts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.answer.check.deeds_and_promises import deed
from bot.answer.check.disguise import disguised
from bot.answer.check.evidence import Evidence, cell_quoted, quoted
from bot.answer.check.facts import facts, missing
from bot.answer.check.link_targets import wrong_target
from bot.answer.check.step_order import reordered
from bot.answer.check.tenant_wall import Wall, crossed
from bot.domain import Account, PassageId, Sentence

_MENTION = re.compile(r"<[!#@][^>\n]*>?|(?<![\w.])@(?:channel|here|everyone|group)\b", re.I)

UNREAD = 0.45  # how far a sentence rests on its sources that was refused before its wording was compared
_FAULTY_SHARE, _FAULTY_MOST = 0.7, 0.45


class Layer(StrEnum):
    """Which part of the check spoke on a sentence."""

    FORM = "form"
    TENANT = "tenant"
    FACTS = "facts"
    ORDER = "order"
    DEEDS = "deeds"
    LANGUAGE = "language"
    QUOTATION = "quotation"
    ENTAILMENT = "entailment"
    SECOND_OPINION = "second opinion"


@dataclass(frozen=True, slots=True)
class Judged:
    """What a layer says of a sentence: `finding` is empty where it is supported. `support` 0..1 is the chance that it
    is true by what it cites, `rests` 0..1 how far its wording rests there."""

    layer: Layer
    support: float
    passage_id: PassageId | None = None
    finding: str = ""
    rests: float = 0.0


def faulty(rests: float) -> float:
    """What is left of how far a sentence rests on its sources when a fact of it is wrong: some, so that answers can
    still be compared."""
    return min(_FAULTY_SHARE * rests, _FAULTY_MOST)


def judge_at_once(
    sentence: Sentence, sources: Mapping[PassageId, Evidence], wall: Wall, account: Account | None
) -> Judged | None:
    """The verdict where no model is needed: on faults, and on quotations. None where meaning has to be read."""
    if fault := _form(sentence, sources):
        return Judged(Layer.FORM, 0.0, None, fault)
    cited = [sources[cite] for cite in sentence.cites]
    if fault := disguised(sentence.text, [item.passage for item in cited]):
        return Judged(Layer.FORM, 0.0, None, fault, UNREAD)
    if fault := crossed(sentence.text, [item.passage for item in cited], wall, account):
        return Judged(Layer.TENANT, 0.0, None, fault)
    if fault := wrong_target(sentence.text, [item.passage for item in cited], wall.links_allow):
        return Judged(Layer.FACTS, 0.0, None, fault, UNREAD)
    source = next((i for i in cited if quoted(sentence.text, i) or cell_quoted(sentence.text, i)), None)
    if said := deed(sentence.text, quoted=source is not None):
        return Judged(Layer.DEEDS, 0.0, None, f"says what nobody is known to have done or to do (“{said}”)", UNREAD)
    if source:
        return Judged(Layer.QUOTATION, 1.0, source.passage.id, rests=1.0)
    return None


def wrong_facts(sentence: Sentence, sources: Mapping[PassageId, Evidence]) -> str:
    """Which hard facts of a sentence no cited passage has, in words; empty when each is there."""
    cited = (sources[cite] for cite in sentence.cites)
    lost = missing(facts(sentence.text), "\n".join(item.facts_text for item in cited))
    named = ", ".join(f"{fact.kind} {fact.shown}" for fact in lost[:3])
    return f"no cited passage has the {named}" if lost else ""


def wrong_order(sentence: Sentence, sources: Mapping[PassageId, Evidence]) -> str:
    """What a sentence tells in another order than what it cites, in words; empty where nothing is seen to be."""
    return reordered(sentence.text, [sources[cite] for cite in sentence.cites])


def _form(sentence: Sentence, sources: Mapping[PassageId, Evidence]) -> str:
    if not sentence.cites:
        return "cites no passage"
    if any(cite not in sources for cite in sentence.cites):
        return "cites a passage that was not given"
    return "mentions a channel, a group or a person" if _MENTION.search(sentence.text) else ""
