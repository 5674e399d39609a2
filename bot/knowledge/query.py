"""Prepares a customer's message for search: courtesy removed, and the thing talked about carried over."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from bot.domain.ports import Vectors
from bot.knowledge.vector_engine import Hit, SparseVector

_MARKUP = re.compile(r"<[@#!][^>]*>|<?https?://\S+>?|:[a-z0-9_+-]+:|[:;]-?[()DP/|](?=\s|$)", re.IGNORECASE)
_COURTESY = re.compile(
    r"\b(?:hi|hello|hey|hiya|greetings|good (?:morning|afternoon|evening)|dear (?:team|all|support|sir|madam)|"
    r"thanks?(?: you)?(?: (?:so|very) much| a lot| in advance)?|many thanks|cheers|please|pls|plz|"
    r"(?:kind|best|warm) regards|sorry to bother(?: you)?|hope (?:you are|you're|all is) (?:well|fine))\b[\s,.!:]*",
    re.IGNORECASE,
)
# Longer inputs are cut by the model anyway, and a pasted log of 40,000 characters must not cost seconds.
_LONGEST = 4000
# What is carried: the first message, which names the thing, then the newest, within the time of one long text. They are
# embedded as one text, which takes the time of one and finds more than a sum of their vectors.
_CARRIED_WORDS, _OF_ONE = 150, 40

# How much of the conversation a message needs is read off what it finds by itself. Below the first cosine of its
# nearest passage it is lost without what was said before, above the second it is clear. And when ten passages are
# about as near as the best, it does not say which of many alike things it is about ("is there a fee?").
_LOST, _CLEAR = 0.35, 0.65
_MANY, _ONE = 0.05, 0.15
# More would serve conversations whose last message needs the first, and spoil those that change their subject.
_MOST_CARRIED = 0.7
_WHEN_ALIKE = 0.35
_COMPARED = 10
# What a pair of words that stand near each other counts beside a word: long questions gain, short ones lose nothing.
_PAIR = 0.5


def cleaned(text: str) -> str:
    """The message without greetings, thanks, mentions, emoji codes and addresses; itself when nothing else is left."""
    text = text[:_LONGEST]
    rest = re.sub(r"\s+", " ", _COURTESY.sub(" ", _MARKUP.sub(" ", text))).strip(" ,.!-")
    return rest or re.sub(r"\s+", " ", text).strip()


def worth_carrying(history: Sequence[str]) -> list[str]:
    """The parts of earlier messages (oldest first) that a search takes along, cleaned."""
    said = [" ".join(cleaned(text).split()[:_OF_ONE]) for text in history]
    newest_last = [text for text in said if text]
    chosen: list[str] = []
    words = 0
    for text in [*newest_last[:1], *reversed(newest_last[1:])]:
        words += len(text.split())
        if chosen and words > _CARRIED_WORDS:
            break
        chosen.append(text)
    return chosen


def carried(found: Sequence[Hit]) -> float:
    """The weight 0..1 of what was said before, from the cosines of what the message finds alone, best first."""
    if not found:
        return _MOST_CARRIED
    rest = [hit.score for hit in found[1:_COMPARED]]
    ahead = found[0].score - sum(rest) / len(rest) if rest else 1.0
    return max(_MOST_CARRIED * _down(found[0].score, _LOST, _CLEAR), _WHEN_ALIKE * _down(ahead, _MANY, _ONE))


def _down(value: float, full: float, none: float) -> float:
    """1 up to `full`, 0 from `none` on, and a straight line between."""
    return min(1.0, max(0.0, (none - value) / (none - full)))


def mixed_dense(own: Vectors, earlier: Vectors, weight: float) -> Vectors:
    """One vector, normalised, of the message's and, with `weight`, that of all earlier ones together."""
    total = own + weight * earlier
    vector: Vectors = (total / max(float(np.linalg.norm(total)), 1e-12)).astype(np.float32)
    return vector


def with_pairs(words: SparseVector, pairs: SparseVector) -> SparseVector:
    """One query of the words and, with their weight, the pairs."""
    return SparseVector((*words.indices, *pairs.indices), (*words.values, *(_PAIR * value for value in pairs.values)))


def mixed_words(own: SparseVector, earlier: Sequence[SparseVector], weight: float) -> SparseVector:
    """One query of the message's tokens and, each with `weight`, the earlier messages'."""
    weights = dict(zip(own.indices, own.values, strict=True))
    for vector in earlier:
        for index, value in zip(vector.indices, vector.values, strict=True):
            weights[index] = weights.get(index, 0.0) + weight * value
    return SparseVector(tuple(weights), tuple(weights.values()))
