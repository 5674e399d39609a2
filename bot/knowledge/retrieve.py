"""Step three: the passages that may answer a question, within the budget."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from bot.domain import Account, Passage, PassageId, SearchQuery, Utterance
from bot.domain.ports import KnowledgeIndex
from bot.language.procedures import without_half
from bot.policy import Knowledge

# English help articles come to about 1.35 tokens a word; numbers and code to more, so the estimate is cautious.
_TOKENS_A_WORD = 1.5
# More than a model is shown: what quotes compares them by their sentences, and a card names the nearest.
LOOKED_AT = 8


async def retrieve(
    index: KnowledgeIndex,
    question: str,
    history: Sequence[Utterance],
    account: Account | None,
    knowledge: Knowledge,
    product_areas: Sequence[str] = (),
    without: Collection[PassageId] = (),
) -> tuple[Passage, ...]:
    """At most `LOOKED_AT` passages, or `knowledge.passages` where that is more, that this customer may see, best
    first, each at most `knowledge.passage_tokens` long; empty when nothing answers. With `product_areas`, passages of
    these, and of all areas only where these hold none that answers. `without` names passages that the
    customer had already: what comes next takes their place. Raises IndexUnavailableError, TransientError."""
    if not question.strip():
        return ()
    query = SearchQuery(
        text=question,
        history=tuple(said.text for said in history if said.role == "customer"),
        plan=account.plan if account else None,
        product_areas=tuple(product_areas),
        limit=max(LOOKED_AT, knowledge.passages) + len(without),
    )
    found = await index.search(query)
    if product_areas and not found:
        found = await index.search(replace(query, product_areas=()))
    new = [passage for passage in found if passage.id not in without][: max(LOOKED_AT, knowledge.passages)]
    return tuple(replace(passage, text=trimmed(passage.text, knowledge.passage_tokens)) for passage in new)


def trimmed(text: str, tokens: int) -> str:
    """The first whole lines of `text` that come to at most about `tokens`, without half a procedure; a single longer
    line is cut at a word."""
    budget = int(tokens / _TOKENS_A_WORD)
    if len(text.split()) <= budget:
        return text
    kept: list[str] = []
    for line in text.split("\n"):
        budget -= len(line.split())
        if budget < 0:
            break
        kept.append(line)
    return without_half(text, "\n".join(kept).rstrip() or " ".join(text.split()[: int(tokens / _TOKENS_A_WORD)]))
