"""What a classifier may learn from reviewed tickets, what it is judged by, and when it is used. Pure rules.

Customers write the questions, and one customer or one colleague must not decide what a kind of question is. Of near
the same words the newest label counts; an intent gets no more than `each` labels from one account, and from one person.
Whether a ticket is held out depends on its id alone, so what a classifier is judged by was never learned by any."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from hashlib import sha256

from bot.domain.labels import IntentLabel, LabelSource
from bot.language.shared_words import shared_words
from bot.policy.review import Learn

MOST = 1000  # labels, the newest: what is older has had its turn, and training takes longer with each
_SAME = 0.8  # share of common words from which two questions are one
Pairs = tuple[tuple[str, str], ...]
"""Texts with their intents."""


@dataclass(frozen=True, slots=True)
class Lessons:
    """What is learned, and what is held out to judge by."""

    taught: Pairs
    held_out: Pairs


@dataclass(frozen=True, slots=True)
class Score:
    """How many held-out questions were read `right`, and the share of the policy's escalate-at-once examples that are
    found when they are left out (`recall`)."""

    right: int
    recall: float


def lessons(labels: Iterable[IntentLabel], intents: Collection[str], rule: Learn) -> Lessons:
    """Of labels, the newest first, of intents that the policy knows."""
    taught: list[tuple[str, str]] = []
    held: list[tuple[str, str]] = []
    seen: list[str] = []
    counts: Counter[tuple[str, str, str]] = Counter()
    for label in _last_words(labels):
        text = label.text
        if (
            label.intent not in intents
            or not any(map(str.isalnum, text))
            or any(shared_words(text, o) >= _SAME for o in seen)
        ):
            continue
        keys = [("place", label.place, label.intent), *([("by", label.by, label.intent)] if label.by else [])]
        if any(counts[key] >= rule.each for key in keys):
            continue
        counts.update(keys)
        seen.append(text)
        (held if is_held_out(label.ticket_id, rule.held_out) else taught).append((label.text, label.intent))
    return Lessons(tuple(taught), tuple(held))


def is_held_out(ticket_id: str, share: float) -> bool:
    """Whether a ticket is never learned from: the same at any time and in any process."""
    return int(sha256(ticket_id.encode()).hexdigest()[:8], 16) < share * 0x1_0000_0000


def enough_to_judge(held_out: int, rule: Learn) -> bool:
    """Whether so many held-out questions tell one classifier from another: half of those that so many new labels give
    on average."""
    return held_out >= max(1.0, rule.labels * rule.held_out / 2)


def no_worse(before: Score, after: Score, policy: float) -> bool:
    """Whether a classifier may take the place of another: it reads as many held-out questions right, and escalates at
    least as much as the one that learned from the policy alone, whose recall is `policy`."""
    return after.right >= before.right and after.recall >= policy


def _last_words(labels: Iterable[IntentLabel]) -> list[IntentLabel]:
    """One label a question: the newest that a person gave, else what an audit confirmed."""
    chosen: dict[str, IntentLabel] = {}
    for label in labels:
        known = chosen.get(label.decision_id)
        if known is None or (known.source is LabelSource.AUDITED and label.source is LabelSource.CORRECTED):
            chosen[label.decision_id] = label
    return sorted(chosen.values(), key=lambda label: (label.at, label.id), reverse=True)
