"""Step 4, generate: ask the engine, check what it said, let it mend one try, fall back where it fails."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from bot.domain import Brief, Drafted, Generation, Grounding
from bot.domain.ports import Engine, GroundingCheck
from bot.errors import EarnestError, ModelError, TransientError


async def generate(
    engine: Engine, fallback: Engine | None, checker: GroundingCheck, brief: Brief, deadline_s: float
) -> Drafted:
    """The checked outcome for a brief; never raises our errors.

    `deadline_s` bounds the engine's tries together, and the fallback's anew. Where neither can answer, `failed` says
    why in a word and the generation is empty."""
    drafted = await _drafted(engine, checker, brief, deadline_s)
    if not drafted.failed or fallback is None:
        return drafted
    second = await _drafted(fallback, checker, brief, deadline_s)
    if second.failed:
        return replace(second, failed=f"{engine.name}: {drafted.failed}; {fallback.name}: {second.failed}")
    return second


async def _drafted(engine: Engine, checker: GroundingCheck, brief: Brief, deadline_s: float) -> Drafted:
    """One engine's answer, checked, and tried once more with the finding when a sentence is not supported."""
    loop = asyncio.get_running_loop()
    until = loop.time() + deadline_s
    try:
        async with asyncio.timeout_at(until):
            first = await engine.answer(brief)
    except (EarnestError, TimeoutError) as error:
        return Drafted(Generation(engine.name), Grounding(), failed=_word(error))
    drafted = Drafted(first, await _checked(checker, brief, first))
    if not first.sentences or drafted.grounding.supported or not drafted.grounding.finding:
        return drafted
    try:
        async with asyncio.timeout_at(until):
            second = await engine.answer(replace(brief, finding=drafted.grounding.finding))
    except (EarnestError, TimeoutError):
        return replace(drafted, tries=2)
    second = replace(second, usage=first.usage + second.usage)
    return _better(drafted, Drafted(second, await _checked(checker, brief, second), tries=2))


async def _checked(checker: GroundingCheck, brief: Brief, generation: Generation) -> Grounding:
    """The check of an answer. Without a working checker it has no support, which keeps it from being posted."""
    if not generation.sentences:
        return Grounding()
    try:
        return await checker.check(brief.question, generation, brief.passages, brief.account)
    except EarnestError:
        return Grounding()


def _better(first: Drafted, second: Drafted) -> Drafted:
    """The second try, unless it is an answer with more unsupported sentences than the first had."""
    if not second.generation.sentences:
        return second
    faults = [sum(not check.supported for check in drafted.grounding.checks) for drafted in (first, second)]
    if faults[1] <= faults[0] and second.grounding.checks:
        return second
    kept = replace(first.generation, usage=second.generation.usage)
    return replace(first, generation=kept, tries=2)


def _word(error: Exception) -> str:
    """What failed, in a word that an operator may read; never the exception's text."""
    if isinstance(error, TimeoutError):
        return "deadline passed"
    if isinstance(error, ModelError):
        return "unusable reply"
    return "unavailable for now" if isinstance(error, TransientError) else "refused"
