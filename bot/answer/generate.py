"""Step 4, generate: ask the engine, check what it said, let it correct one try, fall back where it fails."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from bot.domain import Brief, Drafted, Generation, Grounding, Passage, ReasonCode
from bot.domain.ports import Engine, GroundingCheck
from bot.errors import EarnestError, ModelError, TransientError

_PROBLEMS = {
    "refusal": ReasonCode.MODEL_DECLINED,
    "truncated": ReasonCode.MODEL_CUT_OFF,
    "spent": ReasonCode.SPEND_LIMIT,
}
# What a model would not say, or could not end, a person should look at: quoting an article is no substitute.
_FOR_PEOPLE = (ReasonCode.MODEL_DECLINED, ReasonCode.MODEL_CUT_OFF)
_WORDS = {
    "refusal": "declined",
    "truncated": "cut off",
    "tool_use": "it asked for a tool",
    "empty": "an empty reply",
    "too_long": "far longer than was asked for",
    "not_json": "not a reply of the model's server",
    "spent": "spend limit reached",
}


async def generate(
    engine: Engine, fallback: Engine | None, checker: GroundingCheck, brief: Brief, deadline_s: float
) -> Drafted:
    """The checked outcome for a brief; never raises our errors.

    The engine's tries together end `deadline_s` seconds from now or with the turn (`brief.context.until`), whichever
    comes first; the fallback needs no model and gets `deadline_s` anew. Where neither can answer, `failed` says why in
    a word and the generation is empty. What the model declined, or could not end, is not left to the fallback."""
    now = asyncio.get_running_loop().time()
    until = min(now + deadline_s, brief.context.until or now + deadline_s)
    drafted = await _drafted(engine, checker, brief, until)
    if not drafted.failed or fallback is None or drafted.problem in _FOR_PEOPLE:
        return drafted
    second = await _drafted(fallback, checker, brief, asyncio.get_running_loop().time() + deadline_s)
    if second.failed:
        both = f"{engine.name}: {drafted.failed}; {fallback.name}: {second.failed}"
        return replace(second, failed=both, problem=drafted.problem)
    return replace(second, problem=drafted.problem)


async def _drafted(engine: Engine, checker: GroundingCheck, brief: Brief, until: float) -> Drafted:
    """One engine's answer, checked, and tried once more with the finding when a sentence is not supported. `until` is
    on the event loop's clock."""
    try:
        async with asyncio.timeout_at(until):
            first = await engine.answer(brief)
    except (EarnestError, TimeoutError) as error:
        return Drafted(Generation(engine.name), Grounding(), failed=_word(error), problem=_problem(error))
    drafted = Drafted(first, await _checked(checker, brief, first))
    if not first.sentences or drafted.grounding.supported or not drafted.grounding.finding:
        return drafted
    said = "".join(sentence.lead + sentence.text for sentence in first.sentences).strip()
    try:
        async with asyncio.timeout_at(until):
            second = await engine.answer(replace(brief, finding=drafted.grounding.finding, first_try=said))
    except (EarnestError, TimeoutError):
        return replace(drafted, tries=2)
    second = replace(second, usage=first.usage + second.usage)
    return _better(drafted, Drafted(second, await _checked(checker, brief, second), tries=2))


async def _checked(checker: GroundingCheck, brief: Brief, generation: Generation) -> Grounding:
    """The check of an answer. Without a working checker it has no support, which keeps it from being posted."""
    if not generation.sentences:
        return Grounding()
    try:
        earlier = [said.text for said in brief.history if said.role == "customer"]
        given = _given(brief, generation)
        return await checker.check(brief.question, generation, given, brief.account, brief.context, earlier)
    except EarnestError:
        return Grounding()


def _given(brief: Brief, generation: Generation) -> tuple[Passage, ...]:
    """The passages that an answer may lean on: those of the budget, and what it quotes of the others."""
    cited = {cite for sentence in generation.sentences for cite in sentence.cites}
    return (*brief.passages, *(passage for passage in brief.further if passage.id in cited))


def _better(first: Drafted, second: Drafted) -> Drafted:
    """The second try, unless it is an answer with more unsupported sentences than the first had."""
    if not second.generation.sentences:
        return second
    faults = [sum(not check.supported for check in drafted.grounding.checks) for drafted in (first, second)]
    if faults[1] <= faults[0] and second.grounding.checks:
        return second
    kept = replace(first.generation, usage=second.generation.usage)
    return replace(first, generation=kept, tries=2)


def _problem(error: Exception) -> ReasonCode:
    """What a failure is on the card."""
    if isinstance(error, TransientError | TimeoutError):
        return ReasonCode.MODEL_AWAY
    code = getattr(error, "code", "")
    if isinstance(error, ModelError):
        return _PROBLEMS.get(code, ReasonCode.MODEL_UNUSABLE)
    if code.startswith("http_") or code == "invalid_request_error":
        return ReasonCode.MODEL_SETUP
    return _PROBLEMS.get(code, ReasonCode.ENGINE_FAILED)


def _word(error: Exception) -> str:
    """What failed, in a word that an operator may read; never the exception's text."""
    if isinstance(error, TimeoutError):
        return "deadline passed"
    code = getattr(error, "code", "")
    if code in _WORDS:
        return _WORDS[code]
    if isinstance(error, ModelError):
        return "unusable reply"
    if code.startswith("http_"):
        return f"refused with status {code.removeprefix('http_')}"
    return "unavailable for now" if isinstance(error, TransientError) else "refused"
