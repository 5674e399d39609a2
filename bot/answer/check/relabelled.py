"""A sentence of the source with another button, page or option in it than it has there."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from bot.answer.check.facts import LABEL, labels
from bot.language.remembered import remembered
from bot.language.words import STOP_WORDS, plain_text, words

_FEWEST, _FEWEST_CONTENT = 5, 2  # words beside the labels, below which many sentences are alike
_ALIKE = 0.9  # share of these words that the source has in this order


def relabelled(text: str, sources: Sequence[str]) -> str:
    """Which label stands in a sentence where the source's has another one, in words; empty where none does."""
    shown = tuple(labels(text))
    own = _beside(text)
    if not shown or len(own) < _FEWEST or sum(word not in STOP_WORDS for word in own) < _FEWEST_CONTENT:
        return ""
    found = ""
    for source in sources:
        theirs = _beside(source)
        if abs(len(theirs) - len(own)) > len(own) // 3 or 2 * len(set(own) & set(theirs)) < len(set(own)):
            continue
        blocks = SequenceMatcher(None, own, theirs, autojunk=False).get_matching_blocks()
        if sum(block.size for block in blocks) < _ALIKE * max(len(own), len(theirs)):
            continue
        told = _run(source)
        odd = [label for label in shown if _run(label) not in told]
        if not odd:
            return ""
        there = next((label for label in labels(source) if label not in shown), "")
        found = f"says “{odd[0]}” where the source says “{there}”" if there else f"says “{odd[0]}”, unlike the source"
    return found


@remembered()
def _beside(text: str) -> tuple[str, ...]:
    """The words outside of labels."""
    return tuple(words(plain_text(LABEL.sub(" ", text))))


@remembered()
def _run(text: str) -> str:
    return f" {' '.join(words(plain_text(text)))} "
