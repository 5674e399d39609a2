"""Intents that a policy lacks: questions that no intent covers, grouped, named and ready to be pasted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from bot.classify.local.classifier import embed_all
from bot.domain import Classification
from bot.domain.ports import Embedder, IntentClassifier, Progress
from bot.evaluation.history.found import Row
from bot.language.clustering import central, clusters, names
from bot.policy import Policy

_CUSTOMER = {"customer", "user"}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An intent to add: its name, how many questions it would cover, and the most typical of them."""

    name: str
    questions: int
    examples: tuple[str, ...]


def opening_questions(tickets: Sequence[Row]) -> list[str]:
    """What customers asked before anybody answered, one text a conversation, each text once; `tickets` as
    `read_history` gives them."""
    found = []
    for ticket in tickets:
        said: list[str] = []
        for turn in ticket["turns"]:
            if turn["role"] in _CUSTOMER:
                said.append(turn["text"].strip())
            elif said:
                break
        found.append("\n".join(said))
    return [text for text in dict.fromkeys(found) if text]


def covered(policy: Policy, found: Classification) -> bool:
    """Whether an intent covers a message: it is surely one's, or a strict one's, or no request. What is less sure than
    `thresholds.confidence` is what the route shows to people too."""
    if found.chatter or found.escalate:
        return True
    best = found.intents[0].confidence if found.intents else 0.0
    return not found.out_of_scope and best >= policy.thresholds.confidence


async def uncovered(
    policy: Policy, classifier: IntentClassifier, texts: Sequence[str], progress: Progress
) -> list[str]:
    """The texts that no intent covers, in order. Raises what the classifier raises."""
    found = []
    for number, text in enumerate(texts, 1):
        if not covered(policy, await classifier.classify(text)):
            found.append(text)
        progress("reading questions", number, len(texts))
    return found


async def suggest(
    policy: Policy, texts: Sequence[str], embedder: Embedder, least: int, examples: int
) -> list[Suggestion]:
    """Groups of at least `least` of `texts`, the largest first, with up to `examples` texts each."""
    if not texts:
        return []
    vectors = await embed_all(embedder, texts)
    groups = [rows for rows in clusters(vectors) if len(rows) >= least]
    named = names(texts, groups, frozenset(policy.intents))
    return [
        Suggestion(name, len(rows), tuple(texts[row] for row in central(vectors, rows)[:examples]))
        for name, rows in zip(named, groups, strict=True)
    ]


def as_yaml(suggestions: Sequence[Suggestion]) -> str:
    """The lines to paste under `intents:` of support.yml."""
    intents: dict[str, Any] = {one.name: {"examples": list(one.examples)} for one in suggestions}
    written = yaml.safe_dump(intents, allow_unicode=True, sort_keys=False, width=110) if intents else ""
    return "".join(f"  {line}\n" for line in written.splitlines())
