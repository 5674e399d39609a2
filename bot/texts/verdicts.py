"""What the check said of each sentence of an answer, and what the answer was made with."""

from __future__ import annotations

from bot.domain import Decision, SentenceCheck
from bot.texts import times

HEADING = "Each sentence, and what the check says of it"
UNCHECKED = "The answer could not be checked, so it was not posted unreviewed."

# The layers of the check as it stores them (bot/answer/check/sentence.py); an older bot's may be others.
_SUPPORTED = {
    "quotation": "word for word in",
    "entailment": "the local model finds it said in",
    "second opinion": "a language model finds it said in",
}
_STOPPED = {
    "form": "form",
    "tenant": "other customers' data",
    "facts": "facts",
    "order": "order of steps",
    "deeds": "deeds and promises",
    "language": "language",
    "entailment": "meaning, local model",
    "second opinion": "meaning, language model",
}


def verdict(check: SentenceCheck, title: str) -> str:
    """The verdict on one sentence with the layer that gave it; `title` is the article that supports it, if any."""
    if check.supported:
        said = _SUPPORTED.get(check.layer, "supported by")
        return f"✓ {said} “{title}”" if title else f"✓ supported ({check.layer or 'the check'})"
    layer = _STOPPED.get(check.layer, check.layer)
    finding = check.finding or "no source supports it"
    return f"⚠ not supported ({layer}): {finding}" if layer else f"⚠ not supported: {finding}"


def more(number: int) -> str:
    """Said where an answer has more sentences than are shown."""
    return f"… and {times.count(number, 'more sentence')}"


def made_with(decision: Decision) -> str:
    """Versions of all that made a decision: `Made with engine claude, model …, prompt answer/4, check check/4, …`."""
    generation = decision.drafted.generation if decision.drafted else None
    check = decision.drafted.grounding.version if decision.drafted else ""
    named = {
        "engine": generation.engine if generation else "",
        "model": generation.model if generation else "",
        "prompt": generation.prompt if generation else "",
        "check": check,
        "index": decision.versions.index,
        "policy": decision.versions.policy,
    }
    told = ", ".join(f"{part} {version}" for part, version in named.items() if version)
    return f"Made with {told}" if told else ""
