"""How many tokens each source of an answer may take, counted without a tokenizer and rather too high than too low."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from bot.domain import Account, Brief, Drafted, Passage
from bot.language.procedures import without_half
from bot.policy import Knowledge

_BYTES_A_TOKEN = 3.5  # English takes four to five, numbers, code and other scripts fewer
TURN_TOKENS = 500  # one earlier turn
SUMMARY_TOKENS = 200
# A passage below this share of the best one's relevance is noise.
_NEAR_BEST = 0.6


def tokens(text: str) -> int:
    """About how many tokens a text takes."""
    return math.ceil(len(text.encode("utf-8", "replace")) / _BYTES_A_TOKEN)


def clipped(text: str, most: int) -> str:
    """The beginning of a text that takes at most `most` tokens, cut at a line or else at a word."""
    if tokens(text) <= most:
        return text
    raw = text.encode("utf-8", "replace")[: int(most * _BYTES_A_TOKEN)].decode("utf-8", "ignore")
    line = raw.rpartition("\n")[0].rstrip()
    return line or raw.rpartition(" ")[0].rstrip() or raw


def clipped_passages(passages: Sequence[Passage], knowledge: Knowledge) -> tuple[Passage, ...]:
    """What tools looked up and at most `knowledge.passages` others, each within `knowledge.passage_tokens`."""
    articles = [passage for passage in passages if not passage.live][: knowledge.passages]
    kept = [passage for passage in passages if passage.live] + articles
    return tuple(_clipped(passage, knowledge.passage_tokens) for passage in kept)


def clipped_further(passages: Sequence[Passage], knowledge: Knowledge) -> tuple[Passage, ...]:
    """The passages that `clipped_passages` has no room for, each within `knowledge.passage_tokens`: no model sees them,
    but what merely quotes may, and a card may name them."""
    left = [passage for passage in passages if not passage.live][knowledge.passages :]
    return tuple(_clipped(passage, knowledge.passage_tokens) for passage in left)


def _clipped(passage: Passage, most: int) -> Passage:
    """The beginning of a passage; a procedure that would lose its end is left out."""
    return replace(passage, text=without_half(passage.text, clipped(passage.text, most)))


def remembered(passages: tuple[Passage, ...], drafted: Drafted | None, most: int) -> tuple[Passage, ...]:
    """What a decision keeps of the passages found: the first `most`, what the answer cites, and what is near it."""
    generation = drafted.generation if drafted else None
    named = {*generation.near, *(c for s in generation.sentences for c in s.cites)} if generation else set()
    return tuple(p for rank, p in enumerate(passages) if p.live or rank < most or p.id in named)


def near_best(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """Those passages that are about as relevant as the best one, in their order; what a tool looked up always is."""
    least = max((passage.score for passage in passages if not passage.live), default=0.0) * _NEAR_BEST
    return tuple(passage for passage in passages if passage.live or passage.score >= least)


def clipped_account(account: Account | None, most: int) -> Account | None:
    """The account record without the fields that its budget has no room for; the plan is the last to go."""
    if account is None:
        return None
    for smaller in (account, replace(account, tier=""), replace(account, tier="", tone="neutral")):
        if tokens(f"{smaller.plan or ''}\n{smaller.tone}\n{smaller.tier}") <= most:
            return smaller
    return replace(account, plan=None, tier="", tone="neutral")


def within_budget(brief: Brief, knowledge: Knowledge) -> Brief:
    """The brief with every source held to its budget; `history` is what is to be sent word for word."""
    return replace(
        brief,
        passages=clipped_passages(brief.passages, knowledge),
        further=clipped_further(brief.passages, knowledge),
        history=tuple(replace(turn, text=clipped(turn.text, TURN_TOKENS)) for turn in brief.history),
        summary=clipped(brief.summary, SUMMARY_TOKENS),
        account=clipped_account(brief.account, knowledge.account_tokens),
    )
